//! Conditional compilation: which parts of a text are for WeChat.
//!
//! Compilers cut these parts out before anything is parsed; the halves need not be well formed on
//! their own. What is cut becomes blanks here, so that every offset stays an offset of the file.

mod branches;
mod donut;
mod expression;
mod of_program;
mod preprocess;

use std::{borrow::Cow, ops::Range};

use self::expression::Names;
pub(crate) use branches::cut_branches;

/// How the conditions of a program are written, and which names hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conditions {
    /// `#ifdef` of uni-app.
    UniApp(Settings),
    /// `#if` of the platform's own tool for several systems (Donut).
    Donut,
}

/// What a uni-app project is built with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The Vue of the project, when it is known.
    pub vue: Option<Vue>,
    /// uni-app x.
    pub x: bool,
    /// Names that some script of the project's `package.json` defines for its build: they may hold.
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
    /// The text of a file with everything that is not for WeChat blanked; line breaks stay.
    /// Unchanged when it has no directives.
    #[must_use]
    pub fn cut<'t>(&self, extension: &str, text: &'t str) -> Cow<'t, str> {
        match self {
            // The compiler asks for this word before it looks any further.
            Self::UniApp(_) if memchr::memmem::find(text.as_bytes(), b"#endif").is_none() => {
                Cow::Borrowed(text)
            }
            Self::UniApp(settings) => {
                let names = Names::of_uni_app(settings);
                let markup = matches!(extension, "vue" | "nvue" | "uvue");
                let cut = if markup {
                    preprocess::cut(text, preprocess::Comments::Markup, &names)
                } else {
                    None
                };
                let cut = cut.map_or(Cow::Borrowed(text), Cow::Owned);
                // Components pass the rules for scripts as well.
                match preprocess::cut(&cut, preprocess::Comments::Script, &names) {
                    Some(again) => Cow::Owned(again),
                    None => cut,
                }
            }
            Self::Donut => donut::cut(text),
        }
    }
}

/// Replaces ranges by blanks, byte for byte, keeping line breaks. The ranges lie on character
/// boundaries, in order.
#[must_use]
pub fn blank(text: &str, ranges: &[Range<usize>]) -> String {
    let mut blanked = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        blanked.push_str(&text[at..range.start]);
        blanked.extend(
            text[range.clone()]
                .bytes()
                .map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' }),
        );
        at = range.end;
    }
    blanked.push_str(&text[at..]);
    blanked
}

#[cfg(test)]
mod tests;
