//! `<include>`: the elements of another file stand in the template that includes it, with the data
//! and the components there.

use std::collections::{BTreeSet, HashMap};

use super::{
    candidate::{Candidate, Include, Template},
    places::Places,
    values::ExpressionValues,
};
use crate::tree::TreePath;

/// The maximum number of elements in copies: files can include each other many times. Beyond, an
/// element only has the data of its own file.
const MOST_COPIES: usize = 1 << 16;

/// Adds, for each template that includes others, the elements of these. `is_own` says which files
/// are pages or components themselves; other included files are only rendered where they are
/// included.
pub fn with_includes(
    templates: &mut Vec<Template>,
    places: &dyn Places,
    is_own: &dyn Fn(&TreePath) -> bool,
) {
    if templates.iter().all(|template| template.includes.is_empty()) {
        return;
    }
    let files: HashMap<&TreePath, &Template> =
        templates.iter().map(|template| (&template.file, template)).collect();
    let mut copies = Copies { files, places, left: MOST_COPIES, included: BTreeSet::new() };
    let mut added = Vec::new();
    for template in templates.iter().filter(|template| !template.includes.is_empty()) {
        let mut copy = Template::for_file(&template.file);
        let mut path = vec![template.file.clone()];
        for include in &template.includes {
            copies.add(&mut copy, &template.file, include, &mut path);
        }
        added.push(copy);
    }
    let Copies { left, included, .. } = copies;
    if left > 0 {
        let only_included = templates
            .iter_mut()
            .filter(|template| included.contains(&template.file) && !is_own(&template.file));
        for template in only_included {
            template.elements.retain(|element| element.template.is_some());
        }
        added.retain(|copy| is_own(&copy.file) || !included.contains(&copy.file));
    }
    templates.extend(added);
}

struct Copies<'a> {
    files: HashMap<&'a TreePath, &'a Template>,
    places: &'a dyn Places,
    /// The number of elements that may still be copied.
    left: usize,
    included: BTreeSet<TreePath>,
}

impl Copies<'_> {
    /// Adds the elements of an included file, and of the files that it includes. `path` contains
    /// the files that lead to it.
    fn add(
        &mut self,
        copy: &mut Template,
        from: &TreePath,
        include: &Include,
        path: &mut Vec<TreePath>,
    ) {
        let found = self.places.import(from, &include.source);
        let Some(template) = found.as_ref().and_then(|file| self.files.get(file)).copied() else {
            return;
        };
        if path.contains(&template.file) || self.left == 0 {
            return;
        }
        self.left = self.left.saturating_sub(1 + template.elements.len());
        self.included.insert(template.file.clone());
        let elements = template.elements.iter().filter(|element| element.template.is_none());
        copy.elements.extend(elements.map(|element| placed(element, include)));
        path.push(template.file.clone());
        for inner in &template.includes {
            let names = inner
                .names
                .iter()
                .map(|(name, values)| (name.clone(), renamed(values.clone(), &include.names)));
            let inner = Include {
                source: inner.source.clone(),
                names: include.names.iter().cloned().chain(names).collect(),
                template: inner.template.clone().or_else(|| include.template.clone()),
            };
            self.add(copy, &template.file, &inner, path);
        }
        path.pop();
    }
}

/// An element where it is included.
fn placed(element: &Candidate, include: &Include) -> Candidate {
    let mut element = element.clone();
    element.template.clone_from(&include.template);
    for given in &mut element.attributes {
        given.values = renamed(std::mem::take(&mut given.values), &include.names);
    }
    element
}

/// Replaces names of loops around the place by their values.
fn renamed(values: ExpressionValues, names: &[(String, ExpressionValues)]) -> ExpressionValues {
    if names.is_empty() {
        return values;
    }
    let mut renamed = ExpressionValues { paths: BTreeSet::new(), ..values.clone() };
    for path in values.paths {
        let bound = names.iter().rev().find(|(name, _)| path.first() == Some(name));
        renamed.add(match bound {
            Some((_, list)) => {
                path[1..].iter().fold(list.clone(), |values, name| values.member(name))
            }
            None => ExpressionValues::path(path),
        });
    }
    renamed
}
