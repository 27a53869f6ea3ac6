//! JSON with places in the text: configuration files, as the platform's tool and the review read
//! them.

mod fault;
mod read;

use serde::{Deserialize, Serialize};
use std::{ops::Range, sync::Arc};

use crate::{
    language::Text,
    tree::{Place, ReadError, SourceText, SourceTree, TreePath},
};

/// A parsed JSON file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct JsonFile {
    /// The text it was read from.
    pub source: Arc<SourceText>,
    /// Its value, as far as it can be read; `None` if there is none.
    pub(crate) root: Option<JsonNode>,
    /// Everything for which `JSON.parse`, and so the platform's tool, rejects the file, in the
    /// order of the text.
    pub(crate) problems: Vec<JsonProblem>,
    /// The system did not permit reading it: it is not known what is in it.
    pub(crate) is_refused: bool,
}

/// A fault of a JSON file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct JsonProblem {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: Text,
}

/// A value and its span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct JsonNode {
    /// Its byte range in the file, including quotes.
    pub range: Range<usize>,
    /// Its value.
    pub value: JsonValue,
}

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum JsonValue {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number as it is written.
    Number(String),
    /// A string, unescaped.
    String(String),
    /// An array.
    Array(Vec<JsonNode>),
    /// An object's members in order; a key may occur twice (the last one wins).
    Object(Vec<JsonMember>),
    /// A value that is computed by code: not known.
    Open,
}

/// One member of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct JsonMember {
    /// The key, unescaped.
    pub key: String,
    /// The key's byte range in the file, including quotes.
    pub key_range: Range<usize>,
    /// The value.
    pub node: JsonNode,
}

/// The message for a configuration that is JSON but not an object.
pub(crate) const NOT_AN_OBJECT: &str = "its outermost value must be an object";

impl JsonFile {
    /// Parses a file like `JSON.parse`; syntax that it rejects is recorded and still read.
    #[must_use]
    pub fn parse(source: impl Into<Arc<SourceText>>) -> Self {
        let source = source.into();
        let text = Arc::clone(&source);
        Self::read(source, text.text(), |_| true)
    }

    /// Reads a configuration file of a tree; `None` if it does not exist. If it cannot be read or
    /// is not an object, the result contains a problem.
    #[must_use]
    pub(super) fn load(tree: &dyn SourceTree, path: &TreePath) -> Option<Self> {
        match tree.source(path) {
            Ok(source) => Some(Self::parse(source).of_an_object()),
            Err(ReadError::NotFound(_)) => None,
            Err(error) => {
                let source = Arc::new(SourceText::new(path.clone(), ""));
                let is_refused = matches!(error, ReadError::Failed { .. });
                let message = match error {
                    ReadError::TooLarge { size, .. } => Text::new(
                        format!("文件过大（{size} 字节），没有读取"),
                        format!("it is too large to be read: {size} bytes"),
                    ),
                    error => Text::new(format!("无法读取：{error}"), error.to_string()),
                };
                let problems =
                    vec![JsonProblem { place: Place::file_start(path.clone()), message }];
                Some(Self { source, root: None, problems, is_refused })
            }
        }
    }

    /// Adds a problem if the value is not an object, because every configuration is one.
    fn of_an_object(mut self) -> Self {
        if let Some(root) =
            self.root.as_ref().filter(|root| !matches!(root.value, JsonValue::Object(_)))
            && self.problems.is_empty()
        {
            let message = Text::new("最外层应当是对象", NOT_AN_OBJECT);
            self.problems
                .push(JsonProblem { place: self.source.place(root.range.clone()), message });
        }
        self
    }

    /// Parses a part of a file as JSON5, as frameworks read their own configuration. `text` has the
    /// length of the file, with spaces in place of everything else.
    #[must_use]
    pub(super) fn parse_within(source: impl Into<Arc<SourceText>>, text: &str) -> Self {
        Self::read(source.into(), text, |fault| !fault.is_json5())
    }

    fn read(
        source: Arc<SourceText>,
        text: &str,
        is_refused: impl Fn(fault::JsonFault) -> bool,
    ) -> Self {
        let reading = read::read(text);
        let refused = reading.faults.into_iter().filter(|(_, fault)| is_refused(*fault));
        let problems = refused
            .map(|(range, fault)| JsonProblem { place: source.place(range), message: fault.text() })
            .collect();
        Self { source, root: reading.root, problems, is_refused: false }
    }

    /// The place of a range in this file.
    #[must_use]
    pub fn place(&self, range: Range<usize>) -> Place {
        self.source.place(range)
    }

    /// Follows keys from the root: `get(&["window", "title"])`.
    #[must_use]
    pub(crate) fn get(&self, keys: &[&str]) -> Option<&JsonNode> {
        keys.iter().try_fold(self.root.as_ref()?, |node, key| node.get(key))
    }
}

impl JsonNode {
    /// A member of an object by key; the last one wins.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.members().iter().rev().find(|member| member.key == key).map(|member| &member.node)
    }

    /// The members of an object; empty for other values.
    #[must_use]
    pub fn members(&self) -> &[JsonMember] {
        match &self.value {
            JsonValue::Object(members) => members,
            _ => &[],
        }
    }

    /// The items of an array; empty for other values.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.value {
            JsonValue::Array(items) => items,
            _ => &[],
        }
    }

    /// The value of a string.
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

    /// True for a value that is computed by code, and for a list that contains such a value.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.value, JsonValue::Open)
            || self.items().iter().any(|item| matches!(item.value, JsonValue::Open))
    }

    /// The truth value in JavaScript: false for `null`, `false`, `0` and `""`.
    #[must_use]
    pub fn is_truthy(&self) -> bool {
        match &self.value {
            JsonValue::Null => false,
            JsonValue::Bool(value) => *value,
            JsonValue::Number(digits) => digits.parse() != Ok(0.0),
            JsonValue::String(text) => !text.is_empty(),
            JsonValue::Array(_) | JsonValue::Object(_) | JsonValue::Open => true,
        }
    }

    /// The name of its type in JSON: `string`, `array` …
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self.value {
            JsonValue::Null => "null",
            JsonValue::Bool(_) => "boolean",
            JsonValue::Number(_) => "number",
            JsonValue::String(_) => "string",
            JsonValue::Array(_) => "array",
            JsonValue::Object(_) => "object",
            JsonValue::Open => "expression",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> JsonFile {
        JsonFile::parse(SourceText::new(TreePath::root(), text))
    }

    fn problems_of(text: &str) -> Vec<String> {
        let problems_of = |problem: &JsonProblem| {
            format!("{}:{} {}", problem.place.line, problem.place.column, problem.message.en)
        };
        parse(text).problems.iter().map(problems_of).collect()
    }

    #[test]
    fn values_have_places() {
        let json = parse("{\n  \"a\": [\"中\", true]\n}");
        let item = &json.get(&["a"]).expect("a").items()[1];
        assert_eq!(
            (json.place(item.range.clone()).line, json.place(item.range.clone()).column),
            (2, 14)
        );
        assert!(json.problems.is_empty());
    }

    #[test]
    fn what_json_parse_refuses_is_said_and_read() {
        for (text, expected) in [
            ("{ /* x */ \"a\": 1 }", "1:3 comments are not allowed"),
            ("{ \"a\": 1 // x\n}", "1:10 comments are not allowed"),
            ("{\"a\": 1,}", "1:8 a comma behind the last item"),
            ("\u{feff}{\"a\": 1}", "1:1 it begins with a byte order mark"),
            ("{\"b\": 1 \"a\": 1}", "1:9 a comma is missing before this"),
            ("{'a': 1}", "1:2 strings need double quotes"),
            ("{a: 1}", "1:2 keys need double quotes"),
            ("{\"a\": +1}", "1:7 not a number as JSON writes them"),
            ("{\"a\": 0x10}", "1:7 not a number as JSON writes them"),
            ("{\"a\": 01}", "1:7 not a number as JSON writes them"),
            ("{\"a\": .5}", "1:7 not a number as JSON writes them"),
            ("{\"a\": 1.}", "1:7 not a number as JSON writes them"),
            ("{\"a\": True}", "1:7 only true, false and null are written without quotes"),
            ("{\"a\": \"\t\"}", "1:8 a control character in a string must be written as an escape"),
            ("{\"a\": \"\\x\"}", "1:8 JSON knows no such escape"),
            ("{\"a\": \"\\u12\"}", "1:8 JSON knows no such escape"),
            ("{\"a\": \"b\n}", "1:7 the string does not end"),
            ("{\"a\" 1}", "1:6 a colon is missing behind the key"),
            ("{\"a\": }", "1:7 a value is missing here"),
            ("{\"a\":\u{3000}1}", "1:6 JSON does not allow this white space"),
            ("{\"a\": 1}}", "1:9 there is text after the outermost value"),
            ("{\"a\": 1", "1:8 the file ends before its brackets are closed"),
            ("{\"a\": [1}", "1:9 unexpected `}`"),
            ("{\"a\": 1，\"b\": 2}", "1:8 unexpected `，`"),
            ("{,\"a\": 1}", "1:2 unexpected `,`"),
            ("{\"b\": 1,,\"a\": 1}", "1:9 unexpected `,`"),
        ] {
            assert_eq!(problems_of(text).first().map(String::as_str), Some(expected), "{text}");
            assert!(parse(text).get(&["a"]).is_some(), "{text}");
        }
    }

    #[test]
    fn every_fault_of_a_file_is_said_and_everything_else_is_read() {
        let text = "{\n  'pages': ['a' \"b\",],\n  // c\n  n: +1,\n  \"window\": { \"x\": 0x10 }\n  \"last\": [\"d\"";
        let lines: Vec<u32> =
            parse(text).problems.iter().map(|problem| problem.place.line).collect();
        assert_eq!(lines, [2, 2, 2, 2, 3, 4, 4, 5, 6, 6]);
        let json = parse(text);
        assert_eq!(json.get(&["pages"]).expect("read").items().len(), 2);
        assert_eq!(json.get(&["last"]).expect("read").items()[0].as_str(), Some("d"));
        // After a superfluous brace, the rest of the file is still read.
        assert!(parse("{ \"a\": 1 }, \"pages\": [] }").get(&["pages"]).is_some());
    }

    #[test]
    fn what_json_parse_takes_is_no_problem() {
        for text in [
            " {\"a\" : [ -0.5e+10 , 0, 1E9, \"\\u00e9\\ud83d\\ude00\\ud800\\/\" ],\r\n\t\"a\": {} } \n",
            "\"\u{7f}\u{2028}\"",
            "[]",
            "null",
            "0",
        ] {
            assert_eq!(problems_of(text), [""; 0], "{text}");
        }
        assert_eq!(parse("\"\\u00e9\\ud83d\\ude00\"").root.expect("read").as_str(), Some("é😀"));
    }

    #[test]
    fn what_holds_no_value_is_a_problem() {
        assert_eq!(problems_of(""), ["1:1 the file is empty"]);
        assert_eq!(problems_of(" \n"), ["1:1 the file is empty"]);
        assert_eq!(problems_of(&"[".repeat(200_000)), ["1:1 it is nested too deeply to be read"]);
        assert!(
            !problems_of("\u{feff}").is_empty()
                && !problems_of("}").is_empty()
                && !problems_of("/*").is_empty()
        );
    }

    /// A strict parser agrees on which texts are JSON, and no text makes this parser fail or
    /// produce wrong places.
    #[test]
    fn another_reader_agrees_on_what_is_json() {
        use proptest::prelude::*;
        let part = prop::sample::select(vec![
            "{", "}", "[", "]", ",", ":", "\"a\"", "'b'", "\"", "\\", "1", "-", "0", "1.5e3",
            "true", "nul", "null", " ", "\n", "//", "/*", "*/", "中", "\u{feff}", "\u{1}", "\\u00",
            "\"\\n\"", "{\"k\":", "[1,",
        ]);
        let text = prop::collection::vec(part, 0..14).prop_map(|parts| parts.concat());
        proptest!(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() }, |(text in text)| {
            let json = parse(&text);
            // Parsing into values would reject numbers out of range, which JSON.parse accepts.
            let strict = serde_json::from_str::<serde::de::IgnoredAny>(&text);
            prop_assert_eq!(json.problems.is_empty(), strict.is_ok(), "{} {:?}", text, problems_of(&text));
        });
    }

    #[test]
    fn reading_is_linear() {
        for part in
            ["{", "[1 ", "{\"a\" ", "'", "/*", ",", "}", "\"a\":", "{}", "a ", "\\", "\u{3000}"]
        {
            let started = std::time::Instant::now();
            let count = parse(&part.repeat(200_000)).problems.len();
            assert!(count <= read::MAX_FAULTS && started.elapsed().as_secs() < 5, "{part}");
        }
    }
}
