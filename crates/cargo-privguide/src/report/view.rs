//! The presentation of a report for people: language, level of detail, width.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use privguide::language::{Language, Text};

use crate::{
    arguments::Called,
    output::{Detail, Output},
    terminal,
};

/// The characters that are escaped in the path of a URL: all but the unreserved ones of RFC 3986,
/// `/`, and the `:` behind the letter of a drive.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/').remove(b':');

/// How warnings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warnings {
    /// They are not mentioned.
    Hidden,
    /// Only their number is shown.
    Counted,
    /// They are grouped by rule.
    Grouped,
    /// Each is shown with all its places.
    Full,
}

/// How a report is shown.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// The language.
    pub language: Language,
    /// The command with which the program was called.
    pub called: Called,
    /// How warnings are shown.
    pub warnings: Warnings,
    /// The width of the terminal, if output is one.
    pub width: Option<usize>,
    /// Whether the terminal makes paths clickable.
    pub links: bool,
}

impl View {
    /// From the command line and the terminal.
    pub fn new(output: &Output, language: Language) -> Self {
        let warnings = match output.detail() {
            Detail::Errors => Warnings::Hidden,
            Detail::Usual => Warnings::Grouped,
            Detail::Everything => Warnings::Full,
        };
        Self {
            language,
            called: output.called(),
            warnings,
            width: terminal::width(),
            links: terminal::has_links(),
        }
    }

    /// For a git hook, where warnings would be shown at every push.
    #[must_use]
    pub fn for_hook(self) -> Self {
        let warnings = match self.warnings {
            Warnings::Grouped => Warnings::Counted,
            other => other,
        };
        Self { warnings, ..self }
    }

    /// A text in the language of the report, with the command that was used.
    pub fn say(&self, text: &Text) -> String {
        self.called.advise(text.get(self.language)).into_owned()
    }

    /// A message in lines that fit, indented by `indented` cells; a single line if output is not a
    /// terminal.
    pub fn lines(&self, text: &str, indented: usize) -> Vec<String> {
        match self.width {
            Some(width) => terminal::wrap(text, width.saturating_sub(indented).max(20)),
            None => vec![text.to_owned()],
        }
    }

    /// A place as a link to its file if the terminal supports links.
    pub fn link(&self, place: &str, file: &Path) -> String {
        if !self.links {
            return place.to_owned();
        }
        format!("\u{1b}]8;;{}\u{1b}\\{place}\u{1b}]8;;\u{1b}\\", file_url(file))
    }

    /// A line in which the first mention of a place is a link to its file.
    pub fn linked(&self, line: String, place: &str, file: &Path) -> String {
        if self.links { line.replacen(place, &self.link(place, file), 1) } else { line }
    }
}

/// `file:///w/shop/pages/%E9%A6%96.js`
pub fn file_url(file: &Path) -> String {
    address(&file.to_string_lossy(), std::path::MAIN_SEPARATOR)
}

fn address(path: &str, separator: char) -> String {
    let path = if separator == '\\' {
        path.trim_start_matches(r"\\?\").replace('\\', "/")
    } else {
        path.to_owned()
    };
    let root = if path.starts_with('/') { "" } else { "/" };
    format!("file://{root}{}", utf8_percent_encode(&path, ESCAPED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_leads_to_its_file_and_nothing_of_a_name_ends_the_link() {
        let view = View {
            language: Language::En,
            called: Called::ByCargo,
            warnings: Warnings::Grouped,
            width: None,
            links: true,
        };
        let file = Path::new("/w/my shop/a\u{1b}b.js");
        assert_eq!(
            view.linked(" --> a.js:1:2\n".to_owned(), "a.js:1:2", file),
            " --> \u{1b}]8;;file:///w/my%20shop/a%1Bb.js\u{1b}\\a.js:1:2\u{1b}]8;;\u{1b}\\\n"
        );
        let plain = View { links: false, ..view };
        assert_eq!(plain.linked("a.js:1:2".to_owned(), "a.js:1:2", file), "a.js:1:2");
    }

    #[test]
    fn an_address_is_one_on_every_system() {
        assert_eq!(address(r"\\?\C:\Users\张\a b.js", '\\'), "file:///C:/Users/%E5%BC%A0/a%20b.js");
        assert_eq!(address(r"C:\shop\a.js", '\\'), "file:///C:/shop/a.js");
        assert_eq!(address(r"/home/a\b.js", '/'), "file:///home/a%5Cb.js");
    }

    #[test]
    fn a_hook_counts_warnings_unless_everything_is_asked_for() {
        let view = |warnings| {
            View {
                language: Language::En,
                called: Called::ByCargo,
                warnings,
                width: None,
                links: false,
            }
            .for_hook()
            .warnings
        };
        assert_eq!(view(Warnings::Grouped), Warnings::Counted);
        assert_eq!(view(Warnings::Full), Warnings::Full);
        assert_eq!(view(Warnings::Hidden), Warnings::Hidden);
    }
}
