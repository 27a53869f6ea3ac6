//! Conditional compilation: which parts of a text are for WeChat.
//!
//! Compilers remove the other parts before they parse the text, so the text with all parts need not
//! be well formed. Here, the removed parts are replaced by spaces, so that offsets stay the same.

mod branches;
mod donut;
mod expression;
mod of_program;
mod preprocess;

use std::{borrow::Cow, ops::Range};

use self::expression::BuildVariables;
pub(crate) use branches::cut_branches;

/// The notation of a program's conditions, and the names that are defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conditions {
    /// `#ifdef` of uni-app.
    UniApp(BuildSettings),
    /// `#if` of the platform's multi-platform tool (Donut).
    Donut,
}

/// The settings with which a uni-app project is built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildSettings {
    /// The project's version of Vue, if it is known.
    pub vue: Option<Vue>,
    /// uni-app x.
    pub x: bool,
    /// Names that some script in the project's `package.json` defines for its build: their values
    /// are unknown.
    pub defined: Vec<String>,
}

/// The two generations of Vue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vue {
    /// `VUE2` holds.
    Two,
    /// `VUE3` holds.
    Three,
}

impl Conditions {
    /// The text of a file with everything that is not for WeChat replaced by spaces; line breaks
    /// stay. Unchanged if it has no directives.
    #[must_use]
    pub fn cut<'t>(&self, extension: &str, text: &'t str) -> Cow<'t, str> {
        match self {
            // The compiler looks for this word first.
            Self::UniApp(_) if memchr::memmem::find(text.as_bytes(), b"#endif").is_none() => {
                Cow::Borrowed(text)
            }
            Self::UniApp(settings) => {
                let names = BuildVariables::of_uni_app(settings);
                let markup = matches!(extension, "vue" | "nvue" | "uvue");
                let cut = if markup {
                    preprocess::cut(text, preprocess::CommentStyle::Markup, &names)
                } else {
                    None
                };
                let cut = cut.map_or(Cow::Borrowed(text), Cow::Owned);
                // The rules for scripts are applied to components as well.
                match preprocess::cut(&cut, preprocess::CommentStyle::Script, &names) {
                    Some(again) => Cow::Owned(again),
                    None => cut,
                }
            }
            Self::Donut => donut::cut(text),
        }
    }
}

/// Replaces ranges by spaces, byte by byte, keeping line breaks. The ranges are sorted and end at
/// character boundaries.
#[must_use]
pub fn blank(text: &str, ranges: &[Range<usize>]) -> String {
    let mut blanked = text.as_bytes().to_vec();
    for byte in ranges.iter().cloned().flatten() {
        if !matches!(blanked[byte], b'\n' | b'\r') {
            blanked[byte] = b' ';
        }
    }
    String::from_utf8(blanked).expect("whole characters were replaced")
}

#[cfg(test)]
mod tests;
