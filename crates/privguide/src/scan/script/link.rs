//! Which modules take part, and how they hang together.
//!
//! First the files that are interesting by themselves are parsed, then, round by round, the modules on which something interesting in
//! them depends. A module is parsed once; what is parsed does not depend on the order.

use std::collections::{BTreeSet, HashMap};

use memchr::memmem;
use rayon::prelude::*;

use super::{
    Module, Platform,
    facts::ModuleFacts,
    flow::Link,
    names::Names,
    parse::{self, Unparsed},
    prefilter::Found,
};
use crate::tree::TreePath;

/// Modules after parsing: what each says, or why it could not be read.
pub(super) struct Parsed {
    pub(super) facts: Vec<Option<Result<ModuleFacts, Unparsed>>>,
    /// Modules by file; a file with several script blocks has several.
    index: HashMap<TreePath, Vec<usize>>,
}

pub(super) fn parse_all(
    modules: &[Module],
    found: &[Found],
    platform: &Platform<'_>,
    names: &Names,
    templates: &BTreeSet<TreePath>,
) -> Parsed {
    let mut index: HashMap<TreePath, Vec<usize>> = HashMap::new();
    for (at, module) in modules.iter().enumerate() {
        index.entry(module.file().clone()).or_default().push(at);
    }
    let mut parsed = Parsed { facts: modules.iter().map(|_| None).collect(), index };
    let mut wanted: Vec<usize> = (0..modules.len()).filter(|&at| found[at].is_interesting || found[at].connects).collect();
    // Where a module takes the host for a value, any module may receive it: all are read. Too much, never too little.
    if (0..modules.len()).any(|at| (found[at].carries || found[at].connects) && has_neighbours(modules[at].text())) {
        wanted = (0..modules.len()).collect();
    }
    wanted.extend((0..modules.len()).filter(|&at| templates.contains(modules[at].file())));
    wanted.sort_unstable();
    wanted.dedup();
    let mut asked_for_exports: Vec<bool> = modules.iter().map(|module| templates.contains(module.file())).collect();
    while !wanted.is_empty() {
        let mut fresh: Vec<usize> = wanted.iter().copied().filter(|&at| parsed.facts[at].is_none()).collect();
        // Large bundles first, one at a time: one that is begun last keeps all other cores waiting.
        fresh.sort_by_key(|&at| (std::cmp::Reverse(modules[at].text().len()), at));
        let read_one = |&at: &usize| parse::read(modules[at].text(), modules[at].dialect, platform.hosts, names);
        let read: Vec<_> = fresh.par_iter().with_max_len(1).map(read_one).collect();
        for (at, result) in fresh.into_iter().zip(read) {
            parsed.facts[at] = Some(result);
        }
        wanted = parsed.demands(modules, platform, &wanted, &mut asked_for_exports);
    }
    parsed
}

impl Parsed {
    /// The modules on which those of the last round depend.
    fn demands(&self, modules: &[Module], platform: &Platform<'_>, last: &[usize], asked_for_exports: &mut [bool]) -> Vec<usize> {
        let mut next = Vec::new();
        for &at in last {
            let Some(Some(Ok(facts))) = self.facts.get(at) else {
                continue;
            };
            let demanded = if asked_for_exports[at] { &facts.demanded_by_exports } else { &facts.demanded };
            for &import in demanded {
                let specifier = facts.strings.get(facts.imports[import as usize].specifier);
                for target in self.targets(modules[at].file(), specifier, platform) {
                    if !std::mem::replace(&mut asked_for_exports[target], true) {
                        next.push(target);
                    }
                }
            }
        }
        next.sort_unstable();
        next
    }

    fn targets(&self, from: &TreePath, specifier: &str, platform: &Platform<'_>) -> Vec<usize> {
        if platform.hosts.module(specifier).is_some() {
            return Vec::new();
        }
        let file = platform.resolver.resolve(from, specifier);
        file.and_then(|file| self.index.get(&file)).cloned().unwrap_or_default()
    }

    /// Where the imports of a module lead, given the positions of the modules that take part.
    pub(super) fn links(
        &self,
        module: &Module,
        facts: &ModuleFacts,
        platform: &Platform<'_>,
        positions: &HashMap<usize, usize>,
    ) -> Vec<Link> {
        let link = |specifier: &str| {
            if platform.hosts.module(specifier).is_some() {
                return Link::Host;
            }
            let targets = self.targets(module.file(), specifier, platform);
            targets.first().and_then(|target| positions.get(target)).map_or(Link::Nowhere, |&at| Link::Module(at))
        };
        facts.imports.iter().map(|import| link(facts.strings.get(import.specifier))).collect()
    }
}

/// The module can hand something to another one: it imports or exports, or reaches what all modules share.
fn has_neighbours(text: &str) -> bool {
    let reaches = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    SHARING.into_iter().any(reaches)
}

/// What the text of a module spells that shares values with others.
const SHARING: [&str; 9] = ["import", "export", "require", "getApp", "App(", "getCurrentPages", "global", "window", "prototype"];
