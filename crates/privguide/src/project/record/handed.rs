//! The platform's object, passed to packages: if the record says what they do with it, passing it
//! is no longer reported as unresolved.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    declaration::record::RecordedPackage,
    program::package_of,
    project::AnalysedProgram,
    scan::{Unresolved, UnresolvedReason},
};

/// Which packages get the platform's object from whom.
#[derive(Default)]
pub(super) struct HandOvers {
    /// By imported name: the recorded package, or `None` if it is not recorded.
    roots: BTreeMap<String, Option<usize>>,
    /// By recorded package: the packages to which it passes the object; `None` for one that is not
    /// recorded.
    on: BTreeMap<usize, BTreeSet<Option<usize>>>,
}

impl HandOvers {
    /// Adds an import of the program, with the recorded package or `None`.
    pub(super) fn imported(&mut self, name: &str, to: Option<usize>) {
        self.roots.insert(name.to_owned(), to);
    }

    /// Adds that a recorded package passes the object to another one, or to one that is not
    /// recorded.
    pub(super) fn handed(&mut self, from: usize, to: Option<usize>) {
        self.on.entry(from).or_default().insert(to);
    }

    /// Removes the unresolved places of a program that the record resolves.
    pub(super) fn drop_answered(
        &self,
        packages: &[RecordedPackage],
        analysed: &mut AnalysedProgram,
    ) {
        let mut known: BTreeSet<usize> =
            (0..packages.len()).filter(|&at| is_known(&packages[at])).collect();
        loop {
            let before = known.len();
            let all_known = |on: &BTreeSet<Option<usize>>, known: &BTreeSet<usize>| {
                on.iter().all(|to| to.is_some_and(|to| known.contains(&to)))
            };
            let left = known
                .iter()
                .copied()
                .filter(|at| self.on.get(at).is_none_or(|on| all_known(on, &known)))
                .collect();
            known = left;
            if known.len() == before {
                break;
            }
        }
        let is_answered = |open: &Unresolved, specifier: &String| {
            let at = package_of(specifier).and_then(|name| *self.roots.get(name)?);
            // A value that a package provides is only known if it is not the platform.
            at.is_some_and(|at| {
                known.contains(&at)
                    && (open.reason == UnresolvedReason::HandedOver
                        || !packages[at].effects.gives && packages[at].effects.leaves.is_empty())
            })
        };
        let is_open = |open: &Unresolved| {
            open.to.is_empty() || !open.to.iter().all(|specifier| is_answered(open, specifier))
        };
        analysed.scan.unresolved.retain(is_open);
    }
}

/// Whether everything that the package does with the platform's object is recorded.
fn is_known(package: &RecordedPackage) -> bool {
    package.effects.is_given && package.unresolved == 0 && !package.is_cut_short
}
