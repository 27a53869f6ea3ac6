//! `packOptions.ignore` and `packOptions.include` of `project.config.json`.

use crate::{
    language::Text,
    program::{JsonNode, Program},
};

/// The rules of a project, in order.
#[derive(Default)]
pub(in crate::program) struct PackOptions {
    ignore: Vec<Rule>,
    include: Vec<Rule>,
}

/// One entry of a list: a way of matching, and the value as written.
struct Rule {
    matcher: Matcher,
    kind: String,
    value: String,
}

/// The six types of the official tool; values and paths are compared in lower case.
enum Matcher {
    Folder(String),
    File(String),
    Suffix(String),
    Prefix(String),
    /// An unknown type: accepted by the official tool, and never true.
    Never,
}

impl PackOptions {
    pub(in crate::program) fn of(program: &Program) -> Self {
        let list = |key: &str| {
            let node = program.config.project.as_ref().and_then(|project| project.get(&["packOptions", key]));
            node.map(|node| node.items().iter().filter_map(rule).collect()).unwrap_or_default()
        };
        Self { ignore: list("ignore"), include: list("include") }
    }

    /// The rule that keeps a file out of the package, in words.
    pub(super) fn why_ignored(&self, relative: &str) -> Option<Text> {
        if self.ignore.is_empty() || matches!(relative, "app.json" | "ext.json") {
            return None;
        }
        let path = relative.to_lowercase();
        let rule = self.ignore.iter().find(|rule| rule.matcher.holds(&path))?;
        if self.include.iter().any(|rule| rule.matcher.holds(&path)) {
            return None;
        }
        let shown = format!("{{ \"type\": \"{}\", \"value\": \"{}\" }}", rule.kind, rule.value);
        Some(Text::new(format!("被 packOptions.ignore 排除：{shown}"), format!("ignored by packOptions.ignore: {shown}")))
    }

    /// True when `packOptions.include` protects a file from the filter of unused files.
    pub(in crate::program) fn protects(&self, relative: &str) -> bool {
        let path = relative.to_lowercase();
        self.include.iter().any(|rule| rule.matcher.holds(&path))
    }
}

fn rule(node: &JsonNode) -> Option<Rule> {
    let kind = node.get("type")?.as_str()?.to_owned();
    let value = node.get("value")?.as_str()?.to_owned();
    let lower = value.to_lowercase();
    let matcher = match kind.as_str() {
        "folder" => Matcher::Folder(lower.trim_matches('/').to_owned()),
        "file" => Matcher::File(lower.trim_start_matches('/').to_owned()),
        "suffix" => Matcher::Suffix(lower),
        "prefix" => Matcher::Prefix(lower),
        _ => Matcher::Never,
    };
    Some(Rule { matcher, kind, value })
}

impl Matcher {
    /// `path` is relative to the program's root and in lower case.
    fn holds(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        match self {
            Self::Folder(value) => {
                value.is_empty() || path.strip_prefix(value.as_str()).is_some_and(|rest| rest.starts_with('/'))
            }
            Self::File(value) => path == value,
            Self::Suffix(value) => name.ends_with(value.as_str()),
            Self::Prefix(value) => name.starts_with(value.as_str()),
            Self::Never => false,
        }
    }
}
