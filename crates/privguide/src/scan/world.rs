//! What templates need to know of their program: the components behind their tags, the data behind their expressions.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{
    markup::{Component, ELEMENT, Template, Values, World},
    script::TemplateData,
};
use crate::{program::Program, tree::TreePath};

/// A program as its templates see it.
pub(super) struct Surroundings<'a> {
    program: &'a Program,
    data: &'a BTreeMap<TreePath, TemplateData>,
    /// By template: the components that its tags stand for.
    components: HashMap<TreePath, HashMap<String, Component>>,
    templates: HashSet<TreePath>,
}

impl<'a> Surroundings<'a> {
    pub(super) fn new(program: &'a Program, templates: &[Template], data: &'a BTreeMap<TreePath, TemplateData>) -> Self {
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
        Self { program, data, components, templates: files }
    }
}

/// The script whose data a template shows.
fn script_of(program: &Program, template: &TreePath) -> Option<TreePath> {
    if template.extension() == "wxml" { program.page_script(template) } else { Some(template.clone()) }
}

/// The scripts whose data some template needs.
pub(super) fn scripts_asked_for(program: &Program, templates: &[Template]) -> BTreeSet<TreePath> {
    let asks = |template: &&Template| {
        let attributes = template.elements.iter().flat_map(|element| &element.attributes);
        !template.calls.is_empty() || attributes.into_iter().any(|given| !given.values.paths.is_empty())
    };
    templates.iter().filter(asks).filter_map(|template| script_of(program, &template.file)).collect()
}

impl World for Surroundings<'_> {
    fn data(&self, template: &TreePath, path: &[String]) -> Values {
        let Some(data) = script_of(self.program, template).and_then(|script| self.data.get(&script)) else {
            return Values::unknown();
        };
        let is_property = path.len() == 1 && data.properties.contains(&path[0]);
        let same = |known: &[String]| {
            known.len() == path.len() && known.iter().zip(path).all(|(known, asked)| known == asked || asked == ELEMENT)
        };
        let mut values = Values::none();
        for (_, literals) in data.values.iter().filter(|(known, _)| same(known)) {
            values.texts.extend(literals.texts.iter().filter(|text| !text.is_empty()).cloned());
            values.unknown |= literals.is_open;
        }
        // Data that is empty at first is filled later, by whatever means; a property is filled by the parents.
        values.unknown =
            if is_property { values.unknown && !values.texts.is_empty() } else { values.unknown || values.texts.is_empty() };
        values
    }

    fn is_property(&self, template: &TreePath, name: &str) -> bool {
        let data = script_of(self.program, template).and_then(|script| self.data.get(&script));
        data.is_none_or(|data| data.properties.contains(name))
    }

    fn component(&self, template: &TreePath, tag: &str) -> Option<Component> {
        self.components.get(template)?.get(tag).cloned()
    }

    fn import(&self, template: &TreePath, source: &str) -> Option<TreePath> {
        let found = template.parent().join(source).filter(|path| self.templates.contains(path));
        found.or_else(|| template.parent().join(&format!("{source}.wxml")).filter(|path| self.templates.contains(path)))
    }
}
