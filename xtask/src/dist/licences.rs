//! The licences of everything that is linked into the executable for a platform.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs,
};

use anyhow::{Context as _, Result, bail};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use spdx::{Expression, ParseMode};

use super::table::{Table, Target};
use crate::repository;

/// The licence texts, each once, with the crates and libraries to which it applies.
///
/// # Errors
/// When a crate contains no licence text and does not name a licence with a well-known text.
pub fn third_party(table: &Table, target: &Target) -> Result<String> {
    let metadata = MetadataCommand::new()
        .current_dir(repository())
        .other_options(["--locked".to_owned(), format!("--filter-platform={}", target.triple)])
        .exec()
        .context("cargo metadata")?;
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let linked = linked(&metadata)?;
    for package in &linked {
        let name = format!(
            "{} {} ({})",
            package.name,
            package.version,
            package.license.as_deref().unwrap_or("no licence")
        );
        for text in texts_of(package)? {
            texts.entry(text).or_default().push(name.clone());
        }
        for bundled in
            table.bundled.iter().filter(|bundled| package.name.as_str() == bundled.package)
        {
            let folder = package.manifest_path.parent().context("a manifest lies in a folder")?;
            let text =
                bundled.files.iter().find_map(|file| fs::read_to_string(folder.join(file)).ok());
            let text = text.with_context(|| format!("{name} has none of {:?}", bundled.files))?;
            texts
                .entry(normal(&text))
                .or_default()
                .push(format!("{}, part of {name} ({})", bundled.name, bundled.licence));
        }
    }
    for bundled in &table.bundled {
        if !linked.iter().any(|package| package.name.as_str() == bundled.package) {
            bail!(
                "xtask/dist/dist.toml: {} is no part of the executable any more",
                bundled.package
            );
        }
    }
    let head = format!(
        "privguide {} contains the Rust standard library (MIT OR Apache-2.0, https://www.rust-lang.org) and the following.\n",
        table.version
    );
    // In the order of the first crate for each text, by name.
    let mut ordered: Vec<(String, Vec<String>)> = texts.into_iter().collect();
    ordered.sort_by(|one, other| one.1.cmp(&other.1));
    let line = "=".repeat(80);
    let sections = ordered
        .into_iter()
        .map(|(text, users)| format!("\n{line}\n{}\n\n{text}\n", users.join("\n")));
    Ok(std::iter::once(head).chain(sections).collect())
}

/// Every external crate that becomes part of the executable, by name.
fn linked(metadata: &Metadata) -> Result<Vec<&Package>> {
    let resolve = metadata.resolve.as_ref().context("cargo metadata resolves")?;
    let nodes: HashMap<&PackageId, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let root = metadata
        .packages
        .iter()
        .find(|package| package.name.as_str() == "cargo-privguide")
        .context("the crate")?;
    let (mut seen, mut waiting) = (HashSet::new(), vec![&root.id]);
    while let Some(id) = waiting.pop() {
        if seen.insert(id) {
            let kept = nodes[id]
                .deps
                .iter()
                .filter(|one| one.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal));
            waiting.extend(kept.map(|dependency| &dependency.pkg));
        }
    }
    let mut linked: Vec<&Package> = metadata
        .packages
        .iter()
        .filter(|package| seen.contains(&package.id) && package.source.is_some())
        .collect();
    linked.sort_by(|one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));
    Ok(linked)
}

/// The licence texts of a crate: those that it contains, otherwise the well-known text of the
/// licence that it names.
fn texts_of(package: &Package) -> Result<Vec<String>> {
    let folder = package.manifest_path.parent().context("a manifest lies in a folder")?;
    let mut names: Vec<String> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| {
            let name = name.to_ascii_uppercase();
            ["LICEN", "COPYING", "NOTICE", "COPYRIGHT", "UNLICENSE"]
                .iter()
                .any(|start| name.starts_with(start))
        })
        .filter(|name| folder.join(name).is_file())
        .collect();
    names.sort();
    // If a crate can be used under one of several licences, this program uses MIT, so the other
    // texts are not needed.
    let choice = package
        .license
        .as_deref()
        .is_some_and(|licence| licence.contains(" OR ") || licence.contains('/'));
    if choice && names.iter().any(|name| name.to_ascii_uppercase().contains("MIT")) {
        let other = ["APACHE", "UNLICENSE", "GPL", "BOOST", "CC0"];
        names.retain(|name| !other.iter().any(|word| name.to_ascii_uppercase().contains(word)));
    } else if choice {
        names.retain(|name| !name.to_ascii_uppercase().contains("GPL"));
    }
    if names.is_empty() {
        return well_known(package);
    }
    names.iter().map(|name| Ok(normal(&fs::read_to_string(folder.join(name))?))).collect()
}

fn well_known(package: &Package) -> Result<Vec<String>> {
    let licence = package.license.as_deref().unwrap_or_default();
    let expression = Expression::parse_mode(licence, ParseMode::LAX)
        .with_context(|| format!("the licence of {}", package.name))?;
    let texts: Vec<String> = expression
        .requirements()
        .filter_map(|one| Some(normal(one.req.license.id()?.text())))
        .take(1)
        .collect();
    if texts.is_empty() {
        bail!("{} {} has no licence text", package.name, package.version);
    }
    Ok(texts)
}

/// The text with normalised line ends.
fn normal(text: &str) -> String {
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_platform_names_what_is_linked_into_it() {
        let table = Table::read().expect("a table");
        for target in &table.targets {
            let text = third_party(&table, target).expect("licences");
            for needed in [
                "libgit2, part of libgit2-sys",
                "LINKING EXCEPTION",
                "zlib, part of",
                "mimalloc, part of",
                "oxc_parser",
            ] {
                assert!(text.contains(needed), "{}: no {needed}", target.triple);
            }
            assert_eq!(text.contains("\ninotify "), target.npm.os == "linux", "{}", target.triple);
        }
    }
}
