//! `packOptions.ignore` and `packOptions.include` of `project.config.json`.

use super::pattern::{Glob, RegExp, Steps};
use crate::{
    language::Text,
    program::{JsonNode, Program},
};

/// The rules of a project, in order.
#[derive(Default)]
pub(in crate::program) struct PackOptions {
    ignore: Vec<PackRule>,
    include: Vec<PackRule>,
    steps: Steps,
}

/// One entry of a list: its type, and its value as it is written.
struct PackRule {
    matcher: PackMatcher,
    kind: String,
    value: String,
}

/// The six types of the official tool; values and paths are compared in lower case.
enum PackMatcher {
    Folder(String),
    File(String),
    Suffix(String),
    Prefix(String),
    Glob(Glob),
    RegExp(RegExp),
    /// An unknown type: the official tool accepts it, and it never matches.
    Never,
}

impl PackOptions {
    pub(in crate::program) fn for_program(program: &Program) -> Self {
        let list = |key: &str| {
            let node = program
                .config
                .project
                .as_ref()
                .and_then(|project| project.get(&["packOptions", key]));
            node.map(|node| node.items().iter().filter_map(rule).collect()).unwrap_or_default()
        };
        Self { ignore: list("ignore"), include: list("include"), steps: Steps::default() }
    }

    /// The rule that excludes a file from the package, as a message.
    pub(super) fn why_ignored(&self, relative: &str) -> Option<Text> {
        if self.ignore.is_empty() || matches!(relative, "app.json" | "ext.json") {
            return None;
        }
        let path = relative.to_lowercase();
        let rule = self.ignore.iter().find(|rule| rule.matcher.holds(&path, &self.steps))?;
        if self.include.iter().any(|rule| rule.matcher.holds(&path, &self.steps))
            || self.steps.are_spent()
        {
            return None;
        }
        let shown = format!("{{ \"type\": \"{}\", \"value\": \"{}\" }}", rule.kind, rule.value);
        Some(Text::new(
            format!("被 packOptions.ignore 排除：{shown}"),
            format!("ignored by packOptions.ignore: {shown}"),
        ))
    }

    /// True if the last rules were not evaluated because no steps remained.
    pub(super) fn are_spent(&self) -> bool {
        self.steps.are_spent()
    }

    /// True if `packOptions.include` protects a file from the filter of unused files.
    pub(in crate::program) fn protects(&self, relative: &str) -> bool {
        let path = relative.to_lowercase();
        self.include.iter().any(|rule| rule.matcher.holds(&path, &self.steps))
    }
}

fn rule(node: &JsonNode) -> Option<PackRule> {
    let kind = node.get("type")?.as_str()?.to_owned();
    let value = node.get("value")?.as_str()?.to_owned();
    let lower = value.to_lowercase();
    let matcher = match kind.as_str() {
        "folder" => PackMatcher::Folder(lower.trim_matches('/').to_owned()),
        "file" => PackMatcher::File(lower.trim_start_matches('/').to_owned()),
        "suffix" => PackMatcher::Suffix(lower),
        "prefix" => PackMatcher::Prefix(lower),
        "glob" => Glob::new(&lower).map_or(PackMatcher::Never, PackMatcher::Glob),
        // The official tool ignores an invalid expression.
        "regexp" => RegExp::new(&lower).map_or(PackMatcher::Never, PackMatcher::RegExp),
        _ => PackMatcher::Never,
    };
    Some(PackRule { matcher, kind, value })
}

impl PackMatcher {
    /// Whether the rule matches; `path` is relative to the program's root and in lower case.
    fn holds(&self, path: &str, steps: &Steps) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        match self {
            Self::Folder(value) => {
                value.is_empty()
                    || path.strip_prefix(value.as_str()).is_some_and(|rest| rest.starts_with('/'))
            }
            Self::File(value) => path == value,
            Self::Suffix(value) => name.ends_with(value.as_str()),
            Self::Prefix(value) => name.starts_with(value.as_str()),
            // A pattern that is no longer evaluated does not match, even if it is negated.
            Self::Glob(_) | Self::RegExp(_) if steps.are_spent() => false,
            Self::Glob(glob) => {
                glob.matches(path, steps) || glob.matches(&format!("/{path}"), steps)
            }
            Self::RegExp(regexp) => {
                regexp.is_in(path, steps) || regexp.is_in(&format!("/{path}"), steps)
            }
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        program::{FindSettings, Status, find},
        tree::{MemoryTree, TreePath},
    };

    /// Whether a rule keeps `img/Used.png` out of the package.
    fn ignored(kind: &str, value: &str) -> bool {
        let rule =
            serde_json::json!({ "packOptions": { "ignore": [{ "type": kind, "value": value }] } });
        let tree = MemoryTree::new()
            .with("project.config.json", rule.to_string())
            .with("app.json", r#"{ "pages": [] }"#)
            .with("img/Used.png", "");
        let program = find(&tree, &FindSettings::default()).programs.remove(0);
        program.file(&TreePath::new("img/Used.png").expect("inside")).expect("listed").status
            == Status::Outside
    }

    #[test]
    fn every_type_matches_as_measured() {
        for (kind, value, expected) in [
            ("folder", "IMG", true),
            ("folder", "/img/", true),
            ("folder", "im", false),
            ("folder", "", true),
            ("file", "/img/used.PNG", true),
            ("file", "img", false),
            ("suffix", "used.png", true),
            ("suffix", "", true),
            ("prefix", "us", true),
            ("prefix", "img/us", false),
            ("glob", "*.png", false),
            ("glob", "/img/*.png", true),
            ("regexp", "^/img/.*\\.png$", true),
            ("regexp", "^img/\\W", true),
            ("regexp", "(", false),
            ("other", "img", false),
        ] {
            assert_eq!(ignored(kind, value), expected, "{kind} {value}");
        }
    }

    #[test]
    fn include_wins_and_the_configuration_is_always_packed() {
        let rules = r#"{ "packOptions": { "ignore": [{ "type": "folder", "value": "" }], "include": [{ "type": "suffix", "value": ".png" }] } }"#;
        let tree = MemoryTree::new()
            .with("project.config.json", rules)
            .with("app.json", r#"{ "pages": [] }"#)
            .with("app.js", "")
            .with("a.png", "");
        let program = find(&tree, &FindSettings::default()).programs.remove(0);
        let packed: Vec<_> = program
            .files
            .iter()
            .filter(|file| file.status != Status::Outside)
            .map(|file| file.path.as_str())
            .collect();
        assert_eq!(packed, ["a.png", "app.json"]);
    }
}
