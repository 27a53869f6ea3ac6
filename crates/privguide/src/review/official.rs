//! Checks that our rules report everything that the official tool reports about a configuration, by
//! its recorded results in `tests/official/config-cases.json`.

use serde::Deserialize;

use super::{Finding, Level, examples::findings_in};
use crate::tree::MemoryTree;

#[derive(Deserialize)]
struct Case {
    name: String,
    project_type: String,
    config: std::collections::BTreeMap<String, Content>,
    outcome: String,
    code: Option<u32>,
    account: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Bytes { hex: String },
}

impl Content {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Bytes { hex } => (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex"))
                .collect(),
        }
    }
}

/// The rules about configuration. All others concern code and declarations, which these cases do
/// not have.
const RULES: [&str; 11] = [
    "broken-configuration",
    "invalid-background-modes",
    "invalid-permission",
    "invalid-plugin-entry",
    "invalid-private-infos",
    "misplaced-key",
    "misspelt-key",
    "missing-private-info",
    "privacy-check-flag",
    "replaced-private-infos",
    "superfluous-private-info",
];

impl Case {
    /// Whether the key affects privacy, or whether the file can be read at all.
    fn concerns_privacy(&self) -> bool {
        const WORDS: [&str; 5] =
            ["rivateInfo", "permission", "PrivacyCheck", "BackgroundModes", "\"plugins\""];
        let named = self.config.values().any(|content| {
            let text = String::from_utf8_lossy(&content.bytes()).into_owned();
            WORDS.iter().any(|word| text.contains(word))
                || text.trim() == "[]" && self.config.contains_key("app.json")
        });
        named || matches!(self.code, Some(10006 | 10031))
    }

    fn findings(&self, is_wanted: impl Fn(&Finding) -> bool) -> Vec<Finding> {
        let mut tree = MemoryTree::new();
        let base: &[(&str, &str)] = match self.project_type.as_str() {
            "miniProgramPlugin" => &[
                (
                    "project.config.json",
                    "{ \"compileType\": \"plugin\", \"miniprogramRoot\": \"app/\", \"pluginRoot\": \"plugin/\" }",
                ),
                ("app/app.json", "{ \"pages\": [\"i\"] }"),
                ("app/i.js", ""),
                ("app/i.wxml", ""),
                ("plugin/index.js", ""),
                ("plugin/p.js", ""),
                ("plugin/p.wxml", ""),
                ("plugin/c.json", "{ \"component\": true }"),
                ("plugin/c.js", ""),
                ("plugin/c.wxml", ""),
            ],
            "miniGame" => {
                &[("project.config.json", "{ \"compileType\": \"game\" }"), ("game.js", "")]
            }
            _ => &[
                ("app.json", "{ \"pages\": [\"pages/i/i\"] }"),
                ("app.js", ""),
                ("pages/i/i.js", ""),
                ("pages/i/i.wxml", ""),
                ("s1/p.js", ""),
                ("s1/p.wxml", ""),
            ],
        };
        // Some cases are about the files in the folder and not about the content of the
        // configuration.
        let is_left_out = |path: &str| match self.name.as_str() {
            "pages no js" | "pages ts only" => path == "pages/i/i.js",
            _ => false,
        };
        for (path, content) in base.iter().filter(|(path, _)| !is_left_out(path)) {
            tree.insert(path, *content);
        }
        let more: &[(&str, &str)] = match self.name.as_str() {
            "pages ts only" => &[("pages/i/i.ts", "")],
            "uc no js" | "uc upper case name" => {
                &[("c/c.json", "{ \"component\": true }"), ("c/c.wxml", "")]
            }
            "uc index" => &[("c/index.json", "{ \"component\": true }"), ("c/index.wxml", "")],
            "workers ok" | "workers obj flag" => &[("workers/index.js", "")],
            _ => &[],
        };
        for (path, content) in more {
            tree.insert(path, *content);
        }
        for (path, content) in &self.config {
            tree.insert(path, content.bytes());
        }
        let provider = if self.account.is_some() {
            "[service-provider]\nname = \"某某科技有限公司\"\n"
        } else {
            ""
        };
        tree.insert("privguide.toml", format!("format = 1\n{provider}"));
        let mut findings = findings_in(&tree, None);
        findings.retain(is_wanted);
        findings
    }
}

/// Configurations without effect on privacy for which our result differs: name, the official
/// message, and why ours differs.
const DIFFERENCES: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/official/config-differences.tsv"
));

/// Problems that the official tool does not report are only warnings, and the message says so.
fn is_silent_there(finding: &Finding) -> bool {
    finding.level == Level::Warning
        && finding
            .help
            .iter()
            .any(|help| help.zh.contains("不会提示") || help.zh.contains("至多有一条"))
}

fn all_cases() -> Vec<Case> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/official/config-cases.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the cases")).expect("well formed")
}

#[test]
fn every_official_outcome_that_concerns_privacy_is_agreed_with() {
    let cases = all_cases();
    let cases: Vec<&Case> = cases.iter().filter(|case| case.concerns_privacy()).collect();
    assert!(cases.len() >= 70, "only {} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let findings = case.findings(|finding| RULES.contains(&finding.rule));
        let errors = findings.iter().filter(|finding| finding.level == Level::Error).count();
        let agreed = match case.outcome.as_str() {
            "error" => errors > 0,
            "warning" => errors == 0 && !findings.is_empty(),
            _ => errors == 0 && findings.iter().all(is_silent_there),
        };
        if !agreed {
            let found: Vec<&str> =
                findings.iter().map(|finding| finding.message.en.as_str()).collect();
            wrong.push(format!("{}: {} there, here {found:?}", case.name, case.outcome));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_other_official_outcome_is_agreed_with_or_explained() {
    let explained: Vec<&str> =
        DIFFERENCES.lines().skip(1).filter_map(|row| row.split('\t').next()).collect();
    let (mut wrong, mut rows) = (Vec::new(), 0);
    for case in all_cases().iter().filter(|case| !case.concerns_privacy()) {
        rows += 1;
        let errors = case.findings(|finding| {
            finding.rule == "missing-file"
                || RULES.contains(&finding.rule) && finding.level == Level::Error
        });
        let agreed = match case.outcome.as_str() {
            "error" => !errors.is_empty(),
            "warning" => false,
            _ => errors.is_empty(),
        };
        if agreed == explained.contains(&case.name.as_str()) {
            let found: Vec<(&str, &str)> =
                errors.iter().map(|finding| (finding.rule, finding.message.en.as_str())).collect();
            wrong.push(format!("{}: {} there, here {found:?}", case.name, case.outcome));
        }
    }
    assert!(rows >= 70, "{rows} rows");
    assert!(wrong.is_empty(), "{} of {rows} cases:\n{}", wrong.len(), wrong.join("\n"));
}
