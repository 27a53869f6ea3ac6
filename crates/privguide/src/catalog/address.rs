//! Calls, elements and libraries that connect to an address of the network, as data.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{embedded, origin::is_meant};

const ADDRESSES: &str = include_str!("../../catalog/addresses.toml");

/// The table as TOML text.
pub(super) fn text() -> &'static str {
    ADDRESSES
}

/// How a program connects to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// A request, which can carry anything.
    Request,
    /// Uploads a file.
    Upload,
    /// Opens a lasting connection.
    Socket,
    /// Shows a web page.
    WebView,
    /// Sends sound and pictures of the user while they are recorded.
    Stream,
    /// A library for requests gets the address as an option, or a wrapper whose call could not be
    /// resolved.
    Library,
    /// Downloads a file.
    Download,
    /// Shows a picture, plays a video or sound.
    Media,
    /// Runs a function of the developer at the platform's cloud service.
    Cloud,
    /// Opens another Mini Program.
    MiniProgram,
    /// A string contains the address, and no call was found that it reaches.
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

    /// True if information of the program can reach the host through this channel. Cloud functions
    /// belong to the developer; information that is passed to another Mini Program reaches no host
    /// and is only listed. A host from which the program only downloads learns nothing but the IP
    /// address.
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
    /// Set if the option does not hold a URL: the text that is put before it.
    #[serde(default)]
    pub(crate) scheme: Option<String>,
}

/// Methods of objects that the platform created.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddressMethod {
    /// A file that does not contain this text is not searched for these methods.
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
    /// Set if the attribute does not hold a URL: the text that is put before it.
    #[serde(default)]
    pub(crate) scheme: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AddressLibrary {
    keys: Vec<String>,
    methods: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedHosts {
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
    library: AddressLibrary,
    named: NamedHosts,
    platform: NamedHosts,
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

    /// Whether the option or member of this name holds the address of a picture, video or sound.
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

    /// Whether the option of a library holds an address.
    pub(crate) fn is_library_key(&self, key: &str) -> bool {
        self.library.keys.iter().any(|known| known == key)
    }

    /// Whether the first argument of this method of a library is an address.
    pub(crate) fn is_library_method(&self, method: &str) -> bool {
        self.library.methods.iter().any(|known| known == method)
    }

    /// Whether a host belongs to the platform.
    pub(crate) fn is_platform(&self, host: &str) -> bool {
        self.platform.hosts.iter().any(|pattern| is_meant(host, pattern))
    }

    /// Whether a host is never connected to, although its name occurs in programs.
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
