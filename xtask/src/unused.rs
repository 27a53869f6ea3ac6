//! `unused`: finds dependencies that no source of the package names, and versions that no package
//! uses.
//!
//! Unused dependencies are still downloaded, built and trusted. A dependency counts as used if a
//! source contains its name; types are not resolved.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use toml_edit::{DocumentMut, Item, TableLike};

use crate::repository;

/// Packages outside of the workspace.
const ALONE: [&str; 2] = ["tests/oracle", "tests/sarif"];

/// Checks every package of the repository.
///
/// # Errors
/// When a manifest or source cannot be read.
pub fn run() -> Result<ExitCode> {
    let mut packages = vec![repository().join("xtask"), repository().join("tests")];
    for entry in fs::read_dir(repository().join("crates"))? {
        let folder = entry?.path();
        if folder.join("Cargo.toml").is_file() {
            packages.push(folder);
        }
    }
    packages.extend(ALONE.map(|folder| repository().join(folder)));
    packages.sort();
    let (mut unused, mut asked) = (Vec::new(), BTreeSet::new());
    for package in &packages {
        let names = named(&document(&package.join("Cargo.toml"))?);
        let words = words(package)?;
        let shown = package.strip_prefix(repository()).unwrap_or(package).display();
        unused.extend(
            names
                .iter()
                .filter(|name| !words.contains(&name.replace('-', "_")))
                .map(|name| format!("{shown}: {name}")),
        );
        asked.extend(names);
    }
    let workspace = document(&repository().join("Cargo.toml"))?;
    let versions = workspace
        .get("workspace")
        .and_then(|table| table.get("dependencies"))
        .and_then(Item::as_table_like);
    let versions = versions.context("Cargo.toml: no [workspace.dependencies]")?;
    unused.extend(
        versions
            .iter()
            .filter(|(name, _)| !asked.contains(*name))
            .map(|(name, _)| format!("Cargo.toml: {name}")),
    );
    for line in &unused {
        anstream::eprintln!("{line}");
    }
    anstream::eprintln!(
        "unused: {} packages, {} dependencies that nothing names",
        packages.len(),
        unused.len()
    );
    Ok(if unused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn document(path: &Path) -> Result<DocumentMut> {
    let shown = path.display().to_string();
    fs::read_to_string(path).context(shown.clone())?.parse().context(shown)
}

/// The dependencies in a manifest, for all targets.
fn named(manifest: &DocumentMut) -> BTreeSet<String> {
    const TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
    let mut tables: Vec<&Item> = TABLES.iter().filter_map(|name| manifest.get(name)).collect();
    let targets = manifest.get("target").and_then(Item::as_table_like);
    for (_, target) in targets.into_iter().flat_map(TableLike::iter) {
        tables.extend(TABLES.iter().filter_map(|name| target.get(name)));
    }
    let names = tables.iter().filter_map(|table| table.as_table_like()).flat_map(TableLike::iter);
    names.map(|(name, _)| name.to_owned()).collect()
}

/// Every word in the sources of a package, except for packages below it.
fn words(package: &Path) -> Result<BTreeSet<String>> {
    let mut words = BTreeSet::new();
    let mut open: Vec<PathBuf> = vec![package.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                if !path.join("Cargo.toml").is_file()
                    && path.file_name().is_some_and(|name| name != "target")
                {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path)?;
                words.extend(
                    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).map(str::to_owned),
                );
            }
        }
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_of_every_table_are_named() {
        let manifest = "[dependencies]\na = \"1\"\n[dev-dependencies]\nb.workspace = true\n[target.'cfg(unix)'.dependencies]\nc-d = { version = \"1\" }\n";
        let names = named(&manifest.parse().expect("a manifest"));
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["a", "b", "c-d"]);
    }

    #[test]
    fn a_word_is_one_of_the_packages_own_sources() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("src")).expect("made");
        fs::create_dir_all(folder.path().join("inner/src")).expect("made");
        fs::write(folder.path().join("src/lib.rs"), "use some_crate::x;\n").expect("written");
        fs::write(folder.path().join("inner/Cargo.toml"), "").expect("written");
        fs::write(folder.path().join("inner/src/lib.rs"), "use other_crate::x;\n")
            .expect("written");
        let words = words(folder.path()).expect("readable");
        assert!(words.contains("some_crate") && !words.contains("other_crate"));
    }
}
