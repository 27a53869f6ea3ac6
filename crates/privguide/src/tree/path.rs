//! Paths inside a tree.

use std::{
    borrow::{Borrow, Cow},
    fmt,
    path::{MAIN_SEPARATOR, Path},
    sync::Arc,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A path relative to the root of a tree: `/`-separated, normalised, cheap to clone. The root is
/// the empty path.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreePath(Arc<str>);

impl TreePath {
    /// The root of the tree.
    #[must_use]
    pub fn root() -> Self {
        Self(Arc::from(""))
    }

    /// Normalises `path`, relative to the root: removes `./` and empty components. `None` if it
    /// leads out of the tree.
    #[must_use]
    pub fn new(path: &str) -> Option<Self> {
        let mut whole = String::with_capacity(path.len());
        descend(&mut whole, path).then(|| Self(Arc::from(whole)))
    }

    /// Converts a path of the operating system, relative to the root of the tree. `None` if it
    /// leads out of the tree, is absolute on its system, or contains a name that is not valid
    /// Unicode or that another system would split.
    #[must_use]
    pub fn of_system(path: &Path) -> Option<Self> {
        Self::new(&divided(path.to_str()?, MAIN_SEPARATOR)?)
    }

    /// The path of an entry of this folder, by its name on the operating system; `None` if the name
    /// is not possible in a tree.
    pub(super) fn child(&self, name: &str) -> Option<Self> {
        let name = divided(name, MAIN_SEPARATOR)?;
        if self.is_root() {
            return Some(Self(Arc::from(name)));
        }
        let mut path = String::with_capacity(self.0.len() + 1 + name.len());
        path.push_str(&self.0);
        path.push('/');
        path.push_str(&name);
        Some(Self(Arc::from(path)))
    }

    /// True if every system interprets it as this path. On Windows, a backslash is a separator, a
    /// colon ends the name of a drive or of a file, and some names are devices with any extension:
    /// paths in a project must not refer to these.
    #[must_use]
    pub fn is_portable(&self) -> bool {
        self.components().all(|part| !part.contains(['\\', ':']) && !is_device(part))
    }

    /// `path` relative to this folder; a leading `/` means the root of the tree. `None` if it leads
    /// out of the tree.
    #[must_use]
    pub fn join(&self, path: &str) -> Option<Self> {
        let mut whole = String::with_capacity(self.0.len() + 1 + path.len());
        if !path.starts_with('/') {
            whole.push_str(&self.0);
        }
        descend(&mut whole, path).then(|| Self(Arc::from(whole)))
    }

    /// A path of the repository, relative to a folder of the repository: for `apps/mini`,
    /// `packages/a` becomes `../../packages/a`. Only a tree that shows more than its own folder
    /// ([`Above`](super::Above)) has such paths; they are never created from text of a project.
    pub(crate) fn seen_from(&self, home: &Self) -> Self {
        if home.is_root() {
            return self.clone();
        }
        let (own, home): (Vec<&str>, Vec<&str>) =
            (self.components().collect(), home.components().collect());
        let common = own.iter().zip(&home).take_while(|(a, b)| a == b).count();
        let parts =
            std::iter::repeat_n("..", home.len() - common).chain(own[common..].iter().copied());
        Self(Arc::from(parts.collect::<Vec<_>>().join("/")))
    }

    /// True for a path above the root of the tree, such as `../shared/x.ts`; see
    /// [`Above`](super::Above).
    #[must_use]
    pub fn is_above(&self) -> bool {
        self.0.starts_with("..") && matches!(self.0.as_bytes().get(2), None | Some(b'/'))
    }

    /// The path as text, without a leading `/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for the root of the tree.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The components from the root down.
    #[must_use]
    pub fn components(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|part| !part.is_empty())
    }

    /// The folder that contains it; the root is its own parent.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(Arc::from(self.folder()))
    }

    /// The path of the folder that contains it, as text.
    #[must_use]
    pub fn folder(&self) -> &str {
        memchr::memrchr(b'/', self.0.as_bytes()).map_or("", |slash| &self.0[..slash])
    }

    /// The last component.
    #[must_use]
    pub fn name(&self) -> &str {
        memchr::memrchr(b'/', self.0.as_bytes()).map_or(&self.0, |slash| &self.0[slash + 1..])
    }

    /// The part of the name after its last dot, without the dot; empty if there is none.
    #[must_use]
    pub fn extension(&self) -> &str {
        let name = self.name();
        memchr::memrchr(b'.', name.as_bytes()).map_or("", |dot| &name[dot + 1..])
    }

    /// The path with a text appended to its name: `a/b` + `.js`.
    #[must_use]
    pub fn with_suffix(&self, suffix: &str) -> Self {
        Self(Arc::from(format!("{}{suffix}", self.0)))
    }

    /// The path relative to `folder`, or `None` if it is not inside that folder.
    #[must_use]
    pub fn relative_to(&self, folder: &Self) -> Option<&str> {
        if folder.is_root() {
            return (!self.is_above()).then_some(&self.0);
        }
        let rest = self.0.strip_prefix(&*folder.0)?;
        if rest.is_empty() { Some("") } else { rest.strip_prefix('/') }
    }

    /// True if it is `folder` or is below it.
    #[must_use]
    pub fn is_inside(&self, folder: &Self) -> bool {
        self.relative_to(folder).is_some()
    }
}

/// True for the name of git's own folder on any file system: some ignore letter case, trailing dots
/// and spaces, or zero-width characters, or have the short name `GIT~1`.
#[must_use]
pub fn is_git_folder(name: &str) -> bool {
    let name = name.split(':').next().unwrap_or(name).trim_end_matches(['.', ' ']);
    let invisible = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}');
    let plain: String = name.chars().filter(|&c| !invisible(c)).collect();
    plain.eq_ignore_ascii_case(".git") || plain.eq_ignore_ascii_case("git~1")
}

/// A relative path of the operating system with `/` as separator; `None` if a component is not
/// possible in a tree.
fn divided(path: &str, separator: char) -> Option<Cow<'_, str>> {
    if separator == '\\' {
        return (!path.contains(':')).then(|| Cow::Owned(path.replace('\\', "/")));
    }
    (!path.contains('\\')).then_some(Cow::Borrowed(path))
}

/// True for a name that Windows treats as a device:
/// <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches(' ').to_ascii_lowercase();
    let is_port = |stem: &str| {
        let number = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
        number.is_some_and(|number| {
            let mut letters = number.chars();
            matches!((letters.next(), letters.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
        })
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") || is_port(&stem)
}

/// Appends a path to a folder, both as text; false if it leads out of the tree.
fn descend(folder: &mut String, path: &str) -> bool {
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if folder.is_empty() || folder == ".." || folder.ends_with("/..") => return false,
            ".." => folder.truncate(memchr::memrchr(b'/', folder.as_bytes()).unwrap_or(0)),
            part => {
                if !folder.is_empty() {
                    folder.push('/');
                }
                folder.push_str(part);
            }
        }
    }
    true
}

impl fmt::Display for TreePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TreePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Borrow<str> for TreePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for TreePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let path = <&str>::deserialize(deserializer)?;
        if is_normal(path) {
            Ok(Self(Arc::from(path)))
        } else {
            Err(de::Error::custom("no path of a tree"))
        }
    }
}

/// True for the text of a path as this module creates it. It is checked because a cache contains
/// thousands of paths.
fn is_normal(path: &str) -> bool {
    let bytes = path.as_bytes();
    let begins = |&first: &u8| matches!(first, b'/' | b'.');
    // Without an early exit, several bytes are compared at once.
    let is_odd = bytes.iter().zip(bytes.get(1..).unwrap_or_default()).fold(
        bytes.first().is_some_and(begins) | bytes.ends_with(b"/"),
        |is_odd, (before, first)| is_odd | ((*before == b'/') & begins(first)),
    );
    !is_odd || has_normal_parts(path)
}

/// [`is_normal`] for a path with a component that is empty or begins with a dot.
fn has_normal_parts(path: &str) -> bool {
    let mut inside = path.as_bytes().split(|&byte| byte == b'/').skip_while(|&part| part == b"..");
    path.is_empty() || inside.all(|part| !matches!(part, b"" | b"." | b".."))
}

impl Serialize for TreePath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{TreePath, divided, is_git_folder};

    /// The rules for Windows paths, tested on every system.
    #[test]
    fn only_the_systems_own_separator_divides() {
        for (path, windows, elsewhere) in [
            ("pages\\地图\\a b.js", Some("pages/地图/a b.js"), None),
            ("pages/a.js", Some("pages/a.js"), Some("pages/a.js")),
            ("pages\\a/b.js", Some("pages/a/b.js"), None),
            ("C:\\Users\\张三\\a.js", None, None),
            ("C:a.js", None, Some("C:a.js")),
            ("a.js:stream", None, Some("a.js:stream")),
        ] {
            let on = |separator| divided(path, separator).map(std::borrow::Cow::into_owned);
            assert_eq!((on('\\').as_deref(), on('/').as_deref()), (windows, elsewhere), "{path}");
        }
    }

    #[test]
    fn what_windows_reads_otherwise_is_not_portable() {
        for name in [
            "..\\..\\secret",
            "C:\\Users",
            "C:x",
            "docs/C:x.md",
            "a.md:stream",
            "NUL",
            "nul.md",
            "docs/con.zh-CN.md",
            "Com1.js",
            "LPT9",
            "com¹.txt",
            "aux .js",
            "CONIN$",
        ] {
            assert!(!path(name).is_portable(), "{name}");
        }
        for name in [
            "pages/地图.js",
            "common.js",
            "com10.js",
            "console.md",
            "null.js",
            "auxiliary/a.js",
            "Map.JS",
            "a b.md",
            "",
        ] {
            assert!(path(name).is_portable(), "{name}");
        }
    }

    #[test]
    fn case_tells_names_apart_on_every_system() {
        assert_ne!(path("pages/Map.js"), path("pages/map.js"));
        assert!(!path("Pages/map.js").is_inside(&path("pages")));
    }

    #[test]
    fn every_spelling_of_the_git_folder_is_known() {
        for name in
            [".git", ".GIT", ".git.", ".git ", "git~1", ".g\u{200c}it", ".git::$INDEX_ALLOCATION"]
        {
            assert!(is_git_folder(name), "{name}");
        }
        for name in [".github", "git", ".gitignore", ""] {
            assert!(!is_git_folder(name), "{name}");
        }
    }

    fn path(text: &str) -> TreePath {
        TreePath::new(text).expect("inside the tree")
    }

    #[test]
    fn a_path_is_normalised() {
        assert_eq!(path("./a//b/../c/").as_str(), "a/c");
        assert_eq!(path("/").as_str(), "");
    }

    #[test]
    fn a_path_never_leaves_the_tree() {
        assert_eq!(TreePath::new("../../etc/passwd"), None);
        assert_eq!(path("pages/map").join("../../../x"), None);
        assert_eq!(path("pages/map").join("/etc/passwd").expect("inside").as_str(), "etc/passwd");
    }

    #[test]
    fn a_path_above_reads_from_a_folder() {
        let (home, above) =
            (path("apps/mini"), |text: &str| path(text).seen_from(&path("apps/mini")));
        assert_eq!(above("packages/a/x.ts").as_str(), "../../packages/a/x.ts");
        assert_eq!(above("apps/other/x.ts").as_str(), "../other/x.ts");
        assert_eq!((above("apps/mini/src/x").as_str(), above("apps").as_str()), ("src/x", ".."));
        assert_eq!(home.join("../../packages/a/x.ts"), Some(path("packages/a/x.ts")));
        assert!(above("packages/a").is_above() && !above("apps/mini/..a").is_above());
        assert_eq!(above("packages/a").join("b").expect("below").as_str(), "../../packages/a/b");
        assert_eq!(above("packages").join("../../.."), None);
        assert_eq!(above("packages").relative_to(&TreePath::root()), None);
    }

    #[test]
    fn only_what_is_normal_is_read_back() {
        let home = path("apps/mini");
        for kept in ["", "a", "a/b.js", "..a/b", "a/...", "packages/a", "apps"] {
            for kept in [path(kept), path(kept).seen_from(&home)] {
                let text = serde_json::to_string(&kept).expect("a text");
                assert_eq!(serde_json::from_str::<TreePath>(&text).ok(), Some(kept));
            }
        }
        for other in ["/a", "a/", "a//b", "./a", "a/.", "a/../b", "../", "../../", "..//a", "/"] {
            let text = serde_json::to_string(other).expect("a text");
            assert!(serde_json::from_str::<TreePath>(&text).is_err(), "{other}");
        }
    }

    #[test]
    fn inside_is_by_component() {
        assert_eq!(path("sub/p.js").relative_to(&path("sub")), Some("p.js"));
        assert_eq!(path("sub2/p.js").relative_to(&path("sub")), None);
    }
}
