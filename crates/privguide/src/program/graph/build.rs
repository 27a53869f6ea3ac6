//! Builds the graph breadth-first from the entries, so that every file is read once and only if it
//! is reached.

use std::collections::{BTreeMap, BTreeSet};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::{
    super::{
        JsonFile, JsonNode, MissingPackage, ProblemKind, Program, ProgramProblem,
        packing::Compilers,
    },
    Built, FileEdge, Graph,
    expand::{self, Expander, Raw},
    lookup::{self, Lookup},
    request::{FileRole, Sight},
};
use crate::{
    records::Records,
    token::with_deep_stacks,
    tree::{SourceTree, TreePath},
};

/// The maximum number of names that are compared when names with unknown parts are searched for: a
/// hostile program must not make this quadratic. When it is spent, such a name may mean every file
/// with its extension.
const SEARCH_BUDGET: usize = 4_000_000;

pub(super) struct GraphBuilder<'p> {
    pub(super) program: &'p Program,
    pub(super) lookup: Lookup<'p>,
    edges: Vec<Vec<FileEdge>>,
    /// By file: the roles in which it has already been reached.
    reached: Vec<[bool; 3]>,
    next: Vec<(usize, FileRole)>,
    problems: Vec<ProgramProblem>,
    missing: BTreeMap<String, MissingPackage>,
    search_budget: usize,
    /// The extensions of names that mean every file since the budget is spent.
    all_meant: BTreeSet<(&'static str, Sight)>,
    records: Option<&'p Records>,
}

/// The files that a page lacks.
pub(super) struct Complete {
    pub(super) missing: Vec<String>,
}

impl<'p> GraphBuilder<'p> {
    pub(super) fn new(
        program: &'p Program,
        compilers: Compilers,
        records: Option<&'p Records>,
    ) -> Self {
        let count = program.files.len();
        Self {
            program,
            lookup: Lookup::new(program, compilers),
            edges: vec![Vec::new(); count],
            reached: vec![[false; 3]; count],
            next: Vec::new(),
            problems: Vec::new(),
            missing: BTreeMap::new(),
            search_budget: SEARCH_BUDGET,
            all_meant: BTreeSet::new(),
            records,
        }
    }

    /// Follows references until no new file is reached.
    pub(super) fn finish(mut self, tree: &dyn SourceTree, root: Option<usize>) -> Built {
        with_deep_stacks(|| self.follow(tree));
        let missing = self.missing.into_values().collect();
        Built { graph: Graph::new(self.edges, root), problems: self.problems, missing }
    }
}

impl GraphBuilder<'_> {
    fn follow(&mut self, tree: &dyn SourceTree) {
        while !self.next.is_empty() {
            let level = std::mem::take(&mut self.next);
            let expander = Expander {
                tree,
                program: self.program,
                lookup: &self.lookup,
                records: self.records,
            };
            let found: Vec<Vec<Raw>> =
                level.par_iter().map(|(index, role)| expander.expand(*index, *role)).collect();
            for ((from, _), raws) in level.into_iter().zip(found) {
                for raw in raws {
                    self.apply(from, raw);
                }
            }
        }
    }

    fn apply(&mut self, from: usize, raw: Raw) {
        match raw {
            Raw::Link { to, role, at, sight } => self.link_index(from, to, role, at, sight),
            Raw::Search { folder, pieces, extension, at, sight } => {
                for to in self.search(&folder, &pieces, (extension, sight)) {
                    self.link_index(from, to, FileRole::Followed, at, sight);
                }
            }
            Raw::Problem(problem) => self.problems.push(problem),
            Raw::Package { name, specifier, place } => {
                let package =
                    || MissingPackage { name: name.clone(), place, specifiers: BTreeSet::new() };
                self.missing
                    .entry(name.clone())
                    .or_insert_with(package)
                    .specifiers
                    .insert(specifier);
            }
        }
    }

    fn search(
        &mut self,
        folder: &TreePath,
        pieces: &[String],
        (extension, sight): (&'static str, Sight),
    ) -> Vec<usize> {
        let candidates = self.program.indices_below(folder);
        if candidates.len() > self.search_budget {
            self.search_budget = 0;
            let is_first = self.all_meant.insert((extension, sight));
            return if is_first { self.all_with(extension) } else { Vec::new() };
        }
        self.search_budget -= candidates.len();
        let is_meant = |index: &usize| {
            let file = &self.program.files[*index];
            file.path
                .relative_to(folder)
                .is_some_and(|path| lookup::matches(path, pieces, extension))
                && self.lookup.at(file.path.as_str()).is_some()
        };
        candidates.filter(is_meant).collect()
    }

    /// Every file with an extension.
    fn all_with(&self, extension: &str) -> Vec<usize> {
        let is_meant = |index: &usize| {
            let path = self.program.files[*index].path.as_str();
            path.ends_with(extension) && self.lookup.at(path).is_some()
        };
        (0..self.program.files.len()).filter(is_meant).collect()
    }

    /// Adds an edge from a file by its path. Files outside the program (a project configuration
    /// above the root) have no node.
    pub(super) fn link(
        &mut self,
        from: &TreePath,
        to: usize,
        role: FileRole,
        at: usize,
        sight: Sight,
    ) {
        if let Some(from) = self.program.index_of(from.as_str()) {
            self.link_index(from, to, role, at, sight);
        }
    }

    fn link_index(&mut self, from: usize, to: usize, role: FileRole, at: usize, sight: Sight) {
        let index = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        self.edges[from].push(FileEdge { to: index(to), at: index(at), sight });
        let seen = &mut self.reached[to][role as usize];
        if !*seen {
            *seen = true;
            if role != FileRole::Leaf {
                self.next.push((to, role));
            }
        }
    }

    /// Adds a page: its JSON is optional, but its template and script are required.
    pub(super) fn add_page(
        &mut self,
        app: &JsonFile,
        base: &TreePath,
        at: usize,
        sight: Sight,
    ) -> Complete {
        let from = app.source.path().clone();
        let mut missing = Vec::new();
        if self.lookup.at(&format!("{base}.wxml")).is_none() {
            missing.push(format!("{base}.wxml"));
        }
        if self.lookup.script_at(base.as_str()).is_none() {
            missing.push(format!("{base}.js"));
        }
        for raw in expand::component_files(&self.lookup, base, at, sight) {
            if let Raw::Link { to, role, at, sight } = raw {
                self.link(&from, to, role, at, sight);
            }
        }
        Complete { missing }
    }

    pub(super) fn add_component(
        &mut self,
        from: &TreePath,
        base: &TreePath,
        at: usize,
        sight: Sight,
    ) {
        for raw in expand::component_files(&self.lookup, base, at, sight) {
            if let Raw::Link { to, role, at, sight } = raw {
                self.link(from, to, role, at, sight);
            }
        }
    }

    /// Adds the components that `app.json` or `plugin.json` itself names.
    pub(super) fn add_components(&mut self, json: &JsonFile, sight: Sight) {
        let path = json.source.path().clone();
        let Some(from) = self.program.index_of(path.as_str()) else {
            return;
        };
        for raw in expand::components(&self.lookup, json) {
            let raw = match raw {
                Raw::Link { to, role, at, sight: Sight::Both } => Raw::Link { to, role, at, sight },
                other => other,
            };
            self.apply(from, raw);
        }
    }

    pub(super) fn files_below(&self, folder: &str) -> Vec<usize> {
        let folder = self.program.root.join(folder.trim_start_matches('/'));
        let below = folder.map(|folder| self.program.indices_below(&folder)).unwrap_or_default();
        below
            .filter(|&index| self.lookup.at(self.program.files[index].path.as_str()).is_some())
            .collect()
    }

    pub(super) fn problem(
        &mut self,
        kind: ProblemKind,
        file: &JsonFile,
        node: &JsonNode,
        subject: String,
    ) {
        self.problems.push(ProgramProblem {
            kind,
            place: Some(file.place(node.range.clone())),
            subject,
            detail: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        program::{FindSettings, find},
        tree::MemoryTree,
    };

    #[test]
    fn a_search_beyond_the_budget_may_mean_every_file() {
        let tree = MemoryTree::new()
            .with("app.json", r#"{ "pages": ["a"] }"#)
            .with("a.js", "")
            .with("a.wxml", "")
            .with("l/b.js", "")
            .with("l/c.js", "");
        let program = find(&tree, &FindSettings::default()).programs.remove(0);
        let mut builder = GraphBuilder::new(&program, program.compilers, None);
        builder.search_budget = 3;
        let folder = TreePath::new("l").expect("a path");
        let mut found = |name: &str, sight| {
            let pieces = [name.to_owned(), String::new()];
            let found = builder.search(&folder, &pieces, (".js", sight));
            found.into_iter().map(|at| program.files[at].path.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(found("b", Sight::Official), ["l/b.js"]);
        let all = ["a.js", "l/b.js", "l/c.js"];
        assert_eq!(found("b", Sight::Official), all);
        // They are linked once.
        assert_eq!(found("c", Sight::Official), Vec::<String>::new());
        assert_eq!(found("c", Sight::Runtime), all);
    }
}
