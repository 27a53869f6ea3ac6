//! Code in templates. Compilers make functions of it; here it is one function behind the script of
//! the component, in its scope. Its offsets are mapped to those of the file.

use std::ops::Range;

use memchr::memmem;
use oxc::{allocator::Allocator, span::SourceType};
use serde::{Deserialize, Serialize};

use super::{is_word, pieces::tree, places};

/// The code of a component's templates, as statements.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateCode {
    /// The statements.
    pub text: String,
    /// Texts that are taken from the file: the offset here, the offset in the file, the length.
    pub places: Vec<(u32, u32, u32)>,
    /// The expressions with the code around them: one that cannot be parsed must not hide others.
    pub units: Vec<CodeUnit>,
}

/// An expression of a template with the code around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeUnit {
    /// Its range in [`TemplateCode::text`].
    pub range: Range<usize>,
    /// Its range in the file.
    pub place: (u32, u32),
    /// The scope that it opens.
    pub scope: Option<CodeScope>,
}

/// A scope that an element opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeScope {
    /// The variables of a loop.
    Loop,
    /// The properties of a slot.
    Slot,
}

impl CodeScope {
    /// The code that opens a scope without names.
    fn plain(self) -> &'static str {
        match self {
            Self::Loop => "{",
            Self::Slot => "(()=>{",
        }
    }

    /// The code that closes the scope.
    #[must_use]
    pub fn end(self) -> &'static str {
        match self {
            Self::Loop => "}\n",
            Self::Slot => "});\n",
        }
    }
}

impl TemplateCode {
    /// The code with spaces in place of the expressions that cannot be parsed, and the places of
    /// these; `None` if there are none.
    pub(super) fn without_faults(&self) -> Option<(String, Vec<(u32, u32)>)> {
        let mut text = self.text.clone();
        let mut faults = Vec::new();
        let mut arena = Allocator::default();
        for unit in &self.units {
            let end = unit.scope.map_or("", CodeScope::end);
            let alone = format!("async()=>{{{}{end}}}", &self.text[unit.range.clone()]);
            let parsed = tree(&arena, &alone, SourceType::ts());
            if parsed.panicked || parsed.diagnostics.has_errors() {
                let plain = unit.scope.map_or("", CodeScope::plain);
                let blank = format!("{plain:width$}", width = unit.range.len());
                text.replace_range(unit.range.clone(), &blank);
                faults.push(unit.place);
            }
            drop(parsed);
            arena.reset();
        }
        (!faults.is_empty()).then_some((text, faults))
    }
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
    use super::{MOST_IMPORTED, names_import};

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
