//! Mistakes that newcomers may make in `privguide.toml`, and the messages for them.

use super::{Gravity, ParsedDeclarations, parse};
use crate::tree::{SourceText, TreePath};

fn read(text: &str) -> ParsedDeclarations {
    parse(SourceText::new(TreePath::new("privguide.toml").expect("inside"), text))
}

/// Every problem as `line:column message`, in English.
fn problems(text: &str) -> Vec<String> {
    read(text)
        .problems
        .iter()
        .map(|p| format!("{}:{} {}", p.place.line, p.place.column, p.message.en))
        .collect()
}

const FULL: &str = r#"
format = 1
language = "en"
[program]
name = { zh-CN = "小店", en = "Shop" }
root = "miniprogram"
[developer]
name = "某某公司"
email = "a@example.com"
qq = 10000
[guide]
languages = ["zh-CN", "en"]
path = "docs/guide.{lang}.md"
updated = 2026-11-23
effective = "2026-11-24"
notice = "弹窗"
storage = "180天"
[information.Location]
purpose = { zh-CN = "展示附近的门店", en = "show shops near you" }
where = ["pages/map/**"]
[information]
Email = "发送电子发票"
[[plugin]]
name = "地图选点"
appid = "wx76a9a06e5b4e693e"
provider = "某公司"
information.Location = "显示车辆"
[[sdk]]
name = "风控"
provider = "某公司"
[service-provider]
name = "某服务商"
[supplement]
files = ["more.txt"]
[rules]
unresolved-access = "allow"
[[interface]]
name = "map-picker"
information = ["ChooseLocation"]
"#;

#[test]
fn everything_that_can_be_said_is_read() {
    let parsed = read(FULL);
    assert_eq!(parsed.problems, []);
    let declarations = &parsed.declarations;
    assert_eq!(declarations.developer.contacts.len(), 2);
    assert_eq!(
        declarations.guide.updated.as_ref().map(|date| date.value.to_string()).as_deref(),
        Some("2026-11-23")
    );
    assert_eq!(
        declarations.guide.effective.as_ref().map(|date| date.value.to_string()).as_deref(),
        Some("2026-11-24")
    );
    let ids: Vec<&str> =
        declarations.information.iter().map(|entry| entry.id.value.as_str()).collect();
    assert_eq!(ids, ["Location", "Email"]);
    let email = declarations.information("Email").expect("declared");
    assert_eq!(email.purpose.zh.as_ref().map(|text| text.value.as_str()), Some("发送电子发票"));
    assert_eq!(declarations.plugins[0].information[0].id.value, "Location");
    assert_eq!(declarations.interfaces.interfaces[0].name, "map-picker");
    let location = declarations.information("Location").expect("declared");
    assert_eq!(&FULL[location.id.span.clone()], "Location");
    assert_eq!(&FULL[location.span.clone()], "[information.Location]");
    assert_eq!(
        &FULL[location.purpose.en.as_ref().expect("en").span.clone()],
        "\"show shops near you\""
    );
}

#[test]
fn every_mistake_is_told_with_its_place() {
    let text = "format = 1\nlangage = \"en\"\n[guide]\nlanguages = [\"zh\", 3]\nupdated = \"2026-13-01\"\neffective = 12\n\
                [information.Location]\npurpose = 5\nwher = []\n[information.Album]\npurpose = { cn = \"x\" }\n";
    assert_eq!(
        problems(text),
        [
            "2:1 unknown key `langage`",
            "4:14 unknown language `zh`",
            "4:20 expected a string, found an integer",
            "5:11 there is no date 2026-13-01",
            "6:13 expected a date such as 2026-11-23, found an integer",
            "8:11 expected a string or { zh-CN = \"…\", en = \"…\" }, found an integer",
            "9:1 unknown key `wher`",
            "11:13 unknown key `cn`",
        ]
    );
}

#[test]
fn one_slip_of_syntax_does_not_hide_the_next() {
    let text = "format = 1\nlanguage = en\n[guide]\nupdated = 2026-02-30\npath = \"a\nnotice = 5\n[guide]\npath = \"b\"\n";
    let found = problems(text);
    assert_eq!(found.len(), 5, "{found:#?}");
    assert!(found[0].starts_with("2:"), "{found:#?}");
    assert_eq!(found[1], "4:11 there is no date 2026-02-30");
    assert!(found[2].starts_with("5:"), "{found:#?}");
    assert!(found[3].starts_with("6:10 expected a string or"), "{found:#?}");
    assert!(found[4].contains("duplicate key"), "{found:#?}");
    assert!(!read(text).is_readable());
    assert!(read("format = 1\n[guide]\nupdated = 2026-02-30\n").is_readable());
}

#[test]
fn a_missing_format_is_a_mistake_and_a_newer_one_unreadable() {
    assert_eq!(problems("language = \"en\"\n"), ["1:1 `format` is missing"]);
    let newer = read("format = 9\n");
    assert_eq!(newer.problems[0].gravity, Gravity::Unreadable);
}

#[test]
fn a_row_of_the_projects_own_is_checked() {
    let text = "format = 1\n[[interface]]\nname = \"wx.pick\"\ninformation = [\"Locaton\"]\n[[interface]]\nname = \"a b\"\ninformation = []\n";
    assert_eq!(
        problems(text),
        [
            "4:16 `Locaton` is not an information type of the platform",
            "6:8 `a b` is not the name of an interface"
        ]
    );
}

#[test]
fn what_is_no_declaration_at_all_does_not_frighten_the_parser() {
    for text in [
        String::new(),
        "{".repeat(100_000),
        "[".repeat(100_000),
        "a = ".repeat(50_000),
        "\u{feff}format = 1".to_owned(),
    ] {
        let _ = read(&text);
    }
    assert_eq!(problems("\u{feff}format = 1"), [] as [&str; 0]);
}
