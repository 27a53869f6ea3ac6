//! What takes an address of the network: calls, elements and libraries, as data.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{embedded, origin::is_meant};

const ADDRESSES: &str = include_str!("../../catalog/addresses.toml");

/// The table as it is written.
pub(super) fn text() -> &'static str {
    ADDRESSES
}

/// How a program connects to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// A request, which can carry anything.
    Request,
    /// A file is sent.
    Upload,
    /// A connection that stays open.
    Socket,
    /// A web page is shown.
    WebView,
    /// Sound and picture of the user's are sent while they are recorded.
    Stream,
    /// A library for requests, or a wrapper that could not be followed, gets it as an option.
    Library,
    /// A file is fetched.
    Download,
    /// A picture, film or sound is shown.
    Media,
    /// A function of the developer's own runs at the platform's cloud service.
    Cloud,
    /// Another Mini Program is opened.
    MiniProgram,
    /// A text holds it, and no call was found that it reaches.
    Named,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 11] = [
        Self::Request,
        Self::Upload,
        Self::Socket,
        Self::WebView,
        Self::Stream,
        Self::Library,
        Self::Download,
        Self::Media,
        Self::Cloud,
        Self::MiniProgram,
        Self::Named,
    ];

    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Upload => "upload",
            Self::Socket => "socket",
            Self::WebView => "web-view",
            Self::Stream => "stream",
            Self::Library => "library",
            Self::Download => "download",
            Self::Media => "media",
            Self::Cloud => "cloud",
            Self::MiniProgram => "mini-program",
            Self::Named => "named",
        }
    }

    /// The channel of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }

    /// Information of the program can get to the host through it. Cloud functions are the
    /// developer's own; what another Mini Program is handed concerns no host and is only listed.
    /// What only delivers learns the visitor's IP address and no more.
    #[must_use]
    pub const fn carries_information(self) -> bool {
        !matches!(
            self,
            Self::Download | Self::Media | Self::Cloud | Self::MiniProgram | Self::Named
        )
    }
}

/// A member of the platform that connects to an address.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddressCall {
    name: String,
    /// The option that holds the address.
    pub(crate) option: String,
    pub(crate) channel: Channel,
    /// What the option holds is no URL: this is put before it.
    #[serde(default)]
    pub(crate) scheme: Option<String>,
}

/// Methods of objects that the platform made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddressMethod {
    /// A text without which no file is analysed.
    pub(crate) near: String,
    pub(crate) names: Vec<String>,
    /// The option of the argument that holds the address.
    pub(crate) option: String,
    pub(crate) channel: Channel,
    pub(crate) scheme: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Media {
    keys: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddressElement {
    tags: Vec<String>,
    attribute: String,
    pub(crate) channel: Channel,
    /// What the attribute holds is no URL: this is put before it.
    #[serde(default)]
    pub(crate) scheme: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Library {
    keys: Vec<String>,
    methods: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    hosts: Vec<String>,
}

/// The table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Addresses {
    call: Vec<AddressCall>,
    method: Vec<AddressMethod>,
    media: Media,
    element: Vec<AddressElement>,
    library: Library,
    named: Named,
    platform: Named,
}

/// The table as shipped.
///
/// # Panics
/// Never in a released build: the embedded table is read by a test.
pub(crate) fn addresses() -> &'static Addresses {
    static TABLE: LazyLock<Addresses> = LazyLock::new(|| embedded::table!("addresses"));
    &TABLE
}

impl Addresses {
    /// The call of this name.
    pub(crate) fn call(&self, member: &str) -> Option<&AddressCall> {
        self.call.iter().find(|call| call.name == member)
    }

    /// The row of the calls of a channel.
    pub(crate) fn call_of(&self, channel: Channel) -> Option<&AddressCall> {
        self.call.iter().find(|call| call.channel == channel)
    }

    /// Every row of methods.
    pub(crate) fn methods(&self) -> &[AddressMethod] {
        &self.method
    }

    /// The option or member that holds the address of a picture, film or sound.
    pub(crate) fn is_media_key(&self, key: &str) -> bool {
        self.media.keys.iter().any(|known| known == key)
    }

    /// The names of all calls.
    pub(crate) fn calls(&self) -> impl Iterator<Item = &str> {
        self.call.iter().map(|call| call.name.as_str())
    }

    /// How an element uses the address in an attribute.
    pub(crate) fn element(&self, tag: &str, attribute: &str) -> Option<&AddressElement> {
        let is_meant = |row: &&AddressElement| {
            row.attribute == attribute && row.tags.iter().any(|known| known == tag)
        };
        self.element.iter().find(is_meant)
    }

    /// The option of a library that holds an address.
    pub(crate) fn is_library_key(&self, key: &str) -> bool {
        self.library.keys.iter().any(|known| known == key)
    }

    /// The method of a library whose first argument is an address.
    pub(crate) fn is_library_method(&self, method: &str) -> bool {
        self.library.methods.iter().any(|known| known == method)
    }

    /// A host of the platform.
    pub(crate) fn is_platform(&self, host: &str) -> bool {
        self.platform.hosts.iter().any(|pattern| is_meant(host, pattern))
    }

    /// A host that is only ever a name.
    pub(crate) fn is_only_named(&self, host: &str) -> bool {
        self.named.hosts.iter().any(|known| known == host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        assert_eq!(addresses().call("uploadFile").map(|call| call.channel), Some(Channel::Upload));
        let channel =
            |tag: &str, attribute: &str| addresses().element(tag, attribute).map(|row| row.channel);
        assert_eq!(channel("web-view", "src"), Some(Channel::WebView));
    }
}
