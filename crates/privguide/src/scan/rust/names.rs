//! The names of a crate: its modules, their items, and the resolution of paths.

use std::{cell::Cell, collections::BTreeMap};

use super::{binding::Binding, body::FunctionBody};

/// The names of a crate.
#[derive(Debug, Default)]
pub(super) struct CrateNames {
    /// The name by which other crates refer to it.
    pub(super) name: String,
    /// The modules, the root first.
    pub(super) modules: Vec<ModuleNames>,
    /// Names that JavaScript provides, each with the index of its file.
    pub(super) bindings: Vec<(usize, Binding)>,
    /// Functions, with their file and module.
    pub(super) functions: Vec<RustFunction>,
}

/// The names of one module.
#[derive(Debug, Default)]
pub(super) struct ModuleNames {
    pub(super) parent: Option<usize>,
    pub(super) items: BTreeMap<String, RustItem>,
    /// `use a::b as c`: (c, [a, b]).
    pub(super) imports: Vec<(String, Vec<String>)>,
    /// `use a::*`.
    pub(super) globs: Vec<Vec<String>>,
}

/// What a name in a module refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RustItem {
    Module(usize),
    Binding(usize),
    Function(usize),
    /// A constant with a literal string.
    Text(String),
    /// Another item with this name: it shadows names from glob imports.
    Other,
}

/// A function, method, or the value of a static.
#[derive(Debug)]
pub(super) struct RustFunction {
    /// Its name; with the type before it for a method: `Wx::locate`.
    pub(super) name: String,
    pub(super) file: usize,
    pub(super) module: usize,
    pub(super) body: FunctionBody,
}

/// An item of one of several crates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) in_crate: usize,
    pub(super) item: RustItem,
}

/// Resolves a path from a module. `None` if it leads out of the given crates, or, as `is_cut` then
/// says, the chain of imports is too long.
pub(super) fn resolve(
    crates: &[CrateNames],
    from: (usize, usize),
    path: &[String],
    is_cut: &Cell<bool>,
) -> Option<Resolved> {
    NameResolver { crates, answers: BTreeMap::new(), depth: 0, is_cut }.resolve(from, path)
}

struct NameResolver<'c> {
    crates: &'c [CrateNames],
    /// Imports can be circular and can fan out: each query is evaluated once, and a query that is
    /// being evaluated has no answer yet.
    answers: BTreeMap<(usize, usize, String), Option<Resolved>>,
    depth: usize,
    is_cut: &'c Cell<bool>,
}

impl NameResolver<'_> {
    fn resolve(&mut self, (in_crate, module): (usize, usize), path: &[String]) -> Option<Resolved> {
        let (first, rest) = path.split_first()?;
        let root = Resolved { in_crate, item: RustItem::Module(0) };
        let start = match first.as_str() {
            "crate" => root,
            "self" => Resolved { in_crate, item: RustItem::Module(module) },
            "super" => Resolved {
                in_crate,
                item: RustItem::Module(self.crates[in_crate].modules[module].parent?),
            },
            name => self.lookup((in_crate, module), name).or_else(|| self.root_of(name))?,
        };
        self.descend(start, rest)
    }

    fn root_of(&self, name: &str) -> Option<Resolved> {
        let in_crate = self.crates.iter().position(|known| known.name == name)?;
        Some(Resolved { in_crate, item: RustItem::Module(0) })
    }

    fn descend(&mut self, start: Resolved, path: &[String]) -> Option<Resolved> {
        let mut at = start;
        for name in path {
            let RustItem::Module(module) = at.item else { return None };
            at = match name.as_str() {
                "super" => Resolved {
                    item: RustItem::Module(self.crates[at.in_crate].modules[module].parent?),
                    ..at
                },
                "self" => at,
                name => self.lookup((at.in_crate, module), name)?,
            };
        }
        Some(at)
    }

    fn lookup(&mut self, (in_crate, module): (usize, usize), name: &str) -> Option<Resolved> {
        let key = (in_crate, module, name.to_owned());
        if let Some(answer) = self.answers.get(&key) {
            return answer.clone();
        }
        if self.depth > MAX_DEPTH {
            self.is_cut.set(true);
            return None;
        }
        self.answers.insert(key.clone(), None);
        self.depth += 1;
        let found = self.ask((in_crate, module), name);
        self.depth -= 1;
        self.answers.insert(key, found.clone());
        found
    }

    fn ask(&mut self, (in_crate, module): (usize, usize), name: &str) -> Option<Resolved> {
        let crates = self.crates;
        let names = &crates[in_crate].modules[module];
        if let Some(item) = names.items.get(name) {
            return Some(Resolved { in_crate, item: item.clone() });
        }
        let imports = names.imports.iter().filter(|(alias, _)| alias == name);
        if let Some(found) =
            imports.into_iter().find_map(|(_, path)| self.resolve((in_crate, module), path))
        {
            return Some(found);
        }
        names.globs.iter().find_map(|glob| {
            let target = self.resolve((in_crate, module), glob)?;
            let RustItem::Module(inner) = target.item else { return None };
            self.lookup((target.in_crate, inner), name)
        })
    }
}

/// The maximum length of a chain of imports.
const MAX_DEPTH: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    fn module(parent: Option<usize>, items: &[(&str, RustItem)], globs: &[&[&str]]) -> ModuleNames {
        let owned = |path: &&[&str]| path.iter().map(|&name| name.to_owned()).collect();
        ModuleNames {
            parent,
            items: items.iter().map(|(name, item)| ((*name).to_owned(), item.clone())).collect(),
            imports: Vec::new(),
            globs: globs.iter().map(owned).collect(),
        }
    }

    #[test]
    fn a_prelude_of_globs_leads_on_and_circles_end() {
        let library = CrateNames {
            name: "library".into(),
            modules: vec![
                module(
                    None,
                    &[("inner", RustItem::Module(1)), ("prelude", RustItem::Module(2))],
                    &[&["crate"]],
                ),
                module(Some(0), &[("choose", RustItem::Binding(7))], &[&["crate"]]),
                module(Some(0), &[], &[&["crate", "inner"]]),
            ],
            ..CrateNames::default()
        };
        let app = CrateNames {
            name: "app".into(),
            modules: vec![module(None, &[], &[&["library", "prelude"]])],
            ..CrateNames::default()
        };
        let crates = [app, library];
        let is_cut = Cell::new(false);
        let found = |from, path: &str| {
            let path: Vec<String> = path.split("::").map(str::to_owned).collect();
            resolve(&crates, from, &path, &is_cut)
        };
        assert_eq!(found((0, 0), "choose").map(|found| found.item), Some(RustItem::Binding(7)));
        assert_eq!(
            found((0, 0), "library::inner::choose").map(|found| found.item),
            Some(RustItem::Binding(7))
        );
        assert_eq!(found((1, 1), "super::inner::nothing"), None);
        assert!(!is_cut.get());
    }
}
