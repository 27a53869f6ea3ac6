//! The scan by tokens, which keeps the uses of a file that cannot be parsed.

mod fallback;

pub(super) use fallback::{TokenTarget, TokenUse, scan_tokens};
