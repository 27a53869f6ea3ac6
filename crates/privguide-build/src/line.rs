//! Lines for Cargo: text from a project cannot add lines or other instructions.

/// A Cargo instruction: `cargo::warning=…`.
pub fn instruction(name: &str, value: &str) -> String {
    format!("cargo::{name}={}", plain(value))
}

/// Text on one line, without characters that control a terminal or reorder text.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() || is_reordering(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

const fn is_reordering(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{061c}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::instruction;

    #[test]
    fn text_of_a_project_cannot_become_an_instruction() {
        assert_eq!(
            instruction("warning", "a\ncargo::rustc-env=A=b\u{1b}[2J"),
            "cargo::warning=a cargo::rustc-env=A=b\\u{1b}[2J"
        );
    }
}
