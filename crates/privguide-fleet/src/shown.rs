//! Formatting of paths.

use std::path::Path;

use privguide::{
    scan::{Original, OriginalFile},
    tree::TreePath,
};

/// Formats paths of a project's tree: relative to a folder, with `/`.
#[derive(Clone, Debug)]
pub struct Shown {
    prefix: String,
    /// Replaces line breaks, which would make two lines of one name.
    on_one_line: bool,
}

impl Shown {
    /// Formats paths of the tree in `folder`, relative to `base`.
    #[must_use]
    pub fn relative(folder: &Path, base: &Path) -> Self {
        Self { prefix: prefix(base, folder), on_one_line: false }
    }

    /// For people: every path on one line.
    #[must_use]
    pub fn on_one_line(self) -> Self {
        Self { on_one_line: true, ..self }
    }

    /// A file beside `privguide.toml`.
    #[must_use]
    pub fn file(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// A file that a source map names.
    #[must_use]
    pub fn original(&self, original: &Original) -> String {
        match &original.file {
            OriginalFile::InTree(path) => self.path(path),
            OriginalFile::Named(name) => name.clone(),
        }
    }

    /// One path.
    #[must_use]
    pub fn path(&self, path: &TreePath) -> String {
        let shown = match (self.prefix.is_empty(), path.is_root()) {
            (true, true) => ".".to_owned(),
            (true, false) => path.as_str().to_owned(),
            (false, true) => self.prefix.trim_end_matches('/').to_owned(),
            (false, false) if path.is_above() => shortened(&format!("{}{path}", self.prefix)),
            (false, false) => format!("{}{path}", self.prefix),
        };
        if self.on_one_line { shown.replace('\n', "\\n").replace('\r', "\\r") } else { shown }
    }
}

/// Shortens `apps/mini/../../packages/a` to `packages/a`.
fn shortened(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        if part == ".." && parts.last().is_some_and(|last| *last != "..") {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

/// The prefix that makes a path in `folder` relative to `base`: nothing, `shop/`, `../`.
fn prefix(base: &Path, folder: &Path) -> String {
    let base: Vec<_> = base.components().collect();
    let folder: Vec<_> = folder.components().collect();
    let common = base.iter().zip(&folder).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return String::new();
    }
    let mut out = "../".repeat(base.len() - common);
    for part in &folder[common..] {
        out.push_str(&part.as_os_str().to_string_lossy());
        out.push('/');
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{prefix, shortened};

    #[test]
    fn a_path_goes_down_before_it_goes_up_no_more() {
        for (path, expected) in [
            ("apps/mini/../../packages/a", "packages/a"),
            ("../mini/../b/c", "../b/c"),
            ("../../a", "../../a"),
        ] {
            assert_eq!(shortened(path), expected);
        }
    }

    #[test]
    fn paths_read_from_the_base() {
        assert_eq!(prefix(Path::new("/w/shop"), Path::new("/w/shop")), "");
        assert_eq!(prefix(Path::new("/w"), Path::new("/w/apps/shop")), "apps/shop/");
        assert_eq!(prefix(Path::new("/w/shop/miniprogram"), Path::new("/w/shop")), "../");
    }
}
