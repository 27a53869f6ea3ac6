//! Which modules are solved together.
//!
//! Modules that share no value that matters are solved apart: each alone at first, in parallel.
//! Where something passes the boundary of what was solved ([`Beyond`]), the modules on both sides
//! become one component, and it is solved again, until nothing passes any boundary. Modules that
//! nothing interesting is in, and that nothing interesting gets to, are never parsed. Which modules
//! are together does not depend on the order: each round joins what all components of the round
//! before ask for.

mod before;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write as _,
};

use rayon::prelude::*;

use super::{
    Module, Platform,
    facts::ModuleFacts,
    flow::{self, Answer, Beyond, Bounds, Link, Linked, Question, Surroundings},
    kept::{Asked, ProgramRecords},
    names::Names,
    parse::{self, Unparsed},
    prefilter::Found,
    spelling::{Specifier, Spelling, specifiers},
};
use crate::tree::TreePath;

/// All modules of a program, and which of them are together.
pub(super) struct Components<'m> {
    modules: &'m [Module],
    platform: &'m Platform<'m>,
    names: &'m Names,
    templates: &'m BTreeMap<TreePath, BTreeSet<String>>,
    bounds: Bounds,
    /// What earlier runs found.
    kept: Option<ProgramRecords<'m>>,
    /// What each says, or why it could not be read; nothing for those that are not needed.
    facts: Vec<Option<Result<ModuleFacts, Unparsed>>>,
    /// Where its imports lead, in their order; nothing as long as that is not known.
    targets: Vec<Option<Vec<Target>>>,
    /// The digests of texts that were needed.
    digests: Vec<Option<u128>>,
    /// The modules that import it.
    importing: Vec<BTreeSet<usize>>,
    /// Modules by file.
    index: HashMap<&'m TreePath, Vec<usize>>,
    /// The component of each module.
    component: Vec<usize>,
    /// The modules of each component; none for those that are part of another one.
    members: Vec<Vec<usize>>,
    spelling: Spelling<'m>,
    /// Steps of the solver in all rounds.
    steps: u64,
}

/// Where an import leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Module(usize),
    /// A module that exports the platform.
    Host,
    /// Out of the program.
    Nowhere,
}

/// A component that is to be solved, and the key under which the solution is to be kept.
struct Work {
    component: usize,
    key: Option<u128>,
    files: Vec<usize>,
    linked: Vec<Linked>,
}

/// A component that is solved.
struct Solved {
    component: usize,
    /// The modules that take part, and what they say.
    files: Vec<usize>,
    linked: Vec<Linked>,
    result: Result<Answer, BTreeSet<Beyond>>,
    steps: u64,
}

/// What was worked out: for each component the modules that take part, and the answer.
pub(super) struct Answers {
    pub(super) components: Vec<(Vec<usize>, Answer)>,
    /// Modules that could not be read.
    pub(super) unparsed: Vec<(usize, Unparsed)>,
}

impl<'m> Components<'m> {
    pub(super) fn new(
        modules: &'m [Module],
        platform: &'m Platform<'m>,
        names: &'m Names,
        templates: &'m BTreeMap<TreePath, BTreeSet<String>>,
        bounds: Bounds,
        kept: Option<ProgramRecords<'m>>,
    ) -> Self {
        let mut index: HashMap<&TreePath, Vec<usize>> = HashMap::new();
        for (at, module) in modules.iter().enumerate() {
            index.entry(module.file()).or_default().push(at);
        }
        Self {
            modules,
            platform,
            names,
            templates,
            bounds,
            kept,
            facts: modules.iter().map(|_| None).collect(),
            targets: vec![None; modules.len()],
            digests: vec![None; modules.len()],
            importing: vec![BTreeSet::new(); modules.len()],
            index,
            component: (0..modules.len()).collect(),
            members: (0..modules.len()).map(|at| vec![at]).collect(),
            spelling: Spelling::new(modules, platform.hosts),
            steps: 0,
        }
    }

    /// Solves everything on which something interesting depends.
    pub(super) fn solve(mut self, found: &[Found]) -> Answers {
        let components = self.settle(found).into_values().collect();
        let unparsed =
            self.facts.into_iter().enumerate().filter_map(|(at, facts)| Some((at, facts?.err()?)));
        Answers { components, unparsed: unparsed.collect() }
    }

    /// The constraints and points-to sets of each component, as text.
    pub(super) fn dump(mut self, found: &[Found]) -> String {
        let mut text = String::new();
        let mut solved = 0;
        for (component, (files, _)) in self.settle(found) {
            solved += 1;
            self.parse(&files);
            let (files, mut linked) = self.linked(component);
            let names: Vec<&str> =
                files.iter().map(|&at| self.modules[at].file().as_str()).collect();
            text += &flow::dump(
                &mut linked,
                &names,
                &self.question(&Beside { components: &self, component }),
            );
        }
        let _ = writeln!(text, "== {} steps in all rounds, {solved} components", self.steps);
        text
    }

    /// Solves components, and joins them, until nothing passes: by component the modules that take
    /// part, and the answer.
    fn settle(&mut self, found: &[Found]) -> BTreeMap<usize, (Vec<usize>, Answer)> {
        let unclear = self.find_importing();
        self.look_at(&unclear);
        let mut dirty = self.wanted(found);
        let mut answers: BTreeMap<usize, (Vec<usize>, Answer)> = BTreeMap::new();
        while !dirty.is_empty() {
            let mut passing = Vec::new();
            for solved in self.round(&dirty) {
                self.steps += solved.steps;
                self.take_back(&solved.files, solved.linked);
                match solved.result {
                    Ok(answer) => drop(answers.insert(solved.component, (solved.files, answer))),
                    Err(crossings) => passing.push((solved.component, crossings)),
                }
            }
            self.join_passing(&passing);
            dirty = passing.iter().map(|(component, _)| self.component[*component]).collect();
            self.join_all_beside_large(&mut dirty);
            answers.retain(|component, _| {
                self.component[*component] == *component && !dirty.contains(component)
            });
        }
        answers
    }

    /// Makes components one with what passes from them or to them. A component that has not grown,
    /// by itself or through another one, is solved with everything: so each round joins something,
    /// until nothing is beyond.
    fn join_passing(&mut self, passing: &[(usize, BTreeSet<Beyond>)]) {
        let sizes: Vec<usize> =
            passing.iter().map(|(component, _)| self.members[*component].len()).collect();
        let mut joined: BTreeMap<&Beyond, usize> = BTreeMap::new();
        for (component, crossings) in passing {
            for beyond in crossings {
                // The modules that several components ask for are one with the first of them
                // already.
                if let Some(&first) = joined.get(beyond) {
                    self.join(first, *component);
                    continue;
                }
                let meant = self.meant(beyond);
                for &module in &meant {
                    self.join(*component, module);
                }
                if !meant.is_empty() {
                    joined.insert(beyond, *component);
                }
            }
        }
        for ((component, _), size) in passing.iter().zip(sizes) {
            if self.members[self.component[*component]].len() == size {
                self.join_all();
            }
        }
    }

    /// The modules that are interesting by themselves, each a component; chunks of a bundler share
    /// their modules.
    fn wanted(&mut self, found: &[Found]) -> BTreeSet<usize> {
        let is_wanted = |at: usize| {
            found[at].is_interesting
                || found[at].connects
                || self.templates.contains_key(self.modules[at].file())
        };
        let mut wanted: BTreeSet<usize> =
            (0..self.modules.len()).filter(|&at| is_wanted(at)).collect();
        let is_chunk = |at: &usize| {
            CHUNKS.iter().any(|mark| {
                memchr::memmem::find(self.modules[*at].text().as_bytes(), mark).is_some()
            })
        };
        let chunks: Vec<usize> = (0..self.modules.len()).filter(is_chunk).collect();
        if chunks.iter().any(|at| wanted.contains(at)) {
            wanted.extend(&chunks);
            for &at in &chunks[1..] {
                self.join(chunks[0], at);
            }
        }
        let mut seen = BTreeSet::new();
        for &at in &wanted {
            if super::is_library(&self.modules[at]) || self.modules[at].text().len() > MAX_ALONE {
                self.join_importing(at, &mut seen);
            }
        }
        let mut wanted = wanted.into_iter().map(|at| self.component[at]).collect();
        self.join_all_beside_large(&mut wanted);
        wanted
    }

    /// A large component is solved once, with everything: to solve it again for each module that it
    /// meets costs more.
    fn join_all_beside_large(&mut self, components: &mut BTreeSet<usize>) {
        let size = |component: usize| {
            self.members[component].iter().map(|&at| self.modules[at].text().len()).sum::<usize>()
        };
        let is_large = |&component: &usize| {
            self.members[component].len() > MAX_MEMBERS || size(component) > MAX_SOLVED_AGAIN
        };
        if components.iter().any(is_large) {
            self.join_all();
            *components = BTreeSet::from([self.component[0]]);
        }
    }

    fn join_all(&mut self) {
        for at in 0..self.modules.len() {
            self.join(0, at);
        }
    }

    /// Packed code is solved with all that imports it, however far: alone, everything in it would
    /// be in the hands of modules beyond. Modules that are in `seen` are joined with all of these
    /// already.
    fn join_importing(&mut self, module: usize, seen: &mut BTreeSet<usize>) {
        let mut waiting = vec![module];
        while let Some(at) = waiting.pop() {
            self.join(module, at);
            if seen.insert(at) {
                waiting.extend(&self.importing[at]);
            }
        }
    }

    /// Notes who imports whom. Gives the modules of which only a parser can tell what they import.
    fn find_importing(&mut self) -> Vec<usize> {
        let targets = |module: &Module| -> (Vec<usize>, bool) {
            let specifiers: BTreeSet<Specifier<'_>> = specifiers(module.text()).collect();
            let module_of = |specifier: &Specifier<'_>| match specifier {
                Specifier::Text(text) => match self.target(module.file(), text) {
                    Target::Module(to) => Some(to),
                    Target::Host | Target::Nowhere => None,
                },
                Specifier::Unclear => None,
            };
            (
                specifiers.iter().filter_map(module_of).collect(),
                specifiers.contains(&Specifier::Unclear),
            )
        };
        let imported: Vec<(Vec<usize>, bool)> = self.modules.par_iter().map(targets).collect();
        let mut unclear = Vec::new();
        for (at, (imported, is_unclear)) in imported.into_iter().enumerate() {
            unclear.extend(is_unclear.then_some(at));
            for to in imported {
                self.importing[to].insert(at);
            }
        }
        unclear
    }

    /// Notes where the imports of a module lead.
    fn link(&mut self, at: usize, imports: &[String]) {
        let targets: Vec<Target> =
            imports.iter().map(|import| self.target(self.modules[at].file(), import)).collect();
        for target in &targets {
            if let Target::Module(to) = target {
                self.importing[*to].insert(at);
            }
        }
        self.targets[at] = Some(targets);
    }

    /// Parses the modules that are not yet parsed.
    fn parse(&mut self, wanted: &[usize]) {
        let mut fresh: Vec<usize> =
            wanted.iter().copied().filter(|&at| self.facts[at].is_none()).collect();
        // Large bundles first, one at a time: one that is begun last keeps all other cores waiting.
        fresh.sort_by_key(|&at| (std::cmp::Reverse(self.modules[at].text().len()), at));
        fresh.dedup();
        let read_one = |&at: &usize| {
            let module = &self.modules[at];
            parse::read(module.text(), module.dialect, self.platform.hosts, self.names)
        };
        let read: Vec<_> = fresh.par_iter().with_max_len(1).map(read_one).collect();
        for (at, result) in fresh.into_iter().zip(read) {
            if let Ok(facts) = &result
                && self.targets[at].is_none()
            {
                self.link(at, &specifiers_of(facts));
            }
            self.facts[at] = Some(result);
        }
    }

    fn target(&self, from: &TreePath, specifier: &str) -> Target {
        if self.platform.hosts.module(specifier).is_some() {
            return Target::Host;
        }
        let file = self.platform.resolver.resolve(from, specifier);
        let module =
            file.and_then(|file| self.index.get(&file)).and_then(|modules| modules.first());
        module.map_or(Target::Nowhere, |&module| Target::Module(module))
    }

    /// Solves each of the components.
    fn round(&mut self, dirty: &BTreeSet<usize>) -> Vec<Solved> {
        let members: Vec<usize> =
            dirty.iter().flat_map(|&component| self.members[component].iter().copied()).collect();
        self.look_at(&members);
        let (mut solved, unsolved) = self.solved_before(dirty);
        let members: Vec<usize> = unsolved
            .iter()
            .flat_map(|&(component, _)| self.members[component].iter().copied())
            .collect();
        self.parse(&members);
        let mut work = Vec::new();
        for (component, key) in unsolved {
            let (files, linked) = self.linked(component);
            work.push(Work { component, key, files, linked });
        }
        let size =
            |work: &Work| work.files.iter().map(|&at| self.modules[at].text().len()).sum::<usize>();
        work.sort_by_key(|work| (std::cmp::Reverse(size(work)), work.component));
        let solve = |Work { component, key, files, mut linked }: Work| {
            let beside = Beside { components: self, component };
            let (result, steps) = match self.kept.zip(key) {
                None => flow::solve(&mut linked, &self.question(&beside)),
                Some((kept, key)) => {
                    let asked = Asked::new(&beside);
                    let (result, steps) = flow::solve(&mut linked, &self.question(&asked));
                    kept.put_solution(
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

    /// A module is beyond the boundary of a component: it is no part of it, and can be read.
    fn is_beyond(&self, component: usize, module: usize) -> bool {
        self.component[module] != component && !matches!(self.facts[module], Some(Err(_)))
    }

    /// The modules of a component that can be read, in order.
    fn read_members(&self, component: usize) -> Vec<usize> {
        let is_read =
            |at: &usize| self.targets[*at].is_some() && !matches!(self.facts[*at], Some(Err(_)));
        let mut files: Vec<usize> =
            self.members[component].iter().copied().filter(is_read).collect();
        files.sort_unstable();
        files
    }

    /// For each of these modules of a component where its imports lead, and whether modules beyond
    /// import it.
    fn links(&self, component: usize, files: &[usize]) -> Vec<(Vec<Link>, bool)> {
        let positions: HashMap<usize, usize> =
            files.iter().enumerate().map(|(position, &at)| (at, position)).collect();
        let link = |target: &Target| match *target {
            Target::Host => Link::Host,
            Target::Module(at) if self.is_beyond(component, at) => Link::Beyond(at),
            Target::Module(at) => {
                positions.get(&at).map_or(Link::Nowhere, |&position| Link::Module(position))
            }
            Target::Nowhere => Link::Nowhere,
        };
        let boundary = |&at: &usize| -> (Vec<Link>, bool) {
            let links = self.targets[at].iter().flatten().map(link).collect();
            (links, self.importing[at].iter().any(|&from| self.is_beyond(component, from)))
        };
        files.iter().map(boundary).collect()
    }

    /// Takes the facts of the modules of a component out.
    fn linked(&mut self, component: usize) -> (Vec<usize>, Vec<Linked>) {
        let files = self.read_members(component);
        let links = self.links(component, &files);
        let mut linked = Vec::new();
        for (&at, (imports, is_imported)) in files.iter().zip(links) {
            let Some(Ok(facts)) = self.facts[at].take() else { continue };
            let module = &self.modules[at];
            linked.push(Linked {
                facts,
                imports,
                is_library: super::is_library(module),
                asked_for_data: self.templates.get(module.file()).cloned(),
                module: at,
                is_imported,
                is_given_away: module.text().len() > MAX_KEPT,
            });
        }
        (files, linked)
    }

    /// Keeps the facts for another round; those that were given away are made again when they are
    /// asked for.
    fn take_back(&mut self, files: &[usize], linked: Vec<Linked>) {
        for (&at, linked) in files.iter().zip(linked) {
            if !linked.is_given_away {
                self.facts[at] = Some(Ok(linked.facts));
            }
        }
    }

    /// The modules that something passes to or comes from.
    fn meant(&self, beyond: &Beyond) -> Vec<usize> {
        match beyond {
            Beyond::Imported(module) => vec![*module],
            Beyond::Importing(module) => self.importing[*module].iter().copied().collect(),
            Beyond::Named(name) => self.spelling.spelled(name).into_iter().collect(),
            Beyond::Field(of, name) => self.spelling.spelled_field(of, name).into_iter().collect(),
            Beyond::Pages | Beyond::Everything | Beyond::Labelled => {
                (0..self.modules.len()).collect()
            }
        }
    }

    /// Makes the components of two modules one; false when they are one already.
    fn join(&mut self, one: usize, other: usize) -> bool {
        let (one, other) = (self.component[one], self.component[other]);
        if one == other {
            return false;
        }
        // Each module moves only into a component that is at least twice as large as its own.
        let (large, small) = if self.members[one].len() >= self.members[other].len() {
            (one, other)
        } else {
            (other, one)
        };
        let moved = std::mem::take(&mut self.members[small]);
        for &at in &moved {
            self.component[at] = large;
        }
        self.members[large].extend(moved);
        true
    }
}

/// What a module imports, in the order of its facts.
fn specifiers_of(facts: &ModuleFacts) -> Vec<String> {
    facts.imports.iter().map(|import| facts.strings.get(import.specifier).to_owned()).collect()
}

/// The modules beside those of a component.
struct Beside<'c, 'm> {
    components: &'c Components<'m>,
    component: usize,
}

impl Beside<'_, '_> {
    fn is_there(&self, module: usize) -> bool {
        self.components.is_beyond(self.component, module)
    }
}

impl Surroundings for Beside<'_, '_> {
    fn is_any(&self) -> bool {
        (0..self.components.modules.len()).any(|at| self.is_there(at))
    }

    fn spells(&self, name: &str) -> bool {
        self.components.spelling.is_spelled(name, |at| self.is_there(at))
    }

    fn spells_field(&self, of: &str, field: &str) -> bool {
        self.components.spelling.is_field_spelled(of, field, |at| self.is_there(at))
    }

    fn assigns(&self, name: &str) -> bool {
        self.components.spelling.is_assigned(name, |at| self.is_there(at))
    }

    fn assigns_to_host(&self, name: &str) -> bool {
        self.components.spelling.is_on_host(name, |at| self.is_there(at))
    }
}

/// What a bundler's chunks have in their text: all of them share one table of modules.
const CHUNKS: [&[u8]; 3] = [b"webpackJsonp", b"webpackChunk", b".push([["];
/// Components with more modules, or more bytes of text, are solved once.
const MAX_MEMBERS: usize = 64;
const MAX_SOLVED_AGAIN: usize = 512 << 10;
/// Larger texts are solved with what imports them.
const MAX_ALONE: usize = 64 << 10;
/// Facts of larger texts are given away while they are solved.
const MAX_KEPT: usize = 256 << 10;
