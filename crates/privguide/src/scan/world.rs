//! What templates need to know of their program: the components behind their tags, the data behind their expressions.

use std::collections::{HashMap, HashSet};

use super::markup::{Component, Template, Values, World};
use crate::{program::Program, tree::TreePath};

/// A program as its templates see it.
pub(super) struct Surroundings {
    /// By template: the components that its tags stand for.
    components: HashMap<TreePath, HashMap<String, Component>>,
    templates: HashSet<TreePath>,
}

impl Surroundings {
    pub(super) fn new(program: &Program, templates: &[Template]) -> Self {
        let files: HashSet<TreePath> = templates.iter().map(|template| template.file.clone()).collect();
        let here = |base: TreePath| {
            let file = [".wxml", ".vue", ".nvue", ".uvue", ".mpx", ".wpy", ".cml"].iter().map(|end| base.with_suffix(end));
            file.into_iter().find(|file| files.contains(file)).map_or(Component::Elsewhere, Component::Here)
        };
        let of = |template: &Template| {
            let components = program.components(&template.file).into_iter().map(|(tag, base)| (tag, here(base))).collect();
            (template.file.clone(), components)
        };
        let components = templates.iter().filter(|template| !template.elements.is_empty()).map(of).collect();
        Self { components, templates: files }
    }
}

impl World for Surroundings {
    fn data(&self, _: &TreePath, _: &[String]) -> Values {
        Values::unknown()
    }

    fn is_property(&self, _: &TreePath, _: &str) -> bool {
        true
    }

    fn component(&self, template: &TreePath, tag: &str) -> Option<Component> {
        self.components.get(template)?.get(tag).cloned()
    }

    fn import(&self, template: &TreePath, source: &str) -> Option<TreePath> {
        let found = template.parent().join(source).filter(|path| self.templates.contains(path));
        found.or_else(|| template.parent().join(&format!("{source}.wxml")).filter(|path| self.templates.contains(path)))
    }
}
