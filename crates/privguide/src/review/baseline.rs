//! `privguide-baseline.toml`: the findings that existed when a project adopted the tool.
//!
//! An entry allows a number of places for a file, rule and interface. If there are more places, all
//! of them are reported; if there are fewer, the entry is stale.

use std::{collections::BTreeMap, fmt::Write as _};

use serde::Deserialize;

use super::{Finding, PlaceRole, Review};
use crate::tree::SourceText;

/// The name of the file, beside `privguide.toml`.
pub const BASELINE_FILE: &str = "privguide-baseline.toml";

/// The content of a baseline.
#[derive(Clone, Debug)]
pub struct Baseline {
    pub(super) source: SourceText,
    pub(super) allowances: Vec<Allowance>,
    pub(super) broken: Option<String>,
}

/// One entry of the baseline.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Allowance {
    pub(super) file: String,
    pub(super) rule: String,
    #[serde(default)]
    pub(super) interface: String,
    pub(super) count: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BaselineTable {
    #[serde(default)]
    allow: Vec<Allowance>,
}

/// A file, rule and interface.
pub(super) type BaselineKey = (String, String, String);

impl Baseline {
    /// Reads a baseline. A mistake in it becomes a finding of the review.
    #[must_use]
    pub fn parse(source: SourceText) -> Self {
        match toml_edit::de::from_str::<BaselineTable>(source.text()) {
            Ok(table) => Self { source, allowances: table.allow, broken: None },
            Err(error) => {
                Self { source, allowances: Vec::new(), broken: Some(error.message().to_owned()) }
            }
        }
    }

    /// The text of a baseline that allows all findings of a review.
    #[must_use]
    pub fn text_for(review: &Review) -> String {
        let mut counts: BTreeMap<BaselineKey, usize> = BTreeMap::new();
        for finding in &review.findings {
            for key in keys(finding) {
                *counts.entry(key).or_default() += 1;
            }
        }
        let mut text = String::from(
            "# 采用 privguide 时已有的问题；修好一处，就运行 cargo privguide check --write-baseline 重写\n\
             # What was wrong when privguide was adopted; after correcting some of it, run cargo privguide check --write-baseline\n",
        );
        for ((file, rule, interface), count) in counts {
            let quoted = |text: &str| toml_edit::Value::from(text).to_string();
            let _ =
                write!(text, "\n[[allow]]\nfile = {}\nrule = {}\n", quoted(&file), quoted(&rule));
            if !interface.is_empty() {
                let _ = writeln!(text, "interface = {}", quoted(&interface));
            }
            let _ = writeln!(text, "count = {count}");
        }
        text
    }

    /// Every entry: file, rule, interface (or an empty string), and the number of allowed places.
    pub(super) fn allowed(&self) -> impl Iterator<Item = (&str, &str, &str, usize)> {
        self.allowances.iter().map(|entry| {
            (entry.file.as_str(), entry.rule.as_str(), entry.interface.as_str(), entry.count)
        })
    }
}

/// The file, rule and interface of each place where the finding's problem is.
pub(super) fn keys(finding: &Finding) -> impl Iterator<Item = BaselineKey> + '_ {
    let subjects = finding.places.iter().filter(|place| place.role == PlaceRole::Subject);
    subjects.map(|place| {
        (
            place.place.file.to_string(),
            finding.rule.to_owned(),
            place.interface.clone().unwrap_or_default(),
        )
    })
}
