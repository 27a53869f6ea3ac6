//! How a run ended.

use std::process::ExitCode;

/// How a run ended; the same for every format. Of several, the worst counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Exit code 0: nothing to complain about.
    Clean,
    /// Exit code 1: findings at error level, or the guide is stale.
    Findings,
    /// Exit code 2: usage, configuration, input or internal error.
    Failed,
}

impl Status {
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
