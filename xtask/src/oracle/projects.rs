//! Runs the scripts of real projects. They are native programs, whose sources the platform runs
//! directly.
//!
//! Their code is untrusted. It runs in realms without `require`, `process` or files, in a process
//! for which Node.js's permission model forbids files, programs and threads (but not the network),
//! with a time limit.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use privguide::{
    catalog::Catalog,
    program::{FindSettings, Framework, Program as Found, Status, find},
    scan::scan,
    tree::{SourceTree, TreePath, WorkTree},
};

use super::{
    Tried,
    judge::{Reported, Verdict},
    report::{Report, print_line},
    rows::Rows,
    run::{self as node, Access},
    tables::Tables,
    write::Program,
};

/// The time limit for one call into a program, in milliseconds.
const CALL: u32 = 3000;

/// Runs every native program in the folders.
///
/// # Errors
/// When a folder cannot be opened or Node.js is missing.
pub(super) fn run(folders: &[PathBuf], tables: &Tables, rows: &Rows) -> Result<Report> {
    let mut all = Vec::new();
    for folder in folders {
        let tree =
            WorkTree::open(folder).with_context(|| format!("opening {}", folder.display()))?;
        let found = find(&tree, &FindSettings::default());
        let mut built = 0;
        for program in &found.programs {
            let name = format!(
                "{} ({})",
                folder.display(),
                if program.root.is_root() { "." } else { program.root.as_str() }
            );
            if program.framework != Framework::NATIVE {
                built += 1;
                continue;
            }
            let tried = try_one(&tree, program, tables).with_context(|| name.clone());
            match tried {
                Ok(tried) => {
                    print(&name, &tried)?;
                    all.push(tried);
                }
                Err(error) => print_line(&format!("{name}: not run: {error:#}"))?,
            }
        }
        if built > 0 {
            print_line(&format!(
                "{}: {built} programs not run: their sources are built first",
                folder.display()
            ))?;
        }
    }
    Ok(Report::new(&all, rows))
}

fn try_one<'a>(tree: &WorkTree, found: &Found, tables: &Tables) -> Result<Tried<'a>> {
    let program = program(tree, found);
    let mut run =
        node::run(tables, std::slice::from_ref(&program), CALL)?.pop().context("one answer")?;
    for access in &mut run.accesses {
        for line in &mut access.stack {
            *line = found.root.join(line).map_or_else(|| line.clone(), |path| path.to_string());
        }
    }
    let mut reported = Reported::default();
    reported.take(&scan(tree, found, &Catalog::for_kind(found.kind)));
    Ok(Tried { chains: Vec::new(), run, reported })
}

/// The uploaded files, by paths relative to the program's root. The platform runs the app, the
/// pages and the components.
fn program(tree: &WorkTree, found: &Found) -> Program {
    let mut files = BTreeMap::new();
    let uploaded = found.files.iter().filter(|file| file.status != Status::Outside);
    for file in uploaded.filter(|file| {
        Path::new(file.path.as_str()).extension().is_some_and(|ending| ending == "js")
    }) {
        if let (Some(path), Ok(source)) = (below(&found.root, &file.path), tree.source(&file.path))
        {
            files.insert(path, source.text().to_owned());
        }
    }
    let paths: BTreeSet<&str> = found.files.iter().map(|file| file.path.as_str()).collect();
    let has_template = |path: &String| {
        let template = found.root.join(&path.replace(".js", ".wxml"));
        template.is_some_and(|template| paths.contains(template.as_str()))
    };
    let first = ["app.js", "game.js"]
        .into_iter()
        .map(str::to_owned)
        .filter(|path| files.contains_key(path));
    let entries: Vec<String> =
        first.chain(files.keys().filter(|path| has_template(path)).cloned()).collect();
    Program { files, entries }
}

fn below(root: &TreePath, path: &TreePath) -> Option<String> {
    if root.is_root() {
        return Some(path.to_string());
    }
    Some(path.as_str().strip_prefix(root.as_str())?.strip_prefix('/')?.to_owned())
}

fn print(name: &str, tried: &Tried) -> Result<()> {
    let silent: Vec<&Access> = tried
        .run
        .accesses
        .iter()
        .filter(|access| tried.reported.verdict(access) == Verdict::Silent)
        .collect();
    print_line(&format!(
        "{name}: {} accesses, {} silent, {} errors",
        tried.run.accesses.len(),
        silent.len(),
        tried.run.errors.len()
    ))?;
    for access in silent {
        print_line(&format!("    silent: {} {}", access.interface, access.stack.join(" < ")))?;
    }
    Ok(())
}
