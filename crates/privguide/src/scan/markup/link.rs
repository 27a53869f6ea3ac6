//! Judging templates: what dynamic attributes can be, and which interfaces that makes.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use crate::{
    catalog::{Catalog, Form, Interface},
    scan::{Evidence, Scan, Unanalysed, UnanalysedReason, Unresolved, UnresolvedReason, Use, UseKind},
    tree::TreePath,
};

use super::{
    template::{Candidate, Given, Template},
    values::{Path, Values},
    vocabulary::{camel, is_built_in},
};

/// What templates need to know of the rest of the program.
pub trait World: Sync {
    /// The data that a page's or component's own script gives to a path: texts, further paths of the same data, or unknown.
    /// A property with its default; what parents hand over is added by [`link`].
    fn data(&self, template: &TreePath, path: &[String]) -> Values;

    /// True when a name is a property of the component: its parents decide what it is.
    fn is_property(&self, template: &TreePath, name: &str) -> bool;

    /// The component behind a tag, when it is not the platform's own element.
    fn component(&self, template: &TreePath, tag: &str) -> Option<Component>;

    /// The file behind `<import src>`.
    fn import(&self, template: &TreePath, source: &str) -> Option<TreePath>;
}

/// The component behind a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Component {
    /// Its template is in the tree.
    Here(TreePath),
    /// It comes from a plugin or a package that is not there.
    Elsewhere,
}

/// Nothing is known of the rest of the program.
#[derive(Clone, Copy, Debug)]
pub struct NoWorld;

impl World for NoWorld {
    fn data(&self, _: &TreePath, _: &[String]) -> Values {
        Values::unknown()
    }

    fn is_property(&self, _: &TreePath, _: &str) -> bool {
        false
    }

    fn component(&self, _: &TreePath, _: &str) -> Option<Component> {
        None
    }

    fn import(&self, _: &TreePath, _: &str) -> Option<TreePath> {
        None
    }
}

/// Judges all templates of a program.
#[must_use]
pub fn link(templates: &[Template], world: &dyn World, catalog: &Catalog) -> Scan {
    let linker = Linker::new(templates, world, catalog);
    let mut scan = Scan::default();
    for (template, components) in templates.iter().zip(&linker.components) {
        for (element, component) in template.elements.iter().zip(components) {
            match component {
                Some(component) => linker.custom(template, element, component, &mut scan),
                None => linker.platform(template, element, &mut scan),
            }
        }
        scan.unanalysed.extend(template.broken.iter().map(|place| Unanalysed {
            file: template.file.clone(),
            reason: UnanalysedReason::Syntax,
            place: Some(place.clone()),
            detail: "a comment, quote or raw element that is never closed".to_owned(),
        }));
    }
    scan.normalised()
}

/// Judges one of the platform's own elements whose attributes are worked out already, as an element of JSX is. `evidence` is that of
/// the element itself.
pub fn judge(element: &Candidate, evidence: Evidence, catalog: &Catalog, scan: &mut Scan) {
    judge_resolved(element, evidence, &|given| given.values.clone(), catalog, scan);
}

fn judge_resolved(
    element: &Candidate,
    evidence: Evidence,
    resolve: &dyn Fn(&Given) -> Values,
    catalog: &Catalog,
    scan: &mut Scan,
) {
    let found = |interface: &Arc<Interface>, kind, evidence| Use {
        interface: Arc::clone(interface),
        kind,
        evidence,
        place: element.place.clone(),
    };
    if let Some(interface) = catalog.element(&element.tag) {
        scan.uses.push(found(interface, UseKind::Component, evidence));
    }
    let rows = catalog.attributes_of(&element.tag);
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut settled = false;
    for given in element.attributes.iter().filter(|given| is_judged(rows, &given.name)) {
        let values = resolve(given);
        for row in matching(rows, &given.name, &values) {
            let stands_there = matching(rows, &given.name, &given.values).contains(&row);
            let evidence = if stands_there { evidence } else { evidence.max(Evidence::Alias) };
            known.insert(&row.name);
            scan.uses.push(found(row, UseKind::Component, evidence));
        }
        if values.is_known() {
            settled = true;
        } else {
            scan.unresolved.push(unresolved(element, given));
        }
    }
    if settled {
        return;
    }
    for event in &element.events {
        let row = catalog.event(event).filter(|row| matches!(&row.form, Form::Attribute { tag, .. } if *tag == element.tag));
        if let Some(row) = row.filter(|row| !known.contains(row.name.as_str())) {
            scan.uses.push(found(row, UseKind::EventBinding, evidence));
        }
    }
}

fn is_judged(rows: &[Arc<Interface>], name: &str) -> bool {
    rows.iter().any(|row| matches!(&row.form, Form::Attribute { attribute, .. } if attribute == name))
}

/// The rows that a text of an attribute's values is the value of.
fn matching<'r>(rows: &'r [Arc<Interface>], name: &str, values: &Values) -> Vec<&'r Arc<Interface>> {
    let holds = |value: &str| values.texts.iter().any(|text| text.split('|').any(|part| part.trim() == value));
    let matches = |row: &&Arc<Interface>| matches!(&row.form, Form::Attribute { attribute, value, .. } if attribute == name && holds(value));
    rows.iter().filter(matches).collect()
}

fn unresolved(element: &Candidate, given: &Given) -> Unresolved {
    Unresolved { place: element.place.clone(), reason: UnresolvedReason::DynamicAttribute, text: given.text.clone() }
}

/// `open-type` on a component nobody can look into is the `open-type` of a button in it. Other attributes (`type`, `name`) mean
/// too many other things.
fn usual(attribute: &str) -> BTreeSet<Becomes> {
    let button = Becomes { tag: "button".to_owned(), attribute: attribute.to_owned() };
    if attribute == "open-type" { BTreeSet::from([button]) } else { BTreeSet::new() }
}

/// A property of a component becomes an attribute of one of the platform's elements.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Becomes {
    tag: String,
    attribute: String,
}

struct Linker<'a> {
    templates: &'a [Template],
    by_file: HashMap<&'a TreePath, Vec<&'a Template>>,
    importers: HashMap<TreePath, Vec<&'a Template>>,
    accepts: HashMap<&'a TreePath, BTreeMap<String, BTreeSet<Becomes>>>,
    /// The component behind each element of each template; none for the platform's own.
    components: Vec<Vec<Option<Component>>>,
    world: &'a dyn World,
    catalog: &'a Catalog,
}

impl<'a> Linker<'a> {
    fn new(templates: &'a [Template], world: &'a dyn World, catalog: &'a Catalog) -> Self {
        let mut by_file: HashMap<&TreePath, Vec<&Template>> = HashMap::new();
        let mut importers: HashMap<TreePath, Vec<&Template>> = HashMap::new();
        for template in templates {
            by_file.entry(&template.file).or_default().push(template);
            for import in template.imports.iter().filter_map(|source| world.import(&template.file, source)) {
                importers.entry(import).or_default().push(template);
            }
        }
        let is_platform = |tag: &str| catalog.element(tag).is_some() || !catalog.attributes_of(tag).is_empty();
        let component = |template: &Template, element: &Candidate| {
            let foreign = !is_built_in(&element.tag) && !is_platform(&element.tag);
            world.component(&template.file, &element.written).or_else(|| foreign.then_some(Component::Elsewhere))
        };
        let of_template = |template: &Template| template.elements.iter().map(|element| component(template, element)).collect();
        let components = templates.iter().map(of_template).collect();
        let mut linker = Self { templates, by_file, importers, accepts: HashMap::new(), components, world, catalog };
        linker.find_accepted();
        linker
    }

    fn platform(&self, template: &'a Template, element: &Candidate, scan: &mut Scan) {
        let resolve = |given: &Given| self.resolve(template, element, &given.values);
        judge_resolved(element, Evidence::Literal, &resolve, self.catalog, scan);
    }

    /// A value that is handed to a component which makes an attribute of one of the platform's elements of it.
    fn custom(&self, template: &'a Template, element: &Candidate, component: &Component, scan: &mut Scan) {
        for given in &element.attributes {
            let (becomes, evidence) = match component {
                Component::Here(file) => {
                    let becomes = self.accepts.get(file).and_then(|accepts| accepts.get(&camel(&given.name)));
                    (becomes.cloned().unwrap_or_default(), Evidence::Alias)
                }
                // Nobody can see what it does; a component that takes the platform's own attribute hands it on.
                Component::Elsewhere => (usual(&given.name), Evidence::Inferred),
            };
            if becomes.is_empty() {
                continue;
            }
            let values = self.resolve(template, element, &given.values);
            for target in &becomes {
                let rows = self.catalog.attributes_of(&target.tag);
                scan.uses.extend(matching(rows, &target.attribute, &values).into_iter().map(|row| Use {
                    interface: Arc::clone(row),
                    kind: UseKind::Component,
                    evidence,
                    place: element.place.clone(),
                }));
            }
            if !values.is_known() {
                scan.unresolved.push(unresolved(element, given));
            }
        }
    }

    fn resolve(&self, template: &'a Template, element: &Candidate, values: &Values) -> Values {
        let mut search = Resolver { linker: self, seen: BTreeSet::new(), budget: MOST_STEPS };
        let mut resolved = Values { paths: BTreeSet::new(), ..values.clone() };
        for path in &values.paths {
            resolved.add(search.path(template, element.template.as_deref(), path));
        }
        resolved
    }

    /// Which properties of which components become attributes of platform elements, through any number of components.
    fn find_accepted(&mut self) {
        loop {
            let mut added = Vec::new();
            for (template, components) in self.templates.iter().zip(&self.components) {
                for (element, component) in template.elements.iter().zip(components) {
                    for (property, becomes) in self.handed_on(template, element, component.as_ref()) {
                        let known = self.accepts.get(&template.file).and_then(|accepts| accepts.get(&property));
                        if known.is_none_or(|known| !known.contains(&becomes)) {
                            added.push((&template.file, property, becomes));
                        }
                    }
                }
            }
            if added.is_empty() {
                return;
            }
            for (file, property, becomes) in added {
                self.accepts.entry(file).or_default().entry(property).or_default().insert(becomes);
            }
        }
    }

    fn handed_on(&self, template: &'a Template, element: &Candidate, component: Option<&Component>) -> Vec<(String, Becomes)> {
        let mut handed = Vec::new();
        for given in element.attributes.iter().filter(|given| !given.values.paths.is_empty()) {
            let becomes = match component {
                None => BTreeSet::from([Becomes { tag: element.tag.clone(), attribute: given.name.clone() }]),
                Some(Component::Here(file)) => {
                    let accepted = self.accepts.get(file).and_then(|accepts| accepts.get(&camel(&given.name)));
                    accepted.cloned().unwrap_or_default()
                }
                Some(Component::Elsewhere) => usual(&given.name),
            };
            if becomes.is_empty() {
                continue;
            }
            let mut resolver = Resolver { linker: self, seen: BTreeSet::new(), budget: MOST_STEPS };
            let mut properties = BTreeSet::new();
            for path in &given.values.paths {
                resolver.properties(template, element.template.as_deref(), path, &mut properties);
            }
            for property in properties {
                handed.extend(becomes.iter().map(|becomes| (property.clone(), becomes.clone())));
            }
        }
        handed
    }
}

/// A value that takes more steps than this to work out is unknown.
const MOST_STEPS: usize = 200;
/// Templates that call themselves with a part of their data ask for ever longer paths.
const LONGEST_PATH: usize = 8;

struct Resolver<'l, 'a> {
    linker: &'l Linker<'a>,
    seen: BTreeSet<(TreePath, Option<String>, Path)>,
    budget: usize,
}

impl<'a> Resolver<'_, 'a> {
    fn enter(&mut self, template: &Template, named: Option<&str>, path: &Path) -> bool {
        self.budget = self.budget.saturating_sub(1);
        self.seen.insert((template.file.clone(), named.map(str::to_owned), path.clone()))
    }

    /// What data at a path can be, as seen from a template of a file.
    fn path(&mut self, template: &'a Template, named: Option<&str>, path: &Path) -> Values {
        if !self.enter(template, named, path) {
            return Values::none();
        }
        if self.budget == 0 || path.len() > LONGEST_PATH {
            return Values::unknown();
        }
        if let Some(name) = named {
            let mut values = Values::none();
            let sources = self.sources(template, name, path);
            // A named template that nobody calls shows nothing.
            for (caller, caller_named, handed) in sources {
                values.texts.extend(handed.texts);
                values.unknown |= handed.unknown;
                for path in &handed.paths {
                    values.add(self.path(caller, caller_named.as_deref(), path));
                }
            }
            return values;
        }
        let found = self.linker.world.data(&template.file, path);
        let mut values = Values { paths: BTreeSet::new(), ..found.clone() };
        for path in &found.paths {
            values.add(self.path(template, None, path));
        }
        values
    }

    /// The properties of the component that data at a path comes from.
    fn properties(&mut self, template: &'a Template, named: Option<&str>, path: &Path, found: &mut BTreeSet<String>) {
        if !self.enter(template, named, path) || self.budget == 0 || path.len() > LONGEST_PATH {
            return;
        }
        if let Some(name) = named {
            for (caller, caller_named, handed) in self.sources(template, name, path) {
                for path in &handed.paths {
                    self.properties(caller, caller_named.as_deref(), path, found);
                }
            }
            return;
        }
        let world = self.linker.world;
        if let [name] = path.as_slice()
            && world.is_property(&template.file, name)
        {
            found.insert(name.clone());
            return;
        }
        for path in &world.data(&template.file, path).paths {
            self.properties(template, None, path, found);
        }
    }

    /// What the callers of a named template hand to it for a path.
    fn sources(&self, template: &'a Template, name: &str, path: &Path) -> Vec<(&'a Template, Option<String>, Values)> {
        let same_file = self.linker.by_file.get(&template.file).into_iter().flatten();
        let importers = self.linker.importers.get(&template.file).into_iter().flatten();
        let mut sources = Vec::new();
        for &caller in same_file.chain(importers) {
            for call in caller.calls.iter().filter(|call| call.name.texts.contains(name) || !call.name.is_known()) {
                for (member, values) in &call.data {
                    let rest = match member {
                        Some(member) if path.first() == Some(member) => &path[1..],
                        Some(_) => continue,
                        None => path.as_slice(),
                    };
                    let handed = rest.iter().fold(values.clone(), |values, name| values.member(name));
                    sources.push((caller, call.template.clone(), handed));
                }
            }
        }
        sources
    }
}
