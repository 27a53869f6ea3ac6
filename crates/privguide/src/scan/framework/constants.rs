//! Resolves constants of a script that refer to each other and to other modules.
//!
//! A template may use `KINDS.phone`, where its script imports `KINDS` from a module that re-exports
//! it from a third one. Every name that refers to another place is replaced by the values there. A
//! name stays open if a module is not in the program, if references are circular, or if the chain
//! is too long.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use oxc::span::SourceType;

use super::{
    Naming, Style, held,
    setup::{DEEPEST, Elsewhere, InitialData, MOST, SetupConstants},
};
use crate::{
    framework::component_ends,
    program::Program,
    scan::{
        markup::DataPath,
        script::{JsxElement, Module},
    },
    tree::TreePath,
};

/// Resolves the data that templates see of their scripts.
pub fn resolve_constants(
    program: &Program,
    modules: &[Module],
    namings: &mut HashMap<TreePath, Naming>,
) {
    let is_asked = |naming: &Naming| {
        let constants = naming.held.values().chain(naming.assigned.values());
        !naming.imported.is_empty() || constants.into_iter().any(|held| !held.is_also.is_empty())
    };
    let mut asking: Vec<TreePath> = namings
        .iter()
        .filter(|(_, naming)| is_asked(naming))
        .map(|(file, _)| file.clone())
        .collect();
    if asking.is_empty() {
        return;
    }
    asking.sort();
    let texts = modules.iter().map(|module| (module.source.path(), module)).collect();
    let mut known = ConstantReader { program, texts, read: HashMap::new(), left: MOST_STEPS };
    for file in asking {
        let Some(naming) = namings.get_mut(&file) else { continue };
        for constants in [&mut naming.held, &mut naming.assigned] {
            if !constants.is_empty() {
                let top = std::mem::take(constants);
                *constants =
                    known.resolved(&file, &SetupConstants { top, ..SetupConstants::default() });
            }
        }
        naming.found = std::mem::take(&mut naming.imported)
            .into_iter()
            .filter_map(|(tag, (specifier, name))| {
                let from = Elsewhere::Export(specifier, vec![name]);
                Some((tag, known.component(&file, from)?))
            })
            .collect();
    }
}

/// Replaces imports of a framework's elements through modules of the program by imports from the
/// framework's module.
pub fn resolve_elements(
    program: &Program,
    modules: &[Module],
    style: &Style,
    elements: &mut [JsxElement],
) {
    /// A specifier and an exported name.
    type Import = (String, String);
    if style.components.is_empty() {
        return;
    }
    let texts = modules.iter().map(|module| (module.source.path(), module)).collect();
    let mut known = ConstantReader { program, texts, read: HashMap::new(), left: MOST_STEPS };
    let mut origins: HashMap<(TreePath, Import), Option<Import>> = HashMap::new();
    for element in elements {
        let Some((module, name)) = &element.imported else { continue };
        if style.components.contains(&module.as_str()) {
            continue;
        }
        let key = (element.place.file.clone(), (module.clone(), name.clone()));
        let origin = origins.entry(key).or_insert_with_key(|(file, (module, name))| {
            let from = Elsewhere::Export(module.clone(), vec![name.clone()]);
            let is_end = |module: &str, _: &TreePath| style.components.contains(&module);
            known.origin(file, from, &is_end).map(|(module, name, _)| (module, name))
        });
        if origin.is_some() {
            element.imported.clone_from(origin);
        }
    }
}

struct ConstantReader<'k> {
    program: &'k Program,
    texts: HashMap<&'k TreePath, &'k Module>,
    read: HashMap<TreePath, SetupConstants>,
    /// The steps that remain for the current file.
    left: usize,
}

/// The maximum number of steps for one file: names that refer to each other can have arbitrarily
/// many paths. A name beyond the limit is open.
const MOST_STEPS: usize = 1 << 16;

/// A path of names in a script.
type ConstantPlace = (TreePath, DataPath);

impl ConstantReader<'_> {
    /// The same names, each with all its values.
    fn resolved(
        &mut self,
        file: &TreePath,
        own: &SetupConstants,
    ) -> BTreeMap<DataPath, InitialData> {
        self.read.insert(file.clone(), own.clone());
        self.left = MOST_STEPS;
        let mut resolved = BTreeMap::new();
        for path in own.top.keys() {
            self.add(&mut resolved, path, &(file.clone(), path.clone()), &mut BTreeSet::new());
        }
        resolved
    }

    /// Adds the values at a place to those at a path.
    fn add(
        &mut self,
        resolved: &mut BTreeMap<DataPath, InitialData>,
        path: &DataPath,
        place: &ConstantPlace,
        seen: &mut BTreeSet<ConstantPlace>,
    ) {
        let is_too_much = path.len() > DEEPEST
            || resolved.len() >= MOST
            || seen.len() > DEEPEST
            || self.left == 0;
        if is_too_much || !seen.insert(place.clone()) {
            resolved.entry(path.clone()).or_default().is_open = true;
            return;
        }
        let (file, from) = place;
        let below: Vec<(DataPath, InitialData)> = self.below(file, from);
        self.left = self.left.saturating_sub(1 + below.len());
        if below.is_empty() {
            self.add_from_above(resolved, path, place, seen);
        }
        for (inner, held) in below {
            let target: DataPath = path.iter().cloned().chain(inner).collect();
            let entry = resolved.entry(target.clone()).or_default();
            entry.texts.extend(held.texts);
            entry.is_open |= held.is_open;
            entry.is_replaced |= held.is_replaced;
            for other in held.is_also {
                self.follow(resolved, &target, (file, other), seen);
            }
        }
        seen.remove(place);
    }

    /// Adds a member of a name that refers to another place as a whole: `KINDS.phone`, where
    /// `KINDS` is imported.
    fn add_from_above(
        &mut self,
        resolved: &mut BTreeMap<DataPath, InitialData>,
        path: &DataPath,
        (file, from): &ConstantPlace,
        seen: &mut BTreeSet<ConstantPlace>,
    ) {
        let constants = self.constants(file);
        // `.value` of a `ref` is the data itself.
        if from.len() > 1 && from[1] == "value" && constants.top.contains_key(&from[..1]) {
            let start = [&from[..1], &from[2..]].concat();
            return self.add(resolved, path, &(file.clone(), start), seen);
        }
        let nearest = (1..from.len())
            .rev()
            .find_map(|length| Some((length, constants.top.get(&from[..length])?.clone())));
        let Some((length, held)) = nearest else {
            resolved.entry(path.clone()).or_default().is_open = true;
            return;
        };
        resolved.entry(path.clone()).or_default().is_open |= held.is_open;
        for other in held.is_also {
            let other = match other {
                Elsewhere::Here(start) => Elsewhere::Here([&start, &from[length..]].concat()),
                Elsewhere::Export(module, start) => {
                    Elsewhere::Export(module, [&start, &from[length..]].concat())
                }
            };
            self.follow(resolved, path, (file, other), seen);
        }
    }

    fn follow(
        &mut self,
        resolved: &mut BTreeMap<DataPath, InitialData>,
        path: &DataPath,
        (file, other): (&TreePath, Elsewhere),
        seen: &mut BTreeSet<ConstantPlace>,
    ) {
        match other {
            Elsewhere::Here(start) => self.add(resolved, path, &(file.clone(), start), seen),
            Elsewhere::Export(module, start) => {
                let target = self
                    .program
                    .resolve_script(file, &module)
                    .filter(|target| self.texts.contains_key(target));
                let Some(target) = target else {
                    resolved.entry(path.clone()).or_default().is_open = true;
                    return;
                };
                if let Some((name, rest)) = start.split_first() {
                    return self.export(resolved, path, (&target, name, rest), seen);
                }
                // The name refers to all exports: `import * as KINDS`.
                self.all_exports(resolved, path, &target, seen);
            }
        }
    }

    /// All exports of a module, below a path.
    fn all_exports(
        &mut self,
        resolved: &mut BTreeMap<DataPath, InitialData>,
        path: &DataPath,
        module: &TreePath,
        seen: &mut BTreeSet<ConstantPlace>,
    ) {
        // Modules may re-export each other in a circle.
        let place = (module.clone(), vec!["export *".to_owned()]);
        if !seen.insert(place.clone()) {
            return;
        }
        let constants = self.constants(module);
        let (is_unread, stars) = (constants.is_unread, constants.stars.clone());
        self.left = self.left.saturating_sub(1 + stars.len());
        let is_too_much = seen.len() > DEEPEST || self.left == 0;
        resolved.entry(path.clone()).or_default().is_open |= is_unread || is_too_much;
        if !is_too_much {
            let names: Vec<String> = self.constants(module).exports.keys().cloned().collect();
            for name in names {
                let inner: DataPath = path.iter().cloned().chain([name.clone()]).collect();
                self.export(resolved, &inner, (module, &name, &[]), seen);
            }
            for star in stars {
                let everything = Elsewhere::Export(star, DataPath::new());
                self.follow(resolved, path, (module, everything), seen);
            }
        }
        seen.remove(&place);
    }

    /// The value that a module exports under a name, and the values at a path below it.
    fn export(
        &mut self,
        resolved: &mut BTreeMap<DataPath, InitialData>,
        path: &DataPath,
        (module, name, rest): (&TreePath, &str, &[String]),
        seen: &mut BTreeSet<ConstantPlace>,
    ) {
        let constants = self.constants(module);
        let through = |held: &Elsewhere| match held {
            Elsewhere::Here(start) => Elsewhere::Here([start, rest].concat()),
            Elsewhere::Export(module, start) => {
                Elsewhere::Export(module.clone(), [start, rest].concat())
            }
        };
        let whole: DataPath = [&[name.to_owned()], rest].concat();
        let found: Vec<Elsewhere> = match constants.exports.get(name) {
            Some(held) => vec![through(held)],
            None => self
                .stars_with(module, name)
                .into_iter()
                .map(|star| Elsewhere::Export(star, whole.clone()))
                .collect(),
        };
        // This also ends for modules that re-export each other in a circle.
        let place = (module.clone(), [&[format!("export {name}")], rest].concat());
        if found.is_empty() || seen.len() > DEEPEST || !seen.insert(place.clone()) {
            resolved.entry(path.clone()).or_default().is_open = true;
            return;
        }
        for other in found {
            self.follow(resolved, path, (module, other), seen);
        }
        seen.remove(&place);
    }

    /// The file of the component that an import leads to.
    fn component(&mut self, file: &TreePath, from: Elsewhere) -> Option<TreePath> {
        let is_component =
            |_: &str, target: &TreePath| component_ends().any(|end| target.extension() == end);
        self.origin(file, from, &is_component)?.2
    }

    /// The import that another one leads to, through any modules that re-export it: the specifier,
    /// the exported name, and the file. `is_end` says which module is searched for; its second
    /// argument is the module's file, or the importing file if there is none.
    fn origin(
        &mut self,
        file: &TreePath,
        from: Elsewhere,
        is_end: &dyn Fn(&str, &TreePath) -> bool,
    ) -> Option<(String, String, Option<TreePath>)> {
        let (mut file, mut from) = (file.clone(), from);
        for _ in 0..DEEPEST {
            let (module, name) = match from {
                Elsewhere::Export(module, path) => (module, path.into_iter().next()?),
                Elsewhere::Here(path) => {
                    let held = self.constants(&file).top.get(&path)?;
                    from = held.is_also.iter().next()?.clone();
                    continue;
                }
            };
            let target = self.program.resolve_script(&file, &module);
            if is_end(&module, target.as_ref().unwrap_or(&file)) {
                return Some((module, name, target));
            }
            let target = target.filter(|target| self.texts.contains_key(target))?;
            from = match self.constants(&target).exports.get(&name) {
                Some(other) => other.clone(),
                None => Elsewhere::Export(self.star_with(&target, &name, is_end)?, vec![name]),
            };
            file = target;
        }
        None
    }

    /// The module of which a module re-exports everything and that has an export, or is the one
    /// that is searched for.
    fn star_with(
        &mut self,
        module: &TreePath,
        name: &str,
        is_end: &dyn Fn(&str, &TreePath) -> bool,
    ) -> Option<String> {
        let stars = self.constants(module).stars.clone();
        let mut has = |star: &&String| {
            let target = self.program.resolve_script(module, star);
            target.is_some_and(|target| self.has_export(&target, name, &mut BTreeSet::new()))
        };
        let having = stars.iter().find(|star| has(star)).cloned();
        having.or_else(|| stars.iter().find(|star| is_end(star, module)).cloned())
    }

    /// The modules of which a module re-exports everything and that have an export: if one has it,
    /// the others are not asked.
    fn stars_with(&mut self, module: &TreePath, name: &str) -> Vec<String> {
        let stars = self.constants(module).stars.clone();
        let mut having = stars.clone();
        having.retain(|star| {
            let target = self.program.resolve_script(module, star);
            target.is_some_and(|target| self.has_export(&target, name, &mut BTreeSet::new()))
        });
        if having.is_empty() { stars } else { having }
    }

    fn has_export(&mut self, module: &TreePath, name: &str, seen: &mut BTreeSet<TreePath>) -> bool {
        if seen.len() > DEEPEST || !self.texts.contains_key(module) || !seen.insert(module.clone())
        {
            return false;
        }
        self.left = self.left.saturating_sub(1);
        let constants = self.constants(module);
        if constants.exports.contains_key(name) {
            return true;
        }
        let stars = constants.stars.clone();
        stars.iter().any(|star| {
            let target = self.program.resolve_script(module, star);
            target.is_some_and(|target| self.has_export(&target, name, seen))
        })
    }

    /// The values at a path and below it, by the rest of the path.
    fn below(&mut self, file: &TreePath, from: &DataPath) -> Vec<(DataPath, InitialData)> {
        let constants = self.constants(file);
        let below =
            constants.top.range(from.clone()..).take_while(|(path, _)| path.starts_with(from));
        below.map(|(path, held)| (path[from.len()..].to_vec(), held.clone())).collect()
    }

    fn constants(&mut self, file: &TreePath) -> &SetupConstants {
        let texts = &self.texts;
        self.read.entry(file.clone()).or_insert_with(|| {
            let ways = [SourceType::ts(), SourceType::tsx()];
            texts.get(file).map(|module| held::read(module.text(), &ways)).unwrap_or_default()
        })
    }
}
