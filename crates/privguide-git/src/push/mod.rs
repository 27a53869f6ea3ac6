//! What a push sends: the lines git writes to a pre-push hook, and what of it is to be judged.
//!
//! In: the hook's standard input. Out: a [`Plan`]: each distinct tree once, with the refs that
//! carry it, and the refs that need no judgement, with the reason; and what the server had before
//! ([`Base`]), since a push can weaken its own check. What counts is the state that becomes visible
//! on the server, so a whole tree is judged, not a range of commits, and commits below the tip are
//! not.

mod base;
mod lines;
mod plan;

pub use base::{Base, unpushed};
pub use lines::{LineError, Update, parse};
pub use plan::{Judgement, Plan, SkippedRef, WhySkipped, plan};
