//! A small lexer of our own, for what must hold before and without a parse.
//!
//! It knows comments, strings, templates, regular expressions and brackets, nothing else, and never recurses. Two things stand on it:
//! the depth guard that decides whether a text may be handed to the (recursive) parser, and the scan by tokens that keeps the uses of a
//! file which cannot be parsed.

mod depth;
mod fallback;
mod lexer;

pub(super) use depth::is_too_deep;
pub(super) use fallback::{TokenTarget, TokenUse, scan_tokens};
