//! Solutions that are cached for the next run: after an edit, only the component that contains it
//! is parsed and solved.
//!
//! The result of [`flow::solve`](super::flow::solve) depends on the texts of the component's
//! modules, on where their imports lead, on the description of the platform, and on the answers to
//! questions about the modules outside of the component ([`Surroundings`]). The first three are the
//! key of a solution. The questions are stored with their answers and are asked again before a
//! solution is reused.

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

/// The results of earlier runs, for one program.
#[derive(Clone, Copy)]
pub struct ProgramRecords<'k> {
    pub(crate) records: &'k Records,
    /// A digest of what the project says about the platform.
    pub(in crate::scan) ground: u128,
}

impl<'k> ProgramRecords<'k> {
    /// `table` is the project's addition to the catalogue.
    pub(crate) fn new(records: &'k Records, table: &str) -> Self {
        Self { records, ground: digest(&table) }
    }

    /// The records for one program: `style` says how its sources are written and which names mean
    /// the platform.
    #[must_use]
    pub(in crate::scan) fn for_program(self, kind: ProgramKind, style: &impl Debug) -> Self {
        Self { ground: digest(&(self.ground, kind, format!("{style:?}"))), ..self }
    }
}

/// What a module says about other modules, as far as it must be known before solving.
#[derive(Serialize, Deserialize)]
pub(super) enum CachedModule {
    /// The specifiers that it imports, in the order of its facts.
    Imports(Vec<String>),
    Unparsed(Unparsed),
}

/// The result for a component.
#[derive(Deserialize)]
pub(super) struct CachedSolution {
    /// The questions about other modules, with the answers.
    asked: Vec<(Ask, bool)>,
    /// The answer, or the labels of the modules that the component must be joined with.
    pub(super) result: Result<Answer, Vec<Beyond<ModuleName>>>,
}

/// The path of a file and the index of the script in it. Unlike module numbers, they stay the same
/// when the program changes.
pub(super) type ModuleName = (String, usize);

impl ProgramRecords<'_> {
    /// The imports of a module.
    pub(super) fn module(&self, key: u128) -> Option<CachedModule> {
        self.records.get(key, |_| true)
    }

    pub(super) fn put_module(&self, key: u128, module: &CachedModule) {
        self.records.put(key, module);
    }

    /// The solution of a component, if all its questions about other modules still have the same
    /// answers.
    pub(super) fn solution(
        &self,
        key: u128,
        surroundings: &dyn Surroundings,
    ) -> Option<CachedSolution> {
        self.records.get(key, |cached: &CachedSolution| {
            cached.asked.iter().all(|(ask, answer)| ask.answer(surroundings) == *answer)
        })
    }

    /// Stores a solution in the format of [`CachedSolution`], without copying the answer.
    pub(super) fn put_solution(
        &self,
        key: u128,
        asked: RecordingSurroundings<'_>,
        result: Result<&Answer, Vec<Beyond<ModuleName>>>,
    ) {
        let asked = asked.answers.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut asked: Vec<(Ask, bool)> = asked.into_iter().collect();
        asked.sort_unstable();
        self.records.put(key, &(asked, result));
    }

    /// The key for the imports of a module; `text` is the digest of its text.
    pub(super) fn key_of(&self, module: &Module, text: u128) -> u128 {
        digest(&(self.ground, module.dialect, text))
    }

    /// The key for answers about names. Programs of the same kind are distinguished by their first
    /// file.
    pub(super) fn key_of_names(&self, first: Option<&TreePath>) -> u128 {
        digest(&("names", self.ground, first))
    }

    /// The answers about names from an earlier run.
    pub(super) fn names(&self, key: u128) -> Option<CachedNames> {
        self.records.get(key, |cached: &CachedNames| cached.modules.is_sorted())
    }

    pub(super) fn put_names(&self, key: u128, names: &CachedNames) {
        self.records.put(key, names);
    }
}

/// The questions about names, with the modules for which the answer is yes.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct CachedNames {
    /// The digests of all modules, sorted.
    pub(super) modules: Vec<u128>,
    /// The modules are given as indices of that list.
    pub(super) answers: Vec<(Ask, Vec<u32>)>,
}

/// A question about the modules outside of a component.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum Ask {
    Any,
    Spells(String),
    SpellsField(String, String),
    Assigns(String),
    AssignsToHost(String),
}

impl Ask {
    fn answer(&self, surroundings: &dyn Surroundings) -> bool {
        match self {
            Self::Any => surroundings.is_any(),
            Self::Spells(name) => surroundings.spells(name),
            Self::SpellsField(of, field) => surroundings.spells_field(of, field),
            Self::Assigns(name) => surroundings.assigns(name),
            Self::AssignsToHost(name) => surroundings.assigns_to_host(name),
        }
    }
}

/// Records which questions are asked.
pub(super) struct RecordingSurroundings<'s> {
    surroundings: &'s dyn Surroundings,
    answers: Mutex<FxHashMap<Ask, bool>>,
}

impl<'s> RecordingSurroundings<'s> {
    pub(super) fn new(surroundings: &'s dyn Surroundings) -> Self {
        Self { surroundings, answers: Mutex::default() }
    }

    fn ask(&self, ask: Ask) -> bool {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&answer) = answers.get(&ask) {
            return answer;
        }
        let answer = ask.answer(self.surroundings);
        answers.insert(ask, answer);
        answer
    }
}

impl Surroundings for RecordingSurroundings<'_> {
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

/// What the solution of a component depends on besides its surroundings; one value for each module.
#[derive(Hash)]
pub(super) struct KeyedModule<'k> {
    pub(super) text: u128,
    pub(super) links: Vec<Link<ModuleName>>,
    pub(super) is_library: bool,
    pub(super) is_imported: bool,
    pub(super) asked_for_data: Option<&'k BTreeSet<String>>,
}
