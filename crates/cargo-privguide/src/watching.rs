//! Determines which changes on disk matter, for `watch` and the language server.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, unbounded};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use privguide::tree::{CARGO_OUTPUT, NEVER_ENTERED};

use crate::write::TEMPORARY;

/// Editors write a file in several steps, so a run starts when there were no events for this long.
pub const QUIET: Duration = Duration::from_millis(150);

/// True for an event that can change a result.
pub fn matters(event: &Event) -> bool {
    // Every run itself causes access events.
    !event.kind.is_access() && event.paths.iter().any(|path| path_matters(path))
}

fn path_matters(path: &Path) -> bool {
    let mut names = path.components().filter_map(|part| part.as_os_str().to_str());
    let temporary = path
        .file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| name.starts_with(TEMPORARY));
    !temporary && !names.any(|name| name == CARGO_OUTPUT || NEVER_ENTERED.contains(&name))
}

/// Watches folders. If the system does not support this, nothing is watched, and only the client's
/// notifications are used.
pub struct Watching {
    watcher: Option<RecommendedWatcher>,
    watched: BTreeSet<PathBuf>,
    events: Receiver<Vec<PathBuf>>,
    /// Keeps the channel open if there is no watcher.
    _sender: Sender<Vec<PathBuf>>,
}

impl Watching {
    /// Starts without watching any folder.
    pub fn start() -> Self {
        let (sender, events) = unbounded();
        let out = sender.clone();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if let Ok(event) = event
                && matters(&event)
            {
                drop(out.send(event.paths));
            }
        });
        Self { watcher: watcher.ok(), watched: BTreeSet::new(), events, _sender: sender }
    }

    /// The files that changed.
    pub fn events(&self) -> &Receiver<Vec<PathBuf>> {
        &self.events
    }

    /// Whether changes in a folder are noticed.
    pub fn sees(&self, folder: &Path) -> bool {
        self.watched.iter().any(|watched| folder.starts_with(watched))
    }

    /// Watches exactly these folders; a folder inside another need not be watched separately.
    pub fn only(&mut self, folders: &BTreeSet<PathBuf>) {
        let inside = |folder: &PathBuf| {
            folders.iter().any(|other| folder != other && folder.starts_with(other))
        };
        let wanted: BTreeSet<PathBuf> =
            folders.iter().filter(|folder| !inside(folder)).cloned().collect();
        let Some(watcher) = &mut self.watcher else { return };
        for folder in self.watched.difference(&wanted) {
            drop(watcher.unwatch(folder));
        }
        let (kept, new): (Vec<_>, Vec<_>) =
            wanted.into_iter().partition(|folder| self.watched.contains(folder));
        // A folder that cannot be watched is tried again after the next run.
        let new = new
            .into_iter()
            .filter(|folder| watcher.watch(folder, RecursiveMode::Recursive).is_ok())
            .collect::<Vec<_>>();
        self.watched = kept.into_iter().chain(new).collect();
    }
}

#[cfg(test)]
mod tests {
    use notify::{EventKind, event::AccessKind};

    use super::*;

    #[test]
    fn what_a_run_itself_does_starts_no_other() {
        let event = |kind, path: &str| Event { kind, paths: vec![path.into()], ..Event::default() };
        let modified = EventKind::Modify(notify::event::ModifyKind::Any);
        assert!(matters(&event(modified, "/w/shop/pages/map/map.js")));
        assert!(!matters(&event(EventKind::Access(AccessKind::Read), "/w/shop/pages/map/map.js")));
        assert!(!matters(&event(modified, "/w/shop/node_modules/a/index.js")));
        assert!(!matters(&event(modified, "/w/shop/docs/.privguide-x1")));
    }
}
