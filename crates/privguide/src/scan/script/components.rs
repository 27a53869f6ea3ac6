//! Which modules are solved together.
//!
//! Modules that share no value that matters are solved apart: each alone at first, in parallel. Where something passes the boundary of what
//! was solved ([`Beyond`]), the modules on both sides become one component, and it is solved again, until nothing passes any boundary.
//! Modules that nothing interesting is in, and that nothing interesting gets to, are never parsed. Which modules are together does not
//! depend on the order: each round joins what all components of the round before ask for.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::{
    Module, Platform,
    facts::ModuleFacts,
    flow::{self, Answer, Beyond, Link, Linked, Question},
    names::Names,
    parse::{self, Unparsed},
    prefilter::Found,
    spelling::{Beside, Spelling, specifiers},
};
use crate::tree::TreePath;

/// All modules of a program, and which of them are together.
pub(super) struct Components<'m> {
    modules: &'m [Module],
    platform: &'m Platform<'m>,
    names: &'m Names,
    templates: &'m BTreeMap<TreePath, BTreeSet<String>>,
    /// What each says, or why it could not be read; nothing for those that nobody has asked for.
    facts: Vec<Option<Result<ModuleFacts, Unparsed>>>,
    /// Where its imports lead, in their order.
    targets: Vec<Vec<Target>>,
    /// The modules that import it.
    importing: Vec<BTreeSet<usize>>,
    /// Modules by file.
    index: HashMap<&'m TreePath, Vec<usize>>,
    /// A module of the same component that comes before it, or itself.
    parents: Vec<usize>,
    spelling: Spelling<'m>,
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

/// A component that is solved.
struct Solved {
    root: usize,
    /// The modules that take part, and what they say.
    files: Vec<usize>,
    linked: Vec<Linked>,
    result: Result<Answer, BTreeSet<Beyond>>,
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
            facts: modules.iter().map(|_| None).collect(),
            targets: vec![Vec::new(); modules.len()],
            importing: vec![BTreeSet::new(); modules.len()],
            index,
            parents: (0..modules.len()).collect(),
            spelling: Spelling::new(modules, platform.hosts),
        }
    }

    /// Solves everything on which something interesting depends.
    pub(super) fn solve(mut self, found: &[Found]) -> Answers {
        let escaped = self.find_importing();
        self.parse(&escaped);
        let mut dirty = self.wanted(found);
        let mut answers: BTreeMap<usize, (Vec<usize>, Answer)> = BTreeMap::new();
        let mut is_closed = false;
        while !dirty.is_empty() {
            let mut passing = Vec::new();
            for solved in self.round(&dirty, is_closed) {
                self.take_back(&solved.files, solved.linked);
                match solved.result {
                    Ok(answer) => drop(answers.insert(solved.root, (solved.files, answer))),
                    Err(crossings) => passing.push((solved.root, crossings)),
                }
            }
            // What passes is to be solved together; where it already is, there is no boundary any more.
            let mut has_grown = false;
            for (root, crossings) in &passing {
                for module in crossings.iter().flat_map(|beyond| self.meant(beyond)).collect::<BTreeSet<_>>() {
                    has_grown |= self.join(*root, module);
                }
            }
            is_closed = !has_grown;
            dirty = passing.iter().map(|(root, _)| self.root(*root)).collect();
            if self.join_all_beside_large(&dirty) {
                dirty = BTreeSet::from([self.root(0)]);
            }
            let roots: BTreeSet<usize> =
                answers.keys().copied().filter(|&root| self.root(root) != root || dirty.contains(&root)).collect();
            answers.retain(|root, _| !roots.contains(root));
        }
        let unparsed = self.facts.into_iter().enumerate().filter_map(|(at, facts)| Some((at, facts?.err()?)));
        Answers { components: answers.into_values().collect(), unparsed: unparsed.collect() }
    }

    /// The constraints and points-to sets of each component, as text.
    pub(super) fn dump(mut self, found: &[Found]) -> String {
        let all: Vec<usize> = (0..self.modules.len()).collect();
        let again = Self::new(self.modules, self.platform, self.names, self.templates);
        let components = again.solve(found).components;
        self.parse(&all);
        let mut text = String::new();
        for (files, _) in components {
            for &file in &files[1..] {
                self.join(files[0], file);
            }
            let (files, mut linked) = self.linked(self.root(files[0]), false);
            let beside = self.beside(self.root(files[0]), false);
            let names: Vec<&str> = files.iter().map(|&at| self.modules[at].file().as_str()).collect();
            text += &flow::dump(&mut linked, &names, &self.question(&beside));
        }
        text
    }

    /// The modules that are interesting by themselves, each a component; chunks of a bundler share their modules.
    fn wanted(&mut self, found: &[Found]) -> BTreeSet<usize> {
        let is_wanted =
            |at: usize| found[at].is_interesting || found[at].connects || self.templates.contains_key(self.modules[at].file());
        let mut wanted: BTreeSet<usize> = (0..self.modules.len()).filter(|&at| is_wanted(at)).collect();
        let is_chunk =
            |at: &usize| CHUNKS.iter().any(|mark| memchr::memmem::find(self.modules[*at].text().as_bytes(), mark).is_some());
        let chunks: Vec<usize> = (0..self.modules.len()).filter(is_chunk).collect();
        if chunks.iter().any(|at| wanted.contains(at)) {
            wanted.extend(&chunks);
            for &at in &chunks[1..] {
                self.join(chunks[0], at);
            }
        }
        for &at in &wanted {
            if super::is_library(&self.modules[at]) || self.modules[at].text().len() > MAX_ALONE {
                self.join_importing(at);
            }
        }
        let wanted = wanted.into_iter().map(|at| self.root(at)).collect();
        if self.join_all_beside_large(&wanted) { BTreeSet::from([self.root(0)]) } else { wanted }
    }

    /// A large component is solved once, with everything: to solve it again for each module that it meets costs more. True when it was so.
    fn join_all_beside_large(&mut self, roots: &BTreeSet<usize>) -> bool {
        let mut sizes: HashMap<usize, usize> = HashMap::new();
        for (at, module) in self.modules.iter().enumerate() {
            *sizes.entry(self.root(at)).or_default() += module.text().len();
        }
        let members = |root: usize| (0..self.modules.len()).filter(|&at| self.root(at) == root).count();
        let is_large = roots
            .iter()
            .any(|&root| sizes.get(&root).is_some_and(|&size| size > MAX_SOLVED_AGAIN) || members(root) > MAX_MEMBERS);
        for at in 0..if is_large { self.modules.len() } else { 0 } {
            self.join(0, at);
        }
        is_large
    }

    /// Packed code is solved with all that imports it, however far: alone, everything in it would be in the hands of modules beyond.
    fn join_importing(&mut self, module: usize) {
        let mut seen = BTreeSet::from([module]);
        let mut waiting = vec![module];
        while let Some(at) = waiting.pop() {
            self.join(module, at);
            waiting.extend(self.importing[at].iter().copied().filter(|&from| seen.insert(from)));
        }
    }

    /// Notes who imports whom; modules whose specifiers have escapes are to be parsed.
    fn find_importing(&mut self) -> Vec<usize> {
        let targets = |module: &Module| -> (Vec<usize>, bool) {
            let specifiers: BTreeSet<&str> = specifiers(module.text()).collect();
            let module_of = |specifier: &&str| match self.target(module.file(), specifier) {
                Target::Module(to) => Some(to),
                Target::Host | Target::Nowhere => None,
            };
            let has_escapes = specifiers.iter().any(|specifier| specifier.contains('\\'));
            (specifiers.iter().filter_map(module_of).collect(), has_escapes)
        };
        let imported: Vec<(Vec<usize>, bool)> = self.modules.par_iter().map(targets).collect();
        let mut escaped = Vec::new();
        for (at, (imported, has_escapes)) in imported.into_iter().enumerate() {
            escaped.extend(has_escapes.then_some(at));
            for to in imported {
                self.importing[to].insert(at);
            }
        }
        escaped
    }

    /// Parses the modules that are not yet parsed.
    fn parse(&mut self, wanted: &[usize]) {
        let mut fresh: Vec<usize> = wanted.iter().copied().filter(|&at| self.facts[at].is_none()).collect();
        // Large bundles first, one at a time: one that is begun last keeps all other cores waiting.
        fresh.sort_by_key(|&at| (std::cmp::Reverse(self.modules[at].text().len()), at));
        fresh.dedup();
        let read_one = |&at: &usize| {
            let module = &self.modules[at];
            parse::read(module.text(), module.dialect, self.platform.hosts, self.names)
        };
        let read: Vec<_> = fresh.par_iter().with_max_len(1).map(read_one).collect();
        for (at, result) in fresh.into_iter().zip(read) {
            if let Ok(facts) = &result {
                let target =
                    |import: &super::facts::Import| self.target(self.modules[at].file(), facts.strings.get(import.specifier));
                self.targets[at] = facts.imports.iter().map(target).collect();
                for target in &self.targets[at] {
                    if let Target::Module(to) = target {
                        self.importing[*to].insert(at);
                    }
                }
            }
            self.facts[at] = Some(result);
        }
    }

    fn target(&self, from: &TreePath, specifier: &str) -> Target {
        if self.platform.hosts.module(specifier).is_some() {
            return Target::Host;
        }
        let file = self.platform.resolver.resolve(from, specifier);
        let module = file.and_then(|file| self.index.get(&file)).and_then(|modules| modules.first());
        module.map_or(Target::Nowhere, |&module| Target::Module(module))
    }

    /// Solves each of the components.
    fn round(&mut self, dirty: &BTreeSet<usize>, is_closed: bool) -> Vec<Solved> {
        let members: Vec<usize> = (0..self.modules.len()).filter(|&at| dirty.contains(&self.root(at))).collect();
        self.parse(&members);
        let mut work: Vec<(usize, Vec<usize>, Vec<Linked>)> = Vec::new();
        for &root in dirty {
            let (files, linked) = self.linked(root, is_closed);
            work.push((root, files, linked));
        }
        let size = |files: &[usize]| files.iter().map(|&at| self.modules[at].text().len()).sum::<usize>();
        work.sort_by_key(|(root, files, _)| (std::cmp::Reverse(size(files)), *root));
        let solve = |(root, files, mut linked): (usize, Vec<usize>, Vec<Linked>)| {
            let beside = self.beside(root, is_closed);
            let result = flow::solve(&mut linked, &self.question(&beside));
            Solved { root, files, linked, result }
        };
        let mut solved: Vec<Solved> = work.into_par_iter().with_max_len(1).map(solve).collect();
        solved.sort_by_key(|solved| solved.root);
        solved
    }

    fn question<'q>(&'q self, beside: &'q Beside<'q>) -> Question<'q> {
        Question { hosts: self.platform.hosts, names: self.names, catalog: self.platform.catalog, surroundings: beside }
    }

    /// The modules that do not belong to a component; none of them counts when it is closed.
    fn beside(&self, root: usize, is_closed: bool) -> Beside<'_> {
        let is_there = |at: usize| self.root(at) != root && !matches!(self.facts[at], Some(Err(_)));
        let modules = if is_closed { Vec::new() } else { (0..self.modules.len()).map(is_there).collect() };
        Beside { spelling: &self.spelling, is_there: modules }
    }

    /// Takes the facts of the modules of a component out.
    fn linked(&mut self, root: usize, is_closed: bool) -> (Vec<usize>, Vec<Linked>) {
        let is_read = |at: &usize| self.root(*at) == root && matches!(self.facts[*at], Some(Ok(_)));
        let files: Vec<usize> = (0..self.modules.len()).filter(is_read).collect();
        let positions: HashMap<usize, usize> = files.iter().enumerate().map(|(position, &at)| (at, position)).collect();
        let is_unread = |at: usize| matches!(self.facts[at], Some(Err(_)));
        let link = |target: &Target| match *target {
            Target::Host => Link::Host,
            Target::Module(at) => match positions.get(&at) {
                Some(&position) => Link::Module(position),
                None if is_closed || is_unread(at) => Link::Nowhere,
                None => Link::Beyond(at),
            },
            Target::Nowhere => Link::Nowhere,
        };
        let parts: Vec<(Vec<Link>, bool)> = files
            .iter()
            .map(|&at| {
                let links = self.targets[at].iter().map(link).collect();
                let is_imported = |from: &usize| !positions.contains_key(from) && !is_unread(*from);
                (links, !is_closed && self.importing[at].iter().any(is_imported))
            })
            .collect();
        let mut linked = Vec::new();
        for (&at, (imports, is_imported)) in files.iter().zip(parts) {
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

    /// Keeps the facts for another round; those that were given away are made again when they are asked for.
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
            Beyond::Named(name) => self.spelling.spelled(name).to_vec(),
            Beyond::Field(of, name) => self.spelling.spelled_field(of, name).to_vec(),
            Beyond::Everything => (0..self.modules.len()).collect(),
        }
    }

    fn root(&self, module: usize) -> usize {
        let mut at = module;
        while self.parents[at] != at {
            at = self.parents[at];
        }
        at
    }

    /// Makes two components one; false when they are one already.
    fn join(&mut self, one: usize, other: usize) -> bool {
        let (one, other) = (self.root(one), self.root(other));
        let (first, second) = (one.min(other), one.max(other));
        self.parents[second] = first;
        first != second
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
