//! Caching of results between two analyses of a project: on disk, or in the memory of this process.

use std::{
    collections::BTreeMap,
    io::{self, Cursor, Read},
    path::Path,
    sync::{Mutex, PoisonError},
};

use privguide::{
    project::{LoadOptions, Project},
    tree::SourceTree,
};

use super::not_loaded;
use crate::{arguments::Target, cache, failure::Failure, locate::Site};

/// Where results are cached for the next analysis.
#[derive(Clone, Copy)]
pub enum Keeping<'k> {
    /// Nowhere, and no cached result is used.
    Nothing,
    /// On disk, for the next run; results that an earlier run cached for another state of the
    /// sources are used where their inputs are the same.
    OnDisk(CacheSlot),
    /// Results for unsaved texts are only kept in this process; the first analysis uses the results
    /// that an earlier run cached on disk.
    InMemory(&'k Memory),
}

/// A state of a project's sources with a cache entry of its own. The next result for the same kind
/// of state replaces the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheSlot {
    /// The files on disk.
    WorkTree,
    /// The revision that is judged: a pushed commit, the newer side of a difference.
    Revision,
    /// The revision that another state is compared with.
    Base,
}

impl CacheSlot {
    const ALL: [Self; 3] = [Self::WorkTree, Self::Revision, Self::Base];

    /// Distinguishes the cache entry from those of the other states.
    fn label(self) -> Option<&'static str> {
        match self {
            Self::WorkTree => None,
            Self::Revision => Some("a revision"),
            Self::Base => Some("a base"),
        }
    }

    /// The cache entry; `beside` lists what is analysed beside the project.
    fn entry(self, folder: &Path, options: &LoadOptions, beside: &[&str]) -> Option<cache::Entry> {
        let beside: Vec<&str> = self.label().into_iter().chain(beside.iter().copied()).collect();
        cache::Entry::for_project(folder, options, &beside)
    }

    /// Returns a function that finds and reads the entries of the other states; most runs never
    /// call it.
    fn others(
        self,
        site: &Site,
        options: &LoadOptions,
        beside: &[&str],
    ) -> impl FnOnce() -> Vec<Vec<u8>> + Send + use<> {
        let (folder, options) = (site.folder.clone(), options.clone());
        let beside: Vec<String> = beside.iter().map(|&one| one.to_owned()).collect();
        move || {
            let beside: Vec<&str> = beside.iter().map(String::as_str).collect();
            Self::ALL
                .into_iter()
                .filter(|other| *other != self)
                .filter_map(|other| other.entry(&folder, &options, &beside)?.read())
                .collect()
        }
    }
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
    /// As the command line requests.
    pub fn requested(target: &Target, slot: CacheSlot) -> Self {
        if target.no_cache { Self::Nothing } else { Self::OnDisk(slot) }
    }

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
    let slot = match keeping {
        Keeping::Nothing => {
            return Project::load(tree, options).map_err(|error| not_loaded(site, error));
        }
        Keeping::OnDisk(slot) => slot,
        Keeping::InMemory(_) => CacheSlot::WorkTree,
    };
    let remembered = keeping.remembered(site, beside);
    let entry = if remembered.is_none() { slot.entry(&site.folder, options, beside) } else { None };
    let earlier: Box<dyn Read> = match (remembered, &entry) {
        (Some(result), _) => Box::new(Cursor::new(result)),
        (None, Some(entry)) => entry.open().map_or(Box::new(io::empty()), |file| Box::new(file)),
        (None, None) => Box::new(io::empty()),
    };
    let others = slot.others(site, options, beside);
    let (project, to_cache) = Project::load_cached(tree, options, earlier, others)
        .map_err(|error| not_loaded(site, error))?;
    match (keeping, entry, to_cache) {
        (Keeping::OnDisk(_), Some(entry), Some(result)) => entry.write(&result),
        (Keeping::InMemory(memory), _, Some(result)) => memory.keep(site, beside, result),
        _ => {}
    }
    Ok(project)
}

fn memory_key(site: &Site, beside: &[&str]) -> String {
    format!("{} {:?} {beside:?}", site.folder.display(), site.declarations)
}
