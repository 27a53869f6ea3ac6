//! Judges templates: determines the values of dynamic attributes, and the interfaces that result.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use crate::{
    catalog::{Catalog, Interface, InterfaceForm},
    framework::kebab,
    scan::{
        Evidence, Scan, Unanalysed, UnanalysedReason, Unresolved, UnresolvedReason, Use, UseKind,
    },
    tree::TreePath,
};

use super::{
    candidate::{Candidate, Given, Template},
    origins::{DataOrigin, DataOrigins},
    places::{Component, Places, World},
    template::{ANY_ELEMENT, COMPONENT},
    values::ExpressionValues,
    vocabulary::{camel, is_built_in},
};

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

/// Judges one of the platform's elements whose attributes are already determined, such as a JSX
/// element. `evidence` is the evidence for the element itself.
pub fn judge(element: &Candidate, evidence: Evidence, catalog: &Catalog, scan: &mut Scan) {
    judge_resolved(element, evidence, &|given| given.values.clone(), catalog, scan);
}

fn judge_resolved(
    element: &Candidate,
    evidence: Evidence,
    resolve: &dyn Fn(&Given) -> ExpressionValues,
    catalog: &Catalog,
    scan: &mut Scan,
) {
    let found = |interface: &Arc<Interface>, kind, evidence| Use {
        interface: Arc::clone(interface),
        kind,
        evidence,
        place: element.place.clone(),
        bringer: None,
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
        if !values.is_known() {
            scan.unresolved.push(unresolved(element, given));
        } else if !values.texts.is_empty() {
            // If there is no value at all, the template is never instantiated: the platform then
            // finds only the event bindings, which are added below.
            settled = true;
        }
    }
    if settled {
        return;
    }
    for event in &element.events {
        let row = catalog.event(event).filter(
            |row| matches!(&row.form, InterfaceForm::Attribute { tag, .. } if *tag == element.tag),
        );
        if let Some(row) = row.filter(|row| !known.contains(row.name.as_str())) {
            scan.uses.push(found(row, UseKind::EventBinding, evidence));
        }
    }
}

fn is_judged(rows: &[Arc<Interface>], name: &str) -> bool {
    rows.iter().any(
        |row| matches!(&row.form, InterfaceForm::Attribute { attribute, .. } if attribute == name),
    )
}

/// The rows whose value is one of the attribute's strings.
fn matching<'r>(
    rows: &'r [Arc<Interface>],
    name: &str,
    values: &ExpressionValues,
) -> Vec<&'r Arc<Interface>> {
    let holds = |value: &str| {
        values.texts.iter().any(|text| text.split('|').any(|part| part.trim() == value))
    };
    let matches = |row: &&Arc<Interface>| matches!(&row.form, InterfaceForm::Attribute { attribute, value, .. } if attribute == name && holds(value));
    rows.iter().filter(matches).collect()
}

fn unresolved(element: &Candidate, given: &Given) -> Unresolved {
    Unresolved {
        place: element.place.clone(),
        reason: UnresolvedReason::DynamicAttribute,
        text: given.text.clone(),
        to: Vec::new(),
    }
}

/// The component that an element refers to; `None` for the platform's elements.
pub(super) fn component_of(
    template: &Template,
    element: &Candidate,
    places: &(impl Places + ?Sized),
    catalog: &Catalog,
) -> Option<Component> {
    let is_platform =
        |tag: &str| catalog.element(tag).is_some() || !catalog.attributes_of(tag).is_empty();
    let is_any = || element.tag == COMPONENT && template.file.extension() != "wxml";
    let is_foreign = || is_any() || !is_built_in(&element.tag) && !is_platform(&element.tag);
    let known = places.component(&template.file, &element.written);
    // In the platform's own templates, every component is named by a JSON file.
    let unknown = || {
        if template.file.extension() == "wxml" { Component::Elsewhere } else { Component::Unnamed }
    };
    known.or_else(|| is_foreign().then(unknown))
}

/// On a component with missing source, `open-type` is assumed to be passed to a button in it. Other
/// attributes (`type`, `name`) have too many other meanings.
pub(super) fn usual(attribute: &str) -> BTreeSet<Becomes> {
    let button = Becomes { tag: "button".to_owned(), attribute: attribute.to_owned() };
    if attribute == "open-type" { BTreeSet::from([button]) } else { BTreeSet::new() }
}

/// A property of a component that becomes an attribute of one of the platform's elements.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Becomes {
    tag: String,
    attribute: String,
}

/// By component and property: the attributes that the property becomes.
type Accepted = HashMap<(TreePath, String), BTreeSet<Becomes>>;

/// What a property becomes in any component of the program that has it.
#[derive(Default)]
struct Anywhere {
    becomes: BTreeSet<Becomes>,
    /// What these components are called, by their files.
    names: HashSet<String>,
}

impl Anywhere {
    fn by_property(accepted: &Accepted) -> HashMap<String, Self> {
        let stem = |name: &str| kebab(name.split('.').next().unwrap_or("")).into_owned();
        let mut found: HashMap<String, Self> = HashMap::new();
        for ((file, property), becomes) in accepted {
            let anywhere = found.entry(property.clone()).or_default();
            anywhere.becomes.extend(becomes.iter().cloned());
            let own = stem(file.name());
            if own == "index" {
                anywhere.names.insert(stem(file.parent().name()));
            }
            anywhere.names.insert(own);
        }
        found
    }
}

struct Linker<'a> {
    templates: &'a [Template],
    /// By template and element: the component that the element refers to; `None` for the platform's
    /// elements.
    components: Vec<Vec<Option<Component>>>,
    origins: DataOrigins,
    accepted: Accepted,
    /// By property.
    anywhere: HashMap<String, Anywhere>,
    catalog: &'a Catalog,
}

impl<'a> Linker<'a> {
    fn new(templates: &'a [Template], world: &dyn World, catalog: &'a Catalog) -> Self {
        let of_template = |template: &Template| {
            template
                .elements
                .iter()
                .map(|element| component_of(template, element, world, catalog))
                .collect()
        };
        let components = templates.iter().map(of_template).collect();
        let origins = DataOrigins::of_templates(templates, world, catalog);
        let (accepted, anywhere) = (HashMap::new(), HashMap::new());
        let mut linker = Self { templates, components, origins, accepted, anywhere, catalog };
        linker.find_accepted();
        linker.anywhere = Anywhere::by_property(&linker.accepted);
        linker
    }

    fn platform(&self, template: &Template, element: &Candidate, scan: &mut Scan) {
        let resolve = |given: &Given| self.resolve(template, element, &given.values);
        judge_resolved(element, Evidence::Literal, &resolve, self.catalog, scan);
    }

    /// Judges a value that is passed to a component which uses it for an attribute of one of the
    /// platform's elements.
    fn custom(
        &self,
        template: &Template,
        element: &Candidate,
        component: &Component,
        scan: &mut Scan,
    ) {
        for given in &element.attributes {
            let (becomes, evidence) = match component {
                Component::Here(file) => {
                    let becomes = self.accepted.get(&(file.clone(), camel(&given.name)));
                    (becomes.cloned().unwrap_or_default(), Evidence::Alias)
                }
                // Its source is missing: if a component has an attribute of a platform element, it
                // is assumed to pass the attribute on.
                Component::Elsewhere | Component::Unnamed => {
                    (usual(&given.name), Evidence::Inferred)
                }
            };
            let values = self.resolve(template, element, &given.values);
            let mut is_lost = !becomes.is_empty() && !values.is_known();
            self.become_each(element, &becomes, evidence, &values, scan);
            is_lost |= element.written == ANY_ELEMENT && given.name == "behavior";
            if *component == Component::Unnamed && becomes.is_empty() {
                // It may be any component that has the property; it probably is one that is called
                // like the element.
                if let Some(any) = self.anywhere.get(&camel(&given.name)) {
                    self.become_each(
                        element,
                        &any.becomes,
                        Evidence::Inferred,
                        &given.values,
                        scan,
                    );
                    let tag = kebab(&element.written);
                    is_lost |= any.names.contains(&*tag) && !values.is_known();
                }
            }
            if is_lost {
                scan.unresolved.push(unresolved(element, given));
            }
        }
    }

    /// The uses that result if an attribute of a component becomes attributes of platform elements.
    fn become_each(
        &self,
        element: &Candidate,
        becomes: &BTreeSet<Becomes>,
        evidence: Evidence,
        values: &ExpressionValues,
        scan: &mut Scan,
    ) {
        for target in becomes {
            let rows = self.catalog.attributes_of(&target.tag);
            scan.uses.extend(matching(rows, &target.attribute, values).into_iter().map(|row| {
                Use {
                    interface: Arc::clone(row),
                    kind: UseKind::Component,
                    evidence,
                    place: element.place.clone(),
                    bringer: None,
                }
            }));
        }
    }

    fn resolve(
        &self,
        template: &Template,
        element: &Candidate,
        values: &ExpressionValues,
    ) -> ExpressionValues {
        let DataOrigin { texts, unknown, .. } = self.origins.values(template, element, values);
        ExpressionValues { texts, unknown, ..ExpressionValues::none() }
    }

    /// Determines which properties of components become attributes of platform elements, through
    /// any number of components.
    fn find_accepted(&mut self) {
        /// Properties of a component that are passed on.
        type Givers<'g> = Vec<(&'g TreePath, BTreeSet<String>)>;
        let mut handed_to: HashMap<(TreePath, String), Givers<'_>> = HashMap::new();
        let mut work: Vec<(TreePath, String, BTreeSet<Becomes>)> = Vec::new();
        for (template, components) in self.templates.iter().zip(&self.components) {
            for (element, component) in template.elements.iter().zip(components) {
                for given in
                    element.attributes.iter().filter(|given| !given.values.paths.is_empty())
                {
                    let properties =
                        self.origins.values(template, element, &given.values).properties;
                    let becomes = match component {
                        None => BTreeSet::from([Becomes {
                            tag: element.tag.clone(),
                            attribute: given.name.clone(),
                        }]),
                        Some(Component::Elsewhere | Component::Unnamed) => usual(&given.name),
                        Some(Component::Here(file)) => {
                            let key = (file.clone(), camel(&given.name));
                            handed_to.entry(key).or_default().push((&template.file, properties));
                            continue;
                        }
                    };
                    work.extend(
                        properties
                            .into_iter()
                            .map(|property| (template.file.clone(), property, becomes.clone())),
                    );
                }
            }
        }
        while let Some((file, property, becomes)) = work.pop() {
            let key = (file, property);
            let known = self.accepted.entry(key.clone()).or_default();
            let new: BTreeSet<Becomes> =
                becomes.into_iter().filter(|becomes| known.insert(becomes.clone())).collect();
            if new.is_empty() {
                continue;
            }
            for (giver, properties) in handed_to.get(&key).into_iter().flatten() {
                work.extend(
                    properties
                        .iter()
                        .map(|property| ((*giver).clone(), property.clone(), new.clone())),
                );
            }
        }
    }
}
