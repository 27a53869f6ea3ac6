//! Parses modules when they are needed, and records where their imports lead.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Components;
use crate::{
    scan::script::{
        Module,
        facts::ModuleFacts,
        flow::{Link, Linked},
        parse,
        sketch::Sketch,
    },
    token::with_deep_stacks_once,
    tree::TreePath,
};

/// More bytes of scripts are parsed by threads that end: then their memory is needed for solving.
const MOST_PARSED_HERE: usize = 512 << 10;

/// Where an import leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ImportTarget {
    Module(usize),
    /// A module that exports the platform.
    Host,
    /// A module outside of the program.
    Nowhere,
}

impl Components<'_> {
    /// Records which modules import which. Returns the modules whose imports only a parser can
    /// determine.
    pub(super) fn find_importing(&mut self) -> Vec<usize> {
        let targets = |(module, sketch): (&Module, &Sketch)| -> Vec<usize> {
            let module_of = |specifier: &String| match self.target(module.file(), specifier) {
                ImportTarget::Module(to) => Some(to),
                ImportTarget::Host | ImportTarget::Nowhere => None,
            };
            sketch.imports.iter().filter_map(module_of).collect()
        };
        let imported: Vec<Vec<usize>> =
            self.modules.par_iter().zip(self.sketches).map(targets).collect();
        for (at, imported) in imported.iter().enumerate() {
            for &to in imported {
                self.importing[to].insert(at);
            }
        }
        self.imported = imported;
        (0..self.modules.len()).filter(|&at| self.sketches[at].is_unclear).collect()
    }

    /// Records where the imports of a module lead.
    pub(super) fn link(&mut self, at: usize, imports: &[String]) {
        let targets: Vec<ImportTarget> =
            imports.iter().map(|import| self.target(self.modules[at].file(), import)).collect();
        for target in &targets {
            if let ImportTarget::Module(to) = target {
                self.importing[*to].insert(at);
            }
        }
        self.targets[at] = Some(targets);
    }

    /// Parses the modules that are not yet parsed.
    pub(super) fn parse(&mut self, wanted: &[usize]) {
        let mut fresh: Vec<usize> =
            wanted.iter().copied().filter(|&at| self.facts[at].is_none()).collect();
        // Large bundles come first: a bundle that is started last would keep all other cores
        // waiting.
        fresh.sort_by_key(|&at| (std::cmp::Reverse(self.modules[at].size()), at));
        fresh.dedup();
        let read_one =
            |&at: &usize| parse::read(&self.modules[at], self.platform.hosts, self.names);
        let read_all = || -> Vec<_> { fresh.par_iter().with_max_len(1).map(read_one).collect() };
        let size: usize = fresh.iter().map(|&at| self.modules[at].size()).sum();
        let read =
            if size > MOST_PARSED_HERE { with_deep_stacks_once(read_all) } else { read_all() };
        for (at, result) in fresh.into_iter().zip(read) {
            if let Ok(facts) = &result
                && self.targets[at].is_none()
            {
                self.link(at, &specifiers_of(facts));
            }
            self.facts[at] = Some(result);
        }
    }

    fn target(&self, from: &TreePath, specifier: &str) -> ImportTarget {
        if self.platform.hosts.module(specifier).is_some() {
            return ImportTarget::Host;
        }
        let file = self.platform.resolver.resolve(from, specifier);
        let module =
            file.and_then(|file| self.index.get(&file)).and_then(|modules| modules.first());
        module.map_or(ImportTarget::Nowhere, |&module| ImportTarget::Module(module))
    }
    /// For each of these modules of a component: where its imports lead, and whether modules
    /// outside of the component import it.
    pub(super) fn links(&self, component: usize, files: &[usize]) -> Vec<(Vec<Link>, bool)> {
        let positions: HashMap<usize, usize> =
            files.iter().enumerate().map(|(position, &at)| (at, position)).collect();
        let link = |target: &ImportTarget| match *target {
            ImportTarget::Host => Link::Host,
            ImportTarget::Module(at) if self.is_beyond(component, at) => Link::Beyond(at),
            ImportTarget::Module(at) => {
                positions.get(&at).map_or(Link::Nowhere, |&position| Link::Module(position))
            }
            ImportTarget::Nowhere => Link::Nowhere,
        };
        let boundary = |&at: &usize| -> (Vec<Link>, bool) {
            let links = self.targets[at].iter().flatten().map(link).collect();
            (links, self.importing[at].iter().any(|&from| self.is_beyond(component, from)))
        };
        files.iter().map(boundary).collect()
    }

    /// Moves the facts of a component's modules out.
    pub(super) fn linked(&mut self, component: usize) -> (Vec<usize>, Vec<Linked>) {
        let files = self.read_members(component);
        let links = self.links(component, &files);
        let mut linked = Vec::new();
        for (&at, (imports, is_imported)) in files.iter().zip(links) {
            let Some(Ok(facts)) = self.facts[at].take() else { continue };
            let module = &self.modules[at];
            linked.push(Linked {
                facts,
                imports,
                is_library: self.sketches[at].is_library,
                asked_for_data: self.templates.get(module.file()).cloned(),
                module: at,
                is_imported,
                is_given_away: module.size() > MAX_KEPT,
            });
        }
        (files, linked)
    }

    /// Puts the facts back for another round. Facts that were freed are built again when they are
    /// needed.
    pub(super) fn take_back(&mut self, files: &[usize], linked: Vec<Linked>) {
        for (&at, linked) in files.iter().zip(linked) {
            if !linked.is_given_away {
                self.facts[at] = Some(Ok(linked.facts));
            }
        }
    }
}

/// The specifiers that a module imports, in the order of its facts.
pub(super) fn specifiers_of(facts: &ModuleFacts) -> Vec<String> {
    facts.imports.iter().map(|import| facts.strings.get(import.specifier).to_owned()).collect()
}

/// For longer texts, the facts are freed while the component is solved.
const MAX_KEPT: usize = 256 << 10;
