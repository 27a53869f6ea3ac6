//! Packages: the main package and the sub-packages.

use std::collections::HashSet;

use crate::program::{JsonNode, Program};

/// The roots of a program's sub-packages.
pub(in crate::program) struct SubPackages {
    /// Without a trailing `/`.
    roots: HashSet<String>,
}

/// The name of the main package.
pub(in crate::program) const MAIN: &str = "main";

impl SubPackages {
    /// Reads the sub-packages from `app.json` (both spellings), and the workers that are separate
    /// packages.
    pub(in crate::program) fn for_program(program: &Program) -> Self {
        let Some((_, app)) = program.listing() else {
            return Self { roots: HashSet::new() };
        };
        let listed = ["subPackages", "subpackages"]
            .iter()
            .filter_map(|key| app.get(key))
            .flat_map(JsonNode::items);
        let mut roots: HashSet<String> =
            listed.filter_map(|package| package.get("root")?.as_str()).map(as_root).collect();
        let workers = app.get("workers");
        if workers.and_then(|workers| workers.get("isSubpackage")).and_then(JsonNode::as_bool)
            == Some(true)
        {
            roots.extend(
                workers
                    .and_then(|workers| workers.get("path"))
                    .and_then(JsonNode::as_str)
                    .map(as_root),
            );
        }
        roots.remove("");
        Self { roots }
    }

    /// The package of a file, by its path in the program: `main` or the root of its sub-package.
    pub(in crate::program) fn of_file(&self, relative: &str) -> &str {
        let folders = relative.rmatch_indices('/').map(|(at, _)| &relative[..at]);
        folders.into_iter().find_map(|folder| self.roots.get(folder)).map_or(MAIN, String::as_str)
    }
}

fn as_root(root: &str) -> String {
    root.trim_end_matches('/').to_owned()
}
