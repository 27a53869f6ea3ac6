//! The module graph of a native program, starting at the program's configuration.
//!
//! For every file it answers two questions: does the official analysis count it as used (by rules
//! that were measured, including quirks), and can the runtime load it? Each file is read once.

mod build;
mod entry;
mod expand;
mod lookup;
mod markup;
mod request;
mod script;
mod source;
mod style;

use build::GraphBuilder;
use request::Sight;
use serde::{Deserialize, Serialize};
pub(crate) use source::{ImportedPackage, imported};
pub(super) use source::{follow, why_unreached};

use super::{MissingPackage, Program, ProgramProblem, packing::Compilers};
use crate::{records::Records, tree::SourceTree};

/// Builds the graph of a native program, and collects missing files.
pub(super) fn build(
    tree: &dyn SourceTree,
    program: &Program,
    compilers: Compilers,
    records: Option<&Records>,
) -> Built {
    let mut builder = GraphBuilder::new(program, compilers, records);
    entry::add(&mut builder);
    let root =
        program.config.app.as_ref().and_then(|app| program.index_of(app.source.path().as_str()));
    builder.finish(tree, root)
}

/// The result of following a native program.
pub(super) struct Built {
    pub(super) graph: Graph,
    pub(super) problems: Vec<ProgramProblem>,
    /// Packages that `package.json` depends on and that are imported, but are not in the tree.
    pub(super) missing: Vec<MissingPackage>,
}

/// The edges between a program's files, by their index in
/// [`Program::files`](super::Program::files).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Graph {
    edges: Vec<Vec<FileEdge>>,
    /// By file: from where the official analysis first reached it, on a shortest path from the
    /// entry.
    official: Vec<ReachedBy>,
    /// By file: from where the runtime first reaches it.
    runtime: Vec<ReachedBy>,
}

/// A reference from one file to another.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct FileEdge {
    to: u32,
    /// The byte offset of the reference.
    at: u32,
    sight: Sight,
}

/// How a file was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum ReachedBy {
    Not,
    Entry,
    From { file: u32, at: u32 },
}

/// A step of a chain: a file, and the place in it that refers to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hop {
    pub(super) file: usize,
    /// The byte offset of the reference to the next file; 0 in the last step.
    pub(super) at: usize,
}

impl Graph {
    fn new(edges: Vec<Vec<FileEdge>>, root: Option<usize>) -> Self {
        let official = breadth_first(&edges, root, Sight::official);
        let runtime = breadth_first(&edges, root, Sight::runtime);
        Self { edges, official, runtime }
    }

    /// Whether the official analysis counts a file as used.
    pub(super) fn is_used(&self, file: usize) -> bool {
        self.official.get(file).is_some_and(|reached| *reached != ReachedBy::Not)
    }

    /// Whether the runtime can load a file.
    pub(super) fn runs(&self, file: usize) -> bool {
        self.runtime.get(file).is_some_and(|reached| *reached != ReachedBy::Not)
    }

    /// The shortest chain from the entry to a file.
    pub(super) fn chain(&self, file: usize) -> Option<Vec<Hop>> {
        let reached = if self.is_used(file) { &self.official } else { &self.runtime };
        let mut hops = vec![Hop { file, at: 0 }];
        let mut current = file;
        loop {
            match reached.get(current)? {
                ReachedBy::Not => return None,
                ReachedBy::Entry => break,
                ReachedBy::From { file, at } => {
                    current = *file as usize;
                    hops.push(Hop { file: current, at: *at as usize });
                }
            }
        }
        hops.reverse();
        Some(hops)
    }
}

fn breadth_first(
    edges: &[Vec<FileEdge>],
    root: Option<usize>,
    sees: impl Fn(Sight) -> bool,
) -> Vec<ReachedBy> {
    let mut reached = vec![ReachedBy::Not; edges.len()];
    let mut queue = std::collections::VecDeque::new();
    if let Some(root) = root {
        reached[root] = ReachedBy::Entry;
        queue.push_back(root);
    }
    while let Some(from) = queue.pop_front() {
        for edge in edges[from].iter().filter(|edge| sees(edge.sight)) {
            let to = edge.to as usize;
            if reached[to] == ReachedBy::Not {
                reached[to] =
                    ReachedBy::From { file: u32::try_from(from).unwrap_or(u32::MAX), at: edge.at };
                queue.push_back(to);
            }
        }
    }
    reached
}
