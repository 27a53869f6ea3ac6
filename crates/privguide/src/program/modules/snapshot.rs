//! A view of a tree as the file system that the resolver expects: with system paths and links.
//!
//! The resolver owns its file system, but a tree is only borrowed, so the files that affect
//! resolution are read beforehand: `package.json` and `tsconfig.json`. A package of the tree
//! appears as a link in a `node_modules` folder at the top, where a workspace has it after
//! installation. Paths in this file system are paths of the repository: the tree may be a folder of
//! a repository that is visible as well.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use oxc_resolver::{FileMetadata, FileSystem, ResolveError};

use super::workspace;
use crate::tree::{FileSet, SourceTree, TreePath};

/// Where the tree is mounted in the resolver's file system.
const TOP: &str = if cfg!(windows) { "C:\\" } else { "/" };

/// Where links to the packages of the tree are.
const LINKS: &str = "node_modules/";

/// The paths of a tree, and the files that affect resolution, by their paths in the repository.
pub(in crate::program) struct Snapshot {
    paths: Arc<[TreePath]>,
    /// The path of the tree in the repository.
    home: TreePath,
    contents: HashMap<TreePath, Vec<u8>>,
    /// Names of packages and their folders.
    packages: BTreeMap<String, TreePath>,
}

/// The paths of the tree and of the files around it, as sorted paths of the repository.
fn in_repository(files: &FileSet) -> Arc<[TreePath]> {
    let all = files.all().iter().chain(files.above());
    let mut paths: Vec<TreePath> = all.map(|path| files.in_repository(path)).collect();
    paths.sort_unstable();
    paths.into()
}

/// The base configurations of a `tsconfig.json`.
fn bases(path: &TreePath, text: &[u8]) -> Vec<TreePath> {
    let text = String::from_utf8_lossy(text);
    let Some((_, rest)) = text.split_once("\"extends\"") else { return Vec::new() };
    let value = rest.trim_start_matches([' ', ':', '\n', '\r', '\t']);
    let value = if value.starts_with('[') {
        value.split(']').next().unwrap_or(value)
    } else {
        value.get(..200).unwrap_or(value)
    };
    let names = value.split('"').skip(1).step_by(2).take_while(|name| name.starts_with('.'));
    names
        .flat_map(|name| [path.parent().join(name), path.parent().join(&format!("{name}.json"))])
        .flatten()
        .collect()
}

/// `tsconfig.json` for the path of a `jsconfig.json`, which is used if there is no `tsconfig.json`;
/// the resolver only knows the latter name.
fn by_other_name(path: &str) -> Option<String> {
    let folder = path.strip_suffix("tsconfig.json")?;
    (folder.is_empty() || folder.ends_with('/')).then(|| format!("{folder}jsconfig.json"))
}

fn absolute(path: &TreePath) -> PathBuf {
    Path::new(TOP).join(path.components().collect::<PathBuf>())
}

fn inside(path: &Path) -> Option<TreePath> {
    TreePath::of_system(path.strip_prefix(TOP).ok()?)
}

/// A file system over a snapshot.
#[derive(Clone)]
pub(super) struct SnapshotFiles(pub(super) Arc<Snapshot>);

impl Snapshot {
    pub(in crate::program) fn of_tree(tree: &dyn SourceTree, files: &FileSet) -> Self {
        let home = files.home().clone();
        let paths = if home.is_root() { files.shared() } else { in_repository(files) };
        let is_settings = |path: &TreePath| {
            (path.name().starts_with("tsconfig") || path.name().starts_with("jsconfig"))
                && path.extension() == "json"
        };
        let decides = |path: &&TreePath| workspace::decides(path) || is_settings(path);
        let content =
            |path: &TreePath| Some((path.clone(), tree.read(&path.seen_from(&home)).ok()?));
        let mut contents: HashMap<TreePath, Vec<u8>> =
            paths.iter().filter(decides).filter_map(content).collect();
        // A base configuration may have any file name.
        let bases = contents
            .iter()
            .filter(|(path, _)| is_settings(path))
            .flat_map(|(path, text)| bases(path, text));
        let bases: Vec<TreePath> = bases
            .filter(|base| !contents.contains_key(base) && paths.binary_search(base).is_ok())
            .collect();
        contents.extend(bases.iter().filter_map(content));
        let packages = workspace::packages(&paths, &contents);
        Self { paths, home, contents, packages }
    }

    /// A snapshot of one installed package, with the name by which it is imported.
    pub(in crate::program) fn of_package(
        tree: &dyn SourceTree,
        files: &FileSet,
        name: &str,
    ) -> Self {
        let own = Self::of_tree(tree, files);
        Self { packages: BTreeMap::from([(name.to_owned(), TreePath::root())]), ..own }
    }

    /// The path of a file in the resolver's file system.
    pub(super) fn absolute(&self, path: &TreePath) -> PathBuf {
        absolute(&self.home.join(path.as_str()).unwrap_or_else(TreePath::root))
    }

    /// The path in the tree of a file in the resolver's file system.
    pub(super) fn relative(&self, path: &Path) -> Option<TreePath> {
        Some(inside(path)?.seen_from(&self.home))
    }

    /// Whether a path, relative to a folder of the tree, leads out of the repository.
    pub(super) fn is_left_by(&self, folder: &TreePath, path: &str) -> bool {
        self.home.join(folder.as_str()).and_then(|folder| folder.join(path)).is_none()
    }

    /// The folder of a package of the repository, in the resolver's file system.
    pub(super) fn package(&self, name: &str) -> Option<PathBuf> {
        self.packages.get(name).map(absolute)
    }

    fn is_file(&self, path: &str) -> bool {
        let has =
            |path: &str| self.paths.binary_search_by(|known| known.as_str().cmp(path)).is_ok();
        has(path) || by_other_name(path).is_some_and(|other| has(&other))
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

    /// The kind of a path: a file, a folder, a link, or nothing.
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
        let scope = || {
            path.strip_prefix(LINKS)
                .is_some_and(|scope| scope.starts_with('@') && !scope.contains('/'))
        };
        let is_folder = self.is_folder(path)
            || (path == LINKS.trim_end_matches('/') && !self.packages.is_empty())
            || scope();
        is_folder.then_some(FOLDER)
    }
}

impl SnapshotFiles {
    fn inside(path: &Path) -> io::Result<String> {
        inside(path)
            .map(|path| path.as_str().to_owned())
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }
}

impl FileSystem for SnapshotFiles {
    fn new() -> Self {
        let nothing = Snapshot {
            paths: Arc::from([]),
            home: TreePath::root(),
            contents: HashMap::new(),
            packages: BTreeMap::new(),
        };
        Self(Arc::new(nothing))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let inside = Self::inside(path)?;
        let path = match self.0.linked(&inside) {
            Some((folder, rest)) => folder.join(rest),
            None => TreePath::new(&inside),
        };
        let contents = &self.0.contents;
        let other = |path: &TreePath| contents.get(&TreePath::new(&by_other_name(path.as_str())?)?);
        path.and_then(|path| contents.get(&path).or_else(|| other(&path)).cloned())
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        String::from_utf8(self.read(path)?).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.0
            .kind(&Self::inside(path)?, true)
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.0
            .kind(&Self::inside(path)?, false)
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
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
