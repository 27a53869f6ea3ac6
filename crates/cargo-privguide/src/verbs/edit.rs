//! Shared by `declare` and `fix`: replaces the text of a file in the project, or shows the
//! difference.

use std::io::Write as _;

use privguide::{guide::unified, tree::TreePath};

use crate::{
    failure::Failure, inside, output::Output, report::coloured_diff, session::Session,
    write::write_if_changed,
};

/// What is done with an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edits {
    /// The file is written.
    Written,
    /// The difference is shown, but nothing is written.
    Shown,
}

impl Edits {
    /// From the option of the command line.
    pub fn new(diff: bool) -> Self {
        if diff { Self::Shown } else { Self::Written }
    }
}

/// A file with its text before and after an edit.
pub struct Edit<'a> {
    /// The file.
    pub path: &'a TreePath,
    /// Its text.
    pub before: &'a str,
    /// The new text.
    pub after: &'a str,
}

/// Writes an edit, or shows it. Returns true if the file on disk was changed.
///
/// # Errors
/// When the path leads out of the project through a link, or the file cannot be written.
pub fn apply(
    edit: &Edit<'_>,
    edits: Edits,
    session: &Session,
    output: &Output,
) -> Result<bool, Failure> {
    if edits == Edits::Shown {
        write!(
            output.results(),
            "{}",
            coloured_diff(&unified(edit.path, edit.before, edit.after))
        )?;
        return Ok(false);
    }
    if edit.before == edit.after {
        return Ok(false);
    }
    let path = inside::writable(&session.site.folder, edit.path)?;
    write_if_changed(&path, edit.after.as_bytes())
}
