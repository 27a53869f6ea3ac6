//! A small lexer for checks that are made before a text is parsed or without parsing it. It is
//! shared by the module graph and the scanners.
//!
//! It recognises comments, strings, templates, regular expressions and brackets, and never
//! recurses. The depth guard that decides whether a text may be passed to a (recursive) parser
//! depends on it.

mod depth;
mod functions;
mod lexer;
mod stack;
mod trivia;
mod whole;

pub(crate) use depth::is_too_deep;
pub(crate) use functions::{Begins, with_functions};
pub(crate) use lexer::{Lexer, Token, TokenKind};
pub(crate) use stack::{with_deep_stacks, with_deep_stacks_once};
pub(crate) use whole::{is_read_in_full, what_stopped};
