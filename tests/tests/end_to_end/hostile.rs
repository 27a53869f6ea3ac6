//! A scanned project cannot cause crashes, hangs or injection: each input gets a finding or is
//! skipped with a reason.

use std::{
    fs,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use privguide_tests::privguide;
use serde_json::Value;

/// A program with one page and one further file.
fn program_with(file: &str, content: impl AsRef<[u8]>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "app.json", r#"{"pages":["pages/a/a"]}"#);
    write(folder.path(), "pages/a/a.js", "Page({ onLoad() { wx.getLocation() } })\n");
    write(folder.path(), "pages/a/a.wxml", "<view/>\n");
    write(folder.path(), file, content);
    folder
}

fn write(folder: &Path, file: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().expect("a parent")).expect("made");
    fs::write(path, content).expect("written");
}

/// Scans and returns the report; fails if the scan crashes or takes too long even for a slow
/// machine.
fn scan(folder: &Path) -> Value {
    let mut child = privguide(folder, &["scan", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut stdout = child.stdout.take().expect("piped");
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut stdout, &mut bytes).map(|_| bytes)
    });
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            break status;
        }
        if started.elapsed() > Duration::from_mins(2) {
            drop(child.kill());
            panic!("the scan hangs");
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let bytes = reader.join().expect("joined").expect("read");
    assert!(status.success(), "{status}");
    serde_json::from_slice(&bytes).expect("a report")
}

fn program(report: &Value) -> &Value {
    &report["programs"][0]
}

fn interfaces(report: &Value) -> Vec<(String, String)> {
    let uses = program(report)["uses"].as_array().expect("uses");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    uses.iter().map(|found| (text(&found["file"]), text(&found["interface"]))).collect()
}

fn unanalysed(report: &Value) -> Vec<(String, String)> {
    let files = program(report)["unanalysed"].as_array().expect("files");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    files.iter().map(|item| (text(&item["file"]), text(&item["reason"]))).collect()
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

const DEEP: usize = 200_000;

#[test]
fn scripts_nested_without_end_keep_their_uses() {
    let repeat = |open: &str, middle: &str, close: &str| {
        format!("wx.chooseImage();{}{middle}{}", open.repeat(DEEP), close.repeat(DEEP))
    };
    let cases = [
        ("parentheses", repeat("(", "1", ")")),
        ("brackets", repeat("[", "1", "]")),
        ("blocks", repeat("{", "", "}")),
        ("functions", repeat("(function(){", "", "})()")),
        ("arrows", repeat("a=>", "1", "")),
        ("negations", repeat("!", "1", "")),
        ("sums", repeat("a+", "1", "")),
        ("conditionals", repeat("a?b:", "1", "")),
        ("branches", repeat("if(a){}else ", "{}", "")),
        ("members", format!("wx.chooseImage();a{}", ".b".repeat(DEEP))),
        ("calls", format!("wx.chooseImage();a{}", "()".repeat(DEEP))),
        ("templates", repeat("`${", "1", "}`")),
        ("assignments", repeat("a=", "1", "")),
        ("unfinished", format!("wx.chooseImage();{}", "(".repeat(DEEP))),
    ];
    for (name, text) in cases {
        let folder = program_with("deep.js", text);
        let report = scan(folder.path());
        assert!(
            interfaces(&report).contains(&("deep.js".to_owned(), "wx.chooseImage".to_owned())),
            "{name}"
        );
    }
}

#[test]
fn templates_nested_without_end_keep_their_uses() {
    let cases = [
        ("closed", format!("<camera/>{}{}", "<view>".repeat(DEEP), "</view>".repeat(DEEP))),
        ("unclosed", format!("<camera/>{}", "<view>".repeat(DEEP))),
        ("quotes", format!("<camera/><view a=\"{}", "{{".repeat(DEEP))),
        ("less than", format!("<camera/>{}", "<".repeat(DEEP))),
    ];
    for (name, text) in cases {
        let folder = program_with("pages/a/a.wxml", text);
        let report = scan(folder.path());
        assert!(
            interfaces(&report).contains(&("pages/a/a.wxml".to_owned(), "camera".to_owned())),
            "{name}"
        );
    }
}

#[test]
fn fifty_megabytes_on_one_line_are_scanned_by_tokens_and_said_so() {
    let folder = program_with("big.js", format!("wx.chooseImage();{}", "x=1;".repeat(13_000_000)));
    let report = scan(folder.path());
    assert!(interfaces(&report).contains(&("big.js".to_owned(), "wx.chooseImage".to_owned())));
    assert_eq!(unanalysed(&report), owned(&[("big.js", "too-large")]));
}

#[test]
fn a_script_that_does_not_parse_is_never_clean() {
    let folder = program_with("broken.js", "wx.chooseImage()\nlet x = ;\nwx.chooseAddress()\n");
    let report = scan(folder.path());
    let found = interfaces(&report);
    for name in ["wx.chooseImage", "wx.chooseAddress"] {
        assert!(found.contains(&("broken.js".to_owned(), name.to_owned())), "{name}");
    }
    assert_eq!(unanalysed(&report), owned(&[("broken.js", "syntax")]));
}

#[test]
fn invalid_utf8_is_read_as_far_as_it_goes() {
    let folder = program_with("latin.js", b"// caf\xe9\nwx.chooseImage()\n");
    let report = scan(folder.path());
    assert!(interfaces(&report).contains(&("latin.js".to_owned(), "wx.chooseImage".to_owned())));
    assert_eq!(unanalysed(&report), owned(&[("latin.js", "encoding")]));
}

#[test]
fn a_folder_named_app_json_is_no_program() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("app.json")).expect("made");
    write(folder.path(), "a.js", "wx.getLocation()");
    let output = privguide(folder.path(), &["check"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn configuration_cannot_lead_out_of_the_tree() {
    let outside = tempfile::tempdir().expect("a folder");
    write(outside.path(), "secret.js", "wx.chooseAddress()");
    let folder = tempfile::tempdir_in(outside.path()).expect("a folder");
    let pages = r#"{"pages":["../../etc/passwd","../secret","/etc/passwd"],"subPackages":[{"root":"../..","pages":["x"]}]}"#;
    write(folder.path(), "app.json", pages);
    write(folder.path(), "project.config.json", r#"{"miniprogramRoot":"../../"}"#);
    let report = scan(folder.path());
    assert_eq!(interfaces(&report), []);
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_not_followed_out_or_waited_for() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a folder");
    write(outside.path(), "secret.js", "wx.chooseAddress()");
    let folder = program_with("inside.js", "wx.chooseImage()");
    symlink(outside.path(), folder.path().join("out")).expect("linked");
    symlink(outside.path().join("secret.js"), folder.path().join("out.js")).expect("linked");
    symlink(folder.path(), folder.path().join("loop")).expect("linked");
    symlink("self.js", folder.path().join("self.js")).expect("linked");
    symlink("inside.js", folder.path().join("again.js")).expect("linked");
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path().join("pipe.js"))
        .status()
        .expect("mkfifo runs");
    assert!(made.success());
    let report = scan(folder.path());
    let files: Vec<String> = interfaces(&report).into_iter().map(|(file, _)| file).collect();
    assert_eq!(files, ["again.js", "inside.js", "pages/a/a.js"]);
}

#[test]
fn names_and_texts_cannot_drive_the_terminal_or_a_workflow() {
    let folder = program_with(
        "pages/::error::x\u{1b}[2J\u{202e}/a.js",
        "wx.authorize({ scope: '\u{1b}]0;title\u{7}' + name })\n",
    );
    let declarations = "format = 1\n[program]\nname = \"\u{202e}名\"\n[developer]\nname = \"甲\"\nemail = \"a@b.example\"\n[guide]\nupdated = 2026-01-01\neffective = 2026-01-01\nnotice = \"弹窗\"\n[information.Location]\npurpose = \"::error::\\u001b[31m<script>\"\n";
    write(folder.path(), "privguide.toml", declarations);
    for format in ["human", "short", "json"] {
        for language in ["zh-CN", "en"] {
            let output = privguide(
                folder.path(),
                &["check", "--format", format, "--lang", language, "--color", "never"],
            )
            .output()
            .expect("it runs");
            let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
            assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{format}: {text:?}");
            assert!(!text.lines().any(|line| line.starts_with("::")), "{format}: {text}");
        }
    }
}

/// Constants that refer to each other have billions of combinations: only a few are evaluated, and
/// the rest is reported.
#[test]
fn constants_made_of_each_other_end() {
    let mut lines = Vec::new();
    for level in 0..8 {
        for at in 0..40 {
            let next: Vec<String> =
                (0..40).map(|other| format!("...n{}_{other}", level + 1)).collect();
            lines.push(format!("const n{level}_{at} = {{ {} }}", next.join(", ")));
        }
    }
    for at in 0..40 {
        lines.push(format!("const n8_{at} = {{ openType: 'getPhoneNumber' }}"));
    }
    let script = lines.join("\n");
    let page = format!(
        "<template><button v-bind=\"n0_0\" /></template>\n<script setup>\n{script}\n</script>\n"
    );
    let top = tempfile::tempdir().expect("a folder");
    for (path, text) in [
        ("pages.json", r#"{ "pages": [{ "path": "a" }] }"#),
        ("manifest.json", "{}"),
        ("a.vue", page.as_str()),
    ] {
        fs::write(top.path().join(path), text).expect("written");
    }
    let started = Instant::now();
    let output = privguide_tests::run(top.path(), &["scan", "--format", "json"]);
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let program = &report["programs"][0];
    let is_found = program["uses"].as_array().is_some_and(|uses| !uses.is_empty());
    let is_said = program["unresolved"]
        .as_array()
        .is_some_and(|list| list.iter().any(|one| one["reason"] == "dynamic-attribute"));
    assert!(is_found || is_said, "{program}");
}
