//! The analysis thread: receives jobs and sends results.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender};
use privguide::tree::{CachedTree, Overlay, SourceTree, TreeCache, TreePath};

use super::{
    buffers::{Buffers, unsaved},
    picture::Picture,
};
use privguide_fleet::manifests::MANIFEST;

use crate::{
    arguments::Target,
    inside,
    locate::{self, DECLARATIONS, Site},
    output::Output,
    session::{CacheSlot, Keeping, Memory, Session},
};

/// Reviews recurse over nested data of a project and need a stack like that of the main thread.
const STACK: usize = 64 << 20;

/// Files on disk are read again after this long, even if no change was noticed, because installed
/// packages are not watched.
const TRUSTED: Duration = Duration::from_secs(5);

/// What has changed since the last run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The changes are unknown, or projects may have been added or removed.
    pub everything: bool,
    /// Files on disk are among the changes.
    pub on_disk: bool,
    /// The changed files.
    pub files: BTreeSet<PathBuf>,
}

impl Changes {
    /// Adds a file that is being edited.
    pub fn edited(&mut self, file: &Path) {
        self.files.insert(file.to_path_buf());
    }

    /// Adds a file that changed on disk. Some files affect which projects there are.
    pub fn on_disk(&mut self, file: &Path) {
        self.on_disk = true;
        self.everything |=
            file.file_name().is_some_and(|name| name == DECLARATIONS || name == MANIFEST);
        self.files.insert(file.to_path_buf());
    }

    /// Adds the changes of another value.
    pub fn extend(&mut self, other: Self) {
        self.everything |= other.everything;
        self.on_disk |= other.on_disk;
        self.files.extend(other.files);
    }

    /// True if there are no changes.
    pub fn is_empty(&self) -> bool {
        !self.everything && self.files.is_empty()
    }

    fn concern(&self, site: &Site) -> bool {
        let limit = inside::limit(&site.folder);
        self.everything
            || self
                .files
                .iter()
                .any(|file| file.starts_with(&limit) || file.starts_with(&site.folder))
    }
}

/// One run.
pub struct Job {
    /// The folders that the client works on.
    pub folders: Vec<PathBuf>,
    /// The texts that it has open.
    pub buffers: Buffers,
    /// What has changed.
    pub changes: Changes,
    /// Changes on disk are noticed, so nothing else has changed there.
    pub is_watched: bool,
    /// Set when a newer edit makes the results of the run obsolete.
    pub stopped: Arc<AtomicBool>,
}

/// The results of a run.
pub struct Outcome {
    /// The changes that were analysed.
    pub changes: Changes,
    /// The projects that were analysed.
    pub pictures: Vec<Picture>,
    /// The folders of all projects; `None` if the run was stopped.
    pub sites: Option<Vec<PathBuf>>,
}

/// Starts the thread. It ends when the channel for jobs is closed.
///
/// # Errors
/// When the system cannot create a thread.
pub fn start(
    jobs: Receiver<Job>,
    outcomes: Sender<Outcome>,
    output: Output,
) -> std::io::Result<()> {
    let work = move || {
        let mut worker =
            Worker { sites: Vec::new(), output, memory: Memory::default(), disk: Disk::default() };
        for job in jobs {
            if outcomes.send(worker.run(job)).is_err() {
                return;
            }
        }
    };
    thread::Builder::new().name("analysis".to_owned()).stack_size(STACK).spawn(work).map(drop)
}

struct Worker {
    sites: Vec<Site>,
    output: Output,
    /// Cached results for unsaved texts.
    memory: Memory,
    /// Files that were read from the folders on disk, for runs with unsaved texts.
    disk: Disk,
}

/// Files that were read from folders on disk, and since when.
#[derive(Default)]
struct Disk {
    since: Option<Instant>,
    folders: Mutex<BTreeMap<PathBuf, Arc<TreeCache>>>,
}

impl Disk {
    /// Discards everything if something may have changed.
    fn renew(&mut self, job: &Job) {
        let is_old = self.since.is_none_or(|since| since.elapsed() > TRUSTED);
        if is_old || !job.is_watched || job.changes.everything || job.changes.on_disk {
            *self = Self { since: Some(Instant::now()), ..Self::default() };
        }
    }

    fn cache_of(&self, folder: &Path) -> Arc<TreeCache> {
        Arc::clone(
            self.folders
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(folder.to_path_buf())
                .or_default(),
        )
    }
}

impl Worker {
    fn run(&mut self, job: Job) -> Outcome {
        if job.changes.everything {
            self.sites = sites(&job.folders, &job.buffers);
        }
        self.disk.renew(&job);
        let texts = unsaved(&job.buffers);
        let mut pictures = Vec::new();
        for site in self.sites.iter().filter(|site| job.changes.concern(site)) {
            pictures.push(self.picture(site, &texts, &job.stopped));
            if job.stopped.load(Ordering::Relaxed) {
                return Outcome { changes: job.changes, pictures: Vec::new(), sites: None };
            }
        }
        let sites = self.sites.iter().map(|site| site.folder.clone()).collect();
        Outcome { changes: job.changes, pictures, sites: Some(sites) }
    }

    fn picture(
        &self,
        site: &Site,
        texts: &BTreeMap<PathBuf, Arc<str>>,
        stopped: &Arc<AtomicBool>,
    ) -> Picture {
        let within = |file: &PathBuf| file.starts_with(inside::limit(&site.folder));
        let is_edited = texts.keys().any(within);
        let laid = |folder: &Path, tree: Box<dyn SourceTree>| -> Box<dyn SourceTree> {
            let inside = texts.iter().filter_map(|(file, text)| {
                let path = TreePath::of_system(file.strip_prefix(folder).ok()?)?;
                Some((path, Arc::clone(text)))
            });
            // Results that are cached on disk have the stamps of the files on which they depend.
            let tree = if is_edited {
                Box::new(CachedTree::new(tree, self.disk.cache_of(folder)))
            } else {
                tree
            };
            Box::new(Overlay::new(tree, inside.collect(), Arc::clone(stopped)))
        };
        let on_disk = Keeping::OnDisk(CacheSlot::WorkTree);
        let keeping = if is_edited { Keeping::InMemory(&self.memory) } else { on_disk };
        match Session::load_edited(site.clone(), &laid, keeping) {
            Ok(session) => Picture::of_session(session, &self.output),
            Err(failure) => Picture::failed(site, failure, &self.output),
        }
    }
}

/// The projects of all folders, and of open files outside of these; each once.
fn sites(folders: &[PathBuf], buffers: &Buffers) -> Vec<Site> {
    let loose =
        buffers.keys().filter(|file| !folders.iter().any(|folder| file.starts_with(folder)));
    let loose: BTreeSet<&Path> = loose.filter_map(|file| file.parent()).collect();
    let mut found: Vec<Site> = Vec::new();
    let of_folder = |folder: &Path| {
        locate::sites(&Target { path: Some(folder.to_path_buf()), ..Target::default() })
    };
    found.extend(folders.iter().filter_map(|folder| of_folder(folder).ok()).flatten());
    // A single file says nothing about the folders around it: only declarations make a folder a
    // project.
    let of_loose = loose.into_iter().filter_map(|folder| of_folder(folder).ok()).flatten();
    found.extend(of_loose.filter(|site| site.declarations.is_some()));
    found.sort_by(|a, b| a.folder.cmp(&b.folder));
    found.dedup_by(|a, b| a.folder == b.folder);
    found
}
