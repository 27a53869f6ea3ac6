//! Reports, with one file per format.

mod check;
mod difference;
mod github;
mod gitlab;
mod human;
#[cfg(test)]
mod injection;
mod located;
mod page;
#[cfg(test)]
mod sample;
mod sarif;
mod short;
mod summary;
mod view;
mod why;

pub use check::Checked;
pub use difference::coloured_diff;
pub use human::{count, human, human_for_push, scan_human};
pub use page::{MOST_REVISIONS, Reported, page, work_tree};
pub use privguide_fleet::{
    json::{check_json, files_json, findings_json, project_line, scan_json, third_parties_json},
    shown::Shown,
};
pub use short::{scan_short, short};
pub use view::{View, file_url};
pub use why::{Mark, Reason, why_human, why_json, why_short};

use privguide_fleet::{ReportedProject, Subject};

use crate::session::Session;

/// The data about projects that machine-readable reports contain.
pub fn reported_projects(sessions: &[Session]) -> Vec<ReportedProject<'_>> {
    sessions.iter().map(Subject::reported).collect()
}
