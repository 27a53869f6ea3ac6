//! `privguide-baseline.toml`: what was wrong already when a project adopted the tool.
//!
//! One entry allows a number of places per file, rule and interface. More places than that are told, all of them; fewer make the
//! entry stale.

use std::{collections::BTreeMap, fmt::Write as _};

use serde::Deserialize;

use super::{Finding, PlaceRole, Review, remark::Remark, rules::stale_baseline};
use crate::tree::{Place, SourceText};

/// The name of the file, beside `privguide.toml`.
pub const BASELINE_FILE: &str = "privguide-baseline.toml";

/// What the baseline allows.
#[derive(Clone, Debug)]
pub struct Baseline {
    source: SourceText,
    allowances: Vec<Allowance>,
    broken: Option<String>,
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
struct Table {
    #[serde(default)]
    allow: Vec<Allowance>,
}

type Key = (String, String, String);

impl Baseline {
    /// Reads a baseline. A mistake in it becomes a finding of the review.
    #[must_use]
    pub fn parse(source: SourceText) -> Self {
        match toml_edit::de::from_str::<Table>(source.text()) {
            Ok(table) => Self { source, allowances: table.allow, broken: None },
            Err(error) => Self { source, allowances: Vec::new(), broken: Some(error.message().to_owned()) },
        }
    }

    /// The text of a baseline that allows everything a review found.
    #[must_use]
    pub fn of(review: &Review) -> String {
        let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
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
            let _ = write!(text, "\n[[allow]]\nfile = {}\nrule = {}\n", quoted(&file), quoted(&rule));
            if !interface.is_empty() {
                let _ = writeln!(text, "interface = {}", quoted(&interface));
            }
            let _ = writeln!(text, "count = {count}");
        }
        text
    }

    /// Takes away what is allowed and tells of entries that allow too much.
    pub(super) fn apply(&self, findings: &mut Vec<Finding>) -> Vec<(&'static str, Remark)> {
        let mut found: BTreeMap<Key, usize> = BTreeMap::new();
        for key in findings.iter().flat_map(keys) {
            *found.entry(key).or_default() += 1;
        }
        let mut remarks = Vec::new();
        if let Some(why) = &self.broken {
            let remark = Remark::new(format!("{BASELINE_FILE} 写错了：{why}"), format!("{BASELINE_FILE} is malformed: {why}"));
            let place = Place::file_start(self.source.path().clone());
            remarks.push((
                "broken-declaration",
                remark
                    .at(place)
                    .help("运行 cargo privguide check --write-baseline 重写", "run cargo privguide check --write-baseline"),
            ));
        }
        for allowance in &self.allowances {
            let key = (allowance.file.clone(), allowance.rule.clone(), allowance.interface.clone());
            let count = found.get(&key).copied().unwrap_or(0);
            if count < allowance.count {
                let place = Place::file_start(self.source.path().clone());
                remarks.push((stale_baseline::ID, stale_baseline::remark(allowance, count, place)));
            }
            if count <= allowance.count {
                take_away(&key, findings);
            }
        }
        remarks
    }
}

/// The file, rule and interface of each place where a finding is wrong.
fn keys(finding: &Finding) -> impl Iterator<Item = Key> + '_ {
    let subjects = finding.places.iter().filter(|place| place.role == PlaceRole::Subject);
    subjects.map(|place| (place.place.file.to_string(), finding.rule.to_owned(), place.interface.clone().unwrap_or_default()))
}

fn take_away(key: &Key, findings: &mut Vec<Finding>) {
    let (file, rule, interface) = key;
    findings.retain_mut(|finding| {
        if finding.rule != rule {
            return true;
        }
        let before = finding.places.len();
        finding.places.retain(|place| {
            place.role != PlaceRole::Subject
                || place.place.file.as_str() != file
                || place.interface.as_deref().unwrap_or_default() != interface
        });
        finding.places.len() == before || finding.places.iter().any(|place| place.role == PlaceRole::Subject)
    });
}
