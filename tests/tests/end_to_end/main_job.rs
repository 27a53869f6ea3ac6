//! From a program's sources to a checked, generated guide.

use std::{fs, path::Path, process::Output};

use privguide_tests::{copy_of, privguide, program, run};

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}

pub(super) fn code(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

pub(super) fn edit(folder: &Path, file: &str, change: impl Fn(String) -> String) {
    let path = folder.join(file);
    let old = fs::read_to_string(&path).expect("the file is there");
    let new = change(old.clone());
    assert_ne!(old, new, "the edit of {file} changes something");
    fs::write(path, new).expect("the file can be written");
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", text(&output.stderr)))
}

fn rules(output: &Output) -> Vec<String> {
    let findings = json(output)["findings"].as_array().expect("findings").clone();
    findings.iter().map(|finding| finding["rule"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn the_sample_shop_is_clean() {
    let output = run(&program("shop"), &["check"]);
    assert_eq!(code(&output), 0, "{}", text(&output.stdout));
    assert_eq!(text(&output.stderr), "");
    insta::assert_snapshot!(text(&output.stdout), @"privguide: Fine Goods: clean (10 information types, 12 uses)");
}

#[test]
fn the_shop_uses_exactly_this() {
    let output = run(&program("shop"), &["scan", "--format", "short"]);
    insta::assert_snapshot!(text(&output.stdout));
}

#[test]
fn a_new_use_that_is_not_declared_is_an_error_with_its_line() {
    let shop = copy_of("shop");
    edit(shop.path(), "miniprogram/packages/service/feedback/feedback.js", |old| {
        old.replace("wx.chooseMedia({", "wx.chooseMessageFile({ count: 1 })\n    wx.chooseMedia({")
    });
    let output = run(shop.path(), &["check"]);
    assert_eq!(code(&output), 1);
    insta::assert_snapshot!(text(&output.stdout));
}

#[test]
fn what_is_no_longer_used_is_a_warning_and_the_guide_is_stale() {
    let shop = copy_of("shop");
    edit(shop.path(), "miniprogram/pages/checkout/checkout.js", |old| {
        old.replace("wx.chooseAddress(", "wx.myAddress(")
    });
    let output = run(shop.path(), &["check", "--format", "json"]);
    let rules = rules(&output);
    assert!(rules.contains(&"unused-declaration".to_owned()), "{rules:?}");
    // Article 2 of the user's rights depends on what the code uses, so the guide changes.
    assert!(rules.contains(&"stale-guide".to_owned()), "{rules:?}");
    assert_eq!(code(&output), 1);
}

#[test]
fn generate_mends_what_check_complains_about_and_then_writes_nothing() {
    let shop = copy_of("shop");
    edit(shop.path(), "privguide.toml", |old| {
        old.replace("填写订单的收货地址", "把订单送到你选择的收货地址")
    });
    assert_eq!(code(&run(shop.path(), &["generate", "--check"])), 1);
    let diff = run(shop.path(), &["generate", "--diff"]);
    assert!(text(&diff.stdout).contains("+- 开发者收集你的地址，用于把订单送到你选择的收货地址。"));
    assert_eq!(code(&diff), 0);
    assert_eq!(code(&run(shop.path(), &["generate"])), 0);
    assert_eq!(code(&run(shop.path(), &["check"])), 0);
    let guide = shop.path().join("docs/privacy-guide.zh-CN.md");
    let before = fs::metadata(&guide).and_then(|meta| meta.modified()).expect("a time");
    assert_eq!(code(&run(shop.path(), &["generate"])), 0);
    assert_eq!(
        fs::metadata(&guide).and_then(|meta| meta.modified()).expect("a time"),
        before,
        "an equal file is not written"
    );
}

#[test]
fn a_new_project_goes_from_init_to_clean() {
    let shop = copy_of("shop");
    fs::remove_file(shop.path().join("privguide.toml")).expect("removed");
    fs::remove_dir_all(shop.path().join("docs")).expect("removed");
    let without = run(shop.path(), &["check"]);
    assert_eq!(code(&without), 1, "what is collected and declared nowhere is an error");
    assert!(
        text(&without.stdout).contains("run cargo privguide init"),
        "{}",
        text(&without.stdout)
    );

    assert_eq!(code(&run(shop.path(), &["init"])), 0);
    assert_eq!(code(&run(shop.path(), &["init"])), 2, "an existing file is never overwritten");
    // A guide with gaps shows them and is not finished.
    let unfinished = run(shop.path(), &["generate", "--lang", "en"]);
    assert_eq!(code(&unfinished), 1);
    let said = text(&unfinished.stderr);
    assert!(
        said.contains("error[blank-purpose]: ")
            && said.contains("next: write the purpose into [information."),
        "{said}"
    );
    assert!(said.contains("the guide is not finished"), "{said}");
    let guide = fs::read_to_string(shop.path().join("privacy-guide.zh-CN.md")).expect("written");
    assert!(guide.contains("用途是【待填写】。") && guide.contains("更新日期："), "{guide}");
    let check = run(shop.path(), &["generate", "--check"]);
    assert_eq!(code(&check), code(&run(shop.path(), &["check"])), "--check agrees with check");

    let blank = run(shop.path(), &["check", "--format", "json"]);
    assert!(rules(&blank).contains(&"blank-purpose".to_owned()));

    edit(shop.path(), "privguide.toml", |draft| {
        // A person would write a real purpose for each; the numbers only make the purposes
        // distinct.
        let mut number = 0;
        let filled = draft.lines().map(|line| {
            if line.starts_with("purpose = ") {
                number += 1;
                format!("purpose = {{ zh-CN = \"办理会员服务的第{number}个步骤\", en = \"step {number} of the member service you asked for\" }}")
            } else if line.starts_with("email = ") {
                "email = \"privacy@example.com\"".to_owned()
            } else if line.starts_with("notice = ") {
                "notice = \"弹窗\"".to_owned()
            } else if line.starts_with("appid = ") {
                format!("{line}\ninformation.Album = {{ zh-CN = \"在客服会话中发送图片\", en = \"send pictures in a chat\" }}")
            } else {
                line.replace("en = \"\"", "en = \"Example Ltd.\"").replace("\"\"", "\"示例有限公司\"")
            }
        });
        filled.collect::<Vec<_>>().join("\n") + "\n"
    });
    assert_eq!(code(&run(shop.path(), &["generate"])), 0);
    let done = run(shop.path(), &["check", "-A", "warnings"]);
    assert_eq!(
        code(&done),
        0,
        "{}\n{}",
        text(&done.stdout),
        fs::read_to_string(shop.path().join("privguide.toml")).expect("read")
    );
}

#[test]
fn a_level_can_be_changed_and_an_unknown_rule_is_refused() {
    let shop = copy_of("shop");
    edit(shop.path(), "miniprogram/pages/checkout/checkout.js", |old| {
        old.replace("wx.chooseAddress(", "wx.myAddress(")
    });
    edit(shop.path(), "miniprogram/app.json", |old| old.replace(",\n    \"chooseAddress\"", ""));
    drop(run(shop.path(), &["generate"]));
    assert_eq!(code(&run(shop.path(), &["check"])), 0, "a warning does not fail the check");
    assert_eq!(code(&run(shop.path(), &["check", "-D", "warnings"])), 1);
    assert_eq!(code(&run(shop.path(), &["check", "-D", "unused-declaration"])), 1);
    assert_eq!(
        code(&run(shop.path(), &["check", "-D", "warnings", "-A", "unused-declaration"])),
        0
    );
    assert_eq!(code(&run(shop.path(), &["check", "-D", "no-such-rule"])), 2);
}

#[test]
fn json_has_the_shape_of_the_contract() {
    let output = run(&program("shop"), &["check", "--format", "json"]);
    let report = json(&output);
    assert_eq!(report["version"], 1);
    let program = &report["programs"][0];
    assert_eq!(
        (program["root"].as_str(), program["kind"].as_str()),
        (Some("miniprogram"), Some("mini-program"))
    );
    let location = program["uses"]
        .as_array()
        .expect("uses")
        .iter()
        .find(|found| found["interface"] == "wx.getLocation")
        .expect("there");
    assert_eq!(location["file"], "miniprogram/utils/location.js");
    assert_eq!((location["line"].as_u64(), location["column"].as_u64()), (Some(4), Some(31)));
    assert_eq!(location["kind"], "reference");
    assert_eq!(location["information"][0], "Location");
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_folder_without_a_program_says_where_it_looked() {
    let empty = tempfile::tempdir().expect("a folder");
    let output = run(empty.path(), &["check"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("app.json"), "{}", text(&output.stderr));
}

#[test]
fn broken_declarations_are_a_clear_message() {
    let shop = copy_of("shop");
    edit(shop.path(), "privguide.toml", |old| old.replace("[developer]", "[developer"));
    let output = run(shop.path(), &["check"]);
    assert_eq!(code(&output), 2);
    let message = text(&output.stderr);
    assert!(message.contains("privguide.toml:7:"), "{message}");
}

#[test]
fn a_cargo_workspace_names_its_programs() {
    let workspace = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(workspace.path().join("src")).expect("made");
    fs::write(workspace.path().join("src/lib.rs"), "").expect("written");
    let manifest = "[package]\nname = \"server\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[package.metadata.privguide]\nprograms = [\"shop\"]\n";
    fs::write(workspace.path().join("Cargo.toml"), manifest).expect("written");
    let shop = copy_of("shop");
    fs::rename(shop.path(), workspace.path().join("shop")).expect("moved");
    std::mem::forget(shop);
    for arguments in [
        &["check"][..],
        &["check", "--workspace"],
        &["check", "-p", "server"],
        &["check", "--manifest-path", "Cargo.toml", "--offline"],
    ] {
        let output = run(workspace.path(), arguments);
        assert_eq!(
            code(&output),
            0,
            "{arguments:?}: {}{}",
            text(&output.stdout),
            text(&output.stderr)
        );
        assert!(
            text(&output.stdout).starts_with("privguide: Fine Goods (shop): clean"),
            "{}",
            text(&output.stdout)
        );
    }
    assert_eq!(code(&run(workspace.path(), &["check", "-p", "client"])), 2);
}

#[test]
fn messages_come_in_the_language_that_is_asked_for() {
    let shop = copy_of("shop");
    let chinese = run(shop.path(), &["check", "--lang", "zh-CN"]);
    assert!(text(&chinese.stdout).contains("一致"));
    let locale =
        privguide(shop.path(), &["check"]).env("LANG", "zh_CN.UTF-8").output().expect("it runs");
    assert!(text(&locale.stdout).contains("一致"));
    let help = run(shop.path(), &["--lang", "zh-CN", "--help"]);
    assert!(text(&help.stdout).contains("核对代码"), "{}", text(&help.stdout));
}

#[test]
fn a_closed_pipe_is_success() {
    let mut child = privguide(&program("shop"), &["scan", "--format", "json"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn the_report_does_not_depend_on_the_number_of_threads() {
    let with = |threads: &str| {
        let output = privguide(&program("shop"), &["check", "--format", "json"])
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .expect("it runs");
        output.stdout
    };
    assert_eq!(with("1"), with("2"));
    assert_eq!(with("1"), with("8"));
}
