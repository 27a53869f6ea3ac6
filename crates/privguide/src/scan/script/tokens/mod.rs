//! The scan by tokens, which keeps the uses of a file that cannot be parsed.

mod elements;
mod fallback;
mod imports;
mod stream;

pub(super) use elements::TokenElement;
pub(super) use fallback::scan_tokens;
