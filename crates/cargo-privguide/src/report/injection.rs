//! Tests that text from a project cannot become a command, markup or a terminal sequence in any
//! report.

use privguide::{
    language::{Language, Text},
    review::Level,
};

use super::{github::github, gitlab::gitlab, sample, sarif::sarif, summary::summary};

/// Possible contents of a file name, a purpose or a message, each with texts that no report may
/// contain because of it.
const ATTEMPTS: &[(&str, &[&str])] = &[
    ("::error::owned", &["::error::owned"]),
    ("x\n::error file=a::owned", &["\n::error file=a"]),
    ("x\r\n::set-output name=a::owned", &["\n::set-output", "\r"]),
    ("%0A::error::owned", &["%0A::error::owned"]),
    ("x,line=1,title=owned::y", &[",title=owned::"]),
    ("##[error]owned", &["\n##[error]"]),
    ("\u{1b}[31mred\u{1b}]0;title\u{7}", &["\u{1b}", "\u{7}"]),
    ("a\u{202e}txt.exe", &["\u{202e}"]),
    ("</td><script>alert(1)</script>", &["<script>"]),
    ("<img src=x onerror=alert(1)>", &["<img"]),
    ("[click](https://evil.example)", &["[click](https"]),
    ("![pixel](https://evil.example/p.png)", &["![pixel]("]),
    ("https://evil.example www.evil.example", &["https://evil", "www.evil"]),
    ("@team please look", &["@team"]),
    ("| a | b |\n| --- | --- |", &["| a | b |"]),
    ("`code` **bold** ~~gone~~", &["`code`", "**bold**", "~~gone~~"]),
    ("{0} {1}", &["\"{0}"]),
];

fn hostile(text: &str) -> sample::Sample {
    // A tree rejects control characters in names; all other characters are possible.
    let name: String =
        text.chars().filter(|c| !c.is_control() && !matches!(c, '/' | '\\')).collect();
    let mut sample = sample::one(Level::Error, &format!("{name}.js"), "wx.getLocation()", "wx");
    let finding = &mut sample.findings[0];
    finding.message = Text::new(text, text);
    finding.help = vec![Text::new(text, text)];
    finding.places[0].label = Some(Text::new(text, text));
    sample
}

#[test]
fn nothing_is_a_workflow_command() {
    for (text, _) in ATTEMPTS {
        let sample = hostile(text);
        let mut out = Vec::new();
        github(&mut out, &sample.located(), Language::En).expect("written");
        let out = String::from_utf8(out).expect("text");
        assert_eq!(out.lines().count(), 1, "{out}");
        assert!(
            out.starts_with("::error file=")
                && !out.contains(['\r', '\u{1b}', '\u{7}', '\u{202e}']),
            "{out}"
        );
        let properties = out
            .strip_prefix("::error ")
            .and_then(|rest| rest.split("::").next())
            .expect("properties");
        let names: Vec<&str> =
            properties.split(',').filter_map(|property| property.split('=').next()).collect();
        assert_eq!(names, ["file", "line", "col", "endColumn", "title"], "{out}");
        if text.contains("%0A") {
            assert!(out.contains("%250A"), "{out}");
        }
    }
}

#[test]
fn nothing_is_markup_in_a_summary() {
    for (text, forbidden) in ATTEMPTS {
        let sample = hostile(text);
        let mut out = Vec::new();
        summary(&mut out, &sample.located(), Language::En).expect("written");
        let out = String::from_utf8(out).expect("text");
        assert_eq!(out.lines().count(), 7, "one finding is one row: {out}");
        for part in *forbidden {
            assert!(!out.contains(part), "{part:?} in {out}");
        }
        let row = out.lines().last().expect("a row");
        assert_eq!(row.matches('|').count(), 5, "{row}");
        assert!(
            !row.replace("<br>", "").replace("<!-- -->", "").contains(['<', '[', '*', '~']),
            "{row}"
        );
    }
}

#[test]
fn json_reports_hold_no_control_characters_and_no_links() {
    for (text, _) in ATTEMPTS {
        let sample = hostile(text);
        let located = sample.located();
        let sarif = serde_json::to_value(sarif(located.iter().cloned(), &[], Language::En))
            .expect("serializable");
        let gitlab = serde_json::to_value(gitlab(|| located.iter().cloned(), Language::En))
            .expect("serializable");
        let mut strings = Vec::new();
        collect(&sarif["runs"][0]["results"], &mut strings);
        // The path there is looked up and not displayed, so it is unchanged.
        collect(&gitlab[0]["description"], &mut strings);
        for string in strings {
            assert!(
                !string.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'),
                "{string:?}"
            );
        }
        let message = sarif["runs"][0]["results"][0]["message"]["text"].as_str().expect("a text");
        assert!(!message.contains("](") || message.contains("\\]("), "{message}");
        assert!(!message.contains("{0}") || message.contains("{{0}}"), "{message}");
        let uri = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
            ["uri"];
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
        assert!(uri.as_str().expect("a text").chars().all(plain), "{uri}");
    }
}

fn collect(value: &serde_json::Value, out: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => out.push(text.clone()),
        serde_json::Value::Array(all) => all.iter().for_each(|each| collect(each, out)),
        serde_json::Value::Object(all) => all.values().for_each(|each| collect(each, out)),
        _ => {}
    }
}
