//! `arrows`: determines from the sources which module imports from which; fails on a cycle.
//!
//! Imports between a module and its own submodules are not arrows. At every level, the modules
//! below one parent must form an acyclic graph, in which each module represents its subtree. A
//! re-export is followed to the module that defines the item. Test modules are left out, and paths
//! inside macro calls are not read.

mod crates;
mod graph;
mod picture;
mod tree;

use std::{fs, process::ExitCode};

use anyhow::{Context as _, Result};

use self::{graph::Level, tree::ModuleTree};
use crate::{generated, generated::Generated, repository};

/// The page that contains the picture.
const PAGE: &str = "crates/ARCHITECTURE.md";

/// Reads all crates of the workspace; writes the picture, or checks it.
///
/// # Errors
/// When a source cannot be read or parsed, or the page has no place for the picture.
pub fn run(check: bool) -> Result<ExitCode> {
    let mut faults = Vec::new();
    let mut sections = Vec::new();
    for package in crates::members()? {
        let tree = ModuleTree::read(&package.source, &package.name)?;
        let levels = graph::levels(&tree);
        faults.extend(
            levels
                .iter()
                .flat_map(Level::circles)
                .map(|circle| format!("{}: circle {circle}", package.name)),
        );
        if let Some(rooms) = levels.iter().find(|level| level.parent.is_empty()) {
            sections.push(picture::section(&package.name, rooms));
        }
    }
    let page =
        fs::read_to_string(repository().join(PAGE)).with_context(|| format!("reading {PAGE}"))?;
    let drawn = [Generated::new(PAGE, picture::put(&page, &sections.concat())?)];
    for fault in &faults {
        anstream::eprintln!("{fault}");
    }
    anstream::eprintln!("arrows: {} circles", faults.len());
    if check {
        let difference = generated::difference(&drawn);
        anyhow::ensure!(
            difference.is_empty(),
            "{difference}\nnot up to date: run cargo xtask arrows"
        );
    } else {
        generated::write(&drawn)?;
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
