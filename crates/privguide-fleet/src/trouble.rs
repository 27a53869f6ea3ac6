//! Problems for which there is no result for an input.

use privguide::language::Text;
use serde::Serialize;

/// The kind of problem, which is part of the contract and is never renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The file or folder does not exist, or cannot be read.
    Unreadable,
    /// It is neither a folder nor an archive of a known format.
    NoArchive,
    /// It has more bytes, entries or unpacked bytes than the limits allow.
    TooLarge,
    /// It is truncated, or its checksums do not match.
    Damaged,
    /// It is encrypted.
    Encrypted,
    /// It uses an unsupported compression method or kind of entry.
    Unsupported,
    /// The name of an entry leads out of the archive, occurs twice, or is invalid.
    Name,
    /// It contains a link.
    Link,
    /// It contains no Mini Program.
    NoProgram,
    /// The project in it cannot be analysed, for example because its declarations are unreadable.
    Project,
    /// The stream ends within this frame.
    Frame,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Unreadable,
        Self::NoArchive,
        Self::TooLarge,
        Self::Damaged,
        Self::Encrypted,
        Self::Unsupported,
        Self::Name,
        Self::Link,
        Self::NoProgram,
        Self::Project,
        Self::Frame,
    ];
}

/// Why there is no result for an input.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// The kind, for programs.
    pub kind: Kind,
    /// The message, for people.
    pub message: Text,
    /// What to do, one sentence each.
    pub help: Vec<Text>,
}

impl Trouble {
    /// A problem without help; Chinese first.
    pub fn new(kind: Kind, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { kind, message: Text::new(zh, en), help: Vec::new() }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help.push(Text::new(zh, en));
        self
    }
}
