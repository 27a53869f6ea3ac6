//! Attributes whose names are not written as such: `v-bind="{ … }"`, `:[name]="…"`.

use std::collections::BTreeSet;

use super::{super::places::one_line, Interest, TemplateReader};
use crate::{
    catalog::{Interface, InterfaceForm},
    framework::kebab,
    scan::markup::{
        candidate::Given, expression, members, token::TagAttribute, values::ExpressionValues,
        vocabulary::camel,
    },
};

impl<'a> TemplateReader<'a> {
    /// `v-bind="object"`: every member is an attribute.
    pub(super) fn of_object(
        &self,
        attribute: &TagAttribute<'a>,
        text: &str,
        interest: Interest<'_>,
    ) -> Vec<Given> {
        let shown = one_line(&self.text[attribute.start..attribute.end]);
        let given =
            |name: String, values: ExpressionValues| Given { name, values, text: shown.clone() };
        let wanted: Vec<String> = match interest {
            Interest::Judged(tag) => {
                let rows = self.catalog.attributes_of(tag).iter();
                let names: BTreeSet<String> = rows.filter_map(|row| attribute_of(row)).collect();
                names.into_iter().collect()
            }
            Interest::HandedOver => vec!["open-type".to_owned()],
        };
        // An attribute from an object that is not written here. Strings are only those that the
        // expression itself contains.
        let of_spread = |values: &ExpressionValues, name: &str| {
            let [camel, kebab] =
                [camel(name), name.to_owned()].map(|name| values.clone().member(&name).paths);
            let texts = values.texts.iter().filter(|text| self.is_value(text)).cloned();
            ExpressionValues {
                texts: texts.collect(),
                paths: camel.into_iter().chain(kebab).collect(),
                unknown: values.unknown && interest != Interest::HandedOver,
            }
        };
        let members = members::objects(text);
        let mut found = Vec::new();
        for (key, values) in members {
            let values = self.in_scope(values);
            match key.map(|key| kebab(&key).into_owned()) {
                Some(name) if interest == Interest::HandedOver || wanted.contains(&name) => {
                    found.push(given(name, values));
                }
                Some(_) => {}
                None => found.extend(
                    wanted.iter().map(|name| given(name.clone(), of_spread(&values, name))),
                ),
            }
        }
        found
    }

    /// `:[name]="value"`: any attribute can have the value, unless the name is a string.
    pub(super) fn of_computed(
        &self,
        attribute: &TagAttribute<'a>,
        name: &str,
        interest: Interest<'_>,
    ) -> Vec<Given> {
        let Interest::Judged(tag) = interest else { return Vec::new() };
        let values = self.in_scope(expression::evaluate(attribute.value.unwrap_or("")));
        let known = name.split(']').next().unwrap_or("").trim();
        let known = known.strip_prefix('\'').and_then(|name| name.strip_suffix('\''));
        let rows = self.catalog.attributes_of(tag).iter();
        let names: BTreeSet<String> = rows.filter_map(|row| attribute_of(row)).collect();
        let can_be = |name: &String| known.is_none_or(|known| kebab(known) == name.as_str());
        let is_lost = values.is_known() && !values.texts.iter().any(|text| self.is_value(text));
        let text = one_line(&self.text[attribute.start..attribute.end]);
        names
            .into_iter()
            .filter(|name| can_be(name) && !is_lost)
            .map(|name| Given { name, values: values.clone(), text: text.clone() })
            .collect()
    }
}

/// The attribute that makes an element this interface.
fn attribute_of(row: &Interface) -> Option<String> {
    match &row.form {
        InterfaceForm::Attribute { attribute, .. } => Some(attribute.clone()),
        _ => None,
    }
}
