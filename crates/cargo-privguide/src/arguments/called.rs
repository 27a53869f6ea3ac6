//! The command with which the program was called, so that users can type printed advice as it is.

use std::{borrow::Cow, ffi::OsString, path::Path};

use privguide::{language::Text, review::Finding};

/// The command through cargo; all messages are written with it.
const BY_CARGO: &str = "cargo privguide";
const ALONE: &str = "cargo-privguide";
/// The name of the executable in the packages of npm, PyPI, Homebrew and Scoop.
const INSTALLED: &str = "privguide";

/// The ways to call the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Called {
    /// `cargo privguide …`: cargo runs `cargo-privguide privguide …`.
    #[default]
    ByCargo,
    /// `cargo-privguide …`
    Alone,
    /// `privguide …`
    Installed,
}

impl Called {
    /// Determines it from the arguments, and removes those that cargo added.
    pub fn from_arguments(arguments: impl IntoIterator<Item = OsString>) -> (Self, Vec<OsString>) {
        let mut arguments: Vec<OsString> = arguments.into_iter().collect();
        if arguments.get(1).is_some_and(|second| second == "privguide") {
            arguments.remove(1);
            return (Self::ByCargo, arguments);
        }
        let name = arguments.first().and_then(|program| Path::new(program).file_stem());
        (
            if name.is_some_and(|name| name == INSTALLED) { Self::Installed } else { Self::Alone },
            arguments,
        )
    }

    /// The command to type before a verb.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ByCargo => BY_CARGO,
            Self::Alone => ALONE,
            Self::Installed => INSTALLED,
        }
    }

    /// A message with the command that was used.
    #[must_use]
    pub fn advise(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Alone | Self::Installed if text.contains(BY_CARGO) => {
                Cow::Owned(text.replace(BY_CARGO, self.name()))
            }
            _ => Cow::Borrowed(text),
        }
    }

    /// Findings with the command that was used.
    #[must_use]
    pub fn advise_all(self, mut findings: Vec<Finding>) -> Vec<Finding> {
        let advise = |text: &mut Text| {
            *text =
                Text::new(self.advise(&text.zh).into_owned(), self.advise(&text.en).into_owned());
        };
        for finding in &mut findings {
            advise(&mut finding.message);
            finding.help.iter_mut().for_each(advise);
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_adds_a_word_and_advice_follows() {
        let of = |words: &[&str]| Called::from_arguments(words.iter().map(OsString::from));
        let (by_cargo, alone) =
            (of(&["cargo-privguide", "privguide", "check"]), of(&["cargo-privguide", "check"]));
        assert_eq!(by_cargo.1, alone.1, "the word is dropped");
        assert_eq!(by_cargo.0.advise("run cargo privguide init"), "run cargo privguide init");
        assert_eq!(alone.0.advise("run cargo privguide init"), "run cargo-privguide init");
        for name in ["privguide", "/opt/bin/privguide", "privguide.exe"] {
            assert_eq!(
                of(&[name, "check"]).0.advise("run cargo privguide init"),
                "run privguide init",
                "{name}"
            );
        }
        assert_eq!(
            of(&["x", "privguide", "privguide"]).1,
            ["x", "privguide"],
            "it is dropped once"
        );
    }
}
