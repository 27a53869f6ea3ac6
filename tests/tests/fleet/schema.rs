//! Validates the lines against the JSON Schema that `cargo privguide schema ndjson` prints.

use std::path::Path;

use privguide_tests::privguide;
use serde_json::Value;

use super::{PROGRAM, run, written, zip_of};

/// The places at which a value violates a schema: wrong types and values, missing and unknown
/// fields.
pub(crate) fn faults(schema: &Value, rule: &Value, value: &Value, at: &str, out: &mut Vec<String>) {
    if let Some(reference) = rule["$ref"].as_str() {
        let pointer = reference.trim_start_matches('#');
        return faults(schema, schema.pointer(pointer).expect("it is defined"), value, at, out);
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let types: Vec<&str> = match &rule["type"] {
        Value::String(one) => vec![one],
        several => several.as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
    };
    if !types.is_empty() && !types.contains(&kind) {
        out.push(format!("{at}: {kind} is none of {types:?}"));
    }
    if rule["enum"].as_array().is_some_and(|values| !values.contains(value))
        || !rule["const"].is_null() && rule["const"] != *value
    {
        out.push(format!("{at}: {value}"));
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        faults(schema, &rule["items"], item, &format!("{at}[{index}]"), out);
    }
    let Some(fields) = value.as_object() else { return };
    for name in rule["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !fields.contains_key(name) {
            out.push(format!("{at}: no {name}"));
        }
    }
    for (name, field) in fields {
        match rule["properties"].get(name) {
            Some(inner) => faults(schema, inner, field, &format!("{at}.{name}"), out),
            None => out.push(format!("{at}: {name} is not in the schema")),
        }
    }
}

#[test]
fn lines_are_as_the_schema_says() {
    let output = privguide(Path::new("."), &["schema", "ndjson"]).output().expect("it runs");
    let schema: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let more = [
        ("libs/amap-wx.js", "exports.f = (n) => { wx.getLocation({}); wx[n]() }"),
        ("libs/broken.js", "function ( {"),
        (
            "pages/more.js",
            "import x from 'not-there'\nrequire('../libs/amap-wx'); require('../libs/broken'); wx.request({ url: x })",
        ),
        ("app.json", r#"{ "pages": ["pages/index", "pages/more"] }"#),
    ];
    let kept = PROGRAM.iter().filter(|(name, _)| *name != "app.json").copied();
    let files: Vec<(&str, &str)> = kept.chain(more).collect();
    let folder = written(&[("rich.zip", zip_of(&files)), ("bad.zip", b"x".to_vec())]);
    let mut seen = 0;
    let samples = privguide_tests::repository().join("tests/programs");
    let programs = ["shop", "taro-built", "uni-built", "wasm-shop"].map(|name| samples.join(name));
    let mut inputs = vec!["check", "--format", "ndjson", "rich.zip", "bad.zip"];
    inputs.extend(programs.iter().filter_map(|path| path.to_str()));
    for line in run(folder.path(), &inputs, b"").1 {
        let mut found = Vec::new();
        faults(&schema, &schema, &line, "line", &mut found);
        assert_eq!(found, Vec::<String>::new(), "{line}");
        assert_ne!(line["error"].is_null(), line["programs"].is_null(), "a result or an error");
        seen += line["programs"].as_array().map_or(0, Vec::len);
    }
    assert!(seen >= 5, "{seen} programs");
    let mut found = Vec::new();
    faults(
        &schema,
        &schema,
        &serde_json::json!({ "version": 2, "programs": [{ "root": 1 }], "other": 1 }),
        "line",
        &mut found,
    );
    assert!(found.len() >= 5, "the judge sees faults: {found:?}");
}
