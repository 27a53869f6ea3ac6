//! Determines which of a program's files are reached, and sets their statuses.
//!
//! This is a separate step, because scanning the files' contents does not depend on it: a caller
//! can do both at the same time.

use super::{MissingPackage, Program, ProgramProblem, Status, graph, packing};
use crate::{records::Records, tree::SourceTree};

/// The graph and statuses of a program; [`Program::set_reachability`] stores them in it.
#[derive(Debug)]
pub(crate) struct Reachability {
    graph: graph::Graph,
    problems: Vec<ProgramProblem>,
    missing: Vec<MissingPackage>,
}

impl Program {
    /// Follows the program from its entries. For sources that only their own compiler can follow,
    /// every file counts as reached.
    #[must_use]
    pub(crate) fn reach(&self, tree: &dyn SourceTree) -> Reachability {
        self.reach_cached(tree, None)
    }

    /// Like [`Program::reach`], with the results of an earlier run for files with the same
    /// contents.
    pub(crate) fn reach_cached(
        &self,
        tree: &dyn SourceTree,
        records: Option<&Records>,
    ) -> Reachability {
        if self.is_compiled_elsewhere() {
            return Reachability {
                graph: self.graph.clone(),
                problems: Vec::new(),
                missing: Vec::new(),
            };
        }
        let graph::Built { graph, problems, missing } =
            graph::build(tree, self, self.compilers, records);
        Reachability { graph, problems, missing }
    }

    /// Stores the result of [`Program::reach`] for this program.
    pub(crate) fn set_reachability(&mut self, reach: Reachability) {
        let native = !self.is_compiled_elsewhere();
        self.problems.extend(reach.problems);
        self.missing.extend(reach.missing);
        self.graph = reach.graph;
        for (index, file) in
            self.files.iter_mut().enumerate().filter(|(_, file)| file.status == Status::Packed)
        {
            // If sources could not be followed, every file counts.
            let counts = !native && !self.is_followed;
            file.runs = counts || self.graph.runs(index);
            if counts || self.graph.is_used(index) {
                file.status = Status::Reachable;
            }
        }
        packing::strip(self);
    }

    /// True for sources that some compiler translates to the uploaded files.
    pub(super) fn is_compiled_elsewhere(&self) -> bool {
        self.framework != super::Framework::NATIVE || self.config.app.is_none()
    }

    /// True if files that are not reached are not uploaded: it is only known after
    /// [`Program::set_reachability`] which files count.
    #[must_use]
    pub(crate) fn strips_unused(&self) -> bool {
        packing::strips(self)
    }
}
