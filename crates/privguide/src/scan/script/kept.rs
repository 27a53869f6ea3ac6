//! Solutions cached for the next run: an edit solves the component that it is in, and parses
//! nothing else.
//!
//! What [`flow::solve`](super::flow::solve) finds depends on the texts of the component's modules,
//! on where their imports lead, on what the platform is, and on the answers to what it asks about
//! the modules beside it ([`Surroundings`]). The first three are the key of a solution. The
//! questions are kept with their answers, and are asked again before a solution is taken.

use std::{
    collections::BTreeSet,
    fmt::Debug,
    sync::{Mutex, PoisonError},
};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{
    Module,
    flow::{Answer, Beyond, Link, Surroundings},
    parse::Unparsed,
};
use crate::{
    catalog::ProgramKind,
    records::{Records, digest},
    tree::TreePath,
};

/// What earlier runs worked out, for one program.
#[derive(Clone, Copy)]
pub struct ProgramRecords<'k> {
    pub(crate) records: &'k Records,
    /// A digest of what the platform is, as far as the project decides it.
    pub(in crate::scan) ground: u128,
}

impl<'k> ProgramRecords<'k> {
    /// `table` is what the project adds to the catalogue.
    pub(crate) fn new(records: &'k Records, table: &str) -> Self {
        Self { records, ground: digest(&table) }
    }

    /// The same for one program: `style` is how its sources are written, and what the platform is
    /// to them.
    #[must_use]
    pub(in crate::scan) fn of(self, kind: ProgramKind, style: &impl Debug) -> Self {
        Self { ground: digest(&(self.ground, kind, format!("{style:?}"))), ..self }
    }
}

/// What a module says about others, as far as it must be known before anything is solved.
#[derive(Serialize, Deserialize)]
pub(super) enum KeptModule {
    /// What it imports, in the order of its facts.
    Imports(Vec<String>),
    Unparsed(Unparsed),
}

/// What became of a component.
#[derive(Deserialize)]
pub(super) struct KeptSolution {
    /// What was asked about other modules, with the answers.
    asked: Vec<(Ask, bool)>,
    /// The answer, or what passes the boundary.
    pub(super) result: Result<Answer, Vec<Beyond<ModuleName>>>,
}

/// A file, and which of its scripts: numbers of modules change with the program.
pub(super) type ModuleName = (String, usize);

impl ProgramRecords<'_> {
    /// What a module imports.
    pub(super) fn module(&self, key: u128) -> Option<KeptModule> {
        self.records.get(key, |_| true)
    }

    pub(super) fn put_module(&self, key: u128, module: &KeptModule) {
        self.records.put(key, module);
    }

    /// What was found for a component, if all that was asked about other modules has the same
    /// answer today.
    pub(super) fn solution(
        &self,
        key: u128,
        surroundings: &dyn Surroundings,
    ) -> Option<KeptSolution> {
        self.records.get(key, |kept: &KeptSolution| {
            kept.asked.iter().all(|(ask, answer)| ask.of(surroundings) == *answer)
        })
    }

    /// Keeps a [`KeptSolution`]; written as one, without a copy of the answer.
    pub(super) fn put_solution(
        &self,
        key: u128,
        asked: Asked<'_>,
        result: Result<&Answer, Vec<Beyond<ModuleName>>>,
    ) {
        let asked = asked.answers.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut asked: Vec<(Ask, bool)> = asked.into_iter().collect();
        asked.sort_unstable();
        self.records.put(key, &(asked, result));
    }

    /// The key of what a module imports; `text` is its digest.
    pub(super) fn key_of(&self, module: &Module, text: u128) -> u128 {
        digest(&(self.ground, module.dialect, text))
    }

    /// The key of answers about names; programs of one kind have one for each.
    pub(super) fn key_of_names(&self, first: Option<&TreePath>) -> u128 {
        digest(&("names", self.ground, first))
    }

    /// What an earlier run knew about names.
    pub(super) fn names(&self, key: u128) -> Option<KeptNames> {
        self.records.get(key, |kept: &KeptNames| kept.modules.is_sorted())
    }

    pub(super) fn put_names(&self, key: u128, names: &KeptNames) {
        self.records.put(key, names);
    }
}

/// What was asked about names, with the modules by which the answer is yes.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct KeptNames {
    /// The digests of all modules, sorted.
    pub(super) modules: Vec<u128>,
    /// The modules as numbers in that list.
    pub(super) answers: Vec<(Ask, Vec<u32>)>,
}

/// A question about the modules beside a component.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum Ask {
    Any,
    Spells(String),
    SpellsField(String, String),
    Assigns(String),
    AssignsToHost(String),
}

impl Ask {
    fn of(&self, surroundings: &dyn Surroundings) -> bool {
        match self {
            Self::Any => surroundings.is_any(),
            Self::Spells(name) => surroundings.spells(name),
            Self::SpellsField(of, field) => surroundings.spells_field(of, field),
            Self::Assigns(name) => surroundings.assigns(name),
            Self::AssignsToHost(name) => surroundings.assigns_to_host(name),
        }
    }
}

/// Surroundings that note what they are asked.
pub(super) struct Asked<'s> {
    surroundings: &'s dyn Surroundings,
    answers: Mutex<FxHashMap<Ask, bool>>,
}

impl<'s> Asked<'s> {
    pub(super) fn new(surroundings: &'s dyn Surroundings) -> Self {
        Self { surroundings, answers: Mutex::default() }
    }

    fn ask(&self, ask: Ask) -> bool {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&answer) = answers.get(&ask) {
            return answer;
        }
        let answer = ask.of(self.surroundings);
        answers.insert(ask, answer);
        answer
    }
}

impl Surroundings for Asked<'_> {
    fn is_any(&self) -> bool {
        self.ask(Ask::Any)
    }

    fn spells(&self, name: &str) -> bool {
        self.ask(Ask::Spells(name.to_owned()))
    }

    fn spells_field(&self, of: &str, field: &str) -> bool {
        self.ask(Ask::SpellsField(of.to_owned(), field.to_owned()))
    }

    fn assigns(&self, name: &str) -> bool {
        self.ask(Ask::Assigns(name.to_owned()))
    }

    fn assigns_to_host(&self, name: &str) -> bool {
        self.ask(Ask::AssignsToHost(name.to_owned()))
    }
}

/// What decides the solution of a component beside its surroundings, one entry a module.
#[derive(Hash)]
pub(super) struct KeyedModule<'k> {
    pub(super) text: u128,
    pub(super) links: Vec<Link<ModuleName>>,
    pub(super) is_library: bool,
    pub(super) is_imported: bool,
    pub(super) asked_for_data: Option<&'k BTreeSet<String>>,
}
