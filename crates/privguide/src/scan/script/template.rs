//! Code in templates. Compilers make functions of it; here it is one function behind the script of
//! the component, in its scope. Its offsets are mapped to those of the file.

use std::ops::Range;

use oxc::{allocator::Allocator, span::SourceType};
use serde::{Deserialize, Serialize};

use super::pieces::tree;

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
