//! The chain of files from a program's entry to a file.

use super::{Program, graph::Hop};
use crate::tree::{Place, SourceTree, TreePath};

/// A step of a chain: a file, and the place in it that refers to the next file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainStep {
    /// The file.
    pub file: TreePath,
    /// The place that refers to the next file; `None` in the last step, or if the file cannot be
    /// read.
    pub names_next: Option<Place>,
}

impl Program {
    /// The shortest chain of files from the program's entry to a file; `None` if the file is not
    /// reached.
    #[must_use]
    pub fn chain(&self, file: &TreePath) -> Option<Vec<TreePath>> {
        let hops = self.graph.chain(self.index_of(file.as_str())?)?;
        Some(hops.into_iter().map(|hop| self.files[hop.file].path.clone()).collect())
    }

    /// The same chain with the places of the references; this reads the files of the chain.
    #[must_use]
    pub fn steps(&self, tree: &dyn SourceTree, file: &TreePath) -> Option<Vec<ChainStep>> {
        let hops = self.graph.chain(self.index_of(file.as_str())?)?;
        let last = hops.len() - 1;
        Some(hops.iter().enumerate().map(|(at, hop)| self.step(tree, *hop, at < last)).collect())
    }

    fn step(&self, tree: &dyn SourceTree, hop: Hop, names_next: bool) -> ChainStep {
        let file = self.files[hop.file].path.clone();
        let place = || {
            let source = tree.source(&file).ok()?;
            Some(source.place(hop.at..hop.at))
        };
        ChainStep { names_next: if names_next { place() } else { None }, file }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        program::{FindSettings, ProblemKind, Program, Status, find},
        tree::{MemoryTree, TreePath},
    };

    fn path(text: &str) -> TreePath {
        TreePath::new(text).expect("inside")
    }

    fn program(tree: &MemoryTree) -> Program {
        find(tree, &FindSettings::default()).programs.remove(0)
    }

    #[test]
    fn a_chain_is_the_shortest_way_from_the_entry() {
        let tree = MemoryTree::new()
            .with("app.json", "{\n  \"pages\": [\"pages/a/a\"]\n}")
            .with("pages/a/a.js", "// first\nimport b from '../../util/b'\nrequire('../../util/c')")
            .with("pages/a/a.wxml", "")
            .with("util/b.js", "require('./c.js')\nrequire('./b.js')")
            .with("util/c.js", "")
            .with("util/d.js", "require('./c')");
        let program = program(&tree);
        let shown = |file: &str| {
            program
                .chain(&path(file))
                .map(|chain| chain.iter().map(TreePath::to_string).collect::<Vec<_>>().join(" > "))
        };
        assert_eq!(shown("util/c.js").as_deref(), Some("app.json > pages/a/a.js > util/c.js"));
        assert_eq!(shown("util/d.js"), None);
        let steps = program.steps(&tree, &path("util/c.js")).expect("reached");
        let lines: Vec<_> =
            steps.iter().map(|step| step.names_next.as_ref().map(|place| place.line)).collect();
        assert_eq!(lines, [Some(2), Some(3), None]);
    }

    #[test]
    fn what_the_official_analysis_does_not_see_runs_all_the_same() {
        let tree = MemoryTree::new()
            .with("project.config.json", r#"{ "setting": { "ignoreUploadUnusedFiles": true } }"#)
            .with("app.json", r#"{ "pages": ["pages/a/a"] }"#)
            .with("pages/a/a.js", "const geo = require('./geo')?.locate")
            .with("pages/a/a.wxml", "")
            .with("pages/a/geo.js", "wx.getLocation()")
            .with("pages/a/old.js", "");
        let program = program(&tree);
        let file = |name: &str| program.file(&path(name)).expect("listed");
        assert_eq!(
            (file("pages/a/geo.js").status, file("pages/a/geo.js").runs),
            (Status::Outside, true)
        );
        assert_eq!(
            (file("pages/a/old.js").status, file("pages/a/old.js").runs),
            (Status::Outside, false)
        );
        let stripped: Vec<_> = program
            .problems
            .iter()
            .filter(|problem| problem.kind == ProblemKind::StrippedButRuns)
            .collect();
        assert_eq!(
            stripped.iter().map(|problem| problem.subject.as_str()).collect::<Vec<_>>(),
            ["pages/a/geo.js"]
        );
    }

    #[test]
    fn what_is_missing_or_outside_is_named_with_its_place() {
        let tree = MemoryTree::new()
            .with("app.json", "{\n\"pages\": [\"pages/a/a\", \"../../etc/passwd\"],\n\"usingComponents\": { \"x-x\": \"/x\" } }")
            .with("pages/a/a.wxml", "");
        let problems: Vec<_> = program(&tree)
            .problems
            .iter()
            .map(|problem| {
                (
                    problem.kind,
                    problem.subject.clone(),
                    problem.place.as_ref().map_or(0, |place| place.line),
                )
            })
            .collect();
        assert_eq!(
            problems,
            [
                (ProblemKind::MissingFile, "pages/a/a.js".to_owned(), 2),
                (ProblemKind::OutsideRoot, "../../etc/passwd".to_owned(), 2),
                (ProblemKind::MissingFile, "/x".to_owned(), 3),
            ]
        );
    }
}
