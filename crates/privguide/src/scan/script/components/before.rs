//! What earlier runs found for components and modules.

use std::{collections::BTreeSet, hash::Hash as _};

use rayon::prelude::*;

use super::{Beside, Components, Solved, specifiers_of};
use crate::{
    scan::script::{
        flow::{Beyond, Link},
        is_library,
        kept::{Kept, KeptBeyond, KeptModule, KeyedLink, KeyedModule, ModuleName, digest},
    },
    tree::TreePath,
};

impl Components<'_> {
    /// Learns where the imports of modules lead: from what was kept, or by parsing them.
    pub(super) fn look_at(&mut self, wanted: &[usize]) {
        let fresh: Vec<usize> =
            wanted.iter().copied().filter(|&at| self.targets[at].is_none() && self.facts[at].is_none()).collect();
        let Some(kept) = self.kept else { return self.parse(&fresh) };
        let found: Vec<(u128, Option<KeptModule>)> = fresh
            .par_iter()
            .map(|&at| {
                let key = kept.key_of(&self.modules[at]);
                (key, kept.module(key))
            })
            .collect();
        let mut unknown = Vec::new();
        for (&at, (key, module)) in fresh.iter().zip(found) {
            self.digests[at] = Some(key);
            match module {
                Some(KeptModule::Imports(imports)) => self.link(at, &imports),
                Some(KeptModule::Unparsed(unparsed)) => self.facts[at] = Some(Err(unparsed)),
                None => unknown.push(at),
            }
        }
        self.parse(&unknown);
        for at in unknown {
            let (Some(key), Some(facts)) = (self.digests[at], &self.facts[at]) else { continue };
            kept.put_module(
                key,
                &match facts {
                    Ok(facts) => KeptModule::Imports(specifiers_of(facts)),
                    Err(unparsed) => KeptModule::Unparsed(unparsed.clone()),
                },
            );
        }
    }

    /// The components that earlier runs solved; the others, with their keys.
    pub(super) fn solved_before(&self, dirty: &BTreeSet<usize>) -> (Vec<Solved>, Vec<(usize, u128)>) {
        let Some(kept) = self.kept else { return (Vec::new(), dirty.iter().map(|&component| (component, 0)).collect()) };
        let look_up = |&component: &usize| {
            let files = self.read_members(component);
            let key = self.key(kept, component, &files);
            let beside = Beside { components: self, component };
            let found = kept.solution(key, &beside).and_then(|kept| {
                Some(match kept.result {
                    Ok(answer) => Ok(answer),
                    // A module that went away was asked about, or is no longer imported: all are found.
                    Err(passing) => Err(passing.into_iter().map(|beyond| self.found(beyond)).collect::<Option<_>>()?),
                })
            });
            match found {
                Some(result) => Ok(Solved { component, files, linked: Vec::new(), result, steps: 0 }),
                None => Err((component, key)),
            }
        };
        let dirty: Vec<usize> = dirty.iter().copied().collect();
        dirty.par_iter().map(look_up).partition_map(|found| match found {
            Ok(solved) => rayon::iter::Either::Left(solved),
            Err(unsolved) => rayon::iter::Either::Right(unsolved),
        })
    }

    /// Everything that decides what is found for a component, except for what it asks about modules beside it.
    fn key(&self, kept: Kept<'_>, component: usize, files: &[usize]) -> u128 {
        let links = self.links(component, files);
        let modules: Vec<KeyedModule<'_>> = files
            .iter()
            .zip(links)
            .map(|(&at, (links, is_imported))| KeyedModule {
                text: self.digests[at].unwrap_or_else(|| kept.key_of(&self.modules[at])),
                links: links.into_iter().map(|link| self.keyed(link)).collect(),
                is_library: is_library(&self.modules[at]),
                is_imported,
                asked_for_data: self.templates.get(self.modules[at].file()),
            })
            .collect();
        digest(|hasher| (kept.ground, &modules).hash(hasher))
    }

    fn keyed(&self, link: Link) -> KeyedLink {
        match link {
            Link::Module(position) => KeyedLink::Module(position),
            Link::Beyond(module) => KeyedLink::Beyond(self.name(module)),
            Link::Host => KeyedLink::Host,
            Link::Nowhere => KeyedLink::Nowhere,
        }
    }

    fn name(&self, module: usize) -> ModuleName {
        let file = self.modules[module].file();
        let place = self.index.get(file).and_then(|modules| modules.iter().position(|&at| at == module));
        (file.as_str().to_owned(), place.unwrap_or(0))
    }

    fn module_of(&self, (file, place): &ModuleName) -> Option<usize> {
        self.index.get(&TreePath::new(file)?)?.get(*place).copied()
    }

    /// What passes a boundary, to be kept.
    pub(super) fn named(&self, beyond: &Beyond) -> KeptBeyond {
        match beyond {
            Beyond::Imported(module) => KeptBeyond::Imported(self.name(*module)),
            Beyond::Importing(module) => KeptBeyond::Importing(self.name(*module)),
            Beyond::Named(name) => KeptBeyond::Named(name.clone()),
            Beyond::Field(of, name) => KeptBeyond::Field(of.clone(), name.clone()),
            Beyond::Pages => KeptBeyond::Pages,
            Beyond::Everything => KeptBeyond::Everything,
            Beyond::Labelled => KeptBeyond::Labelled,
        }
    }

    fn found(&self, beyond: KeptBeyond) -> Option<Beyond> {
        Some(match beyond {
            KeptBeyond::Imported(module) => Beyond::Imported(self.module_of(&module)?),
            KeptBeyond::Importing(module) => Beyond::Importing(self.module_of(&module)?),
            KeptBeyond::Named(name) => Beyond::Named(name),
            KeptBeyond::Field(of, name) => Beyond::Field(of, name),
            KeptBeyond::Pages => Beyond::Pages,
            KeptBeyond::Everything => Beyond::Everything,
            KeptBeyond::Labelled => Beyond::Labelled,
        })
    }
}
