//! Applies a baseline to findings: removes the places that it allows, and reports entries that
//! allow too much.

use std::collections::BTreeMap;

use super::{
    Finding, PlaceRole,
    baseline::{BASELINE_FILE, Baseline, BaselineKey, keys},
    remark::Remark,
    rules::stale_baseline,
};
use crate::tree::Place;

/// Removes the places that are allowed, and reports entries that allow too much.
pub(super) fn apply(
    baseline: &Baseline,
    findings: &mut Vec<Finding>,
) -> Vec<(&'static str, Remark)> {
    let mut found: BTreeMap<BaselineKey, usize> = BTreeMap::new();
    for key in findings.iter().flat_map(keys) {
        *found.entry(key).or_default() += 1;
    }
    let mut remarks = Vec::new();
    if let Some(why) = &baseline.broken {
        let remark = Remark::new(
            format!("{BASELINE_FILE} 写错了：{why}"),
            format!("{BASELINE_FILE} is malformed: {why}"),
        );
        let place = Place::file_start(baseline.source.path().clone());
        remarks.push((
            "broken-declaration",
            remark.at(place).help(
                "运行 cargo privguide check --write-baseline 重写",
                "run cargo privguide check --write-baseline",
            ),
        ));
    }
    for allowance in &baseline.allowances {
        let key = (allowance.file.clone(), allowance.rule.clone(), allowance.interface.clone());
        let count = found.get(&key).copied().unwrap_or(0);
        if count < allowance.count {
            let place = Place::file_start(baseline.source.path().clone());
            remarks.push((stale_baseline::ID, stale_baseline::remark(allowance, count, place)));
        }
        if count <= allowance.count {
            take_away(&key, findings);
        }
    }
    remarks
}

fn take_away(key: &BaselineKey, findings: &mut Vec<Finding>) {
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
        finding.places.len() == before
            || finding.places.iter().any(|place| place.role == PlaceRole::Subject)
    });
}
