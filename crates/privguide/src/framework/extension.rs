//! The kinds of files by extension, in one list for all modules.

use super::{ALL, TemplateSpelling};
use crate::tree::TreePath;

/// Scripts, in the order in which bundlers try them for a missing extension.
pub(crate) const SCRIPTS: [&str; 9] = ["ts", "tsx", "mts", "js", "jsx", "mjs", "cjs", "cts", "uts"];

/// Extensions of the files that a page or component of any framework can consist of, except for
/// single-file components.
pub(crate) const PAGE_ENDS: [&str; 11] = [
    ".tsx",
    ".jsx",
    ".ts",
    ".js",
    ".uts",
    ".wxml",
    ".json",
    ".config.ts",
    ".config.js",
    ".json.ts",
    ".json.js",
];

/// Extensions of single-file components.
pub(crate) fn component_ends() -> impl Iterator<Item = &'static str> + Clone {
    ALL.iter().flat_map(|framework| framework.components.iter().copied())
}

/// The key under which single-file components with this extension list further files with pages.
pub(crate) fn lists(extension: &str) -> &'static str {
    let own = ALL.iter().find(|framework| framework.components.contains(&extension));
    own.map_or("", |framework| framework.lists)
}

/// The template syntax of single-file components with this extension.
pub(crate) fn spelling(extension: &str) -> Option<TemplateSpelling> {
    ALL.iter()
        .find(|framework| framework.components.contains(&extension))
        .map(|framework| framework.spelling)
}

/// True for files that can contain code of a program.
pub(crate) fn is_source(path: &TreePath) -> bool {
    let extension = path.extension();
    let known = SCRIPTS.contains(&extension)
        || extension == "wxml"
        || component_ends().any(|end| end == extension);
    known && !path.as_str().ends_with(".d.ts")
}

/// True for files that contain code or refer to files that do.
pub(crate) fn is_code(path: &TreePath) -> bool {
    is_source(path) || matches!(path.extension(), "json" | "wxs")
}
