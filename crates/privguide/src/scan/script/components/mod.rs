//! Which modules are solved together.
//!
//! Most modules share no value that matters, so each is at first a component of its own; the
//! components are solved in parallel. If a value that matters crosses the boundary of a component
//! ([`Beyond`]), the modules on both sides become one component, which is solved again, until no
//! such value crosses a boundary. A module that contains no interesting name and that no such value
//! reaches is never parsed. The resulting components do not depend on the order: each round first
//! collects the requests of all components and then joins them.

mod before;
mod imports;
mod partition;
mod surroundings;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write as _,
};

use rayon::prelude::*;

use self::{imports::ImportTarget, partition::Partition, surroundings::OtherComponents};
use super::{
    Module, Platform,
    cached::{Ask, ProgramRecords, RecordingSurroundings},
    facts::ModuleFacts,
    flow::{self, Answer, Beyond, Bounds, Linked, Question, Surroundings},
    names::CatalogNames,
    parse::Unparsed,
    sketch::Sketch,
    spelling::NameAnswers,
};
use crate::tree::TreePath;

/// All modules of a program and their partition into components.
pub(super) struct Components<'m> {
    modules: &'m [Module],
    platform: &'m Platform<'m>,
    names: &'m CatalogNames,
    templates: &'m BTreeMap<TreePath, BTreeSet<String>>,
    bounds: Bounds,
    /// What is known from the text of each module.
    sketches: &'m [Sketch],
    /// The results of earlier runs.
    records: Option<ProgramRecords<'m>>,
    /// The facts of each module, or why it could not be parsed; `None` for modules that are not
    /// needed.
    facts: Vec<Option<Result<ModuleFacts, Unparsed>>>,
    /// Where the imports of each module lead, in order; `None` while that is not known.
    targets: Vec<Option<Vec<ImportTarget>>>,
    /// The modules that import each module, and those that each module imports, as far as the
    /// texts show.
    importing: Vec<BTreeSet<usize>>,
    imported: Vec<Vec<usize>>,
    /// Modules by file.
    index: HashMap<&'m TreePath, Vec<usize>>,
    /// Which modules are solved together.
    partition: Partition,
    answered: NameAnswers<'m>,
    /// Steps of the solver in all rounds.
    steps: u64,
}

/// A component that is to be solved, and the key under which its solution is to be stored.
struct Work {
    component: usize,
    key: Option<u128>,
    files: Vec<usize>,
    linked: Vec<Linked>,
}

/// A component that has been solved.
struct Solved {
    component: usize,
    /// The modules of the component, and their facts.
    files: Vec<usize>,
    linked: Vec<Linked>,
    result: Result<Answer, BTreeSet<Beyond>>,
    steps: u64,
}

/// The result: for each component, its modules and the answer.
pub(super) struct Answers {
    pub(super) components: Vec<(Vec<usize>, Answer)>,
    /// Modules that could not be parsed.
    pub(super) unparsed: Vec<(usize, Unparsed)>,
}

impl<'m> Components<'m> {
    pub(super) fn new(
        modules: &'m [Module],
        platform: &'m Platform<'m>,
        names: &'m CatalogNames,
        templates: &'m BTreeMap<TreePath, BTreeSet<String>>,
        bounds: Bounds,
        sketches: &'m [Sketch],
        records: Option<ProgramRecords<'m>>,
    ) -> Self {
        let mut index: HashMap<&TreePath, Vec<usize>> = HashMap::new();
        for (at, module) in modules.iter().enumerate() {
            index.entry(module.file()).or_default().push(at);
        }
        let digests = |records: ProgramRecords<'_>| {
            modules
                .iter()
                .zip(sketches)
                .map(|(module, sketch)| sketch.key(module, records))
                .collect()
        };
        Self {
            modules,
            platform,
            names,
            templates,
            bounds,
            sketches,
            records,
            facts: modules.iter().map(|_| None).collect(),
            targets: vec![None; modules.len()],
            importing: vec![BTreeSet::new(); modules.len()],
            imported: vec![Vec::new(); modules.len()],
            index,
            partition: Partition::new(modules.len()),
            answered: NameAnswers::new(modules, platform.hosts, records, digests),
            steps: 0,
        }
    }

    /// Solves every component that interesting names or values depend on.
    pub(super) fn solve(mut self) -> Answers {
        let components = self.solve_all().into_values().collect();
        self.answered.keep();
        let unparsed =
            self.facts.into_iter().enumerate().filter_map(|(at, facts)| Some((at, facts?.err()?)));
        Answers { components, unparsed: unparsed.collect() }
    }

    /// The constraints and points-to sets of each component, as text.
    pub(super) fn dump(mut self) -> String {
        let mut text = String::new();
        let mut solved = 0;
        for (component, (files, _)) in self.solve_all() {
            solved += 1;
            self.parse(&files);
            let (files, mut linked) = self.linked(component);
            let names: Vec<&str> =
                files.iter().map(|&at| self.modules[at].file().as_str()).collect();
            text += &flow::dump(
                &mut linked,
                &names,
                &self.question(&OtherComponents { components: &self, component }),
            );
        }
        let _ = writeln!(text, "== {} steps in all rounds, {solved} components", self.steps);
        text
    }

    /// Solves and joins components until no value that matters crosses a boundary. Returns, by
    /// component, its modules and the answer.
    fn solve_all(&mut self) -> BTreeMap<usize, (Vec<usize>, Answer)> {
        let unclear = self.find_importing();
        self.resolve_imports_of(&unclear);
        let mut dirty = self.wanted();
        let mut answers: BTreeMap<usize, (Vec<usize>, Answer)> = BTreeMap::new();
        while !dirty.is_empty() {
            let smallest = self.smallest(&dirty);
            let mut passing = Vec::new();
            for solved in self.round(&smallest) {
                self.steps += solved.steps;
                self.take_back(&solved.files, solved.linked);
                match solved.result {
                    Ok(answer) => drop(answers.insert(solved.component, (solved.files, answer))),
                    Err(crossings) => passing.push((solved.component, crossings)),
                }
            }
            self.join_passing(&passing);
            dirty = dirty
                .difference(&smallest)
                .chain(passing.iter().map(|(component, _)| component))
                .map(|&component| self.partition.component_of(component))
                .collect();
            self.join_all_beside_large(&mut dirty);
            answers.retain(|component, _| {
                self.partition.component_of(*component) == *component && !dirty.contains(component)
            });
        }
        answers
    }

    /// The components of the smallest size class. They are solved first, because they often show
    /// that larger ones must be joined, which then need not be solved alone. The classes depend
    /// neither on the names of files nor on their number.
    fn smallest(&self, components: &BTreeSet<usize>) -> BTreeSet<usize> {
        let class = |&component: &usize| {
            let size = self.size(component);
            SIZE_CLASSES.iter().position(|&bound| size < bound).unwrap_or(SIZE_CLASSES.len())
        };
        let smallest = components.iter().map(class).min();
        components.iter().copied().filter(|component| Some(class(component)) == smallest).collect()
    }

    /// Bytes of text in a component.
    fn size(&self, component: usize) -> usize {
        self.partition.members(component).iter().map(|&at| self.modules[at].size()).sum()
    }

    /// Joins components with the modules that values cross to or come from. A component that would
    /// not grow by this is joined with all modules, so that every round makes progress and the loop
    /// ends.
    fn join_passing(&mut self, passing: &[(usize, BTreeSet<Beyond>)]) {
        let sizes: Vec<usize> =
            passing.iter().map(|(component, _)| self.partition.members(*component).len()).collect();
        let mut joined: BTreeMap<&Beyond, usize> = BTreeMap::new();
        for ((component, crossings), &size) in passing.iter().zip(&sizes) {
            for beyond in crossings {
                // The modules that several components ask for are already joined with the first of
                // these components.
                if let Some(&first) = joined.get(beyond) {
                    self.partition.join(first, *component);
                    continue;
                }
                let mut meant = self.meant(beyond);
                if size > 1 {
                    self.add_imported(&mut meant);
                }
                for &module in &meant {
                    self.partition.join(*component, module);
                }
                if !meant.is_empty() {
                    joined.insert(beyond, *component);
                }
            }
        }
        for ((component, _), size) in passing.iter().zip(sizes) {
            if self.partition.members(self.partition.component_of(*component)).len() == size {
                self.partition.join_all();
            }
        }
    }

    /// Adds what modules import, directly or indirectly, unless it is much: a component of several
    /// modules that needs another one would otherwise often be solved again for each step of a
    /// chain of imports.
    fn add_imported(&self, meant: &mut Vec<usize>) {
        let mut all: BTreeSet<usize> = meant.iter().copied().collect();
        let mut waiting = meant.clone();
        while let Some(at) = waiting.pop() {
            waiting.extend(self.imported[at].iter().filter(|&&to| all.insert(to)));
            if all.len() > meant.len() + MAX_ADDED {
                return;
            }
        }
        *meant = all.into_iter().collect();
    }

    /// The modules that are interesting by themselves, each a component; the chunks of a bundler
    /// are one component, because they share their modules.
    fn wanted(&mut self) -> BTreeSet<usize> {
        let is_wanted = |at: usize| {
            self.sketches[at].found.is_interesting
                || self.sketches[at].found.connects
                || self.templates.contains_key(self.modules[at].file())
        };
        let mut wanted: BTreeSet<usize> =
            (0..self.modules.len()).filter(|&at| is_wanted(at)).collect();
        let chunks: Vec<usize> =
            (0..self.modules.len()).filter(|&at| self.sketches[at].is_chunk).collect();
        if chunks.iter().any(|at| wanted.contains(at)) {
            wanted.extend(&chunks);
            for &at in &chunks[1..] {
                self.partition.join(chunks[0], at);
            }
        }
        let mut seen = BTreeSet::new();
        for &at in &wanted {
            if self.modules[at].size() > MAX_ALONE {
                self.join_importing(at, &mut seen);
            }
        }
        let mut wanted = wanted.into_iter().map(|at| self.partition.component_of(at)).collect();
        self.join_all_beside_large(&mut wanted);
        wanted
    }

    /// Joins a large component with all modules at once: solving it again for every module that it
    /// is joined with would cost more.
    fn join_all_beside_large(&mut self, components: &mut BTreeSet<usize>) {
        let is_large = |&component: &usize| {
            self.partition.members(component).len() > MAX_MEMBERS
                || self.size(component) > MAX_SOLVED_AGAIN
        };
        if components.iter().any(is_large) {
            self.partition.join_all();
            *components = BTreeSet::from([self.partition.component_of(0)]);
        }
    }

    /// Joins a large module with all modules that import it, directly or indirectly. Solved alone,
    /// its values would most often cross the boundary, and it would be solved again. The importers
    /// of modules in `seen` are joined already.
    fn join_importing(&mut self, module: usize, seen: &mut BTreeSet<usize>) {
        let mut waiting = vec![module];
        while let Some(at) = waiting.pop() {
            self.partition.join(module, at);
            if seen.insert(at) {
                waiting.extend(&self.importing[at]);
            }
        }
    }

    /// Solves each of these components.
    fn round(&mut self, dirty: &BTreeSet<usize>) -> Vec<Solved> {
        let members: Vec<usize> = dirty
            .iter()
            .flat_map(|&component| self.partition.members(component).iter().copied())
            .collect();
        self.resolve_imports_of(&members);
        let (mut solved, unsolved) = self.solved_before(dirty);
        let members: Vec<usize> = unsolved
            .iter()
            .flat_map(|&(component, _)| self.partition.members(component).iter().copied())
            .collect();
        self.parse(&members);
        let mut work = Vec::new();
        for (component, key) in unsolved {
            let (files, linked) = self.linked(component);
            work.push(Work { component, key, files, linked });
        }
        let size =
            |work: &Work| work.files.iter().map(|&at| self.modules[at].size()).sum::<usize>();
        work.sort_by_key(|work| (std::cmp::Reverse(size(work)), work.component));
        let solve = |Work { component, key, files, mut linked }: Work| {
            let beside = OtherComponents { components: self, component };
            let (result, steps) = match self.records.zip(key) {
                None => flow::solve(&mut linked, &self.question(&beside)),
                Some((records, key)) => {
                    let asked = RecordingSurroundings::new(&beside);
                    let (result, steps) = flow::solve(&mut linked, &self.question(&asked));
                    records.put_solution(
                        key,
                        asked,
                        result.as_ref().map_err(|passing| self.named(passing)),
                    );
                    (result, steps)
                }
            };
            Solved { component, files, linked, result, steps }
        };
        solved.extend(work.into_par_iter().with_max_len(1).map(solve).collect::<Vec<Solved>>());
        solved.sort_by_key(|solved| solved.component);
        solved
    }

    fn question<'q>(&'q self, beside: &'q dyn Surroundings) -> Question<'q> {
        Question {
            hosts: self.platform.hosts,
            names: self.names,
            catalog: self.platform.catalog,
            surroundings: beside,
            bounds: self.bounds,
        }
    }

    /// Whether a module is outside of a component and can be parsed.
    fn is_beyond(&self, component: usize, module: usize) -> bool {
        self.partition.component_of(module) != component
            && !matches!(self.facts[module], Some(Err(_)))
    }

    /// The modules of a component that can be parsed, in order.
    fn read_members(&self, component: usize) -> Vec<usize> {
        let is_read =
            |at: &usize| self.targets[*at].is_some() && !matches!(self.facts[*at], Some(Err(_)));
        let mut files: Vec<usize> =
            self.partition.members(component).iter().copied().filter(is_read).collect();
        files.sort_unstable();
        files
    }

    /// The modules that a label represents.
    fn meant(&self, beyond: &Beyond) -> Vec<usize> {
        match beyond {
            Beyond::Imported(module) => vec![*module],
            Beyond::Importing(module) => self.importing[*module].iter().copied().collect(),
            Beyond::Named(name) => self.answered.modules(&Ask::Spells(name.clone())),
            Beyond::Field(of, name) => {
                self.answered.modules(&Ask::SpellsField(of.clone(), name.clone()))
            }
            Beyond::Pages | Beyond::Everything | Beyond::Labelled => {
                (0..self.modules.len()).collect()
            }
        }
    }
}

/// Bytes of text of the components that are solved first, second, and so on.
const SIZE_CLASSES: [usize; 3] = [4 << 10, 16 << 10, 64 << 10];
/// Components with more modules, or more bytes of text, are joined with all modules at once.
const MAX_MEMBERS: usize = 64;
const MAX_SOLVED_AGAIN: usize = 512 << 10;
/// More imported modules are not joined before they are asked for.
const MAX_ADDED: usize = 8;
/// Longer texts are solved together with their importers.
const MAX_ALONE: usize = 64 << 10;
