//! Merges and sorts all findings.

use std::collections::{HashMap, HashSet};

use super::{Finding, FindingPlace, Level, PlaceRole};
use crate::language::Text;

/// Merges findings with the same message, and sorts them: the most serious first, then by place.
pub(super) fn merged_and_sorted(findings: Vec<Finding>) -> Vec<Finding> {
    let mut merged: Vec<Finding> = Vec::new();
    let mut known: HashMap<Saying, usize> = HashMap::new();
    for finding in findings {
        let saying =
            (finding.rule, finding.level, finding.information.clone(), finding.message.clone());
        if let Some(&at) = known.get(&saying) {
            join(&mut merged[at], finding);
        } else {
            known.insert(saying, merged.len());
            merged.push(finding);
        }
    }
    for finding in &mut merged {
        // Places stay in the order that the rule chose, but subjects come before deciding lines.
        finding.places.sort_by_key(|place| place.role);
        let mut seen: HashSet<FindingPlace> = HashSet::new();
        finding.places.retain(|place| seen.insert(place.clone()));
        let mut seen: HashSet<Text> = HashSet::new();
        finding.help.retain(|help| seen.insert(help.clone()));
    }
    merged.sort_by(|a, b| key(a).cmp(&key(b)));
    merged
}

/// The properties by which two findings are the same.
type Saying = (&'static str, Level, Vec<String>, Text);

fn join(finding: &mut Finding, other: Finding) {
    finding.places.extend(other.places);
    finding.help.extend(other.help);
    match (&mut finding.fix, other.fix) {
        (Some(fix), Some(more)) => fix.edits.extend(more.edits),
        (fix @ None, more) => *fix = more,
        _ => {}
    }
}

fn key(finding: &Finding) -> (Level, Rank, Option<&crate::tree::Place>, &str, &str) {
    let rank = match finding.rule {
        "broken-declaration" => Rank::Cause,
        "missing-guide" | "stale-guide" => Rank::Consequence,
        _ => Rank::Own,
    };
    let first = finding
        .places
        .iter()
        .find(|place| place.role == PlaceRole::Subject)
        .or(finding.places.first());
    (finding.level, rank, first.map(|place| &place.place), finding.rule, &finding.message.en)
}

/// Dependencies between findings: within a level, causes come first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// A mistake in the declarations, which may be the cause of other findings.
    Cause,
    Own,
    /// A missing or stale guide, which is a consequence of other findings.
    Consequence,
}
