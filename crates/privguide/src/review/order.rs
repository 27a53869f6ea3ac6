//! The one place where findings are merged and put in order.

use super::{Finding, FindingPlace, PlaceRole};

/// Joins findings that say the same, and sorts them: worst first, then by place.
pub(super) fn merged_and_sorted(findings: Vec<Finding>) -> Vec<Finding> {
    let mut merged: Vec<Finding> = Vec::new();
    for finding in findings {
        let same = |other: &&mut Finding| {
            other.rule == finding.rule
                && other.level == finding.level
                && other.information == finding.information
                && other.message == finding.message
        };
        match merged.iter_mut().find(same) {
            Some(other) => join(other, finding),
            None => merged.push(finding),
        }
    }
    for finding in &mut merged {
        // The order that the rule chose stays, but what is wrong comes before what decides.
        finding.places.sort_by_key(|place| place.role);
        let mut seen: Vec<FindingPlace> = Vec::new();
        finding.places.retain(|place| {
            let new = !seen.contains(place);
            seen.push(place.clone());
            new
        });
    }
    merged.sort_by(|a, b| key(a).cmp(&key(b)));
    merged
}

fn join(finding: &mut Finding, other: Finding) {
    finding.places.extend(other.places);
    for help in other.help {
        if !finding.help.contains(&help) {
            finding.help.push(help);
        }
    }
    match (&mut finding.fix, other.fix) {
        (Some(fix), Some(more)) => fix.edits.extend(more.edits),
        (fix @ None, more) => *fix = more,
        _ => {}
    }
}

fn key(finding: &Finding) -> (super::Level, bool, Option<&crate::tree::Place>, &str, &str) {
    // That the guide is missing or stale follows from the rest: it comes after its causes.
    let consequence = matches!(finding.rule, "missing-guide" | "stale-guide");
    let first = finding.places.iter().find(|place| place.role == PlaceRole::Subject).or(finding.places.first());
    (finding.level, consequence, first.map(|place| &place.place), finding.rule, &finding.message.en)
}
