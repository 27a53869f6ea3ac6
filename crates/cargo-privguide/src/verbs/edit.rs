//! What `declare` and `fix` have in common: a file of the project gets another text, or the difference is shown.

use std::io::Write as _;

use privguide::{guide::unified, tree::TreePath};

use crate::{
    failure::Failure,
    output::Output,
    report::{Shown, coloured_diff},
    session::Session,
    write::{stays_inside, write_if_changed},
};

/// What becomes of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edits {
    /// The file is written.
    Written,
    /// The difference is shown, and nothing is written.
    Shown,
}

impl Edits {
    /// As the command line says.
    pub fn of(diff: bool) -> Self {
        if diff { Self::Shown } else { Self::Written }
    }
}

/// A file with its text before and after an edit.
pub struct Edit<'a> {
    /// The file.
    pub path: &'a TreePath,
    /// Its text.
    pub before: &'a str,
    /// What it becomes.
    pub after: &'a str,
}

/// Writes an edit, or shows it. True when the file changed on disk.
///
/// # Errors
/// When the file leads out of the project through a link, or cannot be written.
pub fn apply(edit: &Edit<'_>, edits: Edits, session: &Session, output: &Output) -> Result<bool, Failure> {
    if edits == Edits::Shown {
        write!(output.results(), "{}", coloured_diff(&unified(edit.path, edit.before, edit.after)))?;
        return Ok(false);
    }
    if edit.before == edit.after {
        return Ok(false);
    }
    let path = session.site.folder.join(edit.path.as_str());
    if !stays_inside(&session.site.folder, &path) {
        let shown = Shown::for_people(session).path(edit.path);
        return Err(Failure::new(
            format!("{shown} 经由链接指到了项目之外，未写入"),
            format!("{shown} leads out of the project through a link and is not written"),
        )
        .help(
            "直接在链接指向的项目里运行，或把链接换成文件",
            "run it in the project that the link leads to, or replace the link by a file",
        ));
    }
    write_if_changed(&path, edit.after.as_bytes())
}
