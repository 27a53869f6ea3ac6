//! A limit that is reached is reported, and uses are found up to the limit.

use std::{
    fs,
    io::Write as _,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use privguide_tests::privguide;

use crate::{owned, pairs, project, report, write};

const APP: (&str, &str) = ("app.json", "{ \"pages\": [\"p/a\"] }");

/// Seventeen megabytes, with uses at the start, around the middle and at the end.
fn large(first: &str, middle: &str, last: &str, filling: &str) -> String {
    let half = filling.repeat((17 << 20) / 2 / filling.len());
    format!("{first}{half}{middle}{half}{last}")
}

#[test]
fn large_scripts_and_templates_are_searched_to_their_end() {
    for (name, text) in [
        (
            "p/b.js",
            large(
                "wx.getLocation()\n",
                "\n  wx.chooseImage()\n",
                "\nwx.chooseMedia()",
                "var a = '中文';\n",
            ),
        ),
        ("p/b.js", large("wx.getLocation();", "wx.chooseImage();", "wx.chooseMedia()", "a=1;")),
        (
            "p/b.ts",
            large(
                "wx.getLocation()\n",
                "\nwx.chooseImage()\n",
                "\nwx.chooseMedia()",
                "const a: string = 'b'\n",
            ),
        ),
    ] {
        let folder = project(&[
            APP,
            ("p/a.js", ""),
            ("p/a.wxml", ""),
            (name, &text),
            ("project.config.json", TS),
        ]);
        let report = report(folder.path(), &["scan"]);
        let found: Vec<String> = pairs(&report, "uses", ["interface", "file"])
            .into_iter()
            .map(|(interface, _)| interface)
            .collect();
        assert_eq!(found, ["wx.getLocation", "wx.chooseImage", "wx.chooseMedia"], "{name}");
        assert_eq!(pairs(&report, "unanalysed", ["file", "reason"]), owned(&[(name, "too-large")]));
        // Places refer to the file, not to a piece of it.
        let item = &report["programs"][0]["uses"][2];
        let (line, column) =
            (item["line"].as_u64().expect("a line"), item["column"].as_u64().expect("a column"));
        let at = usize::try_from(line - 1).expect("small");
        let written: String = text
            .split('\n')
            .nth(at)
            .expect("the line")
            .chars()
            .skip(usize::try_from(column - 1).expect("small"))
            .collect();
        assert!(written.starts_with("wx.chooseMedia"), "{name}: {line}:{column}");
    }
    let text = large(
        "<camera/>\n",
        "\n<view><live-pusher/></view>\n",
        "\n<button open-type=\"getPhoneNumber\"/>",
        "<view>中文</view>\n",
    );
    let folder = project(&[APP, ("p/a.js", ""), ("p/a.wxml", &text)]);
    let report = report(folder.path(), &["scan"]);
    let found: Vec<String> = pairs(&report, "uses", ["interface", "file"])
        .into_iter()
        .map(|(interface, _)| interface)
        .collect();
    assert_eq!(found, ["camera", "live-pusher", "button[open-type=getPhoneNumber]"]);
    assert_eq!(
        pairs(&report, "unanalysed", ["file", "reason"]),
        owned(&[("p/a.wxml", "too-large")])
    );
}

const TS: &str = "{ \"setting\": { \"useCompilerPlugins\": [\"typescript\"] } }";

/// A sparse file of a terabyte: its beginning is searched, and this is reported.
#[cfg(unix)]
#[test]
fn an_endless_file_is_searched_as_far_as_the_limit_lets() {
    let folder =
        project(&[APP, ("p/a.js", ""), ("p/a.wxml", ""), ("p/b.js", "wx.getLocation();\n")]);
    fs::File::options()
        .write(true)
        .open(folder.path().join("p/b.js"))
        .and_then(|file| file.set_len(1 << 40))
        .expect("it has holes");
    let started = Instant::now();
    let report = report(folder.path(), &["scan"]);
    assert_eq!(
        pairs(&report, "uses", ["file", "interface"]),
        owned(&[("p/b.js", "wx.getLocation")])
    );
    assert_eq!(
        pairs(&report, "unanalysed", ["file", "reason"]),
        owned(&[("p/b.js", "only-beginning")])
    );
    assert!(started.elapsed() < Duration::from_mins(5), "{:?}", started.elapsed());
}

/// A configuration of this size is reported as a faulty configuration.
#[test]
fn a_configuration_that_is_too_large_is_said() {
    let mut app = "{ \"pages\": [\"p/a\"], \"x\": \"".to_owned();
    app.push_str(&"a".repeat(17 << 20));
    app.push_str("\" }");
    let folder = project(&[
        ("app.json", &app),
        ("app.js", ""),
        ("p/a.js", "wx.getLocation()"),
        ("p/a.wxml", ""),
        ("privguide.toml", crate::DECLARATIONS),
    ]);
    let report = report(folder.path(), &["check"]);
    let findings = report["findings"].as_array().expect("findings");
    let said = findings
        .iter()
        .find(|finding| finding["rule"] == "broken-configuration")
        .expect("it is said");
    assert!(
        said["message"].as_str().is_some_and(|message| message.contains("too large")),
        "{said}"
    );
    assert_eq!(
        pairs(&report, "uses", ["file", "interface"]),
        owned(&[("p/a.js", "wx.getLocation")])
    );
}

/// Patterns have a budget for the whole run: files for which they are not evaluated count as
/// uploaded.
#[test]
fn patterns_that_take_too_long_are_said() {
    let pattern = "(a|a|aa|a{1,9})*(a|a|aa|a{1,9})*(a|a|aa|a{1,9})*b$";
    let rule = format!("{{ \"type\": \"regexp\", \"value\": \"{pattern}\" }},");
    let rules = rule.repeat(105);
    let config =
        format!("{{ \"packOptions\": {{ \"ignore\": [{}] }} }}", rules.trim_end_matches(','));
    let folder = project(&[
        APP,
        ("p/a.js", "wx.getLocation()"),
        ("p/a.wxml", ""),
        ("project.config.json", &config),
    ]);
    let name = "a".repeat(200);
    for at in 0..2_000 {
        write(folder.path(), &format!("x/{name}{at}.js"), "");
    }
    let started = Instant::now();
    let report = report(folder.path(), &["scan"]);
    assert!(started.elapsed() < Duration::from_mins(2), "{:?}", started.elapsed());
    assert_eq!(
        pairs(&report, "uses", ["file", "interface"]),
        owned(&[("p/a.js", "wx.getLocation")])
    );
    assert_eq!(
        pairs(&report, "unanalysed", ["file", "reason"]),
        owned(&[("project.config.json", "budget")])
    );
}

/// A few git objects that expand to millions of entries: the hook ends with a message and does not
/// run out of memory.
#[test]
fn a_tree_bomb_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let git = |arguments: &[&str], input: &[u8]| {
        let mut child = Command::new("git")
            .args(arguments)
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("git runs");
        child.stdin.take().expect("piped").write_all(input).expect("written");
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{arguments:?}");
        String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
    };
    git(&["init", "-q", "-b", "main"], b"");
    let blob = git(&["hash-object", "-w", "--stdin"], b"wx.getLocation()");
    let declarations = git(&["hash-object", "-w", "--stdin"], crate::DECLARATIONS.as_bytes());
    let long = "n".repeat(200);
    let mut tree = git(&["mktree"], format!("100644 blob {blob}\t{long}.js\n").as_bytes());
    for _ in 0..8 {
        let lines: Vec<String> =
            (0..10).map(|at| format!("040000 tree {tree}\t{long}{at}\n")).collect();
        let lines = lines.concat();
        tree = git(&["mktree"], lines.as_bytes());
    }
    let top = git(
        &["mktree"],
        format!("040000 tree {tree}\tx\n100644 blob {declarations}\tprivguide.toml\n").as_bytes(),
    );
    let commit = git(
        &["-c", "user.name=a", "-c", "user.email=a@b.example", "commit-tree", "-m", "bomb", &top],
        b"",
    );
    git(&["update-ref", "refs/heads/main", &commit], b"");
    let started = Instant::now();
    let mut hook = privguide(folder.path(), &["hook", "run", "pre-push"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let line = format!("refs/heads/main {commit} refs/heads/main {}\n", "0".repeat(40));
    hook.stdin.take().expect("piped").write_all(line.as_bytes()).expect("written");
    let output = hook.wait_with_output().expect("it ends");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(
        !output.status.success() && said.contains("is not read"),
        "{:?}: {said}",
        output.status
    );
    assert!(started.elapsed() < Duration::from_mins(2), "{:?}", started.elapsed());
}

/// Another encoding is reported, and uses are still found.
#[test]
fn utf16_is_found_and_said() {
    let utf16 = |text: &str| {
        [vec![0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()
    };
    let folder = project(&[APP]);
    write(folder.path(), "p/a.wxml", utf16("<camera/>"));
    write(folder.path(), "p/a.js", utf16("wx.getLocation() // 中文"));
    // Without a byte order mark, and valid UTF-8 by chance.
    let bare: Vec<u8> = "<live-pusher/>".encode_utf16().flat_map(u16::to_be_bytes).collect();
    write(folder.path(), "p/b.wxml", bare);
    let report = report(folder.path(), &["scan"]);
    let expected =
        [("p/a.js", "wx.getLocation"), ("p/a.wxml", "camera"), ("p/b.wxml", "live-pusher")];
    assert_eq!(pairs(&report, "uses", ["file", "interface"]), owned(&expected));
    let said = [("p/a.js", "encoding"), ("p/a.wxml", "encoding"), ("p/b.wxml", "encoding")];
    assert_eq!(pairs(&report, "unanalysed", ["file", "reason"]), owned(&said));
}

/// The same for files above the limit: pieces are split between characters, wherever reads of the
/// system end.
#[test]
fn a_large_file_in_another_encoding_is_searched_and_said() {
    let text = large(
        "wx.getLocation()\n",
        "\nwx.chooseImage()\n",
        "\nwx.chooseMedia()",
        "var a = '𠮷中文';\n",
    );
    let units =
        |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    // A byte order mark in the middle that starts at an odd offset.
    let odd = [b"\n", &units(u16::to_le_bytes)[..]].concat();
    // In GBK, 中文 is not valid UTF-8.
    let gbk = text.replace("𠮷中文", "??????????").into_bytes();
    let gbk: Vec<u8> = gbk.into_iter().map(|byte| if byte == b'?' { 0xd6 } else { byte }).collect();
    for (content, last_line) in [
        ([vec![0xff, 0xfe], units(u16::to_le_bytes)].concat(), true),
        ([vec![0xfe, 0xff], units(u16::to_be_bytes)].concat(), true),
        (gbk, true),
        (odd, false),
    ] {
        let folder = project(&[APP, ("p/a.js", ""), ("p/a.wxml", ""), ("project.config.json", TS)]);
        write(folder.path(), "p/b.js", content);
        let report = report(folder.path(), &["scan"]);
        if last_line {
            let found: Vec<String> = pairs(&report, "uses", ["interface", "file"])
                .into_iter()
                .map(|(interface, _)| interface)
                .collect();
            assert_eq!(found, ["wx.getLocation", "wx.chooseImage", "wx.chooseMedia"]);
            let lines = text.split('\n').count() as u64;
            assert_eq!(report["programs"][0]["uses"][2]["line"].as_u64(), Some(lines));
        }
        let said = pairs(&report, "unanalysed", ["file", "reason"]);
        assert_eq!(said, owned(&[("p/b.js", "too-large"), ("p/b.js", "encoding")]));
    }
}

/// Rust is not searched by tokens, and the message does not claim that.
#[test]
fn rust_that_is_not_read_is_said_in_its_own_words() {
    let manifest = |name: &str, more: &str| {
        format!(
            "[workspace]\n[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{more}[dependencies]\nwasm-bindgen = \"0.2\"\n"
        )
    };
    let core = manifest(
        "core-part",
        "[lib]\ncrate-type = [\"cdylib\"]\n[package.metadata.privguide]\nprograms = [\"../mini\"]\n",
    ) + "helper = { path = \"../helper\" }\n";
    let bound = "#[wasm_bindgen::prelude::wasm_bindgen]\nextern \"C\" {\n#[wasm_bindgen(js_namespace = wx, js_name = getLocation)]\nfn locate();\n}\npub fn go() { locate() }\n";
    let large = format!("{bound}{}", "// 中文\n".repeat(2 << 20));
    let deep = format!("{bound}pub const A: u8 = {}1{};\n", "(".repeat(20_000), ")".repeat(20_000));
    for (text, reason, words) in [
        (large.as_str(), "too-large", "the file was not searched: split it into smaller files"),
        (&deep, "too-deep", "the file was not searched: split it into smaller files"),
        (
            "fn broken( {",
            "syntax",
            "correct the syntax here; until then nothing in the file is found",
        ),
    ] {
        for file in ["core/src/part.rs", "helper/src/lib.rs"] {
            let folder = project(&[
                ("mini/app.json", "{ \"pages\": [\"p/a\"] }"),
                ("mini/p/a.js", ""),
                ("mini/p/a.wxml", ""),
                ("privguide.toml", crate::DECLARATIONS),
                ("core/Cargo.toml", &core),
                ("core/src/lib.rs", "mod part;\npub fn start() { helper::go() }\n"),
                ("core/src/part.rs", ""),
                ("helper/Cargo.toml", &manifest("helper", "")),
                ("helper/src/lib.rs", bound),
                (file, text),
            ]);
            let report = report(folder.path(), &["check"]);
            assert_eq!(pairs(&report, "unanalysed", ["file", "reason"]), owned(&[(file, reason)]));
            let (said, _) = crate::run(folder.path(), &["check", "--lang", "en"]);
            assert!(said.contains(words) && !said.contains("word by word"), "{file}: {said}");
            let (said, _) = crate::run(folder.path(), &["check", "--lang", "zh-CN"]);
            assert!(!said.contains("逐词"), "{file}: {said}");
        }
    }
}

/// A report for people is limited and says how much it leaves out; reports for programs contain
/// everything.
#[test]
fn findings_that_are_not_printed_are_counted() {
    const PAGES: usize = 1_200;
    let folder = project(&[("app.js", ""), ("privguide.toml", crate::DECLARATIONS)]);
    let mut pages = Vec::new();
    for at in 0..PAGES {
        write(folder.path(), &format!("p/{at}.json"), "{ 'a': 1 }");
        write(folder.path(), &format!("p/{at}.js"), "Page({})");
        write(folder.path(), &format!("p/{at}.wxml"), "");
        pages.push(format!("\"p/{at}\""));
    }
    write(folder.path(), "app.json", format!("{{ \"pages\": [{}] }}", pages.join(",")));
    let of = |text: &str| text.lines().filter(|line| line.contains("error[")).count();
    let check = |arguments: &[&str]| {
        crate::run(folder.path(), &[&["check", "--lang", "en"], arguments].concat()).0
    };
    let usual = check(&[]);
    let all = of(&check(&["--format", "short"]));
    assert!(all >= PAGES, "{all}");
    let rest = |shown: usize| format!("{} more findings are not shown: --format json", all - shown);
    assert!(of(&usual) == 100 && usual.contains(&rest(100)), "{}: {usual}", of(&usual));
    let verbose = check(&["--verbose"]);
    assert!(of(&verbose) == 1_000 && verbose.contains(&rest(1_000)), "{}", of(&verbose));
    assert!(check(&["--format", "summary"]).contains("more are not listed"));
    let all_errors = all;
    let all = report(folder.path(), &["check"]);
    let all = all["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|found| found["rule"] == "broken-configuration");
    assert_eq!(all.count(), PAGES);
    let (chinese, _) = crate::run(folder.path(), &["check", "--lang", "zh-CN"]);
    assert!(chinese.contains(&format!("另有 {} 个问题没有显示", all_errors - 100)), "{chinese}");
}

#[test]
fn places_that_are_not_printed_are_counted() {
    let uses = "wx.chooseImage()\n".repeat(300);
    let folder = project(&[
        APP,
        ("p/a.js", &uses),
        ("p/a.wxml", ""),
        ("privguide.toml", crate::DECLARATIONS),
    ]);
    let check = |arguments: &[&str]| {
        crate::run(folder.path(), &[&["check", "--lang", "en"], arguments].concat()).0
    };
    assert!(check(&[]).contains("297 more, --format json shows them all"));
    let verbose = check(&["--verbose"]);
    assert!(verbose.contains("100 more, --format json shows them all"), "{verbose}");
    let report = report(folder.path(), &["check"]);
    let findings = report["findings"].as_array().expect("findings");
    let found = findings
        .iter()
        .find(|found| found["rule"] == "undeclared-information")
        .expect("it is said");
    assert_eq!(found["places"].as_array().map(Vec::len), Some(300));
}

/// Git's hooks folder may contain anything: a pipe there does not block a run.
#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_hook_is_not_waited_for() {
    let folder =
        project(&[APP, ("p/a.js", ""), ("p/a.wxml", ""), ("privguide.toml", crate::DECLARATIONS)]);
    assert!(
        Command::new("git")
            .args(["init", "-q"])
            .current_dir(folder.path())
            .status()
            .expect("git runs")
            .success()
    );
    let hooks = folder.path().join(".git/hooks");
    fs::create_dir_all(&hooks).expect("made");
    for name in ["pre-push", "pre-push.local-before-privguide"] {
        let pipe = hooks.join(name);
        drop(fs::remove_file(&pipe));
        assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
        for verb in ["status", "install", "uninstall"] {
            let output = privguide(folder.path(), &["hook", verb])
                .stdin(Stdio::null())
                .output()
                .expect("it ends");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            if name == "pre-push" {
                assert!(
                    output.status.code() == Some(2) && said.contains("not a regular file"),
                    "{verb}: {said}"
                );
            }
        }
        // The original entry is restored.
        drop(fs::remove_file(hooks.join("pre-push")));
        drop(fs::remove_file(&pipe));
    }
}
