//! `privguide.schema.json`, with which editors complete and check `privguide.toml`, and the schema of lines of `--format ndjson`.

use privguide::{
    catalog::information_types,
    declaration::Role,
    language::Language,
    review::{Rule, RuleDocument, rules},
};
use serde_json::{Map, Value as Json, json};

use super::{
    keys::SECTIONS,
    section::{Both, Key, Section, Shape, Value},
};
use crate::generated::Generated;

/// The schema.
pub fn files() -> Vec<Generated> {
    let mut properties = Map::new();
    for section in SECTIONS {
        if section.name.is_empty() {
            properties.extend(section.keys.iter().map(member));
        } else {
            properties.insert(section.name.to_owned(), described(schema(section), &section.text));
        }
    }
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "privguide.toml",
        "description": "What a WeChat Mini Program declares about the information it handles",
        "type": "object",
        "required": ["format"],
        "properties": properties,
        "additionalProperties": false,
        "definitions": { "text": translated() },
    });
    vec![
        Generated::new("crates/privguide/privguide.schema.json", format!("{schema:#}\n")),
        Generated::new("crates/cargo-privguide/docs/ndjson.schema.json", format!("{:#}\n", cargo_privguide::ndjson_schema())),
    ]
}

fn schema(section: &Section) -> Json {
    match section.shape {
        Shape::Once => table(section.keys),
        Shape::List => json!({ "type": "array", "items": table(section.keys) }),
        Shape::PerInformation => {
            let entry = json!({ "anyOf": [{ "type": "string" }, table(section.keys)] });
            let known = information_types()
                .iter()
                .map(|row| (row.id.clone(), json!({ "description": row.label().en, "allOf": [entry] })));
            json!({ "type": "object", "properties": known.collect::<Map<_, _>>(), "additionalProperties": entry })
        }
        Shape::Levels => {
            let level = |rule: &RuleDocument| json!({ "description": rule.title.en, "enum": ["allow", "warn", "deny"] });
            let known = rules().iter().map(Rule::document).map(|rule| (rule.id.clone(), level(rule)));
            json!({ "type": "object", "properties": known.collect::<Map<_, _>>(), "additionalProperties": { "enum": ["allow", "warn", "deny"] } })
        }
    }
}

fn table(keys: &[Key]) -> Json {
    json!({ "type": "object", "properties": keys.iter().map(member).collect::<Map<_, _>>(), "additionalProperties": false })
}

fn member(key: &Key) -> (String, Json) {
    (key.name.to_owned(), described(value(key.value), &key.text))
}

/// Both languages in one description: an editor shows it as it is.
fn described(mut schema: Json, text: &Both) -> Json {
    let text = format!("{}\n{}", text.get(Language::En), text.get(Language::ZhCn));
    if schema.get("$ref").is_some() {
        // Keys beside a reference are ignored in this draft of the standard.
        schema = json!({ "allOf": [schema] });
    }
    schema["description"] = json!(text);
    schema
}

fn value(value: Value) -> Json {
    let tags: Vec<&str> = Language::ALL.into_iter().map(Language::tag).collect();
    match value {
        Value::Format => json!({ "type": "integer", "minimum": 1, "maximum": privguide::declaration::FORMAT }),
        Value::Text | Value::Date => json!({ "type": "string" }),
        Value::TextOrNumber => json!({ "type": ["string", "integer"] }),
        Value::Translated => json!({ "$ref": "#/definitions/text" }),
        Value::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Value::Language => json!({ "enum": tags }),
        Value::Languages => json!({ "type": "array", "items": { "enum": tags } }),
        Value::InformationIds => {
            let ids: Vec<&str> = information_types().iter().map(|row| row.id.as_str()).collect();
            json!({ "type": "array", "items": { "enum": ids } })
        }
        Value::Role => json!({ "enum": Role::OTHERS.map(Role::name) }),
        Value::RecipientRole => json!({ "enum": Role::ALL.map(Role::name) }),
        Value::Purposes => json!({ "type": "object", "additionalProperties": { "$ref": "#/definitions/text" } }),
    }
}

/// A plain string is Chinese.
fn translated() -> Json {
    let both = json!({
        "type": "object",
        "properties": { "zh-CN": { "type": "string" }, "en": { "type": "string" } },
        "additionalProperties": false,
    });
    json!({ "anyOf": [{ "type": "string" }, both] })
}
