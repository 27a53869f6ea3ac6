//! The results for a package, as text for review.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use anyhow::{Context as _, Result};
use privguide::{
    program::Otherwise,
    project::{LoadOptions, Project},
    scan::UseKind,
    tree::WorkTree,
};

use super::{Package, Role};

/// Scans a package; returns the problem if the result differs from the reviewed one.
pub(super) fn check(
    package: &Package,
    content: &Path,
    reviewed: &Path,
    update: bool,
) -> Result<Option<String>> {
    let tree = WorkTree::open(&content.join(&package.folder))
        .with_context(|| format!("opening {}", package.name))?;
    let options = LoadOptions { otherwise: Otherwise::ReadFolder, ..LoadOptions::default() };
    let project =
        Project::load(&tree, &options).with_context(|| format!("scanning {}", package.name))?;
    if package.role == Role::Trap && project.counted_uses().next().is_some() {
        return Ok(Some(format!("a list of names is not a use:\n{}", render(package, &project))));
    }
    let path = reviewed.join(format!("{}.txt", package.file_name()));
    let new = render(package, &project);
    let old = fs::read_to_string(&path).unwrap_or_default();
    if update && old != new {
        fs::write(&path, &new).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok((old != new && !update).then(|| difference(&old, &new)))
}

fn difference(old: &str, new: &str) -> String {
    similar::TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(1)
        .header("reviewed", "found")
        .to_string()
}

fn render(package: &Package, project: &Project) -> String {
    let mut counts: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for program in &project.programs {
        for found in program.scan.uses.iter().filter(|found| found.kind != UseKind::Mention) {
            let name = found.interface.name.as_str();
            let line = format!(
                "{name}  {}  {}  {}",
                word(&found.kind),
                word(&found.evidence),
                found.place.file
            );
            *counts.entry(("use", line)).or_default() += 1;
        }
        for item in &program.scan.unresolved {
            *counts
                .entry(("unresolved", format!("{}  {}", word(&item.reason), item.place.file)))
                .or_default() += 1;
        }
        for item in &program.scan.unanalysed {
            *counts
                .entry(("unanalysed", format!("{}  {}", word(&item.reason), item.file)))
                .or_default() += 1;
        }
    }
    let mut text = format!(
        "# {} {}\ninformation: {}\n",
        package.name,
        package.version,
        project.information().join(" ")
    );
    let mut last = "";
    for ((kind, line), count) in &counts {
        if *kind != last {
            let _ = writeln!(text, "\n{kind}");
            last = kind;
        }
        let _ = writeln!(text, "{count:4}  {line}");
    }
    text
}

/// The name of a value in reports.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
