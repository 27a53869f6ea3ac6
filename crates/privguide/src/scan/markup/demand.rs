//! Determines for which templates data matters, because only their scripts need to be analysed.
//!
//! The search goes backwards from the platform's elements: a dynamic attribute needs the data of
//! its file; data that may be a property needs the data of the parents that pass it; data of a
//! named template needs that of the callers. Only names are compared, so too much may be requested,
//! but never too little.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::{catalog::Catalog, tree::TreePath};

use super::{
    candidate::{Candidate, Given, Template},
    link::{component_of, usual},
    origins::Callers,
    places::{Component, Places},
    vocabulary::camel,
};

/// The files with templates whose own data or properties determine an attribute that matters, with
/// the names of that data.
#[must_use]
pub fn demanded(
    templates: &[Template],
    places: &dyn Places,
    catalog: &Catalog,
) -> BTreeMap<TreePath, BTreeSet<String>> {
    let mut demand = Demand { known: HashSet::new(), work: Vec::new(), files: BTreeMap::new() };
    let mut handed: HashMap<(TreePath, String), Vec<PassedValue<'_>>> = HashMap::new();
    for template in templates {
        for element in &template.elements {
            let component = component_of(template, element, places, catalog);
            for given in element.attributes.iter().filter(|given| !given.values.paths.is_empty()) {
                match &component {
                    None => demand.add(template, element, given),
                    Some(Component::Elsewhere | Component::Unnamed)
                        if !usual(&given.name).is_empty() =>
                    {
                        demand.add(template, element, given);
                    }
                    Some(Component::Elsewhere | Component::Unnamed) => {}
                    Some(Component::Here(file)) => {
                        handed
                            .entry((file.clone(), camel(&given.name)))
                            .or_default()
                            .push((template, element, given));
                    }
                }
            }
        }
    }
    if demand.work.is_empty() {
        return BTreeMap::new();
    }
    let callers = Callers::of_templates(templates, places);
    while let Some(DemandedName { file, named, name }) = demand.work.pop() {
        if let Some(named) = named {
            demand.ask_callers(&callers, &file, &named, &name);
            continue;
        }
        for (template, element, given) in
            handed.get(&(file.clone(), name.clone())).into_iter().flatten()
        {
            demand.add(template, element, given);
        }
        demand.files.entry(file).or_default().insert(name);
    }
    demand.files
}

/// A value that an element passes to a component.
type PassedValue<'t> = (&'t Template, &'t Candidate, &'t Given);

/// A name that matters, in a file or one of its named templates.
#[derive(Clone, PartialEq, Eq, Hash)]
struct DemandedName {
    file: TreePath,
    named: Option<String>,
    name: String,
}

struct Demand {
    known: HashSet<DemandedName>,
    work: Vec<DemandedName>,
    files: BTreeMap<TreePath, BTreeSet<String>>,
}

impl Demand {
    fn add(&mut self, template: &Template, element: &Candidate, given: &Given) {
        for name in given.values.paths.iter().filter_map(|path| path.first()) {
            self.want(&template.file, element.template.as_ref(), name);
        }
    }

    fn want(&mut self, file: &TreePath, named: Option<&String>, name: &str) {
        let wanted =
            DemandedName { file: file.clone(), named: named.cloned(), name: name.to_owned() };
        if self.known.insert(wanted.clone()) {
            self.work.push(wanted);
        }
    }

    fn ask_callers(&mut self, callers: &Callers<'_>, file: &TreePath, named: &str, name: &str) {
        for (file, call) in callers.calls(file) {
            if call.name.is_known() && !call.name.texts.contains(named) {
                continue;
            }
            let fitting = call
                .data
                .iter()
                .filter(|(member, _)| member.as_ref().is_none_or(|member| member == name));
            for head in
                fitting.flat_map(|(_, values)| &values.paths).filter_map(|path| path.first())
            {
                self.want(file, call.template.as_ref(), head);
            }
        }
    }
}
