//! Paths inside a tree.

use std::{borrow::Borrow, fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A path relative to the root of a tree: `/`-separated, normalised, cheap to clone. The root itself is the empty path.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreePath(Arc<str>);

impl TreePath {
    /// The root of the tree.
    #[must_use]
    pub fn root() -> Self {
        Self(Arc::from(""))
    }

    /// Normalises `path` as seen from the root: `./`, empty and trailing components vanish. `None` when it climbs out of the tree.
    #[must_use]
    pub fn new(path: &str) -> Option<Self> {
        let mut whole = String::with_capacity(path.len());
        descend(&mut whole, path).then(|| Self(Arc::from(whole)))
    }

    /// A path that a walk from the root gave, so that it is normalised already.
    pub(super) fn walked(path: &str) -> Self {
        Self(Arc::from(path))
    }

    /// `path` as seen from this folder; a leading `/` means the root of the tree. `None` when it climbs out of the tree.
    #[must_use]
    pub fn join(&self, path: &str) -> Option<Self> {
        let mut whole = String::with_capacity(self.0.len() + 1 + path.len());
        if !path.starts_with('/') {
            whole.push_str(&self.0);
        }
        descend(&mut whole, path).then(|| Self(Arc::from(whole)))
    }

    /// A path of the repository as it reads from a folder of the repository: `apps/mini` sees `packages/a` as `../../packages/a`. Only a tree
    /// that shows more than its own folder ([`Above`](super::Above)) has such paths; no text of a project becomes one.
    pub(crate) fn seen_from(&self, home: &Self) -> Self {
        if home.is_root() {
            return self.clone();
        }
        let (own, home): (Vec<&str>, Vec<&str>) = (self.components().collect(), home.components().collect());
        let common = own.iter().zip(&home).take_while(|(a, b)| a == b).count();
        let parts = std::iter::repeat_n("..", home.len() - common).chain(own[common..].iter().copied());
        Self(Arc::from(parts.collect::<Vec<_>>().join("/")))
    }

    /// True for a path that lies above the root of the tree: [`TreePath::seen_from`].
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

    /// The folder that holds it; the root is its own parent.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(Arc::from(self.folder()))
    }

    /// The path of the folder that holds it, as text.
    #[must_use]
    pub fn folder(&self) -> &str {
        memchr::memrchr(b'/', self.0.as_bytes()).map_or("", |slash| &self.0[..slash])
    }

    /// The last component.
    #[must_use]
    pub fn name(&self) -> &str {
        memchr::memrchr(b'/', self.0.as_bytes()).map_or(&self.0, |slash| &self.0[slash + 1..])
    }

    /// The part of the name after its last dot, without the dot; empty when there is none.
    #[must_use]
    pub fn extension(&self) -> &str {
        let name = self.name();
        memchr::memrchr(b'.', name.as_bytes()).map_or("", |dot| &name[dot + 1..])
    }

    /// The same path with text added to its name: `a/b` + `.js`.
    #[must_use]
    pub fn with_suffix(&self, suffix: &str) -> Self {
        Self(Arc::from(format!("{}{suffix}", self.0)))
    }

    /// The path relative to `folder`, or `None` when it is not inside it.
    #[must_use]
    pub fn relative_to(&self, folder: &Self) -> Option<&str> {
        if folder.is_root() {
            return (!self.is_above()).then_some(&self.0);
        }
        let rest = self.0.strip_prefix(&*folder.0)?;
        if rest.is_empty() { Some("") } else { rest.strip_prefix('/') }
    }

    /// True when it is `folder` or lies below it.
    #[must_use]
    pub fn is_inside(&self, folder: &Self) -> bool {
        self.relative_to(folder).is_some()
    }
}

/// True for the name of git's own folder, on any file system: the case of letters, dots and blanks at the end, characters without width
/// and the short name `GIT~1` make no difference on one or another of them.
#[must_use]
pub fn is_git_folder(name: &str) -> bool {
    let name = name.split(':').next().unwrap_or(name).trim_end_matches(['.', ' ']);
    let invisible =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}');
    let plain: String = name.chars().filter(|&c| !invisible(c)).collect();
    plain.eq_ignore_ascii_case(".git") || plain.eq_ignore_ascii_case("git~1")
}

/// Goes down a path from a folder, both as text; false when it climbs out of the tree.
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
        let mut inside = path;
        while let Some(rest) = inside.strip_prefix("../") {
            inside = rest;
        }
        let is_whole = |whole: &Self| whole.as_str() == inside && (inside.len() == path.len() || !inside.is_empty());
        Self::new(inside).filter(is_whole).map(|_| Self(Arc::from(path))).ok_or_else(|| de::Error::custom("no path of a tree"))
    }
}

impl Serialize for TreePath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{TreePath, is_git_folder};

    #[test]
    fn every_spelling_of_the_git_folder_is_known() {
        for name in [".git", ".GIT", ".git.", ".git ", "git~1", ".g\u{200c}it", ".git::$INDEX_ALLOCATION"] {
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
        let (home, above) = (path("apps/mini"), |text: &str| path(text).seen_from(&path("apps/mini")));
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
    fn inside_is_by_component() {
        assert_eq!(path("sub/p.js").relative_to(&path("sub")), Some("p.js"));
        assert_eq!(path("sub2/p.js").relative_to(&path("sub")), None);
    }
}
