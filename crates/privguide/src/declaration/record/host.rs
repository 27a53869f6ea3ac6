//! A host in the record: how a package connects to it, and its address.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{catalog::Channel, origin::origin};

/// A host that a package connects to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct RecordedHost {
    /// How it connects.
    pub channel: Channel,
    /// `scheme://host[:port]`.
    pub origin: String,
}

impl RecordedHost {
    /// Parses `request https://a.example`; `None` for anything else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (channel, address) = text.split_once(' ')?;
        let channel = Channel::by_name(channel).filter(|channel| channel.carries_information())?;
        let origin = origin(address).filter(|origin| origin == address)?;
        Some(Self { channel, origin })
    }
}

impl fmt::Display for RecordedHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.channel.name(), self.origin)
    }
}
