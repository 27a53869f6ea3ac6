//! Caching of results between two analyses of a project: on disk, or in the memory of this process.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use privguide::{
    project::{LoadOptions, Project},
    tree::SourceTree,
};

use super::not_loaded;
use crate::{cache, failure::Failure, locate::Site};

/// Where results are cached for the next analysis.
#[derive(Clone, Copy)]
pub enum Keeping<'k> {
    /// Nowhere, and no cached result is used.
    Nothing,
    /// On disk, for the next run.
    OnDisk,
    /// Results for unsaved texts are only kept in this process; the first analysis uses the results
    /// that an earlier run cached on disk.
    InMemory(&'k Memory),
}

/// The cached results of one process.
#[derive(Default)]
pub struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

impl Memory {
    fn keep(&self, site: &Site, beside: &[&str], result: Vec<u8>) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(memory_key(site, beside), result);
    }
}

impl Keeping<'_> {
    fn remembered(self, site: &Site, beside: &[&str]) -> Option<Vec<u8>> {
        let Self::InMemory(Memory(memory)) = self else { return None };
        memory
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&memory_key(site, beside))
            .cloned()
    }
}

/// Reads and scans a project with its cached results. `beside` identifies further sources that are
/// analysed.
pub(super) fn load_project(
    site: &Site,
    options: &LoadOptions,
    keeping: Keeping<'_>,
    tree: &dyn SourceTree,
    beside: &[&str],
) -> Result<Project, Failure> {
    if matches!(keeping, Keeping::Nothing) {
        return Project::load(tree, options).map_err(|error| not_loaded(site, error));
    }
    let remembered = keeping.remembered(site, beside);
    let entry = if remembered.is_none() {
        cache::Entry::for_project(&site.folder, options, beside)
    } else {
        None
    };
    let earlier = remembered.or_else(|| entry.as_ref()?.read());
    let (project, to_cache) = Project::load_cached(tree, options, earlier.as_deref())
        .map_err(|error| not_loaded(site, error))?;
    match (keeping, entry, to_cache) {
        (Keeping::OnDisk, Some(entry), Some(result)) => entry.write(&result),
        (Keeping::InMemory(memory), _, Some(result)) => memory.keep(site, beside, result),
        _ => {}
    }
    Ok(project)
}

fn memory_key(site: &Site, beside: &[&str]) -> String {
    format!("{} {:?} {beside:?}", site.folder.display(), site.declarations)
}
