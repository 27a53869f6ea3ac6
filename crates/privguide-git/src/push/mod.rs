//! The contents of a push: parses git's input for a pre-push hook, and determines what has to be
//! judged.
//!
//! In: the hook's standard input. Out: a [`Plan`] with each distinct tree and its refs, and with
//! the refs that need no judgement and the reason. It also contains the previous state on the
//! server ([`Base`]), because a push can weaken its own check. Only the state that becomes visible
//! on the server counts, so the whole tree of the tip is judged, and older commits are not.

mod base;
mod lines;
mod plan;

pub use base::{Base, unpushed};
pub use lines::{LineError, Update, parse};
pub use plan::{Judgement, Plan, SkippedRef, WhySkipped, plan};
