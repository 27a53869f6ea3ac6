//! Sample findings for tests of reports.

use std::rc::Rc;

use privguide::{
    language::Text,
    review::{Finding, FindingPlace, Level, PlaceRole},
    tree::{MemoryTree, SourceText, SourceTree as _, TreePath},
};

use super::located::{Located, Surroundings, distinguished, locate};

/// A tree of one file and findings in it.
pub struct Sample {
    pub tree: MemoryTree,
    pub findings: Vec<Finding>,
}

impl Sample {
    /// The findings in the form that reports need.
    pub fn located(&self) -> Vec<Located<'_>> {
        let read = |path: &TreePath| {
            Some(Rc::new(SourceText::decode(path.clone(), self.tree.read(path).ok()?)))
        };
        let home = TreePath::new("privguide.toml").expect("inside");
        let around =
            Surroundings { shown: Box::new(TreePath::to_string), read: Box::new(read), home };
        distinguished(locate(&self.findings, around)).collect()
    }
}

/// One finding about `needle` in a file.
pub fn one(level: Level, path: &str, text: &str, needle: &str) -> Sample {
    let file = TreePath::new(path).expect("inside");
    let start = text.find(needle).expect("it is there");
    let place = SourceText::new(file, text).place(start..start + needle.len());
    let place = FindingPlace { place, label: None, role: PlaceRole::Subject, interface: None };
    let finding = Finding {
        rule: "undeclared-information",
        level,
        information: vec!["Location".to_owned()],
        message: Text::new("一句话", "a message"),
        places: vec![place],
        help: vec![Text::new("这样做", "do this")],
        fix: None,
    };
    Sample { tree: MemoryTree::new().with(path, text), findings: vec![finding] }
}

/// Many findings with the same content.
pub fn many(level: Level, count: usize) -> Sample {
    let sample = one(level, "a.js", "wx.getLocation()", "wx.getLocation");
    Sample { findings: vec![sample.findings[0].clone(); count], ..sample }
}

/// The fingerprints of findings about each of the needles in one file.
pub fn prints(text: &str, needles: &[&str]) -> Vec<String> {
    let mut from = 0;
    let mut all: Option<Sample> = None;
    for needle in needles {
        let at = from + text[from..].find(needle).expect("it is there");
        from = at + needle.len();
        let mut sample = one(Level::Error, "a.js", text, needle);
        let file = TreePath::new("a.js").expect("inside");
        sample.findings[0].places[0].place = SourceText::new(file, text).place(at..from);
        match &mut all {
            Some(all) => all.findings.append(&mut sample.findings),
            None => all = Some(sample),
        }
    }
    all.expect("at least one needle")
        .located()
        .into_iter()
        .map(|located| located.fingerprint)
        .collect()
}
