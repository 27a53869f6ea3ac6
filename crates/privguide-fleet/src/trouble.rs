//! Why there is no result for an input.

use privguide::language::Text;
use serde::Serialize;

/// What kind of trouble it is: part of the contract, never renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// There is no such file or folder, or it cannot be read.
    Unreadable,
    /// It is neither a folder nor an archive of a known form.
    NoArchive,
    /// It has more bytes, entries or unpacked bytes than are read.
    TooLarge,
    /// It ends early, or its checksums do not agree.
    Damaged,
    /// It is encrypted.
    Encrypted,
    /// It uses a method of compression or a kind of entry that is not supported.
    Unsupported,
    /// The name of an entry leaves the archive, is there twice, or cannot be used.
    Name,
    /// It holds a link.
    Link,
    /// There is no Mini Program in it.
    NoProgram,
    /// The project in it cannot be analysed: its declarations are unreadable, for example.
    Project,
    /// The stream of frames ends inside of this one.
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
    /// For programs.
    pub kind: Kind,
    /// For people.
    pub message: Text,
    /// What to do, one sentence each.
    pub help: Vec<Text>,
}

impl Trouble {
    /// Without help, Chinese first.
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
