//! Reuses what earlier runs found for components and modules.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::{Components, Solved, imports::specifiers_of, surroundings::OtherComponents};
use crate::{
    records::digest,
    scan::script::{
        cached::{CachedModule, KeyedModule, ModuleName, ProgramRecords},
        flow::{Beyond, Link},
    },
    tree::TreePath,
};

impl Components<'_> {
    /// Determines where the imports of modules lead: from the cache, or by parsing the modules.
    pub(super) fn resolve_imports_of(&mut self, wanted: &[usize]) {
        let fresh: Vec<usize> = wanted
            .iter()
            .copied()
            .filter(|&at| self.targets[at].is_none() && self.facts[at].is_none())
            .collect();
        let Some(records) = self.records else { return self.parse(&fresh) };
        let found: Vec<(u128, Option<CachedModule>)> = fresh
            .par_iter()
            .map(|&at| {
                let key = self.sketches[at].key(&self.modules[at], records);
                (key, records.module(key))
            })
            .collect();
        let mut unknown = Vec::new();
        for (&at, (key, module)) in fresh.iter().zip(found) {
            match module {
                Some(CachedModule::Imports(imports)) => self.link(at, &imports),
                Some(CachedModule::Unparsed(unparsed)) => self.facts[at] = Some(Err(unparsed)),
                None => unknown.push((at, key)),
            }
        }
        self.parse(&unknown.iter().map(|&(at, _)| at).collect::<Vec<_>>());
        for (at, key) in unknown {
            let Some(facts) = &self.facts[at] else { continue };
            records.put_module(
                key,
                &match facts {
                    Ok(facts) => CachedModule::Imports(specifiers_of(facts)),
                    Err(unparsed) => CachedModule::Unparsed(unparsed.clone()),
                },
            );
        }
    }

    /// Takes the solutions of components from the cache. The other components are returned with the
    /// keys under which their solutions are to be stored.
    pub(super) fn solved_before(
        &self,
        dirty: &BTreeSet<usize>,
    ) -> (Vec<Solved>, Vec<(usize, Option<u128>)>) {
        let Some(records) = self.records else {
            return (Vec::new(), dirty.iter().map(|&component| (component, None)).collect());
        };
        let look_up = |&component: &usize| {
            let files = self.read_members(component);
            let key = self.key(records, component, &files);
            let beside = OtherComponents { components: self, component };
            let solution = records.solution(key, &beside).and_then(|cached| {
                // Each module that a label names is in the component or imported by one of its
                // modules, so the key covers it.
                let found =
                    |beyond: Beyond<ModuleName>| beyond.renamed(|module| self.module_of(&module));
                Some(match cached.result {
                    Ok(answer) => Ok(answer),
                    Err(passing) => Err(passing.into_iter().map(found).collect::<Option<_>>()?),
                })
            });
            match solution {
                Some(result) => {
                    Ok(Solved { component, files, linked: Vec::new(), result, steps: 0 })
                }
                None => Err((component, Some(key))),
            }
        };
        let dirty: Vec<usize> = dirty.iter().copied().collect();
        dirty.par_iter().map(look_up).partition_map(|found| match found {
            Ok(solved) => rayon::iter::Either::Left(solved),
            Err(unsolved) => rayon::iter::Either::Right(unsolved),
        })
    }

    /// A digest of everything that the solution of a component depends on, except for the answers
    /// to its questions about other modules.
    fn key(&self, records: ProgramRecords<'_>, component: usize, files: &[usize]) -> u128 {
        let links = self.links(component, files);
        let modules: Vec<KeyedModule<'_>> = files
            .iter()
            .zip(links)
            .map(|(&at, (links, is_imported))| KeyedModule {
                text: self.sketches[at].key(&self.modules[at], records),
                links: links.into_iter().map(|link| self.keyed(link)).collect(),
                is_library: self.sketches[at].is_library,
                is_imported,
                asked_for_data: self.templates.get(self.modules[at].file()),
            })
            .collect();
        digest(&(records.ground, &modules))
    }

    fn keyed(&self, link: Link) -> Link<ModuleName> {
        match link {
            Link::Module(position) => Link::Module(position),
            Link::Beyond(module) => Link::Beyond(self.name(module)),
            Link::Host => Link::Host,
            Link::Nowhere => Link::Nowhere,
        }
    }

    fn name(&self, module: usize) -> ModuleName {
        let file = self.modules[module].file();
        let place =
            self.index.get(file).and_then(|modules| modules.iter().position(|&at| at == module));
        (file.as_str().to_owned(), place.unwrap_or(0))
    }

    fn module_of(&self, (file, place): &ModuleName) -> Option<usize> {
        self.index.get(&TreePath::new(file)?)?.get(*place).copied()
    }

    /// Labels of the values that cross the boundary of a component, in a form that can be stored.
    pub(super) fn named(&self, passing: &BTreeSet<Beyond>) -> Vec<Beyond<ModuleName>> {
        passing
            .iter()
            .cloned()
            .filter_map(|beyond| beyond.renamed(|module| Some(self.name(module))))
            .collect()
    }
}
