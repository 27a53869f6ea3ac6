//! Finds the sources of locked packages: in cargo's home, or at the `path` of a dependency.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs,
    path::{Path, PathBuf},
};

use toml_edit::{DocumentMut, Item, TableLike};

use super::lock::Package;

/// The places where sources are searched for.
pub struct Sources {
    /// cargo's home: `registry/src/HOST-HASH/NAME-VERSION`, `git/checkouts/NAME-HASH/COMMIT`.
    home: Option<PathBuf>,
    /// By name: the folders of packages that are reached through `path` dependencies of the
    /// manifest; `None` if the path leads out of the repository.
    paths: BTreeMap<String, Option<PathBuf>>,
}

/// The result of searching for a package.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// Its folder, with links resolved.
    At(PathBuf),
    /// It is not on this machine.
    Absent,
    /// Its path leads out of the repository.
    Outside,
}

impl Sources {
    /// The places for a manifest in a workspace; paths must stay inside `limit`.
    pub fn for_manifest(manifest: &Path, workspace: &Path, limit: &Path) -> Self {
        let home = std::env::var_os("CARGO_HOME")
            .map(PathBuf::from)
            .or_else(|| Some(std::env::home_dir()?.join(".cargo")));
        let mut paths = BTreeMap::new();
        let inherited = document(&workspace.join("Cargo.toml"));
        let mut next: Vec<PathBuf> = [manifest.parent(), Some(workspace)]
            .into_iter()
            .flatten()
            .map(Path::to_path_buf)
            .collect();
        while let Some(folder) = next.pop() {
            let Some(manifest) = document(&folder.join("Cargo.toml")) else { continue };
            for (name, path) in named_paths(
                &manifest,
                &folder,
                inherited.as_ref().map(|manifest| (manifest, workspace)),
            ) {
                let real = fs::canonicalize(&path).ok().filter(|real| real.starts_with(limit));
                if let Entry::Vacant(entry) = paths.entry(name) {
                    next.extend(real.clone());
                    entry.insert(real);
                }
            }
        }
        Self { home: home.filter(|home| home.is_absolute()), paths }
    }

    /// The sources of a package.
    pub fn find(&self, package: &Package) -> Found {
        let Some(source) = &package.source else {
            return match self.paths.get(&package.name) {
                Some(Some(folder)) => Found::At(folder.clone()),
                Some(None) => Found::Outside,
                None => Found::Absent,
            };
        };
        let found = match source.strip_prefix("git+") {
            Some(source) => {
                source.rsplit_once('#').and_then(|(_, commit)| self.checkout(commit, &package.name))
            }
            None => self.unpacked(&format!("{}-{}", package.name, package.version)),
        };
        found.map_or(Found::Absent, Found::At)
    }

    /// A package from a registry. It does not matter from which one, because a mirror stores
    /// packages under another name.
    fn unpacked(&self, name: &str) -> Option<PathBuf> {
        is_plain(name).then_some(())?;
        folders(&self.home.as_ref()?.join("registry/src"))
            .into_iter()
            .map(|registry| registry.join(name))
            .find(|path| path.is_dir())
    }

    /// A package from a git repository, in a folder named after the abbreviated commit.
    fn checkout(&self, commit: &str, name: &str) -> Option<PathBuf> {
        let is_commit = |folder: &PathBuf| {
            let short = folder.file_name().and_then(|name| name.to_str());
            short.is_some_and(|short| short.len() >= 7 && commit.starts_with(short))
        };
        let repositories = folders(&self.home.as_ref()?.join("git/checkouts"));
        let mut commits =
            repositories.iter().flat_map(|repository| folders(repository)).filter(is_commit);
        commits.find_map(|folder| package_below(&folder, name, 4))
    }
}

/// The folder, at or below the given one, whose manifest is that of the package.
fn package_below(folder: &Path, name: &str, depth: usize) -> Option<PathBuf> {
    if name_of(&folder.join("Cargo.toml")).as_deref() == Some(name) {
        return Some(folder.to_path_buf());
    }
    let next = if depth == 0 { Vec::new() } else { folders(folder) };
    next.iter().find_map(|below| package_below(below, name, depth - 1))
}

/// The subfolders of a folder, sorted, without links.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found
}

/// The name of the package that a manifest describes.
pub fn name_of(manifest: &Path) -> Option<String> {
    document(manifest)?.get("package")?.get("name")?.as_str().map(str::to_owned)
}

/// The folder whose `Cargo.lock` applies to a manifest: that of the nearest workspace within
/// `limit`, or the manifest's own.
pub fn workspace_of<'m>(manifest: &'m Path, limit: &Path) -> &'m Path {
    let is_root = |folder: &&Path| {
        document(&folder.join("Cargo.toml"))
            .is_some_and(|manifest| manifest.contains_key("workspace"))
    };
    let own = manifest.parent().unwrap_or(manifest);
    own.ancestors().take_while(|folder| folder.starts_with(limit)).find(is_root).unwrap_or(own)
}

fn document(manifest: &Path) -> Option<DocumentMut> {
    const LARGEST: u64 = 1 << 20;
    let meta = manifest.symlink_metadata().ok()?;
    if !meta.is_file() || meta.len() > LARGEST {
        return None;
    }
    fs::read_to_string(manifest).ok()?.parse().ok()
}

/// The paths in a manifest's dependencies, by package name.
fn named_paths(
    manifest: &DocumentMut,
    folder: &Path,
    workspace: Option<(&DocumentMut, &Path)>,
) -> Vec<(String, PathBuf)> {
    const TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
    let inherited = workspace.and_then(|(manifest, folder)| {
        Some((manifest.get("workspace")?.get("dependencies")?, folder))
    });
    let mut tables: Vec<&Item> = TABLES.iter().filter_map(|name| manifest.get(name)).collect();
    let targets = manifest.get("target").and_then(Item::as_table_like);
    for (_, target) in targets.into_iter().flat_map(TableLike::iter) {
        tables.extend(TABLES.iter().filter_map(|name| target.get(name)));
    }
    for (_, patched) in
        manifest.get("patch").and_then(Item::as_table_like).into_iter().flat_map(TableLike::iter)
    {
        tables.push(patched);
    }
    let mut found = Vec::new();
    for (key, value) in
        tables.iter().filter_map(|table| table.as_table_like()).flat_map(TableLike::iter)
    {
        let (value, base) = match (value.get("workspace"), inherited) {
            (Some(_), Some((inherited, base))) => (inherited.get(key), base),
            _ => (Some(value), folder),
        };
        let text = |name: &str| value.and_then(|value| value.get(name)?.as_str());
        if let Some(path) = text("path") {
            found.push((text("package").unwrap_or(key).to_owned(), base.join(path)));
        }
    }
    found
}

/// True for a name that is a single path component.
fn is_plain(name: &str) -> bool {
    !name.contains(['/', '\\', ':', '\0']) && !matches!(name, "" | "." | "..")
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs};

    use super::{Found, Package, Sources};

    fn package(name: &str, source: &str) -> Package {
        let text = format!("name = '{name}'\nversion = '1.0.0'\nsource = '{source}'\n");
        toml_edit::de::from_str(&text).expect("a package")
    }

    #[test]
    fn sources_are_found_where_cargo_keeps_them() {
        let home = tempfile::tempdir().expect("a folder");
        let (mirror, checkout) = (
            "registry/src/rsproxy.cn-0dccff568467c15b/api-1.0.0",
            "git/checkouts/apis-12/0123456/crates/two",
        );
        for folder in [mirror, checkout] {
            fs::create_dir_all(home.path().join(folder)).expect("made");
        }
        fs::write(home.path().join(checkout).join("Cargo.toml"), "[package]\nname = 'two'\n")
            .expect("written");
        let sources = Sources { home: Some(home.path().to_path_buf()), paths: BTreeMap::new() };
        let registry = "registry+https://github.com/rust-lang/crates.io-index";
        assert_eq!(sources.find(&package("api", registry)), Found::At(home.path().join(mirror)));
        let git = "git+https://a.example/apis#0123456789abcdef0123456789abcdef01234567";
        assert_eq!(sources.find(&package("two", git)), Found::At(home.path().join(checkout)));
        for (name, source) in
            [("three", git), ("none", registry), ("../../../git/checkouts/apis", registry)]
        {
            assert_eq!(sources.find(&package(name, source)), Found::Absent, "{name}");
        }
    }
}
