//! Every verb reports mistakes in privguide.toml first, and they end the run like syntax errors.

use privguide_tests::privguide;

use crate::{DECLARATIONS, project, report, run};

const CODE: [(&str, &str); 3] = [
    ("app.json", "{ \"pages\": [\"p/a\"] }"),
    ("p/a.js", "wx.getLocation(); wx.chooseImage()"),
    ("p/a.wxml", ""),
];

/// Wrong types and dates, each with its message.
const WRONG: &[(&str, &str, &str)] = &[
    ("updated = 2026-01-01", "updated = 2026-02-30", "there is no date 2026-02-30"),
    ("updated = 2026-01-01", "updated = \"2026-13-01\"", "there is no date 2026-13-01"),
    ("updated = 2026-01-01", "updated = 12", "expected a date such as 2026-11-23"),
    ("name = \"甲\"", "name = 5", "an integer"),
    (
        "[information.Location]\npurpose = \"展示你附近的门店并计算配送距离\"\n",
        "[information]\nLocation = 3\n",
        "an integer",
    ),
    ("format = 1", "format = \"1\"", "`format` must be a number"),
    ("purpose = \"展示你附近的门店并计算配送距离\"", "purpose = [\"a\"]", "an array"),
];

#[test]
fn a_wrong_value_ends_every_verb_with_its_place() {
    for (right, wrong, said) in WRONG {
        let declarations = DECLARATIONS.replacen(right, wrong, 1);
        let folder = project(&[&CODE[..], &[("privguide.toml", &declarations)]].concat());
        let check = report(folder.path(), &["check"]);
        let first = &check["findings"][0];
        assert_eq!(first["rule"], "broken-declaration", "{wrong}: {check}");
        assert!(
            first["message"].as_str().is_some_and(|message| message.contains(said)),
            "{wrong}: {first}"
        );
        for format in ["human", "short", "json", "sarif", "github", "gitlab", "summary"] {
            assert_eq!(
                run(folder.path(), &["check", "--format", format]).1,
                Some(2),
                "{wrong}: {format}"
            );
        }
        for verb in ["declare", "export", "generate"] {
            let output = privguide(folder.path(), &[verb]).output().expect("it runs");
            let text = String::from_utf8(output.stderr).expect("UTF-8");
            assert_eq!(output.status.code(), Some(2), "{verb}: {wrong}: {text}");
            assert!(
                text.contains("privguide.toml:") && text.contains(said),
                "{verb}: {wrong}: {text}"
            );
        }
        let now =
            std::fs::read_to_string(folder.path().join("privguide.toml")).expect("it is there");
        assert!(
            now == declarations && !folder.path().join("docs").exists(),
            "{wrong}: something was written"
        );
    }
}

/// An unknown key has no effect, and is an ordinary finding.
#[test]
fn an_unknown_key_is_a_finding() {
    let declarations = DECLARATIONS.replace("notice =", "notise =");
    let folder = project(&[&CODE[..], &[("privguide.toml", &declarations)]].concat());
    assert_eq!(run(folder.path(), &["check"]).1, Some(1));
    assert_eq!(report(folder.path(), &["check"])["findings"][0]["rule"], "broken-declaration");
    assert_eq!(run(folder.path(), &["declare"]).1, Some(0));
}
