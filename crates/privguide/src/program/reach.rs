//! Which of a program's files are reached: from the graph to statuses.
//!
//! A step of its own, because nothing in the files' contents needs it: a caller may look into them
//! at the same time.

use super::{MissingPackage, Program, ProgramProblem, Status, graph, packing};
use crate::{records::Records, tree::SourceTree};

/// What reaches what in a program; [`Program::settle`] puts it in.
#[derive(Debug)]
pub(crate) struct Reach {
    graph: graph::Graph,
    problems: Vec<ProgramProblem>,
    missing: Vec<MissingPackage>,
}

impl Program {
    /// Follows the program from its entries. Sources that are compiled elsewhere are reached by
    /// rules that only their compiler knows.
    #[must_use]
    pub(crate) fn reach(&self, tree: &dyn SourceTree) -> Reach {
        self.reach_kept(tree, None)
    }

    /// [`Program::reach`] with what an earlier run worked out of files with the same contents.
    pub(crate) fn reach_kept(&self, tree: &dyn SourceTree, records: Option<&Records>) -> Reach {
        if self.is_compiled_elsewhere() {
            return Reach { graph: self.graph.clone(), problems: Vec::new(), missing: Vec::new() };
        }
        let graph::Built { graph, problems, missing } =
            graph::build(tree, self, self.compilers, records);
        Reach { graph, problems, missing }
    }

    /// Fills in what was found about the program as it is.
    pub(crate) fn settle(&mut self, reach: Reach) {
        let native = !self.is_compiled_elsewhere();
        self.problems.extend(reach.problems);
        self.missing.extend(reach.missing);
        self.graph = reach.graph;
        for (index, file) in
            self.files.iter_mut().enumerate().filter(|(_, file)| file.status == Status::Packed)
        {
            // Of sources that could not be followed everything counts.
            let counts = !native && !self.is_followed;
            file.runs = counts || self.graph.runs(index);
            if counts || self.graph.is_used(index) {
                file.status = Status::Reachable;
            }
        }
        packing::strip(self);
    }

    /// True for sources that some compiler turns into what is uploaded.
    pub(super) fn is_compiled_elsewhere(&self) -> bool {
        self.framework != super::Framework::NATIVE || self.config.app.is_none()
    }

    /// True when the upload leaves out what nothing reaches: which files count is known only after
    /// [`Program::settle`].
    #[must_use]
    pub fn strips_unused(&self) -> bool {
        packing::strips(self)
    }
}
