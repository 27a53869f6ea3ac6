//! The capabilities of the terminal: its width, line breaking and styles.

use std::io::IsTerminal as _;

/// The styles of anstyle, which clap uses for its own messages, too.
pub use clap::builder::styling::{AnsiColor, Effects, Style};
use textwrap::{Options, WordSeparator, WordSplitter};

/// The width when there is no terminal.
const USUAL: usize = 100;
/// Wider lines are hard to read.
const WIDEST: usize = 120;

/// The width of the terminal on standard output, in columns; 80 if the terminal does not report it,
/// `None` if standard output is not a terminal.
#[must_use]
pub fn width() -> Option<usize> {
    std::io::stdout().is_terminal().then(textwrap::termwidth)
}

/// True if standard output is a terminal that supports links.
#[must_use]
pub fn has_links() -> bool {
    supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout)
}

/// The width for running text.
#[must_use]
pub fn text_width() -> usize {
    width().unwrap_or(USUAL).clamp(40, WIDEST)
}

/// Breaks a text into lines of at most `width` cells, where its script allows: Chinese has no
/// spaces.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let options = Options::new(width)
        .word_separator(WordSeparator::UnicodeBreakProperties)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn chinese_breaks_between_characters_but_not_before_punctuation() {
        assert_eq!(wrap("核对代码、声明与指引。", 10), ["核对代码、", "声明与指", "引。"]);
        assert_eq!(wrap("keep a guide true", 8), ["keep a", "guide", "true"]);
    }
}
