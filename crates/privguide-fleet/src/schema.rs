//! The JSON Schema of a line.

use privguide::{
    catalog::Channel,
    scan::{Evidence, Marker, UseKind},
};
use serde_json::{Value, json};

use crate::trouble::Kind;

/// The schema of a line of `--format ndjson`, version 1. Fields are only ever added, and so are
/// values of fields that name kinds.
#[must_use]
pub fn schema() -> Value {
    let kinds = Kind::ALL.map(|kind| json!(kind));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of privguide scan or check --format ndjson, version 1",
        "type": "object",
        "required": ["version", "input"],
        "oneOf": [{ "required": ["project", "programs"] }, { "required": ["error"] }, { "required": ["lines"] }],
        "properties": {
            "version": { "const": 1 },
            "input": { "type": "string", "description": "as it was given" },
            "project": { "type": "string", "description": "the folder of the project in the input" },
            "programs": { "type": "array", "items": { "$ref": "#/$defs/program" } },
            "findings": { "type": "array", "items": { "$ref": "#/$defs/finding" }, "description": "check alone" },
            "notes": { "type": "array", "items": { "type": "string" } },
            "error": {
                "type": "object",
                "required": ["kind", "message"],
                "properties": { "kind": { "enum": kinds }, "message": { "type": "string" } },
            },
            "lines": {
                "type": "integer",
                "description": "with --framed: the frame has been answered, by so many lines before this one",
            },
        },
        "$defs": definitions(),
    })
}

fn definitions() -> Value {
    let text = || json!({ "type": "string" });
    let maybe = || json!({ "type": ["string", "null"] });
    let texts = || json!({ "type": "array", "items": { "type": "string" } });
    json!({
        "program": object(&[], &[
            ("root", text()), ("kind", json!({ "enum": ["mini-program", "plugin", "mini-game"] })), ("framework", text()),
            ("uses", list("use")), ("unresolved", list("unresolved")), ("third_parties", list("sign")),
            ("permissions", list("permission")), ("addresses", list("address")), ("missing_packages", list("missing")),
            ("unanalysed", list("unanalysed")),
        ]),
        "use": placed(&[
            ("interface", text()), ("information", texts()), ("kind", names(&UseKind::ALL)), ("evidence", names(&Evidence::ALL)),
            ("status", json!({ "enum": ["reachable", "packed", "outside"] })), ("brought_by", maybe()),
            ("chain", json!({ "type": ["array", "null"], "items": { "type": "string" } })),
        ]),
        "unresolved": with(placed(&[("reason", text()), ("text", text())]), "to", texts()),
        "sign": placed(&[("id", text()), ("marker", names(&Marker::ALL)), ("text", text())]),
        "permission": placed(&[("id", text()), ("scope", text()), ("interface", text())]),
        "address": placed(&[("origin", maybe()), ("channel", names(&Channel::ALL)), ("giver", maybe()), ("party", maybe())]),
        "missing": object(&[], &[("package", text()), ("file", text()), ("line", json!({ "type": "integer" }))]),
        "unanalysed": object(
            &[("line", json!({ "type": "integer" })), ("column", json!({ "type": "integer" })), ("detail", text())],
            &[("file", text()), ("reason", text())],
        ),
        "finding": object(&[], &[
            ("rule", text()), ("level", json!({ "enum": ["error", "warning"] })), ("information", texts()), ("message", text()),
            ("places", list("place")), ("help", texts()),
        ]),
        "place": with(placed(&[]), "label", text()),
        "original": object(&[("line", json!({})), ("column", json!({}))], &[("file", text())]),
        "package": object(&[], &[
            ("name", text()), ("version", text()), ("chain", texts()), ("recorded", json!({ "type": "boolean" })),
        ]),
    })
}

fn list(of: &str) -> Value {
    json!({ "type": "array", "items": { "$ref": format!("#/$defs/{of}") } })
}

fn names(all: &[impl serde::Serialize]) -> Value {
    json!({ "enum": all })
}

/// Something with a place in a file; optionally with the original place and with the package that
/// contains it.
fn placed(always: &[(&str, Value)]) -> Value {
    let place = [
        ("file", json!({ "type": "string" })),
        ("line", json!({ "type": "integer" })),
        ("column", json!({ "type": "integer" })),
    ];
    let reference = |to: &str| json!({ "$ref": format!("#/$defs/{to}") });
    let sometimes = [("original", reference("original")), ("package", reference("package"))];
    object(&sometimes, &place.into_iter().chain(always.iter().cloned()).collect::<Vec<_>>())
}

fn object(sometimes: &[(&str, Value)], always: &[(&str, Value)]) -> Value {
    let properties: serde_json::Map<String, Value> = always
        .iter()
        .chain(sometimes)
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    let required: Vec<&str> = always.iter().map(|(name, _)| *name).collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    object["properties"][name] = value;
    object
}
