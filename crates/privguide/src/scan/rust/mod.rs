//! Rust that runs in a Mini Program: crates that reach the platform through `wasm-bindgen` and
//! `js-sys`.
//!
//! In: the sources of the crates, as data: who is built for a program is known to cargo, not to
//! this crate. Out: uses at places in the crates that belong to the project, and the JavaScript
//! inside Rust sources, for the script scanner.
//!
//! What counts:
//! - A binding (`#[wasm_bindgen] extern "C"` with `js_namespace = wx`) is a use where it is called,
//!   and a reference where it is named as a value. A binding that is neither is no use: the linker
//!   drops it and the generated glue does not hold it.
//! - The same holds for what a dependency wraps: a function of `wx_mini_api` that reaches a binding
//!   is a use where the project's crate calls it, never inside the dependency, whose unused
//!   functions are dropped as well.
//! - Members read by reflection (`Reflect::get(&wx, &"getLocation".into())`) count like
//!   `wx["getLocation"]` in a script.
//! - A scope is the one written in the function that calls the interface; without any the call is
//!   unresolved.
//!
//! Types are not inferred: a method is known by its name ([`Evidence::Inferred`]).

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
    /// The name under which code knows it: `wx_mini_api`.
    pub name: String,
    /// The folder of its manifest: bound JavaScript files are seen from there.
    pub folder: TreePath,
    /// The file of its root module.
    pub root: TreePath,
    /// Its sources.
    pub files: Vec<Arc<SourceText>>,
    /// Whose code it is.
    pub role: RustRole,
}

/// Whose code a crate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RustRole {
    /// The project's own: uses are reported in it.
    Member,
    /// A dependency: what it reaches counts where a member calls it.
    Dependency,
}

/// What was found in the crates of a program.
#[derive(Debug, Default)]
pub struct RustScan {
    /// Uses, and what could not be determined.
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
        // What a dependency wraps is not known either where it cannot be read.
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
    // The parser keeps every text it has seen to answer for places; all of them have been asked
    // for.
    proc_macro2::extra::invalidate_current_thread_spans();
    found
}
