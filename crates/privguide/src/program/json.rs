//! JSON with places: configuration files as the platform's tool and the review read them.

use serde::{Deserialize, Serialize};
use std::{ops::Range, sync::Arc};

use jsonc_parser::{CollectOptions, ParseOptions, ast};

use crate::tree::{Place, SourceText};

/// A parsed JSON file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JsonFile {
    /// The text it was read from.
    pub source: Arc<SourceText>,
    /// Its value; `None` when it could not be parsed at all.
    pub root: Option<JsonNode>,
    /// Why it is not well formed, or not strict JSON, with the place.
    pub problems: Vec<JsonProblem>,
}

/// What is wrong with a JSON file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JsonProblem {
    /// Where.
    pub place: Place,
    /// What the parser said, in English.
    pub message: String,
    /// True when the value could be read all the same (a comment, a trailing comma): the official tool refuses it.
    pub tolerated: bool,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JsonNode {
    /// Its bytes in the file, quotes included.
    pub range: Range<usize>,
    /// What it is.
    pub value: JsonValue,
}

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum JsonValue {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number as written.
    Number(String),
    /// A string, unescaped.
    String(String),
    /// An array.
    Array(Vec<JsonNode>),
    /// An object's members in order; a key may stand twice (the last one wins).
    Object(Vec<JsonMember>),
}

/// One member of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JsonMember {
    /// The key, unescaped.
    pub key: String,
    /// The key's bytes in the file, quotes included.
    pub key_range: Range<usize>,
    /// The value.
    pub node: JsonNode,
}

impl JsonFile {
    /// Parses a file. Comments and trailing commas are tolerated and noted.
    #[must_use]
    pub fn parse(source: impl Into<Arc<SourceText>>) -> Self {
        let source = source.into();
        let text = Arc::clone(&source);
        Self::read(source, text.text())
    }

    /// Parses what is JSON in a file: `text` is as long as the file, with everything else blanked. Where it is written so, comments
    /// and trailing commas belong to it.
    #[must_use]
    pub(super) fn parse_within(source: impl Into<Arc<SourceText>>, text: &str) -> Self {
        let mut file = Self::read(source.into(), text);
        file.problems.retain(|problem| !problem.tolerated);
        file
    }

    fn read(source: Arc<SourceText>, text: &str) -> Self {
        let (body, offset) = text.strip_prefix('\u{feff}').map_or((text, 0), |rest| (rest, '\u{feff}'.len_utf8()));
        let parse = |options: &ParseOptions| {
            jsonc_parser::parse_to_ast(body, &CollectOptions::default(), options)
                .map(|result| result.value.map(|value| convert(&value, offset)))
        };
        let problem = |error: &jsonc_parser::errors::ParseError, tolerated| {
            let range = error.range();
            let place = source.place(range.start + offset..range.end + offset);
            JsonProblem { place, message: error.kind().to_string(), tolerated }
        };
        if too_deep(body) {
            let place = source.place(0..0);
            let problems = vec![JsonProblem { place, message: "nested too deeply".to_owned(), tolerated: false }];
            return Self { source, root: None, problems };
        }
        let strict = parse(&strict_options());
        let (root, problems) = match strict {
            Ok(root) => (root, Vec::new()),
            Err(error) => match parse(&ParseOptions::default()) {
                Ok(root) => (root, vec![problem(&error, true)]),
                Err(error) => (None, vec![problem(&error, false)]),
            },
        };
        let mut problems = problems;
        if root.is_none() && problems.is_empty() {
            problems.push(JsonProblem { place: source.place(0..0), message: "the file is empty".to_owned(), tolerated: false });
        }
        if offset > 0 {
            problems.push(JsonProblem {
                place: source.place(0..offset),
                message: "a byte order mark".to_owned(),
                tolerated: true,
            });
        }
        Self { source, root, problems }
    }

    /// The place of a range in this file.
    #[must_use]
    pub fn place(&self, range: Range<usize>) -> Place {
        self.source.place(range)
    }

    /// Walks keys from the root: `get(&["window", "title"])`.
    #[must_use]
    pub fn get(&self, keys: &[&str]) -> Option<&JsonNode> {
        keys.iter().try_fold(self.root.as_ref()?, |node, key| node.get(key))
    }
}

impl JsonNode {
    /// A member of an object by key; the last one wins.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.members().iter().rev().find(|member| member.key == key).map(|member| &member.node)
    }

    /// The members of an object; none when it is something else.
    #[must_use]
    pub fn members(&self) -> &[JsonMember] {
        match &self.value {
            JsonValue::Object(members) => members,
            _ => &[],
        }
    }

    /// The items of an array; none when it is something else.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.value {
            JsonValue::Array(items) => items,
            _ => &[],
        }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            JsonValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            JsonValue::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// True as JavaScript has it: not `null`, `false`, `0` or `""`.
    #[must_use]
    pub fn is_truthy(&self) -> bool {
        match &self.value {
            JsonValue::Null => false,
            JsonValue::Bool(value) => *value,
            JsonValue::Number(digits) => digits.parse() != Ok(0.0),
            JsonValue::String(text) => !text.is_empty(),
            JsonValue::Array(_) | JsonValue::Object(_) => true,
        }
    }

    /// What JSON calls it: `string`, `array` …
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self.value {
            JsonValue::Null => "null",
            JsonValue::Bool(_) => "boolean",
            JsonValue::Number(_) => "number",
            JsonValue::String(_) => "string",
            JsonValue::Array(_) => "array",
            JsonValue::Object(_) => "object",
        }
    }
}

fn strict_options() -> ParseOptions {
    ParseOptions {
        allow_comments: false,
        allow_trailing_commas: false,
        allow_loose_object_property_names: false,
        ..ParseOptions::default()
    }
}

/// The parser recurses; a hostile file must not overflow the stack.
fn too_deep(text: &str) -> bool {
    const LIMIT: usize = 500;
    let mut depth = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > LIMIT
    })
}

fn convert(value: &ast::Value<'_>, offset: usize) -> JsonNode {
    let shift = |range: &jsonc_parser::common::Range| range.start + offset..range.end + offset;
    let (range, value) = match value {
        ast::Value::NullKeyword(value) => (shift(&value.range), JsonValue::Null),
        ast::Value::BooleanLit(value) => (shift(&value.range), JsonValue::Bool(value.value)),
        ast::Value::NumberLit(value) => (shift(&value.range), JsonValue::Number(value.value.to_owned())),
        ast::Value::StringLit(value) => (shift(&value.range), JsonValue::String(value.value.to_string())),
        ast::Value::Array(array) => {
            (shift(&array.range), JsonValue::Array(array.elements.iter().map(|item| convert(item, offset)).collect()))
        }
        ast::Value::Object(object) => {
            let member = |property: &ast::ObjectProp<'_>| {
                let (key, key_range) = match &property.name {
                    ast::ObjectPropName::String(name) => (name.value.to_string(), shift(&name.range)),
                    ast::ObjectPropName::Word(name) => (name.value.to_owned(), shift(&name.range)),
                };
                JsonMember { key, key_range, node: convert(&property.value, offset) }
            };
            (shift(&object.range), JsonValue::Object(object.properties.iter().map(member).collect()))
        }
    };
    JsonNode { range, value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::TreePath;

    fn parse(text: &str) -> JsonFile {
        JsonFile::parse(SourceText::new(TreePath::root(), text))
    }

    #[test]
    fn values_have_places() {
        let json = parse("{\n  \"a\": [\"中\", true]\n}");
        let item = &json.get(&["a"]).expect("a").items()[1];
        assert_eq!((json.place(item.range.clone()).line, json.place(item.range.clone()).column), (2, 14));
        assert!(json.problems.is_empty());
    }

    #[test]
    fn what_the_official_tool_refuses_is_tolerated_and_noted() {
        for text in ["{ /* x */ \"a\": 1 }", "{\"a\": 1,}", "\u{feff}{\"a\": 1}"] {
            let json = parse(text);
            assert!(json.get(&["a"]).is_some(), "{text}");
            assert!(json.problems.iter().all(|problem| problem.tolerated) && json.problems.len() == 1, "{text}");
        }
    }

    #[test]
    fn broken_and_hostile_files_are_problems() {
        for text in [String::new(), "{".to_owned(), "[".repeat(200_000)] {
            let json = parse(&text);
            assert!(json.root.is_none() && !json.problems[0].tolerated);
        }
    }
}
