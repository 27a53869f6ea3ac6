//! GitLab's code quality report.

use privguide::{language::Language, review::Level};
use serde_json::{Value, json};

use super::located::Located;
use crate::output::plain;

/// The report: an array, one element per finding.
pub fn gitlab(located: &[Located<'_>], language: Language) -> Value {
    let one = |located: &Located<'_>| {
        let (finding, spot) = (located.finding, &located.spots[0]);
        json!({
            "description": plain(&finding.message.get(language).replace('\n', " ")),
            "check_name": finding.rule,
            "fingerprint": located.fingerprint,
            "severity": match finding.level { Level::Error => "major", Level::Warning => "minor" },
            "location": { "path": spot.path, "lines": { "begin": spot.span.start.0 } },
        })
    };
    Value::Array(located.iter().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_finding_is_an_issue_of_its_line() {
        let sample = sample::one(Level::Warning, "pages/map.js", "\nwx.getLocation()", "wx.getLocation");
        let report = gitlab(&sample.located(), Language::En);
        assert_eq!(report[0]["location"], json!({ "path": "pages/map.js", "lines": { "begin": 2 } }));
        assert_eq!(report[0]["severity"], "minor");
        assert!(report[0]["fingerprint"].as_str().is_some_and(|print| print.len() > 16));
    }
}
