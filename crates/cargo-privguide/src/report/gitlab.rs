//! GitLab's code quality report.

use privguide::{language::Language, review::Level};
use serde::Serialize;
use serde_json::json;

use super::located::Located;
use crate::output::{Each, plain};

/// The report: an array with one element per finding, which are created while it is written.
pub fn gitlab<'f, I>(located: impl Fn() -> I, language: Language) -> impl Serialize
where
    I: Iterator<Item = Located<'f>>,
{
    let one = move |located: Located<'f>| {
        let (finding, spot) = (located.finding, &located.spots[0]);
        json!({
            "description": plain(&finding.message.get(language).replace('\n', " ")),
            "check_name": finding.rule,
            "fingerprint": located.fingerprint,
            "severity": match finding.level { Level::Error => "major", Level::Warning => "minor" },
            "location": { "path": spot.path, "lines": { "begin": spot.span.start.0 } },
        })
    };
    Each(move || located().map(one))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_finding_is_an_issue_of_its_line() {
        let sample =
            sample::one(Level::Warning, "pages/map.js", "\nwx.getLocation()", "wx.getLocation");
        let report = serde_json::to_value(gitlab(|| sample.located().into_iter(), Language::En))
            .expect("serializable");
        assert_eq!(
            report[0]["location"],
            json!({ "path": "pages/map.js", "lines": { "begin": 2 } })
        );
        assert_eq!(report[0]["severity"], "minor");
        assert!(report[0]["fingerprint"].as_str().is_some_and(|print| print.len() > 16));
    }
}
