//! The platform's object in the hands of packages: where the record says what they do with it, handing it over is no open question any more.

use std::collections::{BTreeMap, BTreeSet};

use super::walk::Step;
use crate::{declaration::record::RecordedPackage, program::package_of, project::AnalysedProgram};

/// The packages that a program hands the platform's object to.
pub(super) fn given(analysed: &AnalysedProgram) -> BTreeSet<String> {
    let open = analysed.scan.unresolved.iter().flat_map(|open| &open.to);
    open.filter_map(|specifier| package_of(specifier)).map(str::to_owned).collect()
}

/// Who hands the platform's object to which package.
#[derive(Default)]
pub(super) struct Handed {
    /// The packages that the program imports, where they are recorded.
    roots: BTreeMap<String, Option<usize>>,
    /// What each recorded package hands it to; none for what is not recorded.
    on: BTreeMap<usize, BTreeSet<Option<usize>>>,
}

impl Handed {
    /// An import that is followed leads to a recorded package, or to none.
    pub(super) fn add(&mut self, step: &Step, to: Option<usize>) {
        match step.importer {
            None => drop(self.roots.insert(step.name.clone(), to)),
            Some(importer) if step.is_given => drop(self.on.entry(importer).or_default().insert(to)),
            Some(_) => {}
        }
    }

    /// Takes out of the open questions of a program those that the record answers.
    pub(super) fn settle(&self, packages: &[RecordedPackage], analysed: &mut AnalysedProgram) {
        let mut known: BTreeSet<usize> = (0..packages.len()).filter(|&at| is_known(&packages[at])).collect();
        loop {
            let before = known.len();
            let all_known = |on: &BTreeSet<Option<usize>>, known: &BTreeSet<usize>| {
                on.iter().all(|to| to.is_some_and(|to| known.contains(&to)))
            };
            let left = known.iter().copied().filter(|at| self.on.get(at).is_none_or(|on| all_known(on, &known))).collect();
            known = left;
            if known.len() == before {
                break;
            }
        }
        let is_answered = |specifier: &String| {
            let at = package_of(specifier).and_then(|name| *self.roots.get(name)?);
            at.is_some_and(|at| known.contains(&at))
        };
        analysed.scan.unresolved.retain(|open| open.to.is_empty() || !open.to.iter().all(is_answered));
    }
}

/// Everything that the package does with the platform's object is recorded.
fn is_known(package: &RecordedPackage) -> bool {
    package.is_given && package.unresolved == 0 && !package.is_cut_short
}
