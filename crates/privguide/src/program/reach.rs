//! What of a program's files is reached: from the graph to statuses.
//!
//! A step of its own, because nothing in the files' contents needs it: a caller may look into them at the same time.

use super::{Program, ProgramProblem, Status, find::is_compiled_elsewhere, graph, packing};
use crate::tree::SourceTree;

/// What reaches what in a program; [`Program::settle`] puts it in.
#[derive(Debug)]
pub struct Reach {
    graph: graph::Graph,
    problems: Vec<ProgramProblem>,
}

impl Program {
    /// Follows the program from its entries. Sources that are compiled elsewhere are reached by rules that only their compiler knows.
    #[must_use]
    pub fn reach(&self, tree: &dyn SourceTree) -> Reach {
        if is_compiled_elsewhere(self) {
            return Reach { graph: graph::build_from_sources(tree, self), problems: Vec::new() };
        }
        let (graph, problems) = graph::build(tree, self, self.compilers);
        Reach { graph, problems }
    }

    /// Fills in what was found about the program as it is.
    pub fn settle(&mut self, reach: Reach) {
        let native = !is_compiled_elsewhere(self);
        self.problems.extend(reach.problems);
        self.graph = reach.graph;
        for (index, file) in self.files.iter_mut().enumerate().filter(|(_, file)| file.status == Status::Packed) {
            file.runs = !native || self.graph.runs(index);
            if !native || self.graph.is_used(index) {
                file.status = Status::Reachable;
            }
        }
        packing::strip(self);
    }

    /// True when the upload leaves out what nothing reaches: which files count is known only after [`Program::settle`].
    #[must_use]
    pub fn strips_unused(&self) -> bool {
        packing::strips(self)
    }
}
