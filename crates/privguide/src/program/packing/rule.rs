//! `packOptions.ignore` and `packOptions.include` of `project.config.json`.

use std::cell::Cell;

use super::pattern::{Glob, NotAPattern, RegExp, Steps};
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
    /// Some rule had no result for some file.
    is_cut_short: Cell<bool>,
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
    /// A pattern that is beyond what is evaluated here.
    Beyond,
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
        Self { ignore: list("ignore"), include: list("include"), ..Self::default() }
    }

    /// The rule that excludes a file from the package, as a message.
    pub(super) fn why_ignored(&self, relative: &str) -> Option<Text> {
        if self.ignore.is_empty() || matches!(relative, "app.json" | "ext.json") {
            return None;
        }
        let path = relative.to_lowercase();
        let rule = self.ignore.iter().find(|rule| self.holds(rule, &path) == Some(true))?;
        if self.is_included(&path) {
            return None;
        }
        let shown = format!("{{ \"type\": \"{}\", \"value\": \"{}\" }}", rule.kind, rule.value);
        Some(Text::new(
            format!("被 packOptions.ignore 排除：{shown}"),
            format!("ignored by packOptions.ignore: {shown}"),
        ))
    }

    /// True if a rule could not be evaluated for a file, which then counts as uploaded.
    pub(super) fn is_cut_short(&self) -> bool {
        self.is_cut_short.get()
    }

    /// True if `packOptions.include` protects a file from the filter of unused files.
    pub(in crate::program) fn protects(&self, relative: &str) -> bool {
        self.is_included(&relative.to_lowercase())
    }

    /// A rule without a result may be the one that includes the file.
    fn is_included(&self, path: &str) -> bool {
        self.include.iter().any(|rule| self.holds(rule, path) != Some(false))
    }

    fn holds(&self, rule: &PackRule, path: &str) -> Option<bool> {
        let holds = rule.matcher.holds(path, &self.steps);
        self.is_cut_short.set(self.is_cut_short.get() || holds.is_none());
        holds
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
        "glob" => Glob::new(&lower).map_or_else(PackMatcher::without, PackMatcher::Glob),
        "regexp" => RegExp::new(&lower).map_or_else(PackMatcher::without, PackMatcher::RegExp),
        _ => PackMatcher::Never,
    };
    Some(PackRule { matcher, kind, value })
}

impl PackMatcher {
    /// The official tool ignores an invalid expression.
    fn without(why: NotAPattern) -> Self {
        match why {
            NotAPattern::Invalid => Self::Never,
            NotAPattern::Beyond => Self::Beyond,
        }
    }

    /// Whether the rule matches; `path` is relative to the program's root and in lower case. `None`
    /// if that is not known.
    fn holds(&self, path: &str, steps: &Steps) -> Option<bool> {
        let name = path.rsplit('/').next().unwrap_or(path);
        Some(match self {
            Self::Folder(value) => {
                value.is_empty()
                    || path.strip_prefix(value.as_str()).is_some_and(|rest| rest.starts_with('/'))
            }
            Self::File(value) => path == value,
            Self::Suffix(value) => name.ends_with(value.as_str()),
            Self::Prefix(value) => name.starts_with(value.as_str()),
            Self::Glob(glob) => {
                return steps.known(|| {
                    glob.matches(path, steps) || glob.matches(&format!("/{path}"), steps)
                });
            }
            Self::RegExp(regexp) => {
                return steps.known(|| {
                    regexp.is_in(path, steps) || regexp.is_in(&format!("/{path}"), steps)
                });
            }
            Self::Never => false,
            Self::Beyond => return None,
        })
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

    #[test]
    fn an_include_that_is_not_evaluated_holds_and_is_reported() {
        let many: Vec<String> = (0..1_002).map(|number| format!("x{number}")).collect();
        let nested = format!("{}a{}", "(".repeat(101), ")".repeat(101));
        for (kind, value) in [
            ("glob", format!("{{{}}}", many.join(","))),
            ("regexp", nested),
            ("regexp", "(a)\\1".to_owned()),
        ] {
            let rules = serde_json::json!({ "packOptions": {
                "ignore": [{ "type": "suffix", "value": ".js" }],
                "include": [{ "type": kind, "value": value }],
            } });
            let tree = MemoryTree::new()
                .with("project.config.json", rules.to_string())
                .with("app.json", r#"{ "pages": [] }"#)
                .with("app.js", "");
            let program = find(&tree, &FindSettings::default()).programs.remove(0);
            let file = program.file(&TreePath::new("app.js").expect("inside")).expect("listed");
            assert_ne!(file.status, Status::Outside, "{kind} {value}");
            assert!(program.cut_short.is_some(), "{kind} {value}");
        }
    }
}
