//! Converts generated modules to CommonJS, line by line: `import` and `export` become `require` and
//! `module.exports`.

use std::fmt::Write as _;

/// Every line keeps its number; named exports are collected on one line at the end.
pub(super) fn to_common(text: &str) -> String {
    let mut out = String::new();
    let mut names = Vec::new();
    for line in text.lines() {
        let line = match line.strip_prefix("import ") {
            Some(import) => imported(import),
            None => exported(line, &mut names),
        };
        let _ = writeln!(out, "{line}");
    }
    match names.as_slice() {
        [] => {}
        [one] => {
            let _ = writeln!(out, "exports.{one} = {one}");
        }
        all => {
            let _ = writeln!(out, "module.exports = {{ {} }}", all.join(", "));
        }
    }
    out
}

/// `{ a as b } from './x'`
fn imported(import: &str) -> String {
    let Some((what, path)) = import.split_once(" from ") else {
        return format!("require({import})");
    };
    let pattern = match what.strip_prefix("* as ") {
        Some(name) => name.to_owned(),
        None => what.replace(" as ", ": "),
    };
    format!("const {pattern} = require({path})")
}

fn exported(line: &str, names: &mut Vec<String>) -> String {
    let Some(export) = line.strip_prefix("export ") else { return line.to_owned() };
    if let Some(path) = export.strip_prefix("* from ") {
        return format!("Object.assign(exports, require({path}))");
    }
    if let Some((list, path)) =
        export.strip_prefix("{ ").and_then(|rest| rest.split_once(" } from "))
    {
        let (name, new) = list.split_once(" as ").unwrap_or((list, list));
        let member = if name == "default" { String::new() } else { format!(".{name}") };
        return format!("exports.{new} = require({path}){member}");
    }
    if let Some(value) = export.strip_prefix("default ") {
        return format!("module.exports = {value}");
    }
    let name: String = export
        .split_once(' ')
        .map_or("", |(_, rest)| rest)
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    names.push(name);
    export.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_has_an_older_one() {
        let text = "import { a as b } from './x'\nimport c from './y'\nimport * as d from './z'\nimport './w'\nexport const e = 1\nexport default 2\nexport * from './v'\nexport { default as f } from './u'\n";
        let common = "const { a: b } = require('./x')\nconst c = require('./y')\nconst d = require('./z')\nrequire('./w')\nconst e = 1\nmodule.exports = 2\nObject.assign(exports, require('./v'))\nexports.f = require('./u')\nexports.e = e\n";
        assert_eq!(to_common(text), common);
    }
}
