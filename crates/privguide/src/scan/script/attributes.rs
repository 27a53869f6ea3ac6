//! Finds, without a parser, elements whose attributes another module may define: `<Button
//! {...props}>`, `<Input type={kind}>`, `createElement(Button, props)`. It may find too many, but
//! rarely too few.

use std::collections::BTreeSet;

use memchr::memmem;

use super::spelling::{is_word, places};
use crate::{
    catalog::{Catalog, InterfaceForm},
    framework::pascal,
};

/// The elements that become an interface by an attribute.
#[derive(Debug)]
pub(super) struct Tags {
    /// As the platform spells them, and as JSX does.
    all: BTreeSet<(String, String)>,
    /// Those whose attribute is `type`, which too many elements have to be searched for by name.
    typed: BTreeSet<(String, String)>,
}

impl Tags {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let mut tags = Self { all: BTreeSet::new(), typed: BTreeSet::new() };
        for row in catalog.interfaces() {
            if let InterfaceForm::Attribute { tag, attribute, .. } = &row.form {
                let names = (tag.clone(), pascal(tag));
                if attribute == TYPE {
                    tags.typed.insert(names.clone());
                }
                tags.all.insert(names);
            }
        }
        tags
    }

    /// Whether such an element may have attributes that the text does not name. The element may
    /// have another name where it is used: `import { Button as Plain }`, `const Plain = Button`.
    pub(super) fn get_attributes(&self, text: &str) -> bool {
        let is_any = || text.contains("* as ");
        (self.all.iter().any(|names| is_named(text, names)) || is_any())
            && (spreads(text) || text.contains("cloneElement"))
            || self.typed.iter().any(|names| is_named(text, names)) && has_computed_type(text)
            || self.all.iter().any(|(_, pascal)| is_made(text, pascal))
    }
}

/// Whether the element is named. In lower case, its name is an ordinary word.
fn is_named(text: &str, (own, pascal): &(String, String)) -> bool {
    places(text, pascal).next().is_some() || places(text, own).any(|at| text[..at].ends_with('<'))
}

/// Whether an element takes attributes from an object.
fn spreads(text: &str) -> bool {
    memmem::find_iter(text.as_bytes(), "...").any(|at| {
        // Where a comment is too long, it may be an attribute.
        let Some(code) = code_before(&text[..at]) else { return true };
        let Some(before) = code.strip_suffix('{') else { return false };
        let Some(before) = code_before(before) else { return true };
        let word = &before[before.trim_end_matches(is_word).len()..];
        // What ends an attribute or the name of an element. `return { ...object }` and
        // `const { ...rest }` are no attributes.
        let is_object = matches!(word, "return" | "const" | "let" | "var" | "yield" | "await")
            || word == "default" && before.trim_end_matches(is_word).trim_end().ends_with("export");
        let ends_attribute = before.ends_with(['"', '\'', '}', '>', '`']) || !word.is_empty();
        ends_attribute && !is_object
    })
}

/// The text up to the last letter of code in it; `None` if that is before [`LONGEST_COMMENT`].
fn code_before(text: &str) -> Option<&str> {
    let near = text.floor_char_boundary(text.len().saturating_sub(LONGEST_COMMENT));
    let mut text = text.trim_end();
    while text.len() > near {
        let line = text[near..].rfind('\n').map_or(near, |at| near + at + 1);
        let is_block = text.ends_with("*/");
        let comment = if is_block {
            text[near..].rfind("/*").map(|at| near + at)
        } else {
            // In a string, `//` is not a comment, but that is the part of an address.
            text[line..].find("//").map(|at| line + at).filter(|&at| !text[..at].ends_with(':'))
        };
        match comment {
            Some(at) => text = text[..at].trim_end(),
            None => return (!is_block || near == 0).then_some(text),
        }
    }
    (near == 0).then_some(text)
}

/// Whether an attribute `type` is not a literal.
fn has_computed_type(text: &str) -> bool {
    let makes = std::cell::LazyCell::new(|| text.contains("createElement"));
    places(text, TYPE).any(|at| {
        let behind = text[at + TYPE.len()..].trim_start();
        if let Some(value) = behind.strip_prefix('=') {
            let value = value.trim_start().strip_prefix('{').map(str::trim_start);
            value.is_some_and(|value| !is_literal(value))
        } else {
            // An element that a call makes.
            behind.strip_prefix(':').is_some_and(|value| {
                let value = value.trim_start();
                value.starts_with(is_word) && *makes
            })
        }
    })
}

/// Whether a string literal follows, and nothing else in the braces.
fn is_literal(value: &str) -> bool {
    ['"', '\''].into_iter().any(|quote| {
        let end = value.strip_prefix(quote).and_then(|text| text.split_once(quote));
        end.is_some_and(|(_, behind)| behind.trim_start().starts_with('}'))
    })
}

/// Whether a call gets the element and, behind it, an object that is not written there:
/// `createElement(Button, props)`, `jsx(components.Button, { ...props })`.
fn is_made(text: &str, tag: &str) -> bool {
    places(text, tag).any(|at| {
        let before = text[..at].trim_end_matches(|letter| is_word(letter) || letter == '.');
        let behind = text[at + tag.len()..].trim_start().strip_prefix(',').map(str::trim_start);
        let Some(given) = behind.filter(|_| before.trim_end().ends_with('(')) else {
            return false;
        };
        if let Some(fields) = given.strip_prefix('{') {
            let near = &fields[..fields.floor_char_boundary(LONGEST_FIELDS)];
            return match near.split_once('}') {
                Some((fields, _)) => fields.contains("..."),
                None => near.len() < fields.len() || near.contains("..."),
            };
        }
        let word = &given[..given.find(|letter| !is_word(letter)).unwrap_or(given.len())];
        !matches!(word, "" | "null" | "undefined" | "void")
    })
}

/// The maximum number of bytes before a spread in which comments are searched for; an object that is
/// spread behind more may be an attribute.
const LONGEST_COMMENT: usize = 1_000;

/// The maximum length of an object of attributes in which a spread is looked for; a longer one may
/// have one.
const LONGEST_FIELDS: usize = 4_000;

/// The attribute that decides about text fields.
const TYPE: &str = "type";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::ProgramKind;

    fn gets_attributes(text: &str) -> bool {
        Tags::new(&Catalog::for_kind(ProgramKind::MiniProgram)).get_attributes(text)
    }

    #[test]
    fn what_is_too_long_to_be_read_may_have_attributes() {
        let long = "注".repeat(2_000);
        for text in [
            format!("<Button {{ /* {long} */ ...props}}>"),
            format!("<Button /* {long} */ {{...props}}>"),
            format!("jsx(Button, {{ a: '{long}', ...props }})"),
        ] {
            assert!(gets_attributes(&text), "{}", text.chars().take(40).collect::<String>());
        }
        let short = "注".repeat(200);
        assert!(!gets_attributes(&format!(
            "jsx(Button, {{ a: '{short}' }}); return /* {short} */ {{ ...a }}"
        )));
    }

    #[test]
    fn attributes_that_another_module_may_define_are_noticed() {
        for text in [
            "<Button {...props}>",
            "<Button { ...props}>",
            "<Button\n  {/* all */...props}>",
            "<Button\n  // all\n  {\n ...props}>",
            "<Button size=\"mini\" {...props} />",
            "<Button disabled={a<1||b<2||c<3||d<4||e<5} {...props}>",
            "import { Button as Plain } from 'x'\n<Plain {...props} />",
            "const Plain = Button; <Plain {...props} />",
            "import * as all from 'x'\n<Plain {...props} />",
            "<button {...props}>",
            "<Input type={kind} />",
            "<Input type={ok ? 'text' : kind} />",
            "<Input type={'text' + kind} />",
            "createElement(Button, props)",
            "cloneElement(<Button />, props)",
            "jsx(components.Button, { size, ...props })",
        ] {
            assert!(gets_attributes(text), "{text}");
        }
    }

    #[test]
    fn attributes_that_are_written_are_not_noticed() {
        for text in [
            "<View {...props}>",
            "<Button style={{ ...style }}>",
            "<Button>{[...names]}</Button>",
            "import { Button } from 'x'\nexport default { ...data }",
            "<Button onClick={() => f({ ...event })}>\nreturn { ...state }",
            "const { ...rest } = <Button />",
            "<Input type='text' />",
            "<Input type={'text'} />",
            "import { Button, View } from 'x'",
            "createElement(Button, null)",
            "createElement(Button, { size })",
            "class=\"button\" {...props}",
        ] {
            assert!(!gets_attributes(text), "{text}");
        }
    }
}
