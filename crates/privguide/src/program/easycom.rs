//! uni-app's components that are used without an import and found by their tag.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

use super::{
    Conditions, JsonNode, Program, ProgramFile, Status,
    modules::Resolution,
    packing::{NotAPattern, OutOfSteps, RegExp, Steps},
};
use crate::{framework::component_ends, tree::TreePath};

/// The components that tags refer to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Easycom {
    /// By tag: `components/x/x.vue`, `uni_modules/a/components/x/x.vue`.
    by_folder: BTreeMap<String, TreePath>,
    /// `easycom.custom` of `pages.json`, in order.
    patterns: Vec<(EasycomMatcher, String)>,
    /// By tag: the target of an expression among these, found while the sources were followed.
    targets: BTreeMap<String, String>,
}

/// A pattern for tags.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum EasycomMatcher {
    Usual(EasycomPattern),
    /// Any other regular expression.
    Other(String),
}

impl EasycomMatcher {
    fn new(written: &str) -> Self {
        EasycomPattern::new(written).map_or_else(|| Self::Other(written.to_owned()), Self::Usual)
    }
}

/// Matches tags with expressions, which can take long: the steps for all tags of a program are
/// limited.
#[derive(Default)]
pub(super) struct EasycomSearch {
    /// By the number of the pattern.
    compiled: HashMap<usize, Result<RegExp, NotAPattern>>,
    steps: Steps,
    /// It is not known for some tag whether an expression matches.
    pub(super) is_cut_short: bool,
    targets: BTreeMap<String, String>,
}

impl EasycomSearch {
    /// The target with its groups replaced, if the tag matches. An invalid expression matches
    /// nothing; the build fails. `number` is that of the pattern.
    fn apply(
        &mut self,
        (number, expression): (usize, &str),
        tag: &str,
        target: &str,
    ) -> Option<String> {
        if self.is_cut_short {
            return None;
        }
        let compile = || {
            let is_short = expression.len() <= LONGEST_EXPRESSION;
            if is_short { RegExp::new(expression) } else { Err(NotAPattern::Beyond) }
        };
        let found = match self.compiled.entry(number).or_insert_with(compile) {
            Ok(regexp) => regexp.replaced(tag, target, &self.steps),
            Err(NotAPattern::Invalid) => return None,
            Err(NotAPattern::Beyond) => Err(OutOfSteps),
        };
        self.is_cut_short |= found.is_err();
        found.ok().flatten()
    }
}

/// The maximum length of a path in bytes on the systems where builds run.
const LONGEST_PATH: usize = 4_096;

/// The maximum length of an expression in bytes.
const LONGEST_EXPRESSION: usize = 4_096;

/// `^u-([^-].*)`: the subset of regular expressions that most such patterns use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct EasycomPattern {
    /// Excluded prefixes: `(?!a|b)`.
    not: Vec<String>,
    before: String,
    /// The capturing group.
    group: Option<Group>,
    after: String,
    /// The pattern ends with `$` or consists only of this part.
    to_end: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Group {
    may_be_empty: bool,
    /// The excluded first character: `[^-]`.
    not_first: Option<char>,
}

impl Easycom {
    pub(super) fn for_program(program: &Program) -> Self {
        if !program.framework.describe().easycom {
            return Self::default();
        }
        let settings = program.config.pages.as_ref().and_then(|pages| pages.get(&["easycom"]));
        let scans = settings
            .and_then(|node| node.get("autoscan"))
            .and_then(JsonNode::as_bool)
            .unwrap_or(true);
        let by_folder = if scans { by_folder(program) } else { BTreeMap::new() };
        // In old projects, the patterns are directly below `easycom`.
        let custom = settings
            .and_then(|node| node.get("custom").or(Some(node)))
            .map(JsonNode::members)
            .unwrap_or_default();
        let patterns = custom.iter().filter_map(|member| {
            Some((EasycomMatcher::new(&member.key), member.node.as_str()?.to_owned()))
        });
        Self { by_folder, patterns: patterns.collect(), targets: BTreeMap::new() }
    }

    /// Keeps what was found for tags that expressions match.
    pub(super) fn keep(&mut self, found: EasycomSearch) {
        self.targets = found.targets;
    }
}

fn by_folder(program: &Program) -> BTreeMap<String, TreePath> {
    let uploaded = program.files.iter().filter(|file| file.status != Status::Outside);
    let component = |file: &ProgramFile| {
        let parts: Vec<&str> = file.path.relative_to(&program.root)?.split('/').collect();
        let [.., folders, folder, name] = parts.as_slice() else { return None };
        let (stem, extension) = name.rsplit_once('.')?;
        let is_place = matches!(
            parts.as_slice(),
            ["components", _, _] | ["uni_modules", _, "components", _, _]
        );
        let is_component = *folders == "components"
            && stem == *folder
            && component_ends().any(|end| end == extension);
        (is_place && is_component).then(|| (stem.to_owned(), file.path.clone()))
    };
    // The program's own components are listed first and take precedence. If one exists in two
    // forms, uni-app x uses the `.uvue`, all others the `.vue`.
    let is_x = matches!(&program.conditions, Some(Conditions::UniApp(settings)) if settings.x);
    let is_other_form = |path: &TreePath| (path.extension() == "uvue") != is_x;
    let mut found: BTreeMap<String, TreePath> = BTreeMap::new();
    for (tag, path) in uploaded.filter_map(component) {
        let known = found.entry(tag).or_insert_with(|| path.clone());
        if known.parent() == path.parent() && is_other_form(known) && !is_other_form(&path) {
            *known = path;
        }
    }
    found
}

impl Program {
    /// The component that uni-app finds for a tag without an import.
    #[must_use]
    pub(crate) fn easycom(&self, tag: &str) -> Option<TreePath> {
        match self.easycom_target(tag, None)? {
            Resolution::File(path) => Some(path),
            _ => None,
        }
    }

    /// Like [`Program::easycom`], or the package that is missing. Expressions are matched by
    /// `search`; without one, what an earlier search found is used.
    pub(super) fn easycom_target(
        &self,
        tag: &str,
        mut search: Option<&mut EasycomSearch>,
    ) -> Option<Resolution> {
        let located = |path: &str| {
            let found = self.locate_module(&self.root.join("pages.json")?, path);
            Some(found).filter(|found| *found != Resolution::Nowhere)
        };
        let matched = |(number, (pattern, target)): (usize, &(EasycomMatcher, String))| match (
            pattern,
            &mut search,
        ) {
            (EasycomMatcher::Usual(pattern), _) => located(&pattern.apply(tag, target)?),
            (EasycomMatcher::Other(expression), Some(search)) => {
                let path = search.apply((number, expression), tag, target)?;
                let found = located(&path)?;
                search.targets.insert(tag.to_owned(), path);
                Some(found)
            }
            (EasycomMatcher::Other(_), None) => None,
        };
        let known = self.easycom.targets.get(tag);
        let custom = known.map_or_else(
            || self.easycom.patterns.iter().enumerate().find_map(matched),
            |target| located(target),
        );
        match custom {
            Some(Resolution::File(path)) => Some(Resolution::File(path)),
            other => self.easycom.by_folder.get(tag).cloned().map(Resolution::File).or(other),
        }
    }
}

impl EasycomPattern {
    fn new(written: &str) -> Option<Self> {
        let mut rest = written;
        rest = rest.strip_prefix('^').unwrap_or(rest);
        let mut not = Vec::new();
        if let Some(ahead) = rest.strip_prefix("(?!") {
            let (names, behind) = ahead.split_once(')')?;
            not = names.split('|').map(str::to_owned).collect();
            rest = behind;
        }
        let (rest, ends) = rest.strip_suffix('$').map_or((rest, false), |rest| (rest, true));
        let (before, group, after) = match rest.split_once('(') {
            None => (rest, None, ""),
            Some((before, behind)) => {
                let (inside, after) = behind.split_once(')')?;
                (before, Some(Group::new(inside)?), after)
            }
        };
        let is_plain =
            |text: &str| text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        let to_end = ends || group.is_none();
        (is_plain(before) && is_plain(after)).then(|| Self {
            not,
            before: before.to_owned(),
            group,
            after: after.to_owned(),
            to_end,
        })
    }

    /// The target with `$1` replaced, if the tag matches.
    fn apply(&self, tag: &str, target: &str) -> Option<String> {
        if self.not.iter().any(|not| tag.starts_with(not.as_str())) {
            return None;
        }
        let rest = tag.strip_prefix(self.before.as_str())?;
        let Some(group) = &self.group else {
            return rest.is_empty().then(|| target.to_owned());
        };
        let inside = if self.to_end || !self.after.is_empty() {
            rest.strip_suffix(self.after.as_str())?
        } else {
            rest
        };
        let first = inside.chars().next();
        let fits = (group.may_be_empty || first.is_some())
            && (group.not_first.is_none() || first.is_some() && first != group.not_first);
        // A longer path names no file.
        let length = target.len() + inside.len() * target.matches("$1").count();
        (fits && length <= LONGEST_PATH).then(|| target.replace("$1", inside))
    }
}

impl Group {
    fn new(inside: &str) -> Option<Self> {
        let (not_first, rest) =
            match inside.strip_prefix("[^").and_then(|rest| rest.split_once(']')) {
                Some((class, rest)) => {
                    (Some(class.chars().next().filter(|_| class.chars().count() == 1)?), rest)
                }
                None => (None, inside),
            };
        let may_be_empty = match rest {
            ".*" | "\\w*" => true,
            ".+" | "\\w+" | ".+?" => false,
            _ => return None,
        };
        Some(Self { may_be_empty, not_first })
    }
}

#[cfg(test)]
mod tests {
    use super::{EasycomMatcher, EasycomSearch};

    fn target(pattern: &str, tag: &str) -> Option<String> {
        match EasycomMatcher::new(pattern) {
            EasycomMatcher::Usual(pattern) => pattern.apply(tag, "<$1>"),
            EasycomMatcher::Other(expression) => {
                EasycomSearch::default().apply((0, &expression), tag, "<$1>")
            }
        }
    }

    #[test]
    fn patterns_as_projects_write_them() {
        for (pattern, tag, expected) in [
            ("^uni-(.*)", "uni-icons", Some("<icons>")),
            ("^u-([^-].*)", "u-button", Some("<button>")),
            ("^u-([^-].*)", "u--input", None),
            ("^u--(.*)", "u--input", Some("<input>")),
            ("^(?!z-paging-refresh|z-paging-load)z-paging(.*)", "z-paging", Some("<>")),
            ("^(?!z-paging-refresh|z-paging-load)z-paging(.*)", "z-paging-load", None),
            ("my-button", "my-button", Some("<$1>")),
            ("my-button", "my-buttons", None),
            ("^(.*)-card$", "info-card", Some("<info>")),
            ("^my-([a-z-]+)$", "my-a-b", Some("<a-b>")),
            ("^(my|your)-(.*)", "your-x", Some("<your>")),
            ("^my-(?:x-)?(.*)", "my-x-a", Some("<a>")),
            ("^my-(\\d+)", "my-12", Some("<12>")),
            ("^my.(.*)", "my-a", Some("<a>")),
            ("^my-(", "my-a", None),
        ] {
            assert_eq!(target(pattern, tag).as_deref(), expected, "{pattern} {tag}");
        }
    }

    #[test]
    fn what_is_not_known_is_said() {
        let long = |length: usize| format!("^y{}$", "()".repeat(length / 2));
        for (expression, is_cut_short) in [
            ("^my-(\\w+)", false),
            ("^my-(", false),
            ("^(m)y-\\1", true),
            ("^(m|mm)+(a*)*$", true),
            (long(4_000).as_str(), false),
            (long(4_100).as_str(), true),
        ] {
            let mut search = EasycomSearch::default();
            let tag = format!("{}!", "m".repeat(60));
            let _ = search.apply((0, expression), &tag, "$1");
            assert_eq!(search.is_cut_short, is_cut_short, "{expression}");
        }
    }
}
