//! The status with which a run ends.

use std::process::ExitCode;

use privguide::review::{Finding, Level};

/// The status with which a run ends; the same for every format. Of several, the worst counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Exit code 0: no findings at error level.
    Clean,
    /// Exit code 1: findings at error level, or the guide is stale.
    Findings,
    /// Exit code 2: usage, configuration, input or internal error.
    Failed,
}

impl Status {
    /// The status for these findings.
    #[must_use]
    pub fn from_findings<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let is_error = |finding: &Finding| finding.level == Level::Error;
        if findings.into_iter().any(is_error) { Self::Findings } else { Self::Clean }
    }

    /// The exit code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status.code())
    }
}
