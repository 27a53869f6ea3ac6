//! A tree as the resolver wants it: paths of the system, and links.
//!
//! The resolver owns its file system, and a tree is only borrowed; so what decides is read beforehand: `package.json` and `tsconfig.json`.
//! A package of the tree is shown as a link in a `node_modules` folder at the top, which is where a workspace has it once it is installed.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use oxc_resolver::{FileMetadata, FileSystem, ResolveError};

use crate::tree::{SourceTree, TreePath};

/// Where the tree stands in the resolver's world.
const TOP: &str = if cfg!(windows) { "C:\\" } else { "/" };

/// Where links to the packages of the tree stand.
const LINKS: &str = "node_modules/";

/// The paths of a tree, and the files that decide where imports lead.
pub(in crate::program) struct Snapshot {
    paths: Arc<[TreePath]>,
    contents: HashMap<TreePath, Vec<u8>>,
    /// Names of packages and their folders.
    packages: BTreeMap<String, TreePath>,
}

/// A file system over a snapshot.
#[derive(Clone)]
pub(super) struct Files(pub(super) Arc<Snapshot>);

/// The path of a file in the resolver's world.
pub(super) fn absolute(path: &TreePath) -> PathBuf {
    let inside: PathBuf = path.components().collect();
    Path::new(TOP).join(inside)
}

/// The path of a file in the tree.
pub(super) fn relative(path: &Path) -> Option<TreePath> {
    let inside = path.strip_prefix(TOP).ok()?.to_str()?;
    TreePath::new(&inside.replace(std::path::MAIN_SEPARATOR, "/"))
}

impl Snapshot {
    pub(in crate::program) fn of(tree: &dyn SourceTree, paths: Arc<[TreePath]>) -> Self {
        let decides = |path: &&TreePath| {
            path.name() == "package.json" || (path.name().starts_with("tsconfig") && path.extension() == "json")
        };
        let contents: HashMap<TreePath, Vec<u8>> =
            paths.iter().filter(decides).filter_map(|path| Some((path.clone(), tree.read(path).ok()?))).collect();
        let mut packages: BTreeMap<String, TreePath> = BTreeMap::new();
        // In the order of the listing: of two packages with one name the first wins.
        for path in paths.iter().filter(|path| path.name() == "package.json") {
            let named = contents.get(path).and_then(|text| serde_json::from_slice::<serde_json::Value>(text).ok());
            if let Some(name) = named.as_ref().and_then(|package| package["name"].as_str())
                && super::package_of(name) == Some(name)
                && !path.parent().is_root()
            {
                packages.entry(name.to_owned()).or_insert_with(|| path.parent());
            }
        }
        Self { paths, contents, packages }
    }

    /// The folder of a package of the tree.
    pub(super) fn package(&self, name: &str) -> Option<&TreePath> {
        self.packages.get(name)
    }

    fn is_file(&self, path: &str) -> bool {
        self.paths.binary_search_by(|known| known.as_str().cmp(path)).is_ok()
    }

    fn is_folder(&self, path: &str) -> bool {
        if path.is_empty() {
            return true;
        }
        let prefix = format!("{path}/");
        let start = self.paths.partition_point(|known| known.as_str() < prefix.as_str());
        self.paths.get(start).is_some_and(|known| known.as_str().starts_with(&prefix))
    }

    /// The package that a path below the links belongs to, and the rest of the path.
    fn linked<'p>(&self, path: &'p str) -> Option<(&TreePath, &'p str)> {
        let inside = path.strip_prefix(LINKS)?;
        let name = super::package_of(inside)?;
        let rest = inside[name.len()..].trim_start_matches('/');
        Some((self.packages.get(name)?, rest))
    }

    /// What a path is: a file, a folder, a link, or nothing.
    fn kind(&self, path: &str, follows: bool) -> Option<FileMetadata> {
        const FILE: FileMetadata = FileMetadata::new(true, false, false);
        const FOLDER: FileMetadata = FileMetadata::new(false, true, false);
        const LINK: FileMetadata = FileMetadata::new(false, false, true);
        match self.linked(path) {
            Some((_, "")) => return Some(if follows { FOLDER } else { LINK }),
            Some((folder, rest)) => return self.kind(folder.join(rest)?.as_str(), follows),
            None => {}
        }
        if self.is_file(path) {
            return Some(FILE);
        }
        let scope = || path.strip_prefix(LINKS).is_some_and(|scope| scope.starts_with('@') && !scope.contains('/'));
        let is_folder = self.is_folder(path) || (path == LINKS.trim_end_matches('/') && !self.packages.is_empty()) || scope();
        is_folder.then_some(FOLDER)
    }
}

impl Files {
    fn inside(path: &Path) -> io::Result<String> {
        relative(path).map(|path| path.as_str().to_owned()).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }
}

impl FileSystem for Files {
    fn new() -> Self {
        let nothing = Snapshot { paths: Arc::from([]), contents: HashMap::new(), packages: BTreeMap::new() };
        Self(Arc::new(nothing))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let inside = Self::inside(path)?;
        let path = match self.0.linked(&inside) {
            Some((folder, rest)) => folder.join(rest),
            None => TreePath::new(&inside),
        };
        path.and_then(|path| self.0.contents.get(&path).cloned()).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        String::from_utf8(self.read(path)?).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.0.kind(&Self::inside(path)?, true).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.0.kind(&Self::inside(path)?, false).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn read_link(&self, path: &Path) -> Result<PathBuf, ResolveError> {
        let target = Self::inside(path)?;
        match self.0.linked(&target) {
            Some((folder, "")) => Ok(absolute(folder)),
            _ => Err(io::Error::from(io::ErrorKind::InvalidInput).into()),
        }
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        let inside = Self::inside(path)?;
        match self.0.linked(&inside) {
            Some((folder, rest)) => folder.join(rest).map(|path| absolute(&path)),
            None => TreePath::new(&inside).map(|path| absolute(&path)),
        }
        .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }
}
