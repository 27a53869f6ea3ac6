//! Determines where the data of templates comes from, with a graph over all templates of a program.
//!
//! A node is the data at a path in one named template or file. Its values are those that callers
//! pass, or those in the script of the file. Each node is created once, and values are propagated
//! to a fixpoint, because templates may call each other in circles.

use std::collections::{BTreeSet, HashMap};

use crate::{catalog::Catalog, tree::TreePath};

use super::{
    candidate::{Candidate, Template, TemplateCall},
    places::{Places, World},
    values::{DataPath, ExpressionValues},
};

/// The longest path: templates that call themselves with a part of their data would need longer and
/// longer paths.
const LONGEST_PATH: usize = 8;
/// The maximum number of calls that are processed; beyond, data is unknown. Real programs need far
/// fewer.
const MOST_STEPS: usize = 1 << 18;
/// The maximum number of properties that are tracked for one value; beyond, it is unknown.
const MOST_PROPERTIES: usize = 32;

/// The possible values of data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DataOrigin {
    /// Strings that are the value of some interface's attribute.
    pub texts: BTreeSet<String>,
    /// Properties of the component that the data comes from.
    pub properties: BTreeSet<String>,
    /// It can also have a value that cannot be determined.
    pub unknown: bool,
}

/// The template that contains the data, and the path of the data.
type DataKey = (TreePath, Option<String>, DataPath);

/// The origins of all data in dynamic attributes.
pub(super) struct DataOrigins {
    ids: HashMap<DataKey, usize>,
    origins: Vec<DataOrigin>,
}

impl DataOrigins {
    /// Determines the data of all attributes in all templates. Only strings that the catalogue
    /// knows are kept.
    pub fn of_templates(templates: &[Template], world: &dyn World, catalog: &Catalog) -> Self {
        let mut builder = OriginsBuilder {
            world,
            catalog,
            callers: Callers::of_templates(templates, world),
            steps: 0,
            origins: Self { ids: HashMap::new(), origins: Vec::new() },
            edges: Vec::new(),
            work: Vec::new(),
        };
        for template in templates {
            for element in &template.elements {
                for path in element.attributes.iter().flat_map(|given| &given.values.paths) {
                    builder.node((template.file.clone(), element.template.clone(), path.clone()));
                }
            }
        }
        builder.expand();
        builder.propagate()
    }

    /// The possible values of an element's attribute.
    pub fn values(
        &self,
        template: &Template,
        element: &Candidate,
        values: &ExpressionValues,
    ) -> DataOrigin {
        let mut origin = DataOrigin {
            texts: values.texts.clone(),
            properties: BTreeSet::new(),
            unknown: values.unknown,
        };
        for path in &values.paths {
            let key = (template.file.clone(), element.template.clone(), path.clone());
            match self.ids.get(&key) {
                Some(&id) => drop(origin.join(&self.origins[id])),
                None => origin.unknown = true,
            }
        }
        origin
    }
}

impl DataOrigin {
    /// Adds the possible values of `other`; true if any of them is new.
    fn join(&mut self, other: &Self) -> bool {
        let before = (self.texts.len(), self.properties.len(), self.unknown);
        self.texts.extend(other.texts.iter().cloned());
        for property in &other.properties {
            if self.properties.contains(property) {
                continue;
            }
            if self.properties.len() >= MOST_PROPERTIES {
                self.unknown = true;
                break;
            }
            self.properties.insert(property.clone());
        }
        self.unknown |= other.unknown;
        before != (self.texts.len(), self.properties.len(), self.unknown)
    }
}

/// The callers of the named templates in a file.
pub(super) struct Callers<'a> {
    /// The templates of each file.
    own: HashMap<&'a TreePath, Vec<&'a Template>>,
    /// The templates that import a file.
    importing: HashMap<TreePath, Vec<&'a Template>>,
}

impl<'a> Callers<'a> {
    pub(super) fn of_templates(templates: &'a [Template], places: &(impl Places + ?Sized)) -> Self {
        let mut callers = Self { own: HashMap::new(), importing: HashMap::new() };
        for template in templates.iter().filter(|template| !template.calls.is_empty()) {
            callers.own.entry(&template.file).or_default().push(template);
            let imported: BTreeSet<TreePath> = template
                .imports
                .iter()
                .filter_map(|source| places.import(&template.file, source))
                .collect();
            for file in imported {
                callers.importing.entry(file).or_default().push(template);
            }
        }
        callers
    }

    pub(super) fn calls(
        &self,
        file: &TreePath,
    ) -> impl Iterator<Item = (&'a TreePath, &'a TemplateCall)> {
        let own = self.own.get(file).into_iter().flatten();
        let importing = self.importing.get(file).into_iter().flatten();
        own.chain(importing)
            .flat_map(|template| template.calls.iter().map(|call| (&template.file, call)))
    }
}

struct OriginsBuilder<'a> {
    world: &'a dyn World,
    catalog: &'a Catalog,
    callers: Callers<'a>,
    origins: DataOrigins,
    /// The number of processed calls.
    steps: usize,
    /// Edges from a node to the nodes whose values it can have.
    edges: Vec<(usize, usize)>,
    work: Vec<DataKey>,
}

impl<'a> OriginsBuilder<'a> {
    fn node(&mut self, key: DataKey) -> usize {
        if let Some(&id) = self.origins.ids.get(&key) {
            return id;
        }
        let id = self.origins.origins.len();
        self.origins.origins.push(DataOrigin::default());
        self.origins.ids.insert(key.clone(), id);
        self.work.push(key);
        id
    }

    fn expand(&mut self) {
        while let Some(key) = self.work.pop() {
            let id = self.origins.ids[&key];
            let (file, named, path) = &key;
            let Some(head) =
                path.first().filter(|_| path.len() <= LONGEST_PATH && self.steps < MOST_STEPS)
            else {
                self.origins.origins[id].unknown = true;
                continue;
            };
            if let Some(name) = named {
                for (file, named, values) in self.handed(file, name, path) {
                    self.take(id, file, named, &values);
                }
                continue;
            }
            if path.len() == 1 && self.world.is_property(file, head) {
                self.origins.origins[id].properties.insert(head.clone());
            }
            let values = self.world.data(file, path);
            self.take(id, file, None, &values);
        }
    }

    /// The values that callers of a named template pass for a path. A template that is never called
    /// is not rendered.
    fn handed(
        &mut self,
        file: &TreePath,
        name: &str,
        path: &DataPath,
    ) -> Vec<(&'a TreePath, Option<&'a String>, ExpressionValues)> {
        let mut handed = Vec::new();
        for (file, call) in self.callers.calls(file) {
            self.steps += 1;
            if call.name.is_known() && !call.name.texts.contains(name) {
                continue;
            }
            for (member, values) in &call.data {
                let rest = match member {
                    Some(member) if path.first() == Some(member) => &path[1..],
                    Some(_) => continue,
                    None => path.as_slice(),
                };
                let values = rest.iter().fold(values.clone(), |values, name| values.member(name));
                handed.push((file, call.template.as_ref(), values));
            }
        }
        handed
    }

    /// Adds values to a node; their paths are relative to `file` and `named`.
    fn take(
        &mut self,
        id: usize,
        file: &TreePath,
        named: Option<&String>,
        values: &ExpressionValues,
    ) {
        let matters = |text: &&String| {
            text.split('|').any(|part| self.catalog.is_attribute_value(part.trim()))
        };
        let texts: Vec<String> = values.texts.iter().filter(matters).cloned().collect();
        let origin = &mut self.origins.origins[id];
        origin.texts.extend(texts);
        origin.unknown |= values.unknown;
        for path in &values.paths {
            let from = self.node((file.clone(), named.cloned(), path.clone()));
            self.edges.push((id, from));
        }
    }

    fn propagate(mut self) -> DataOrigins {
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); self.origins.origins.len()];
        for &(user, from) in &self.edges {
            users[from].push(user);
        }
        let mut work: Vec<usize> = (0..users.len()).collect();
        while let Some(from) = work.pop() {
            let origin = self.origins.origins[from].clone();
            for &user in &users[from] {
                if self.origins.origins[user].join(&origin) {
                    work.push(user);
                }
            }
        }
        self.origins
    }
}
