//! Solutions kept for the next run: an edit solves the component that it is in, and parses nothing else.
//!
//! What [`flow::solve`](super::flow::solve) finds depends on the texts of the component's modules, on where their imports lead, on what the
//! platform is, and on the answers to what it asks about the modules beside it ([`Surroundings`]). The first three are the key of a
//! solution. The questions are kept with their answers, and are asked again before a solution is taken. Keys are digests of content, so
//! that work trees, revisions and unsaved buffers share what is kept, and nothing needs a clock.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher as _},
    sync::{Mutex, PoisonError},
};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    Hosts, Module,
    flow::{Answer, Beyond, Link, Surroundings},
    parse::Unparsed,
};
use crate::catalog::ProgramKind;

/// What an earlier run kept, and what this one keeps for the next: what it asked for, so that nothing is kept for ever.
#[derive(Debug, Default)]
pub struct Solutions {
    /// A digest of what the platform is, as far as the project decides it.
    ground: u128,
    earlier: BTreeMap<u128, Vec<u8>>,
    fresh: Mutex<BTreeMap<u128, Vec<u8>>>,
}

impl Solutions {
    /// `earlier` is what [`Solutions::lasting`] gave, `ground` what the project adds to the catalogue.
    #[must_use]
    pub fn new(earlier: BTreeMap<u128, Vec<u8>>, ground: &str) -> Self {
        Self { ground: digest(&ground), earlier, fresh: Mutex::default() }
    }

    /// The same for one program: `platform` is what it is.
    pub(super) fn of(&self, kind: ProgramKind, hosts: &Hosts) -> Kept<'_> {
        Kept { solutions: self, ground: digest(&(self.ground, kind, format!("{hosts:?}"))) }
    }

    /// What the next run is to be given; `None` when it has that already.
    #[must_use]
    pub fn lasting(self) -> Option<BTreeMap<u128, Vec<u8>>> {
        let fresh = self.fresh.into_inner().unwrap_or_else(PoisonError::into_inner);
        (fresh != self.earlier).then_some(fresh)
    }

    fn get<T: DeserializeOwned>(&self, key: u128, is_valid: impl FnOnce(&T) -> bool) -> Option<T> {
        let bytes = self.earlier.get(&key)?;
        let value = postcard::from_bytes(bytes).ok().filter(is_valid)?;
        self.fresh().insert(key, bytes.clone());
        Some(value)
    }

    fn put(&self, key: u128, value: &impl Serialize) {
        if let Ok(bytes) = postcard::to_stdvec(value) {
            self.fresh().insert(key, bytes);
        }
    }

    fn fresh(&self) -> std::sync::MutexGuard<'_, BTreeMap<u128, Vec<u8>>> {
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The solutions for one platform.
#[derive(Clone, Copy)]
pub(super) struct Kept<'k> {
    pub(super) solutions: &'k Solutions,
    /// A digest of what the platform is.
    pub(super) ground: u128,
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

impl Kept<'_> {
    /// What a module imports.
    pub(super) fn module(&self, key: u128) -> Option<KeptModule> {
        self.solutions.get(key, |_| true)
    }

    pub(super) fn put_module(&self, key: u128, module: &KeptModule) {
        self.solutions.put(key, module);
    }

    /// What was found for a component, if all that was asked about other modules has the same answer today.
    pub(super) fn solution(&self, key: u128, surroundings: &dyn Surroundings) -> Option<KeptSolution> {
        self.solutions.get(key, |kept: &KeptSolution| kept.asked.iter().all(|(ask, answer)| ask.of(surroundings) == *answer))
    }

    /// Keeps a [`KeptSolution`]; written as one, without a copy of the answer.
    pub(super) fn put_solution(&self, key: u128, asked: Asked<'_>, result: Result<&Answer, Vec<Beyond<ModuleName>>>) {
        let asked = asked.answers.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut asked: Vec<(Ask, bool)> = asked.into_iter().collect();
        asked.sort_unstable();
        self.solutions.put(key, &(asked, result));
    }

    /// The key of what a module imports.
    pub(super) fn key_of(&self, module: &Module) -> u128 {
        digest(&(self.ground, module.dialect, module.text()))
    }
}

/// A question about the modules beside a component.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
enum Ask {
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

/// 128 bits of the standard library's hash, whose keys are fixed: the same on every machine with the same build. The second half is what
/// the state, which is twice as large, gives after one more byte.
pub(super) fn digest(value: &impl Hash) -> u128 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    let first = hasher.finish();
    hasher.write_u8(1);
    (u128::from(first) << 64) | u128::from(hasher.finish())
}
