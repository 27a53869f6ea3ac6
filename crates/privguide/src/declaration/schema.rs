//! The JSON Schema of `privguide.toml`, for editors.

use serde_json::{Map, Value, json};

use super::{DeclarationKey, FORMAT, KeyKind, KeySection, PartyRole, SectionShape};
use crate::{
    catalog::{information_types, third_parties},
    language::{Language, Text},
};

/// The address of the newest schema. `init` writes it into the first line of `privguide.toml`,
/// where editors look for it. It contains no version, because newer schemas accept everything that
/// older ones do.
pub(crate) const SCHEMA_ADDRESS: &str =
    concat!(env!("CARGO_PKG_REPOSITORY"), "/raw/main/crates/privguide/privguide.schema.json");

/// The schema, in draft 7, because not every editor supports newer drafts. Descriptions are in both
/// languages, because a schema cannot choose one. `rules` are the ids of the rules with their
/// descriptions.
#[must_use]
pub fn schema(rules: &[(&str, Text)]) -> Value {
    let mut properties = Map::new();
    for key in DeclarationKey::outside_sections() {
        properties.insert(key.name.clone(), of_key(key));
    }
    for section in KeySection::all() {
        properties.insert(section.name.clone(), of_section(section, rules));
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": SCHEMA_ADDRESS,
        "title": "privguide.toml",
        "description": description(&Text::new(
            "微信小程序对所处理的用户信息的声明",
            "What a WeChat Mini Program declares about the information that it handles",
        )),
        "type": "object",
        "required": ["format"],
        "additionalProperties": false,
        "properties": properties,
        "definitions": { "texts": texts(), "purposes": purposes() },
    })
}

/// A reference to a definition that several places share.
fn named(definition: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{definition}") })
}

/// A string in Chinese, or a table with one for each language.
fn texts() -> Value {
    let one = json!({ "type": "string" });
    let tags: Map<String, Value> =
        Language::ALL.into_iter().map(|tag| (tag.tag().to_owned(), one.clone())).collect();
    json!({ "anyOf": [one, { "type": "object", "properties": tags, "additionalProperties": false }] })
}

/// A purpose for each information type.
fn purposes() -> Value {
    let known: Map<String, Value> = information_types()
        .iter()
        .map(|row| (row.id.clone(), described(named("texts"), &row.label())))
        .collect();
    json!({ "type": "object", "properties": known, "additionalProperties": named("texts") })
}

fn of_section(section: &KeySection, rules: &[(&str, Text)]) -> Value {
    let table = || {
        let properties: Map<String, Value> =
            section.key.iter().map(|key| (key.name.clone(), of_key(key))).collect();
        json!({ "type": "object", "additionalProperties": false, "properties": properties })
    };
    let mut out = match section.shape {
        SectionShape::Table => table(),
        SectionShape::Array => json!({ "type": "array", "items": table() }),
        SectionShape::Types => {
            let one = json!({ "anyOf": [{ "type": "string" }, { "$ref": format!("#/properties/{}/additionalProperties", section.name) }] });
            let of_type = |id: &str, about: &Text| (id.to_owned(), described(one.clone(), about));
            let known: Map<String, Value> =
                information_types().iter().map(|row| of_type(&row.id, &row.label())).collect();
            // Types that the developer defines have a `name`.
            json!({ "type": "object", "properties": known, "additionalProperties": table() })
        }
        SectionShape::Rules => {
            let level = json!({ "enum": ["allow", "warn", "deny"] });
            let known: Map<String, Value> = rules
                .iter()
                .map(|(id, about)| ((*id).to_owned(), described(level.clone(), about)))
                .collect();
            json!({ "type": "object", "properties": known, "additionalProperties": false })
        }
    };
    out["description"] = description(&section.about);
    out
}

fn of_key(key: &DeclarationKey) -> Value {
    let languages = || json!({ "enum": Language::ALL.map(Language::tag) });
    let ids = || information_types().iter().map(|row| row.id.as_str()).collect::<Vec<_>>();
    let value = match key.kind {
        KeyKind::Integer => json!({ "type": "integer", "minimum": 1, "maximum": FORMAT }),
        KeyKind::Text => json!({ "type": "string" }),
        KeyKind::Texts => named("texts"),
        KeyKind::List => json!({ "type": "array", "items": { "type": "string" } }),
        // TOML parsers of editors represent dates as strings or in other ways.
        KeyKind::Date => json!({}),
        KeyKind::Contact => json!({ "type": ["string", "integer"] }),
        KeyKind::Language => languages(),
        KeyKind::Languages => json!({ "type": "array", "items": languages() }),
        KeyKind::Role => json!({ "enum": PartyRole::ALL.map(PartyRole::name) }),
        KeyKind::Party => {
            let known: Vec<&str> = third_parties().iter().map(|party| party.id.as_str()).collect();
            json!({ "anyOf": [{ "enum": known }, { "type": "string" }] })
        }
        KeyKind::Information => named("purposes"),
        KeyKind::Types => json!({ "type": "array", "items": { "enum": ids() } }),
    };
    described(value, &key.about)
}

fn described(mut value: Value, about: &Text) -> Value {
    if value.get("$ref").is_some() {
        // This draft ignores keys beside a reference.
        value = json!({ "allOf": [value] });
    }
    value["description"] = description(about);
    value
}

fn description(about: &Text) -> Value {
    format!("{}\n{}", about.zh, about.en).into()
}
