//! JavaScript in a Rust string.

use std::{ops::Range, sync::Arc};

use crate::{
    scan::script::{Dialect, Module},
    tree::SourceText,
};

/// The string as a script whose offsets are offsets of the Rust file. `None` if there is no literal
/// at this place.
pub(super) fn module(source: &SourceText, literal: &Range<usize>) -> Option<Module> {
    let written = source.text().get(literal.clone())?;
    let open = written.find('"')? + 1;
    let close = written.rfind('"').filter(|&close| close >= open)?;
    let inner = &written[open..close];
    let inner = if written.starts_with('r') { inner.to_owned() } else { unescaped(inner) };
    let start = literal.start + open;
    let mut script = blank(&source.text()[..start]);
    script.push_str(&inner);
    script.push_str(&blank(&source.text()[start + inner.len()..]));
    Some(Module::new(Arc::new(source.clone()), Some(script), Dialect::JavaScript))
}

fn blank(text: &str) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

/// Replaces every escape by a text of the same length: `\n` ends a line, `\"` is a quote, others
/// keep their character.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match characters.next() {
            Some('n' | 'r') => out.push_str(" \n"),
            Some('t') => out.push_str("  "),
            Some(escaped) => {
                out.push(' ');
                out.push(escaped);
            }
            None => out.push(' '),
        }
    }
    out
}
