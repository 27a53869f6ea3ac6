//! JSX elements, judged with the same vocabulary as tags in templates.

use crate::{
    catalog::Catalog,
    framework::kebab,
    scan::{
        Evidence, Scan, Unresolved, UnresolvedReason,
        markup::{AttributeMeaning, Candidate, ExpressionValues, Given, event_name, judge},
        script::{JsxElement, Literals},
    },
};

use super::Style;

impl Style {
    /// Judges JSX elements: elements from a framework's own module are the platform's; all others
    /// are custom components.
    #[must_use]
    pub fn judge_elements(&self, elements: &[JsxElement], catalog: &Catalog) -> Scan {
        let mut scan = Scan::default();
        for element in elements {
            if is_any_element(element) {
                judge_any_element(element, catalog, &mut scan);
                continue;
            }
            match self.platform_tag(element) {
                Some(tag) => {
                    judge(&candidate(element, tag), Evidence::Framework, catalog, &mut scan);
                }
                None => judge_component(element, catalog, &mut scan),
            }
        }
        scan
    }

    /// The platform's name of an element; `None` if it is not one of the platform's.
    fn platform_tag(&self, element: &JsxElement) -> Option<String> {
        if element.made.is_some() {
            return element.made.clone();
        }
        match &element.imported {
            Some((module, name)) if self.components.contains(&module.as_str()) => {
                Some(kebab(name).into_owned())
            }
            Some(_) => None,
            None => element.tag.strip_prefix("wx-").map(str::to_owned),
        }
    }
}

/// kbone's `<wx-component behavior="button">` is a button.
fn is_any_element(element: &JsxElement) -> bool {
    element.made.is_none() && element.imported.is_none() && element.tag == "wx-component"
}

fn judge_any_element(element: &JsxElement, catalog: &Catalog, scan: &mut Scan) {
    let behavior = element.attributes.iter().find(|(name, _)| name == "behavior");
    let Some((_, values)) = behavior else { return };
    for tag in &values.texts {
        judge(&candidate(element, tag.clone()), Evidence::Framework, catalog, scan);
    }
    if values.is_open {
        scan.unresolved.push(Unresolved {
            place: element.place.clone(),
            reason: UnresolvedReason::DynamicAttribute,
            text: "behavior={…}".to_owned(),
            to: Vec::new(),
        });
    }
}

fn candidate(element: &JsxElement, tag: String) -> Candidate {
    let mut attributes = Vec::new();
    let mut events = Vec::new();
    for (name, literals) in &element.attributes {
        match meaning(name) {
            AttributeMeaning::Event(event) => events.push(event),
            AttributeMeaning::Plain(attribute) | AttributeMeaning::Dynamic(attribute) => {
                attributes.push(Given {
                    name: attribute.into_owned(),
                    values: values(literals),
                    text: format!("{name}={{…}}"),
                });
            }
        }
    }
    Candidate {
        tag,
        written: element.tag.clone(),
        place: element.place.clone(),
        attributes,
        events,
        template: None,
    }
}

/// `onGetPhoneNumber` binds an event; everything else is an attribute.
fn meaning(name: &str) -> AttributeMeaning<'_> {
    match name.strip_prefix("on") {
        Some(event) if event.starts_with(|c: char| c.is_ascii_uppercase()) => {
            AttributeMeaning::Event(event_name(event))
        }
        _ => AttributeMeaning::Plain(kebab(name)),
    }
}

fn values(literals: &Literals) -> ExpressionValues {
    ExpressionValues {
        texts: literals.texts.clone(),
        unknown: literals.is_open,
        ..ExpressionValues::none()
    }
}

/// `<AtButton openType="getPhoneNumber">`: if a component has an attribute of the platform's
/// element, it is assumed to pass the attribute on.
fn judge_component(element: &JsxElement, catalog: &Catalog, scan: &mut Scan) {
    let mut candidate = candidate(element, "button".to_owned());
    candidate.attributes.retain(|given| given.name == "open-type");
    candidate.events.clear();
    // For a component from elsewhere, only an explicit value is evidence; an unknown value is not.
    candidate.attributes.iter_mut().for_each(|given| given.values.unknown = false);
    judge(&candidate, Evidence::Inferred, catalog, scan);
}
