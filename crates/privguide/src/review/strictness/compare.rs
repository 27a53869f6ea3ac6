//! Compares the strictness of two trees.

use std::collections::BTreeSet;

use super::{Judged, Strictness};
use crate::{
    declaration::record::RecordedPackage,
    language::Text,
    review::{Level, Weakening, WeakeningKind},
    tree::{Place, TreePath},
};

impl Strictness {
    /// What this tree judges less strictly than `before`, sorted; messages call `before` by the
    /// name `base`.
    #[must_use]
    pub fn weakened_since(&self, before: &Self, base: &str) -> Vec<Weakening> {
        weakened(before, self, base)
    }
}

fn weakened(before: &Strictness, after: &Strictness, base: &str) -> Vec<Weakening> {
    let mut found = Vec::new();
    programs(before, after, base, &mut found);
    for (root, judged) in &after.judged {
        if let Some(old) = before.judged.get(root) {
            levels(old, judged, base, &mut found);
            interfaces(old, judged, base, &mut found);
        }
    }
    if !before.is_empty() {
        baseline(before, after, base, &mut found);
        suppressions(before, after, base, &mut found);
        records(before, after, base, &mut found);
    }
    let mut weakenings: Vec<Weakening> = Vec::new();
    for weakening in found {
        if !weakenings.contains(&weakening) {
            weakenings.push(weakening);
        }
    }
    weakenings
}

fn weakening(kind: WeakeningKind, place: Place, zh: String, en: String) -> Weakening {
    Weakening { kind, message: Text::new(zh, en), place, allowed: None }
}

/// Reports a program that still exists, or its replacement, if it is no longer judged. A program
/// that was removed need not be judged.
fn programs(before: &Strictness, after: &Strictness, base: &str, found: &mut Vec<Weakening>) {
    let unjudged = |of: &Strictness| -> BTreeSet<TreePath> {
        of.programs.iter().filter(|root| !of.judged.contains_key(*root)).cloned().collect()
    };
    let known = unjudged(before);
    let new: Vec<TreePath> =
        unjudged(after).into_iter().filter(|root| !known.contains(root)).collect();
    for (root, judged) in before.judged.iter().filter(|(root, _)| !after.judged.contains_key(*root))
    {
        let place = Place::file_start(judged.declarations.clone());
        let (file, root) = (&judged.declarations, if root.is_root() { "." } else { root.as_str() });
        if after
            .programs
            .iter()
            .any(|there| there.as_str() == root || (root == "." && there.is_root()))
        {
            found.push(weakening(
                WeakeningKind::Program,
                place,
                format!("{base} 按 {file} 核对的小程序 {root} 还在，却不再受核对"),
                format!("the program {root}, which {base} judges by {file}, is still there and no longer judged"),
            ));
        } else if let Some(instead) = new.first() {
            let instead = if instead.is_root() { "." } else { instead.as_str() };
            found.push(weakening(
                WeakeningKind::Program,
                place,
                format!("{base} 按 {file} 核对的小程序 {root} 不见了，新出现的 {instead} 不受核对"),
                format!("the program {root}, which {base} judges by {file}, is gone, and {instead}, which is new, is not judged"),
            ));
        }
    }
}

fn levels(old: &Judged, new: &Judged, base: &str, found: &mut Vec<Weakening>) {
    let rank = |level: Option<Level>| match level {
        None => 0,
        Some(Level::Warning) => 1,
        Some(Level::Error) => 2,
    };
    let named = |level: Option<Level>| match level {
        None => Text::new("不报告", "not reported"),
        Some(Level::Warning) => Text::new("警告", "a warning"),
        Some(Level::Error) => Text::new("错误", "an error"),
    };
    for (rule, level) in &new.levels {
        let was = old.levels.get(rule).copied().flatten();
        if rank(*level) >= rank(was) {
            continue;
        }
        let place = new.named.get(*rule).or_else(|| new.named.get("warnings")).cloned();
        let (was, now) = (named(was), named(*level));
        found.push(weakening(
            WeakeningKind::Level,
            place.unwrap_or_else(|| Place::file_start(new.declarations.clone())),
            format!("规则 {rule} 在 {base} 里是{}，现在是{}", was.zh, now.zh),
            format!("the rule {rule} is {} in {base}, and {} now", was.en, now.en),
        ));
    }
}

fn interfaces(old: &Judged, new: &Judged, base: &str, found: &mut Vec<Weakening>) {
    for (name, needed) in &old.interfaces {
        let now = new.interfaces.get(name).map_or(&[][..], Vec::as_slice);
        let lost: Vec<&str> =
            needed.iter().filter(|id| !now.contains(id)).map(String::as_str).collect();
        if !lost.is_empty() {
            let lost = lost.join(", ");
            found.push(weakening(
                WeakeningKind::Interface,
                Place::file_start(new.declarations.clone()),
                format!("{name} 在 {base} 里需要声明 {lost}，现在 [[interface]] 说不需要"),
                format!(
                    "{name} requires {lost} in {base}, but no longer according to [[interface]]"
                ),
            ));
        }
    }
}

/// The maximum number of entries of a baseline that are named.
const SHOWN: usize = 3;

fn baseline(before: &Strictness, after: &Strictness, base: &str, found: &mut Vec<Weakening>) {
    let mut more: Vec<String> = Vec::new();
    for ((file, rule, interface), count) in &after.baseline {
        let known = before
            .baseline
            .get(&(file.clone(), rule.clone(), interface.clone()))
            .copied()
            .unwrap_or(0);
        if *count > known {
            more.push(format!("{file}: {rule} +{}", count - known));
        }
    }
    let Some(path) = after.baselines.first().filter(|_| !more.is_empty()) else { return };
    let (number, mut shown) = (more.len(), more);
    shown.truncate(SHOWN);
    let (shown, rest) = (shown.join("; "), if number > SHOWN { "; …" } else { "" });
    found.push(weakening(
        WeakeningKind::Baseline,
        Place::file_start(path.clone()),
        format!("{path} 比 {base} 多豁免 {number} 类问题（{shown}{rest}）"),
        format!("{path} lets {number} more kinds of findings pass than in {base} ({shown}{rest})"),
    ));
}

/// Reports a record that was removed, and one that says less about a package with the same
/// checksum.
fn records(before: &Strictness, after: &Strictness, base: &str, found: &mut Vec<Weakening>) {
    for (file, (old, _)) in &before.records {
        let is_judged =
            after.judged.values().any(|judged| judged.declarations.parent() == file.parent());
        if !after.record_files.contains(file)
            && is_judged
            && (!old.packages.is_empty() || !old.builds.is_empty())
        {
            let count = old.packages.len();
            found.push(weakening(
                WeakeningKind::Record,
                Place::file_start(file.clone()),
                format!("{base} 里有 {file}，记录了 {count} 个 npm 包，现在没有了"),
                format!("{file}, which records {count} npm packages in {base}, is gone"),
            ));
        }
        let Some((new, source)) =
            after.records.get(file).filter(|(new, _)| new.tables == old.tables)
        else {
            continue;
        };
        for package in &new.packages {
            let same = old
                .package(&package.name, &package.version)
                .filter(|old| old.integrity == package.integrity);
            let is_comparable = |old: &&RecordedPackage| {
                old.entries.is_subset(&package.entries)
                    && old.effects.is_given <= package.effects.is_given
                    && old.effects.is_shared <= package.effects.is_shared
            };
            let Some(same) = same.filter(is_comparable) else { continue };
            let lost = lost(same, package);
            if !lost.is_empty() {
                let lost = lost.join(", ");
                let (name, version) = (&package.name, &package.version);
                found.push(weakening(
                    WeakeningKind::Record,
                    source.place(package.span.clone()),
                    format!("{file} 里 {name} {version} 的记录比 {base} 少了 {lost}，而包没有变"),
                    format!(
                        "the record of {name} {version} in {file} lacks {lost}, which {base} has, and the package is the same"
                    ),
                ));
            }
        }
    }
}

/// What one record says about a package and the other does not.
fn lost(old: &RecordedPackage, new: &RecordedPackage) -> Vec<String> {
    let mut lost: Vec<String> = old
        .uses
        .difference(&new.uses)
        .chain(old.imports.difference(&new.imports))
        .cloned()
        .collect();
    lost.extend(old.effects.beyond(&new.effects));
    if old.unresolved > new.unresolved
        && old.effects.is_given == new.effects.is_given
        && old.entries == new.entries
    {
        lost.push(format!("unresolved = {}", old.unresolved));
    }
    lost
}

fn suppressions(before: &Strictness, after: &Strictness, base: &str, found: &mut Vec<Weakening>) {
    for ((rule, reason), places) in &after.suppressions {
        // A comment that was moved together with its code counts as the same comment.
        let known = before.suppressions.get(&(rule.clone(), reason.clone())).map_or(0, Vec::len);
        for place in places.iter().skip(known) {
            found.push(weakening(
                WeakeningKind::Suppression,
                place.clone(),
                format!("比 {base} 多了一处放行 {rule} 的注释，理由：{reason}"),
                format!("a comment that {base} does not have allows {rule}; its reason: {reason}"),
            ));
        }
    }
}
