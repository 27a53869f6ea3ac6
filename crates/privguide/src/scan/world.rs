//! What templates need to know about their program: the components for their tags, and the data for
//! their expressions.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{
    framework::{InitialData, Naming, THIS},
    markup::{
        Component, DataPath, ELEMENT, ExpressionValues, Places, Template, World, demanded,
        is_built_in,
    },
    script::TemplateData,
};
use crate::{
    catalog::Catalog,
    framework::{component_ends, kebab},
    program::Program,
    tree::TreePath,
};

/// A program as seen by its templates.
pub(super) struct ProgramWorld<'a> {
    program: &'a Program,
    /// By template: the components that its tags refer to.
    components: HashMap<TreePath, HashMap<String, Component>>,
    /// Components that every template can use.
    everywhere: HashMap<String, Component>,
    namings: &'a HashMap<TreePath, Naming>,
    templates: HashSet<TreePath>,
}

/// Like [`ProgramWorld`], after the scripts were analysed.
pub(super) struct AnalysedWorld<'a> {
    pub(super) surroundings: &'a ProgramWorld<'a>,
    pub(super) data: &'a BTreeMap<TreePath, TemplateData>,
}

impl<'a> ProgramWorld<'a> {
    pub(super) fn new(
        program: &'a Program,
        templates: &[Template],
        namings: &'a HashMap<TreePath, Naming>,
    ) -> Self {
        let files: HashSet<TreePath> =
            templates.iter().map(|template| template.file.clone()).collect();
        let here = |base: &TreePath| {
            let mut file = std::iter::once("wxml")
                .chain(component_ends())
                .map(|end| base.with_suffix(&format!(".{end}")));
            file.find(|file| files.contains(file))
        };
        let named =
            |file: &TreePath, components: &BTreeMap<String, String>| -> Vec<(String, Component)> {
                let component = |(name, specifier): (&String, &String)| {
                    let base = program.resolve_component(file, specifier);
                    let found = match base.as_ref().and_then(here) {
                        Some(file) => Some(Component::Here(file)),
                        // An import that is not a component (`import camera from './camera.js'`)
                        // does not replace the platform's element.
                        None => (!is_built_in(&kebab(name))).then_some(Component::Elsewhere),
                    };
                    found.map(|found| (kebab(name).into_owned(), found))
                };
                components.iter().filter_map(component).collect()
            };
        let mut everywhere: HashMap<String, Component> = HashMap::new();
        let mut files_named: Vec<&TreePath> = namings.keys().collect();
        files_named.sort();
        for file in files_named {
            everywhere.extend(named(file, &namings[file].everywhere));
        }
        let of = |template: &Template| {
            let declared = program.components(&template.file).into_iter();
            let mut components: HashMap<String, Component> = declared
                .map(|(tag, base)| (tag, here(&base).map_or(Component::Elsewhere, Component::Here)))
                .collect();
            if let Some(naming) = namings.get(&template.file) {
                components.extend(named(&template.file, &naming.components));
                for (name, file) in naming.found.iter().filter(|one| files.contains(one.1)) {
                    let found = components.entry(kebab(name).into_owned());
                    let known = found.or_insert(Component::Elsewhere);
                    if *known == Component::Elsewhere {
                        *known = Component::Here(file.clone());
                    }
                }
            }
            (template.file.clone(), components)
        };
        let components =
            templates.iter().filter(|template| !template.elements.is_empty()).map(of).collect();
        Self { program, components, everywhere, namings, templates: files }
    }

    /// Whether the component's script declares a property with this name, for example with
    /// `defineProps`. The data of the script need not contain such a property.
    fn declares(&self, template: &TreePath, name: &str) -> bool {
        self.namings.get(template).is_some_and(|naming| naming.properties.contains(name))
    }

    /// The values at a path of the data of `<script setup>`; `None` if it has no such name.
    fn held(&self, template: &TreePath, path: &[String]) -> Option<ExpressionValues> {
        values_at(&self.namings.get(template)?.held, path)
    }

    /// What the component's script assigns to data at a path.
    fn assigned(&self, template: &TreePath, path: &[String]) -> Option<ExpressionValues> {
        let assigned = &self.namings.get(template)?.assigned;
        values_at(assigned, &[&[THIS.to_owned()], path].concat())
    }

    /// The scripts whose data or properties matter for a template.
    pub(super) fn scripts_asked_for(
        &self,
        templates: &[Template],
        also: BTreeMap<TreePath, BTreeSet<String>>,
        catalog: &Catalog,
    ) -> BTreeMap<TreePath, BTreeSet<String>> {
        let mut asked: BTreeMap<TreePath, BTreeSet<String>> = BTreeMap::new();
        for (template, names) in demanded(templates, self, catalog).into_iter().chain(also) {
            if let Some(script) = script_of(self.program, &template) {
                asked.entry(script).or_default().extend(names);
            }
        }
        asked
    }
}

/// The values at a path of constants; `None` if they have no such name.
fn values_at(held: &BTreeMap<DataPath, InitialData>, path: &[String]) -> Option<ExpressionValues> {
    let nearest = (1..=path.len())
        .rev()
        .find(|&length| held.keys().any(|known| same(known, &path[..length])))?;
    let mut values = ExpressionValues::none();
    for (_, found) in held.iter().filter(|(known, _)| same(known, &path[..nearest])) {
        // A member that an object lacks has no value.
        if nearest == path.len() {
            values.texts.extend(found.texts.iter().filter(|text| !text.is_empty()).cloned());
        }
        values.unknown |= found.is_open;
    }
    // An unknown value that replaces an object replaces its members, too.
    let above = (1..nearest)
        .flat_map(|length| held.iter().filter(move |(known, _)| same(known, &path[..length])));
    values.unknown |= above.into_iter().any(|(_, held)| held.is_open && held.is_replaced);
    Some(values)
}

/// Whether a known path is the requested one, in which [`ELEMENT`] matches any name. A number means
/// an element of a list.
fn same(known: &[String], path: &[String]) -> bool {
    let is_index = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
    let is_meant = |(known, asked): (&String, &String)| {
        known == asked || asked == ELEMENT || known == ELEMENT && is_index(asked)
    };
    known.len() == path.len() && known.iter().zip(path).all(is_meant)
}

/// The script whose data a template uses.
fn script_of(program: &Program, template: &TreePath) -> Option<TreePath> {
    if template.extension() == "wxml" {
        program.page_script(template)
    } else {
        Some(template.clone())
    }
}

impl World for AnalysedWorld<'_> {
    fn data(&self, template: &TreePath, path: &[String]) -> ExpressionValues {
        if let Some(values) = self.surroundings.held(template, path) {
            return values;
        }
        let Some(data) = script_of(self.surroundings.program, template)
            .and_then(|script| self.data.get(&script))
        else {
            let is_property = path.len() == 1 && self.surroundings.declares(template, &path[0]);
            return if is_property {
                ExpressionValues::none()
            } else {
                ExpressionValues::unknown()
            };
        };
        let is_property = path.len() == 1
            && (data.properties.contains(&path[0])
                || self.surroundings.declares(template, &path[0]));
        let mut values = ExpressionValues::none();
        for (_, literals) in data.values.iter().filter(|(known, _)| same(known, path)) {
            values.texts.extend(literals.texts.iter().filter(|text| !text.is_empty()).cloned());
            values.unknown |= literals.is_open;
        }
        // Data that is initially empty is set later to an unknown value; a property is set by the
        // parents.
        values.unknown = if is_property {
            values.unknown && !values.texts.is_empty()
        } else {
            values.unknown || values.texts.is_empty()
        };
        values.or(self.surroundings.assigned(template, path).unwrap_or_default())
    }

    fn is_property(&self, template: &TreePath, name: &str) -> bool {
        let data = script_of(self.surroundings.program, template)
            .and_then(|script| self.data.get(&script));
        data.is_none_or(|data| data.properties.contains(name))
            || self.surroundings.declares(template, name)
    }
}

impl Places for AnalysedWorld<'_> {
    fn component(&self, template: &TreePath, tag: &str) -> Option<Component> {
        self.surroundings.component(template, tag)
    }

    fn import(&self, template: &TreePath, source: &str) -> Option<TreePath> {
        self.surroundings.import(template, source)
    }
}

impl Places for ProgramWorld<'_> {
    fn component(&self, template: &TreePath, tag: &str) -> Option<Component> {
        let own = self.components.get(template)?.get(tag);
        if own.is_some() || template.extension() == "wxml" {
            return own.cloned();
        }
        // `<MyButton>` is `<my-button>`; `<Camera>` is the platform's element unless the file
        // imports a component of that name.
        let tag = kebab(tag);
        let own = self
            .components
            .get(template)?
            .get(tag.as_ref())
            .or_else(|| self.everywhere.get(tag.as_ref()));
        let easycom = || {
            self.program
                .easycom(&tag)
                .filter(|file| self.templates.contains(file))
                .map(Component::Here)
        };
        own.cloned().or_else(easycom)
    }

    fn import(&self, template: &TreePath, source: &str) -> Option<TreePath> {
        let found = template.parent().join(source).filter(|path| self.templates.contains(path));
        found.or_else(|| {
            template
                .parent()
                .join(&format!("{source}.wxml"))
                .filter(|path| self.templates.contains(path))
        })
    }
}
