//! Finds, without a parser, the names to which a text binds a module that exports the host.

use std::ops::Range;

use memchr::memmem;

use super::spelling::{is_word, places};

/// The name to which the module is bound as a whole (`import X from`, `import * as X from`, `X =
/// require(`), and the range from the name, or from `import`, to the specifier; `at` is the offset
/// of the specifier. Names that are imported individually are members of the host, not the host.
pub(super) fn whole(text: &str, at: usize) -> Option<(&str, Range<usize>)> {
    let from = text.floor_char_boundary(at.saturating_sub(LONGEST));
    let quote = from + text[from..at].rfind(['"', '\'', '`'])?;
    let before = text[from..quote].trim_end();
    if let Some(before) = before.strip_suffix("from") {
        let clause = imported(before)?;
        let behind = |word: &str| first_word(clause.split_once(word)?.1);
        let name = match (first_word(clause), behind("* as ").or_else(|| behind("default as "))) {
            // There are two names.
            (Some(_), Some(_)) => return None,
            (first, other) => first.or(other)?,
        };
        return Some((name, from + before.len() - clause.len()..quote));
    }
    let mut before = before.strip_suffix('(')?.trim_end().strip_suffix("require")?.trim_end();
    // Compilers wrap it: `_interopRequireDefault(require(`.
    while let Some(outer) = before.strip_suffix('(') {
        before = outer.trim_end_matches(is_word).trim_end();
    }
    let before = before.strip_suffix('=')?.trim_end();
    let name = &before[before.trim_end_matches(is_word).len()..];
    // `module.exports = require(…)` binds no name.
    let is_field = before[..before.len() - name.len()].ends_with('.');
    (!name.is_empty() && !is_field).then(|| (name, from + before.len() - name.len()..quote))
}

/// Whether the statement only imports members, or nothing: `import { x } from`, `import "…"`. A
/// name in `exported` is the host itself.
pub(super) fn takes_members(text: &str, at: usize, exported: &[String]) -> bool {
    let from = text.floor_char_boundary(at.saturating_sub(LONGEST));
    let Some(quote) = text[from..at].rfind(['"', '\'', '`']) else { return false };
    let before = text[from..from + quote].trim_end();
    let Some(before) = before.strip_suffix("from") else { return before.ends_with("import") };
    // `* /* all */ as host` imports the host under a name that was not found.
    let Some(clause) = imported(before).filter(|clause| !clause.contains(['*', '/'])) else {
        return false;
    };
    let mut words = clause.split(|letter| !is_word(letter));
    !words.any(|word| exported.iter().any(|name| name == word))
}

/// Import statements are rarely longer.
const LONGEST: usize = 1_000;

/// What is between `import` and `from`, if the text up to `from` ends with an import and not with
/// `export { … }`.
fn imported(before: &str) -> Option<&str> {
    let last = |word: &str| {
        before.rmatch_indices(word).map(|(at, _)| at).find(|&at| {
            !before[..at].ends_with(is_word) && !before[at + word.len()..].starts_with(is_word)
        })
    };
    let import = last("import")?;
    (last("export") < Some(import)).then(|| &before[import + "import".len()..])
}

fn first_word(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let word = &text[..text.find(|letter| !is_word(letter)).unwrap_or(text.len())];
    (!word.is_empty() && word != "type").then_some(word)
}

/// The maximum number of imported names that a template is searched for; a template with a script
/// that imports more is read.
const MOST_IMPORTED: usize = 64;

/// Whether a template contains a name that its script imports from a module of the program, and not
/// as a component.
pub(super) fn names_import(template: &str, script: &str) -> bool {
    let mut searched = 0;
    let mut rest = script;
    while let Some(at) = memmem::find(rest.as_bytes(), b"import") {
        let Some((clause, behind)) = rest[at..].split_once("from") else { return false };
        rest = behind;
        let quoted = behind.trim_start();
        let specifier = quoted.strip_prefix(['\'', '"']).and_then(|text| {
            let end = text.find(['\'', '"', '\n'])?;
            Some(&text[..end])
        });
        let is_of_program = specifier.is_some_and(|specifier| {
            specifier.starts_with(['.', '@', '~', '/'])
                && specifier.rsplit_once('.').is_none_or(|(_, extension)| extension != "vue")
        });
        if is_of_program {
            let names = clause.split(|letter: char| !is_word(letter)).skip(1);
            for name in names.filter(|name| !name.is_empty()) {
                searched += 1;
                if searched > MOST_IMPORTED || places(template, name).next().is_some() {
                    return true;
                }
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_that_is_bound_as_a_whole_has_a_name() {
        for (text, expected) in [
            ("import Taro from '@tarojs/taro'", Some("Taro")),
            ("import Taro, { useLoad } from \"@tarojs/taro\"", Some("Taro")),
            ("import{default as $t}from'@tarojs/taro'", Some("$t")),
            ("import * as all from '@tarojs/taro'", Some("all")),
            ("const Taro = require('@tarojs/taro')", Some("Taro")),
            ("var _taro = _interopRequireDefault(require(\"@tarojs/taro\"));", Some("_taro")),
            ("import { useLoad } from '@tarojs/taro'", None),
            ("import '@tarojs/taro'", None),
            ("import x from './x'\nimport Taro from '@tarojs/taro'", Some("Taro")),
            ("import Taro, { exportAll } from '@tarojs/taro'", Some("Taro")),
            ("import x from './x'\nexport { default } from '@tarojs/taro'", None),
            ("import x from './x'\nexport * as Taro from '@tarojs/taro'", None),
            ("import Taro, * as all from '@tarojs/taro'", None),
            ("import type { Taro } from '@tarojs/taro'", None),
            ("require('@tarojs/taro')", None),
            ("@tarojs/taro", None),
        ] {
            let at = text.find("@tarojs").expect("there");
            assert_eq!(whole(text, at).map(|(name, _)| name), expected, "{text}");
        }
    }

    #[test]
    fn a_statement_takes_only_members_if_it_imports_nothing_else() {
        let exported = ["Taro".to_owned(), "default".to_owned()];
        let long = format!("import T, {{ {} }} from '@tarojs/taro'", "x, ".repeat(400));
        for (text, expected) in [
            ("import { useLoad } from '@tarojs/taro'", true),
            ("import type { Page } from '@tarojs/taro'", true),
            ("import '@tarojs/taro'", true),
            ("import { Taro } from '@tarojs/taro'", false),
            ("import x from './x'\nexport { default } from '@tarojs/taro'", false),
            ("import { x } from './x'\nexport { getEnv } from '@tarojs/taro'", false),
            ("import T, * as all from '@tarojs/taro'", false),
            ("import /* all */ T from '@tarojs/taro'", false),
            ("import *  as all from '@tarojs/taro'", false),
            (&long, false),
        ] {
            let at = text.find("@tarojs").expect("there");
            assert_eq!(takes_members(text, at, &exported), expected, "{text}");
        }
    }

    #[test]
    fn a_template_names_what_its_script_imports_from_the_program() {
        let names = |script| names_import("<view @tap=\"call(1)\"/>", script);
        assert!(names("import { call } from './tools'"));
        assert!(names("import tools, {\n  other as call,\n} from \"@/tools\""));
        for script in [
            "import { call } from 'package'",
            "import call from './call.vue'",
            "import { recall } from './tools'",
            "import './tools'",
            "const call = 1",
        ] {
            assert!(!names(script), "{script}");
        }
    }

    #[test]
    fn a_template_is_not_searched_for_very_many_names() {
        for number in [MOST_IMPORTED - 1, MOST_IMPORTED, MOST_IMPORTED + 1] {
            let all: Vec<String> = (0..number).map(|at| format!("a{at}")).collect();
            let script = format!("import {{ {} }} from './tools'", all.join(", "));
            assert_eq!(names_import("<view/>", &script), number > MOST_IMPORTED, "{number}");
        }
    }
}
