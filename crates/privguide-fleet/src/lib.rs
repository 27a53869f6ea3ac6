//! Analyses many programs, one after the other: archives in memory. Each project in an archive
//! gives one line of JSON, and so does each failure.
//!
//! A line depends on its archive only, not on other archives, their order, the machine or a cache.
//! The lines follow the contract of `cargo privguide check --format ndjson` ([`schema()`]); this
//! crate offers it to engines that are written in Rust. Nothing here opens a file, starts a process
//! or reads the environment.
//!
//! ```
//! use privguide::{language::Language, review::ReviewSettings};
//!
//! let packages: [(&str, &[u8]); 2] = [("a.zip", b"no archive"), ("b.zip", b"nor is this")];
//! for (name, bytes) in packages {
//!     let answer = privguide_fleet::check(name, bytes, &ReviewSettings::default(), Language::En);
//!     assert_eq!(answer.status, privguide_fleet::Status::Failed);
//!     let start = format!(r#"{{"version":1,"input":"{name}","error":{{"kind":"no-archive""#);
//!     assert!(answer.lines.starts_with(&start));
//! }
//! ```

pub mod archive;
pub mod customers;
pub mod frames;
pub mod json;
pub mod lines;
pub mod loading;
pub mod manifests;
pub mod projects;
mod schema;
pub mod shown;
mod status;
pub mod text;
pub mod trouble;

use privguide::{language::Language, project::Project, review::ReviewSettings, tree::SourceTree};

use self::{
    archive::ArchiveTree,
    lines::{Asked, Lines},
};
pub use json::ReportedProject;
pub use schema::schema;
pub use status::Status;

/// A loaded project.
pub trait Subject {
    /// The results of analysing it.
    fn project(&self) -> &Project;
    /// Its files.
    fn tree(&self) -> &dyn SourceTree;
    /// The data for its lines.
    fn reported(&self) -> ReportedProject<'_>;
}

/// The result for one archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The lines, each with its line break, as [`schema()`] describes them.
    pub lines: String,
    /// The status with which a run on this archive alone would end.
    pub status: Status,
}

/// Checks the projects in an archive (`.tar`, `.tar.gz`, `.tar.zst`, `.zip`), as `cargo privguide
/// check --format ndjson --framed` does with a frame. `name` is returned as `input`.
#[must_use]
pub fn check(name: &str, archive: &[u8], settings: &ReviewSettings, language: Language) -> Answer {
    answer(name, archive, Some(settings), language)
}

/// Lists the uses of the programs in an archive without judging them, as `cargo privguide scan
/// --format ndjson --framed` does with a frame.
///
/// ```
/// # use privguide::language::Language;
/// let answer = privguide_fleet::scan("empty.zip", b"PK\x05\x06", Language::ZhCn);
/// assert!(answer.lines.contains(r#""kind":"damaged""#));
/// ```
#[must_use]
pub fn scan(name: &str, archive: &[u8], language: Language) -> Answer {
    answer(name, archive, None, language)
}

fn answer(
    name: &str,
    bytes: &[u8],
    settings: Option<&ReviewSettings>,
    language: Language,
) -> Answer {
    let asked = Asked { settings, language: &|_| language, advise: &|findings| findings };
    let mut out = Vec::new();
    let mut lines = Lines::new(asked, &mut out);
    // Writing to memory cannot fail.
    let written = lines.archive(name, ArchiveTree::of_bytes(bytes));
    let status = if written.is_ok() { lines.worst } else { Status::Failed };
    Answer { lines: String::from_utf8_lossy(&out).into_owned(), status }
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
