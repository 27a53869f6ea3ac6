//! Answers to questions about names. They are shared by all components and stored for the next run,
//! which searches only new modules.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use rustc_hash::FxHashMap;

use super::Spelling;
use crate::scan::script::{
    Hosts, Module,
    cached::{Ask, CachedNames, ProgramRecords},
};

/// Answers questions about the names in all modules.
pub(in super::super) struct NameAnswers<'m> {
    modules: &'m [Module],
    hosts: &'m Hosts,
    /// Created for the first question without a stored answer, because this reads the texts of all
    /// modules.
    spelling: OnceLock<Spelling<'m>>,
    /// Where the answers are stored.
    records: Option<AnswerRecords<'m>>,
    answers: Mutex<FxHashMap<Ask, Arc<[usize]>>>,
}

struct AnswerRecords<'m> {
    records: ProgramRecords<'m>,
    key: u128,
    /// The digests of the modules' texts.
    digests: Vec<u128>,
    earlier: EarlierAnswers<'m>,
}

/// The answers of an earlier run.
struct EarlierAnswers<'m> {
    /// For each question, the modules whose answer was yes, as indices of `modules`.
    answers: FxHashMap<Ask, Vec<u32>>,
    /// For each module of the earlier run: the current modules with the same text.
    modules: Vec<Vec<usize>>,
    /// Current modules whose text is new.
    fresh: Vec<usize>,
    spelling: Spelling<'m>,
}

impl<'m> NameAnswers<'m> {
    /// `digests` are the digests of the modules' texts, in the same order; they are only needed if
    /// answers are stored.
    pub(in super::super) fn new(
        modules: &'m [Module],
        hosts: &'m Hosts,
        records: Option<ProgramRecords<'m>>,
        digests: impl FnOnce(ProgramRecords<'m>) -> Vec<u128>,
    ) -> Self {
        let answer_records = |records: ProgramRecords<'m>| {
            let digests = digests(records);
            let key = records.key_of_names(modules.first().map(Module::file));
            let earlier = records.names(key).unwrap_or_default();
            let earlier = EarlierAnswers::new(earlier, modules, hosts, &digests);
            AnswerRecords { records, key, digests, earlier }
        };
        Self {
            modules,
            hosts,
            spelling: OnceLock::new(),
            records: records.map(answer_records),
            answers: Mutex::default(),
        }
    }

    fn spelling(&self) -> &Spelling<'m> {
        self.spelling.get_or_init(|| Spelling::new(self.modules, self.hosts))
    }

    /// Whether some of the modules selected by `is_meant` answer a question with yes.
    pub(in super::super) fn is_yes(&self, ask: &Ask, is_meant: impl Fn(usize) -> bool) -> bool {
        match &self.records {
            None => self.spelling().is_yes(ask, is_meant),
            Some(records) => self.known(records, ask).iter().any(|&at| is_meant(at)),
        }
    }

    /// The modules that answer a question with yes, in their order.
    pub(in super::super) fn modules(&self, ask: &Ask) -> Vec<usize> {
        match &self.records {
            None => self.spelling().modules(ask),
            Some(records) => self.known(records, ask).to_vec(),
        }
    }

    fn known(&self, records: &AnswerRecords<'m>, ask: &Ask) -> Arc<[usize]> {
        let known = |ask| {
            let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            answers.get(ask).cloned()
        };
        known(ask).unwrap_or_else(|| {
            let modules: Arc<[usize]> =
                records.earlier.modules(ask).unwrap_or_else(|| self.spelling().modules(ask)).into();
            let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(answers.entry(ask.clone()).or_insert(modules))
        })
    }

    /// Stores the questions and answers for the next run.
    pub(in super::super) fn keep(self) {
        let Some(AnswerRecords { records, key, digests, .. }) = self.records else { return };
        let mut modules = digests.clone();
        modules.sort_unstable();
        modules.dedup();
        let number = |at: &usize| {
            let number = modules.binary_search(&digests[*at]).unwrap_or_default();
            u32::try_from(number).unwrap_or(u32::MAX)
        };
        let answers = self.answers.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut answers: Vec<(Ask, Vec<u32>)> = answers
            .into_iter()
            .map(|(ask, found)| {
                let numbers: BTreeSet<u32> = found.iter().map(number).collect();
                (ask, numbers.into_iter().collect())
            })
            .collect();
        answers.sort_unstable();
        records.put_names(key, &CachedNames { modules, answers });
    }
}

impl<'m> EarlierAnswers<'m> {
    fn new(cached: CachedNames, modules: &'m [Module], hosts: &'m Hosts, digests: &[u128]) -> Self {
        let mut today = vec![Vec::new(); cached.modules.len()];
        let mut fresh = Vec::new();
        for (at, digest) in digests.iter().enumerate() {
            match cached.modules.binary_search(digest) {
                Ok(number) => today[number].push(at),
                Err(_) => fresh.push(at),
            }
        }
        let spelling = Spelling::new(fresh.iter().map(|&at| &modules[at]), hosts);
        Self { answers: cached.answers.into_iter().collect(), modules: today, fresh, spelling }
    }

    /// The current modules that answer a question with yes, if the question was asked in the
    /// earlier run.
    fn modules(&self, ask: &Ask) -> Option<Vec<usize>> {
        let numbers = self.answers.get(ask)?;
        let same = numbers.iter().filter_map(|&number| self.modules.get(number as usize)).flatten();
        let fresh = self.spelling.modules(ask);
        let mut modules: Vec<usize> =
            same.copied().chain(fresh.into_iter().map(|at| self.fresh[at])).collect();
        modules.sort_unstable();
        Some(modules)
    }
}
