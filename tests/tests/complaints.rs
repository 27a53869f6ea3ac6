//! Complaints of developers, as small programs: `why` names the cause and the fix, and after the
//! fix `check` is clean.

use std::{fs, path::Path};

use privguide_tests::{copy_of, run};
use serde_json::{Value, json};

/// A complaint: the program, the information that the platform requires, and the package that
/// causes it.
struct Complaint {
    program: &'static str,
    asked_for: &'static [&'static str],
    brought_by: &'static str,
}

const COMPLAINTS: &[Complaint] = &[
    // "I use Vant, and the platform wants albums and chat files to be declared."
    Complaint {
        program: "vant-unused-uploader",
        asked_for: &["Album", "MessageFile"],
        brought_by: "@vant/weapp ^1.11.4",
    },
    // "Vant's button contains wx.getUserInfo."
    Complaint {
        program: "vant-button-user-info",
        asked_for: &["UserInfo"],
        brought_by: "@vant/weapp 0.5.17",
    },
    // "Taro's output contains <live-pusher>." "Taro's build asks for the camera."
    Complaint { program: "taro-live-pusher", asked_for: &["Camera", "Record"], brought_by: "Taro" },
    Complaint { program: "taro-camera", asked_for: &["Camera"], brought_by: "Taro" },
    // "Four items that I cannot delete: they come from a risk SDK."
    Complaint { program: "risk-sdk", asked_for: &["Location"], brought_by: "网易易盾" },
    // "The map SDK contains wx.getLocation; I only use geocoding."
    Complaint { program: "map-sdk", asked_for: &["Location"], brought_by: "腾讯位置服务" },
    // "A packaged component uses getLocation, and I cannot change it."
    Complaint {
        program: "third-party-component",
        asked_for: &["Location"],
        brought_by: "shop-map",
    },
    // "The address interface is used by the face-recognition component."
    Complaint {
        program: "face-recognition",
        asked_for: &["Address"],
        brought_by: "腾讯云慧眼人脸核身",
    },
    // "Only the icon is used; a shared template binds getphonenumber."
    Complaint {
        program: "tdesign-template",
        asked_for: &["PhoneNumber"],
        brought_by: "tdesign-miniprogram 1.9.4",
    },
];

#[test]
fn why_names_the_culprit_and_its_cure_makes_check_clean() {
    for complaint in COMPLAINTS {
        let copy = copy_of(&format!("complaints/{}", complaint.program));
        let folder = copy.path();
        assert_eq!(check(folder), 1, "{}: check finds it", complaint.program);
        for information in complaint.asked_for {
            let reasons = why(folder, information);
            assert!(!reasons.is_empty(), "{}: {information} is found", complaint.program);
            for reason in &reasons {
                assert_eq!(
                    reason["brought_by"], complaint.brought_by,
                    "{}: {reason:#}",
                    complaint.program
                );
                assert!(reason["remedy"].is_string(), "{}: {reason:#}", complaint.program);
            }
            let help = help_of_check(folder, information);
            let told = reasons.iter().any(|reason| help.contains(&reason["remedy"]));
            assert!(told, "{}: check gives the advice of why: {help:#?}", complaint.program);
        }
        cure(folder, complaint);
        assert!(run(folder, &["generate"]).status.success(), "{}", complaint.program);
        assert_eq!(check(folder), 0, "{}: the cure makes check clean", complaint.program);
    }
}

/// Follows the advice until nothing is left: code that is no longer used may still be in the
/// package.
fn cure(folder: &Path, complaint: &Complaint) {
    for _ in 0..3 {
        for information in complaint.asked_for {
            if let Some(reason) = why(folder, information).first() {
                apply(folder, reason);
            }
        }
    }
}

fn apply(folder: &Path, reason: &Value) {
    if reason["ignore"].is_object() {
        let config = folder.join("project.config.json");
        let mut project: Value =
            serde_json::from_slice(&fs::read(&config).expect("a project configuration"))
                .expect("JSON");
        let mut entries = project["packOptions"]["ignore"].as_array().cloned().unwrap_or_default();
        entries.push(reason["ignore"].clone());
        project["packOptions"] = json!({ "ignore": entries });
        fs::write(&config, project.to_string()).expect("written");
    } else if reason["remove"].is_object() {
        let line =
            usize::try_from(reason["remove"]["line"].as_u64().expect("a line")).expect("small");
        remove_line(&folder.join(reason["remove"]["file"].as_str().expect("a file")), line);
    } else {
        // A rebuild without the component creates the same template without this line.
        let line = usize::try_from(reason["line"].as_u64().expect("a line")).expect("small");
        remove_line(&folder.join(reason["file"].as_str().expect("a file")), line);
    }
}

fn remove_line(file: &Path, line: usize) {
    let text = fs::read_to_string(file).expect("a text");
    let kept: Vec<&str> =
        text.lines().enumerate().filter(|(at, _)| at + 1 != line).map(|(_, text)| text).collect();
    fs::write(file, kept.join("\n") + "\n").expect("written");
}

fn why(folder: &Path, information: &str) -> Vec<Value> {
    let output = run(folder, &["why", information, "--format", "json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    answer["reasons"].as_array().expect("a list").clone()
}

/// The advice of `check` if this information is not declared.
fn help_of_check(folder: &Path, information: &str) -> Vec<Value> {
    let output = run(folder, &["check", "--format", "json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let findings = answer["findings"].as_array().expect("a list");
    let about = |finding: &&Value| {
        finding["rule"] == "undeclared-information"
            && finding["information"] == json!([information])
    };
    let help = findings.iter().find(about).and_then(|finding| finding["help"].as_array());
    help.cloned().unwrap_or_default()
}

fn check(folder: &Path) -> i32 {
    let _ = run(folder, &["generate"]);
    run(folder, &["check"]).status.code().expect("an exit code")
}

#[test]
fn a_tree_from_the_entry_to_the_statement() {
    let copy = copy_of("complaints/map-sdk");
    let output = run(copy.path(), &["why", "wx.getLocation"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    snapbox::assert_data_eq!(
        text,
        snapbox::str![[r#"
mini/app.json:2  "pages": ["pages/index/index"],
└── mini/pages/index/index.js:1  const QQMapWX = require('../../libs/qqmap-wx-jssdk.min.js')
    └── mini/libs/qqmap-wx-jssdk.min.js:1  …wx.getLocation({type:'gcj02',success:s,fail:f})}};class QQMapWX{geocoder(o){retu…
  = wx.getLocation must be declared: Location
  = brought by 腾讯位置服务
  = without the reference on line 1 of mini/pages/index/index.js it is not needed; if you do need it, declare the information

once the code is gone, upload a new version and delete the item on the page that submits it for review (version management), not under the account's service declarations

"#]]
    );
}

#[test]
fn what_is_not_known_is_said_with_the_next_step() {
    let copy = copy_of("complaints/map-sdk");
    assert_eq!(run(copy.path(), &["why", "wx.getTeapot"]).status.code(), Some(2));
    let unused = run(copy.path(), &["why", "Camera"]);
    assert_eq!(String::from_utf8_lossy(&unused.stdout).trim(), "the code does not use Camera");
}

/// The SDK is a minified copy with a version, and the program's category may not use the location.
/// The report names the SDK, its version and how to remove it, and does not only say "list it".
#[test]
fn a_missing_permission_of_an_interface_of_a_library_names_library_version_and_cure() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().expect("inside")).expect("a folder");
        fs::write(file, text).expect("written");
    };
    write("app.json", r#"{ "pages": ["pages/index"] }"#);
    write("app.js", "const track = require('./libs/track.min.js')\nApp({})");
    write("pages/index.js", "Page({})");
    write("pages/index.wxml", "<view/>");
    let sdk = "/*! track sdk v1.14.2 */\nmodule.exports={init(){r({event:\"$MPLaunch\"})},enableGPS(){wx.getLocation({})}}";
    write("libs/track.min.js", sdk);
    write(
        "privguide.toml",
        "format = 2\n[program]\nname = \"山茶小店\"\n[developer]\nname = \"示例商贸有限公司\"\nemail = \"a@shop.example\"\n",
    );
    let output = run(folder.path(), &["check", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let of = |rule: &str| {
        let findings = report["findings"].as_array().expect("findings").clone();
        let found = findings
            .into_iter()
            .find(|finding| finding["rule"] == rule)
            .unwrap_or_else(|| panic!("{rule}: {report:#}"));
        found["help"].to_string()
    };
    for rule in ["missing-private-info", "undeclared-information"] {
        let help = of(rule);
        assert!(help.contains("track 1.14.2"), "{rule}: {help}");
        assert!(help.contains("get-location"), "{rule}: the known cure of the SDK: {help}");
    }
}
