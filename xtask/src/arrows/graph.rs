//! Builds a graph of imports, and finds its cycles.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Module, ModulePath, ModuleTree};

/// The modules below one parent, and the arrows between their subtrees.
#[derive(Debug)]
pub struct Level {
    /// The parent; empty for the crate itself.
    pub parent: ModulePath,
    /// For each child, the children that it imports from, each with one import as evidence.
    pub arrows: BTreeMap<String, BTreeMap<String, String>>,
}

/// The maximum number of steps through re-exports; more are a cycle of `use`.
const MAX_REEXPORTS: usize = 16;

/// Every parent that has children, outermost first.
pub fn levels(tree: &ModuleTree) -> Vec<Level> {
    let mut levels: BTreeMap<ModulePath, Level> = BTreeMap::new();
    for path in tree.modules.keys().filter(|path| !path.is_empty()) {
        let (name, parent) = path.split_last().expect("not the root");
        let level = levels
            .entry(parent.to_vec())
            .or_insert_with(|| Level { parent: parent.to_vec(), arrows: BTreeMap::new() });
        level.arrows.entry(name.clone()).or_default();
    }
    for (from, module) in &tree.modules {
        for written in module.imports.values().chain(&module.globs).chain(&module.paths) {
            let Some(to) = defining_module(tree, from, written, 0) else { continue };
            let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
            if common == from.len() || common == to.len() {
                continue;
            }
            if let Some(level) = levels.get_mut(&from[..common]) {
                let evidence = format!("{} uses {}", from.join("::"), written.join("::"));
                level
                    .arrows
                    .entry(from[common].clone())
                    .or_default()
                    .entry(to[common].clone())
                    .or_insert(evidence);
            }
        }
    }
    levels.into_values().collect()
}

/// The module of this crate that defines what a path refers to; `None` for other crates.
fn defining_module(
    tree: &ModuleTree,
    from: &ModulePath,
    path: &[String],
    depth: usize,
) -> Option<ModulePath> {
    if depth > MAX_REEXPORTS {
        return None;
    }
    let (mut at, rest) = start(tree, from, path, depth)?;
    for (index, segment) in rest.iter().enumerate() {
        let child: ModulePath = at.iter().cloned().chain([segment.clone()]).collect();
        if tree.modules.contains_key(&child) {
            at = child;
            continue;
        }
        let module = &tree.modules[&at];
        if module.defines.contains(segment) {
            return Some(at);
        }
        if let Some(import) = module.imports.get(segment) {
            let further: Vec<String> = import.iter().chain(&rest[index + 1..]).cloned().collect();
            return defining_module(tree, &at, &further, depth + 1);
        }
        return from_globs(tree, &at, module, segment, depth).or(Some(at));
    }
    Some(at)
}

fn from_globs(
    tree: &ModuleTree,
    at: &ModulePath,
    module: &Module,
    name: &str,
    depth: usize,
) -> Option<ModulePath> {
    let holds = |target: &ModulePath| {
        let target = &tree.modules[target];
        target.defines.contains(name) || target.imports.contains_key(name)
    };
    module.globs.iter().filter_map(|glob| defining_module(tree, at, glob, depth + 1)).find(holds)
}

/// The module in which a path begins, and the rest of the path.
fn start<'p>(
    tree: &ModuleTree,
    from: &ModulePath,
    path: &'p [String],
    depth: usize,
) -> Option<(ModulePath, &'p [String])> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some((Vec::new(), rest)),
        "self" => Some((from.clone(), rest)),
        "super" => {
            let parent = from.split_last()?.1.to_vec();
            if rest.first().is_some_and(|next| next == "super") {
                start(tree, &parent, rest, depth)
            } else {
                Some((parent, rest))
            }
        }
        name => {
            let child: ModulePath = from.iter().cloned().chain([name.to_owned()]).collect();
            if tree.modules.contains_key(&child) {
                return Some((child, rest));
            }
            // An item or module that was imported under this name.
            let import = tree.modules.get(from)?.imports.get(name)?;
            if import == path {
                return None;
            }
            Some((defining_module(tree, from, import, depth + 1)?, rest))
        }
    }
}

impl Level {
    /// The cycles of this level, each with the imports that form it.
    pub fn circles(&self) -> impl Iterator<Item = String> + '_ {
        self.components().into_iter().filter(|component| component.len() > 1).map(|component| {
            let mut shown = format!(
                "in {}: {}",
                self.parent_name(),
                component.iter().cloned().collect::<Vec<_>>().join(", ")
            );
            for from in &component {
                for (to, evidence) in &self.arrows[from] {
                    if component.contains(to) {
                        shown.push_str("\n    ");
                        shown.push_str(evidence);
                    }
                }
            }
            shown
        })
    }

    fn parent_name(&self) -> String {
        if self.parent.is_empty() { "the crate".to_owned() } else { self.parent.join("::") }
    }

    /// Strongly connected components: two modules are in the same one if each reaches the other.
    fn components(&self) -> BTreeSet<BTreeSet<String>> {
        let reach: BTreeMap<&String, BTreeSet<&String>> =
            self.arrows.keys().map(|name| (name, self.reachable(name))).collect();
        let component = |name: &String| -> BTreeSet<String> {
            let both = reach[name]
                .iter()
                .filter(|other| reach[**other].contains(name))
                .map(|other| (*other).clone());
            both.chain([name.clone()]).collect()
        };
        self.arrows.keys().map(component).collect()
    }

    fn reachable(&self, from: &String) -> BTreeSet<&String> {
        let mut reached = BTreeSet::new();
        let mut worklist: Vec<&String> = self.arrows[from].keys().collect();
        while let Some(name) = worklist.pop() {
            if reached.insert(name) {
                worklist.extend(self.arrows.get(name).into_iter().flat_map(BTreeMap::keys));
            }
        }
        reached
    }

    /// The modules in topological order, lowest first: every arrow points to an earlier module.
    /// Modules in a cycle are sorted by name.
    pub fn order(&self) -> Vec<&String> {
        let mut order: Vec<&String> = Vec::new();
        let mut left: BTreeSet<&String> = self.arrows.keys().collect();
        while !left.is_empty() {
            let is_ready = |name: &&String| {
                self.arrows[*name].keys().all(|to| to == *name || !left.contains(to))
            };
            let mut ready: Vec<&String> = left.iter().copied().filter(is_ready).collect();
            if ready.is_empty() {
                ready.extend(left.first());
            }
            for name in ready {
                left.remove(name);
                order.push(name);
            }
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(path: &str, defines: &[&str], imports: &[(&str, &str)]) -> (ModulePath, Module) {
        let parts = |text: &str| text.split("::").map(str::to_owned).collect::<Vec<_>>();
        let module = Module {
            defines: defines.iter().map(|&name| name.to_owned()).collect(),
            imports: imports.iter().map(|&(name, path)| (name.to_owned(), parts(path))).collect(),
            ..Module::default()
        };
        (if path.is_empty() { Vec::new() } else { parts(path) }, module)
    }

    fn circles(modules: impl IntoIterator<Item = (ModulePath, Module)>) -> Vec<String> {
        let tree = ModuleTree { modules: modules.into_iter().collect() };
        levels(&tree).iter().flat_map(|level| level.circles().collect::<Vec<_>>()).collect()
    }

    #[test]
    fn two_modules_that_import_from_each_other_are_a_circle() {
        let found = circles([
            module("", &[], &[]),
            module("a", &["A"], &[("B", "crate::b::B")]),
            module("b", &["B"], &[("A", "super::a::A")]),
        ]);
        assert_eq!(found, ["in the crate: a, b\n    a uses crate::b::B\n    b uses super::a::A"]);
    }

    #[test]
    fn a_circle_through_a_re_export_is_found() {
        let found = circles([
            module("", &[], &[]),
            module("a", &[], &[("A", "self::inner::A")]),
            module("a::inner", &["A"], &[("B", "crate::b::B")]),
            module("b", &["B"], &[("A", "crate::a::A")]),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("a::inner uses crate::b::B"), "{found:?}");
    }

    #[test]
    fn a_child_may_use_what_its_parent_defines() {
        let found = circles([
            module("", &["Root"], &[("A", "a::A")]),
            module("a", &["A"], &[("Root", "crate::Root")]),
        ]);
        assert_eq!(found, [""; 0]);
    }
}
