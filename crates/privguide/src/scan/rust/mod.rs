//! Rust that runs in a Mini Program: crates that reach the platform through `wasm-bindgen` and
//! `js-sys`.
//!
//! In: the sources of the crates; the caller determines which crates are compiled for a program.
//! Out: uses at places in the project's own crates, and the JavaScript inside Rust sources, for the
//! script scanner.
//!
//! What counts:
//! - A binding (`#[wasm_bindgen] extern "C"` with `js_namespace = wx`) is a use where it is called,
//!   and a reference where it is used as a value. A binding that is neither called nor referenced
//!   does not count: the linker removes it, and the generated glue code does not contain it.
//! - The same holds for wrappers in dependencies: a function of `wx_mini_api` that reaches a
//!   binding is a use where the project's crate calls it, but never inside the dependency, whose
//!   unused functions are removed as well.
//! - Members read by reflection (`Reflect::get(&wx, &"getLocation".into())`) count like
//!   `wx["getLocation"]` in a script.
//! - The scope of a call is the one that the calling function contains; if it contains none, the
//!   call is unresolved.
//!
//! Types are not inferred: a method is identified by its name only ([`Evidence::Inferred`]).

mod binding;
mod body;
mod condition;
mod guard;
mod javascript;
mod names;
mod reach;
mod read;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::{
    catalog::Catalog,
    scan::{Scan, script::Module},
    tree::{SourceText, TreePath},
};

/// A crate whose code runs in a Mini Program.
#[derive(Clone, Debug)]
pub struct RustCrate {
    /// The name by which code refers to it: `wx_mini_api`.
    pub name: String,
    /// The folder of its manifest: the paths of bound JavaScript files are relative to it.
    pub folder: TreePath,
    /// The file of its root module.
    pub root: TreePath,
    /// Its sources.
    pub files: Vec<Arc<SourceText>>,
    /// Sources that could not be read, which is already reported.
    pub unread: Vec<TreePath>,
    /// Whether it belongs to the project.
    pub role: RustRole,
}

/// Whether a crate belongs to the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RustRole {
    /// The project's own: uses are reported in it.
    Member,
    /// A dependency: interfaces that it reaches count where a member calls it.
    Dependency,
}

/// The results for the crates of a program.
#[derive(Debug, Default)]
pub struct RustScan {
    /// Uses, and problems of the analysis.
    pub scan: Scan,
    /// JavaScript inside Rust.
    pub scripts: Vec<Module>,
    /// JavaScript files that the members bind.
    pub script_files: Vec<TreePath>,
}

/// Finds the uses in the crates of a program.
#[must_use]
pub fn scan_rust(crates: &[RustCrate], catalog: &Catalog) -> RustScan {
    let facts: Vec<read::CrateFacts> = crates.iter().map(read::read).collect();
    let mut found = RustScan::default();
    let mut names = Vec::new();
    for (source, facts) in crates.iter().zip(facts) {
        // If a dependency cannot be read, the interfaces that it wraps are not known either.
        found.scan.extend(facts.trouble);
        if source.role == RustRole::Member {
            found.scripts.extend(
                facts
                    .inline
                    .iter()
                    .filter_map(|(file, text)| javascript::module(&source.files[*file], text)),
            );
            found.script_files.extend(facts.modules.iter().filter_map(|(file, path)| {
                let folder = if path.starts_with('/') {
                    source.folder.clone()
                } else {
                    source.files[*file].path().parent()
                };
                folder.join(path.trim_start_matches('/'))
            }));
        }
        names.push(facts.names);
    }
    found.script_files.sort();
    found.script_files.dedup();
    found.scan.extend(reach::uses(crates, &names, catalog));
    found.scan = found.scan.normalised();
    // The parser keeps every parsed text so that it can map spans to places; all places have been
    // determined.
    proc_macro2::extra::invalidate_current_thread_spans();
    found
}
