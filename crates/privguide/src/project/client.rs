//! The most general client of a package: a script that hands the platform's object to everything that the package exports.
//!
//! What a package does with an object that it is given cannot be seen in the package alone. So one more script is laid beside its files: it
//! takes any member of what is exported, calls it, makes an object of it, takes any member of what comes back and calls that, and gives the
//! platform to each, by itself, under any name of an object of options, and beside values that are not known. What the package then uses is what it may use.

use std::{collections::BTreeSet, fmt::Write as _};

use super::AnalysedProgram;
use crate::{
    program::package_of,
    tree::{MemoryTree, SourceTree as _, TreePath},
};

/// The packages that a program hands the platform's object to.
pub(super) fn given(analysed: &AnalysedProgram) -> BTreeSet<String> {
    let open = analysed.scan.unresolved.iter().flat_map(|open| &open.to);
    open.filter_map(|specifier| package_of(specifier)).map(str::to_owned).collect()
}

/// Files of a package that are called: it has that many entries at most.
const MOST: usize = 50;

/// Where the client lies: under a name that no file of the package has.
pub(super) fn path(tree: &MemoryTree) -> TreePath {
    let mut path = TreePath::root().with_suffix("privguide-client.js");
    while tree.read(&path).is_ok() {
        path = path.with_suffix(".js");
    }
    path
}

/// Its text.
pub(super) fn text(entries: &[TreePath]) -> String {
    let mut text =
        String::from("const any = unknown(), options = {}\noptions[any] = wx\nconst given = any ? wx : any ? options : any\n");
    for (at, entry) in entries.iter().take(MOST).enumerate() {
        let specifier = serde_json::Value::from(format!("./{entry}")).to_string();
        let _ = write!(
            text,
            "const m{at} = require({specifier}), e{at} = any ? m{at} : m{at}[any]\n\
             const f{at} = any ? e{at} : e{at}[any]\n\
             const r{at} = any ? f{at}(given, given, given, given) : new f{at}(given, given, given, given)\n\
             const s{at} = r{at}[any](given, given, given, given)\n\
             s{at}[any](given, given, given, given)\n"
        );
    }
    text
}
