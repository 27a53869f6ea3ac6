//! Applies suppression comments to findings.

use std::collections::{HashMap, HashSet};

use super::{
    Finding, PlaceRole, ReviewInput, Rule,
    levels::Levels,
    remark::Remark,
    rules::{suppression_without_reason, unused_suppression},
};
use crate::{
    scan::{Suppression, suppressions},
    suggest,
    tree::TreePath,
};

/// Removes the places that comments allow, and reports comments that allow nothing, give no reason
/// or name no rule.
pub(super) fn apply(
    input: ReviewInput<'_>,
    levels: &Levels,
    findings: &mut Vec<Finding>,
) -> Vec<(&'static str, Remark)> {
    let declared = suppressions(&input.declarations.declarations.source);
    let scanned = input.programs.iter().flat_map(|reviewed| &reviewed.scan.suppressions);
    let all: Vec<&Suppression> = scanned.chain(&declared).collect();
    // If two comments apply to the same line, the first one counts.
    let mut allowed: HashMap<AllowedLine<'_>, usize> = HashMap::new();
    for (at, suppression) in
        all.iter().enumerate().filter(|(_, suppression)| !suppression.reason.is_empty())
    {
        allowed.entry((&suppression.rule, &suppression.place.file, suppression.line)).or_insert(at);
    }
    let used = take_away(&allowed, findings);
    let mut remarks = Vec::new();
    for (at, suppression) in all.into_iter().enumerate() {
        let Some(rule) = Rule::named(&suppression.rule) else {
            let id = &suppression.rule;
            let nearest = suggest::nearest(id, Rule::all().iter().map(|rule| rule.id));
            let remark = Remark::unknown_rule(id, nearest).at(suppression.place.clone());
            remarks.push((unused_suppression::ID, remark));
            continue;
        };
        if suppression.reason.is_empty() {
            remarks.push((
                suppression_without_reason::ID,
                suppression_without_reason::remark(suppression),
            ));
        } else if !used.contains(&at) && !levels.is_allowed(rule.id) {
            remarks.push((unused_suppression::ID, unused_suppression::remark(suppression)));
        }
    }
    remarks
}

/// A rule, and the line on which a comment allows it.
type AllowedLine<'s> = (&'s str, &'s TreePath, u32);

/// Removes allowed places, and returns which comments had an effect. A finding without remaining
/// places is removed.
fn take_away(
    allowed: &HashMap<AllowedLine<'_>, usize>,
    findings: &mut Vec<Finding>,
) -> HashSet<usize> {
    let mut used = HashSet::new();
    findings.retain_mut(|finding| {
        let before = finding.places.len();
        finding.places.retain(|place| {
            let line = (finding.rule, &place.place.file, place.place.line);
            let by = allowed.get(&line).filter(|_| place.role == PlaceRole::Subject);
            used.extend(by);
            by.is_none()
        });
        let took = finding.places.len() != before;
        !took || finding.places.iter().any(|place| place.role == PlaceRole::Subject)
    });
    used
}
