//! The one place where comments take findings away.

use super::{
    Finding, FindingPlace, PlaceRole, ReviewInput,
    levels::Levels,
    registry,
    remark::Remark,
    rules::{suppression_without_reason, unused_suppression},
};
use crate::scan::{Suppression, suppressions};

/// Takes away the places that comments allow, and tells of comments that allow nothing, give no reason or name no rule.
pub(super) fn apply(input: ReviewInput<'_>, levels: &Levels, findings: &mut Vec<Finding>) -> Vec<(&'static str, Remark)> {
    let declared = suppressions(&input.declarations.declarations.source);
    let scanned = input.programs.iter().flat_map(|reviewed| &reviewed.scan.suppressions);
    let mut remarks = Vec::new();
    for suppression in scanned.chain(&declared) {
        let Some(rule) = registry::rule(&suppression.rule) else {
            remarks.push((unused_suppression::ID, unused_suppression::unknown_rule(suppression)));
            continue;
        };
        if suppression.reason.is_empty() {
            remarks.push((suppression_without_reason::ID, suppression_without_reason::remark(suppression)));
        } else if !take_away(suppression, findings) && !levels.is_allowed(rule.id) {
            remarks.push((unused_suppression::ID, unused_suppression::remark(suppression)));
        }
    }
    remarks
}

/// True when there was something to take away. A finding whose last place goes, goes.
fn take_away(suppression: &Suppression, findings: &mut Vec<Finding>) -> bool {
    let mut used = false;
    findings.retain_mut(|finding| {
        if finding.rule != suppression.rule {
            return true;
        }
        let allowed = |place: &FindingPlace| {
            place.role == PlaceRole::Subject && place.place.file == suppression.place.file && place.place.line == suppression.line
        };
        let before = finding.places.len();
        finding.places.retain(|place| !allowed(place));
        let took = finding.places.len() != before;
        used |= took;
        !took || finding.places.iter().any(|place| place.role == PlaceRole::Subject)
    });
    used
}
