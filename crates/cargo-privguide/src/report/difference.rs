//! A unified difference in colour.

use std::fmt::Write as _;

use crate::output::plain;
use crate::terminal::{AnsiColor, Style};

/// The difference with removed lines in red and added lines in green; safe for a terminal.
#[must_use]
pub fn coloured_diff(diff: &str) -> String {
    let mut out = String::with_capacity(diff.len() + 256);
    for line in diff.lines() {
        let style = match line.as_bytes().first() {
            _ if line.starts_with("+++") || line.starts_with("---") => Style::new().bold(),
            Some(b'+') => AnsiColor::Green.on_default(),
            Some(b'-') => AnsiColor::Red.on_default(),
            Some(b'@') => AnsiColor::Cyan.on_default(),
            _ => Style::new(),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{style}{}{style:#}", plain(line));
    }
    out
}
