//! Declarations in the formats of WeChat's open platform: the request of `setprivacysetting` and
//! the response of `getprivacysetting`.
//!
//! A program that a service provider builds can only be configured through these calls. Nothing
//! here uses the network: the user sends the request and saves the response. Everything that the
//! other format cannot express is reported and never dropped silently.

mod export;
mod import;
mod merge;
mod reply;

#[cfg(test)]
mod tests;

pub use export::export;
pub use import::import;
pub use merge::{MergeError, merge};
pub(crate) use reply::Reply;
pub use reply::{ImportError, Replies};

use crate::{
    catalog::{InformationType, information_types},
    language::Text,
};

/// The result of a conversion, and the parts that the other format cannot express.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    /// The text of `privguide.toml`, or the body of a request: JSON in UTF-8 without `\u` escapes,
    /// because the platform would show these literally.
    pub text: String,
    /// What is missing, was left out or looks wrong, and what the platform will reject: one
    /// sentence each, without a full stop.
    pub notes: Vec<Text>,
}

fn known(key: &str) -> Option<&'static InformationType> {
    information_types().iter().find(|known| known.id == key)
}

/// True for a purpose without Chinese: the platform accepts and shows it, but it does not count as
/// a Chinese purpose.
fn is_english(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_alphabetic())
        && !text.contains(|c: char| matches!(c, '\u{3400}'..='\u{9fff}'))
}
