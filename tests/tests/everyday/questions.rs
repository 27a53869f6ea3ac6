//! Questions that developers asked in public, in their own words, shortened: each is answered by
//! one command.

use privguide_tests::{copy_of, program, run};

use super::{code, text};

/// A question about the platform: the words after `explain`, and texts that the Chinese answer must
/// contain.
const ASKED: &[(&str, &[&str])] = &[
    // "The clipboard says 112, and I cannot find which type it belongs to."
    (
        "setClipboardData:fail api scope is not declared in the privacy agreement",
        &["errno 112", "Clipboard", "剪切板"],
    ),
    (
        "{errMsg: \"setClipboardData:fail api scope is not declared in the privacy agreement\", errno: 112}",
        &["errno 112", "Clipboard"],
    ),
    ("复制功能报错112，要勾选哪一项", &["errno 112"]),
    // "Only the fuzzy position is used: which item is it? Location is asked for, and then 61040."
    ("getFuzzyLocation", &["wx.getFuzzyLocation", "Location", "requiredPrivateInfos"]),
    ("用了模糊定位getFuzzyLocation，隐私指引要选哪个", &["wx.getFuzzyLocation", "Location"]),
    ("模糊定位", &["getFuzzyLocation", "不能再有 getLocation"]),
    // "61040 though ext.json is configured."
    ("61040", &["requiredPrivateInfos", "requirePrivateInfos", "空格", "ext.json"]),
    ("ext.json 配置了requirePrivateInfos还是报61040", &["requiredPrivateInfos", "少了 d"]),
    ("errcode 61040", &["requiredPrivateInfos"]),
    // "How are items deleted when the code is gone?"
    ("代码已经删了，用户隐私保护指引里怎么删除", &["版本管理", "cargo privguide why"]),
    ("隐私指引里的方向传感器删不掉", &["版本管理", "DeviceMotion"]),
    // "Declared and approved, and still 104 or 112."
    ("104", &["errno 104"]),
    ("chooseImage:fail privacy permission is not authorized, errno:104", &["errno 104", "Album"]),
    ("已经声明审核通过了还是报errno:112", &["5 分钟", "appid"]),
    // "privacy_api_not_use has no effect."
    ("privacy_api_not_use", &["requiredPrivateInfos"]),
    ("-80423", &["getFuzzyLocation"]),
    ("未采集用户隐私", &["1025"]),
    ("相册", &["Album`", "AlbumWriteOnly`"]),
    ("wx.scanCode需要声明摄像头吗", &["不用声明"]),
    ("__usePrivacyCheck__", &["不起作用"]),
];

#[test]
fn about_the_platform() {
    let folder = tempfile::tempdir().expect("a folder");
    for (question, parts) in ASKED {
        let output = run(folder.path(), &["--lang", "zh-CN", "explain", question]);
        let answer = text(&output.stdout);
        assert_eq!(code(&output), 0, "{question}: {}", text(&output.stderr));
        for part in *parts {
            assert!(answer.contains(part), "{question}: {part}: {answer}");
        }
    }
}

/// A question about the user's own package: the program, the words after `why`, and texts that the
/// answer must contain.
const OF_A_PACKAGE: &[(&str, &str, &[&str])] = &[
    // "Vant is in the package, and albums are asked for though nothing uses them."
    (
        "vant-unused-uploader",
        "选中的照片或视频信息",
        &["@vant/weapp", "uploader", "project.config.json"],
    ),
    ("vant-unused-uploader", "chooseMessageFile", &["@vant/weapp"]),
    // "Four rows that cannot be deleted come from a risk SDK."
    ("risk-sdk", "收集你的位置信息", &["网易易盾"]),
    // "The map SDK contains wx.getLocation, only geocoding is used."
    ("map-sdk", "wx.getLocation", &["腾讯位置服务"]),
    // "Every library was checked: the address interface is not called." It was the face
    // recognition.
    ("face-recognition", "地址", &["人脸核身"]),
    ("taro-live-pusher", "<live-pusher>", &["Taro"]),
];

#[test]
fn about_ones_own_package() {
    for (name, question, parts) in OF_A_PACKAGE {
        let output =
            run(&program(&format!("complaints/{name}")), &["--lang", "zh-CN", "why", question]);
        let answer = text(&output.stdout);
        assert_eq!(code(&output), 0, "{name}: {question}: {}", text(&output.stderr));
        for part in *parts {
            assert!(answer.contains(part), "{name}: {question}: {part}: {answer}");
        }
    }
}

#[test]
fn what_nobody_knows_is_said_with_the_next_step() {
    let folder = copy_of("shop");
    for verb in ["why", "explain"] {
        let output = run(folder.path(), &["--lang", "zh-CN", verb, "getLocaton"]);
        assert!(
            code(&output) == 2 && text(&output.stderr).contains("getLocation"),
            "{verb}: {}",
            text(&output.stderr)
        );
    }
}

/// "Is the location used?" is not answered with no while something could not be looked at.
#[test]
fn not_found_is_not_the_same_as_not_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, content: &str| {
        std::fs::write(folder.path().join(name), content).expect("written");
    };
    write("app.json", "{ \"pages\": [\"i\"] }");
    write("i.wxml", "<view/>");
    write("i.js", "wx[foo]()");
    let answer = |arguments: &[&str]| {
        let output = run(folder.path(), arguments);
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        text(&output.stdout) + &text(&output.stderr)
    };
    let why = answer(&["--lang", "en", "why", "Location"]);
    assert!(why.contains("no use of Location was found"), "{why}");
    for verb in ["why Location", "why Location --format json", "init", "declare"] {
        let mut arguments = vec!["--lang", "en"];
        arguments.extend(verb.split(' '));
        let said = answer(&arguments);
        assert!(said.contains("1 place was not resolved;"), "{verb}: {said}");
    }
    write("i.js", "Page({})");
    let why = answer(&["--lang", "en", "why", "Location"]);
    assert!(why.contains("the code does not use Location"), "{why}");
}
