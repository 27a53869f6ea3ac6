//! Measures each stage of a check on a program on disk: `cargo bench -p privguide-tests`.
//!
//! The program is `tests/demo`, or the folder that `PROGRAM` names; `cargo xtask instructions
//! --write FOLDER` writes larger ones. Times depend on the machine; regressions are detected by
//! counting instructions (`cargo xtask instructions`). Under `cargo test`, each stage runs once.

use std::{
    env,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use divan::{Bencher, black_box};
use privguide::{
    catalog::Catalog,
    internals::{self, Module, Parts, Platform, Resolver, Scripts, Style, WorthParsing},
    program::{FindSettings, Program, find},
    project::{LoadOptions, Project},
    review::ReviewSettings,
    scan::scan,
    tree::{MemoryTree, SourceText, SourceTree as _, TreePath, WorkTree},
};

fn main() {
    divan::main();
}

/// A program with its files in memory: access to the disk is measured separately.
struct Sample {
    folder: PathBuf,
    tree: MemoryTree,
    program: Program,
    catalog: Catalog,
    style: Style,
    sources: Vec<Arc<SourceText>>,
    modules: Vec<Module>,
}

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| {
    let folder = env::var_os("PROGRAM")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("demo"), PathBuf::from);
    let disk = WorkTree::open(&folder).expect("a folder");
    let mut tree = MemoryTree::new();
    for path in disk.list(&|_| true).files {
        if let Ok(content) = disk.read(&path) {
            tree.insert(path.as_str(), content);
        }
    }
    let mut program = find(&tree, &FindSettings::default()).programs.remove(0);
    internals::follow(&tree, &mut program);
    let (catalog, style) = (Catalog::for_kind(program.kind), Style::for_program(&program));
    let files = program.files.iter().filter_map(|file| tree.source(&file.path).ok());
    let sources: Vec<Arc<SourceText>> = files.collect();
    let modules = sources.iter().filter_map(|source| style.read(source, &catalog).module).collect();
    Sample { folder, tree, program, catalog, style, sources, modules }
});

/// Resolves imports like the program.
struct Imports<'p>(&'p Program);

impl Resolver for Imports<'_> {
    fn resolve(&self, from: &TreePath, specifier: &str) -> Option<TreePath> {
        self.0.resolve_script(from, specifier)
    }
}

#[divan::bench]
fn listing(bencher: Bencher<'_, '_>) {
    let tree = WorkTree::open(&SAMPLE.folder).expect("a folder");
    bencher.bench(|| tree.list(&|_| true));
}

#[divan::bench]
fn laying_out(bencher: Bencher<'_, '_>) {
    bencher.bench(|| find(&SAMPLE.tree, &FindSettings::default()).programs.len());
}

#[divan::bench]
fn module_graph(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(|| SAMPLE.program.clone()).bench_values(|mut program| {
        internals::follow(&SAMPLE.tree, &mut program);
        program
    });
}

#[divan::bench]
fn taking_apart(bencher: Bencher<'_, '_>) {
    let Sample { style, catalog, sources, .. } = &*SAMPLE;
    bencher.bench(|| -> Vec<Parts> {
        sources.iter().map(|source| style.read(source, catalog)).collect()
    });
}

#[divan::bench]
fn search_for_names(bencher: Bencher<'_, '_>) {
    bencher.bench(|| WorthParsing::search(&SAMPLE.modules, &platform(&Imports(&SAMPLE.program))));
}

#[divan::bench]
fn following_values(bencher: Bencher<'_, '_>) {
    let resolver = Imports(&SAMPLE.program);
    let platform = platform(&resolver);
    let (modules, templates) = (&SAMPLE.modules, std::collections::BTreeMap::new());
    let worth = WorthParsing::search(modules, &platform);
    bencher.bench(|| Scripts::new(modules, &worth, &platform, &templates).follow());
}

#[divan::bench]
fn whole_scan(bencher: Bencher<'_, '_>) {
    bencher.bench(|| scan(&SAMPLE.tree, &SAMPLE.program, &SAMPLE.catalog));
}

#[divan::bench]
fn review(bencher: Bencher<'_, '_>) {
    let options =
        LoadOptions { declarations: TreePath::new("privguide.toml"), ..LoadOptions::default() };
    let project = Project::load(&SAMPLE.tree, &options).expect("a program");
    bencher.bench(|| black_box(project.review(&SAMPLE.tree, &ReviewSettings::default()).is_ok()));
}

fn platform(resolver: &dyn Resolver) -> Platform<'_> {
    Platform { hosts: &SAMPLE.style.hosts, catalog: &SAMPLE.catalog, resolver, open_data: None }
}
