//! An address of the network that a program gets to or names: whose host, how, and where in the code.
//!
//! Only the origin is kept: paths and queries can hold private data. What a host does with what it receives cannot be seen
//! in the program.

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    catalog::{Channel, addresses},
    origin::{host, is_local},
    scan::Bringer,
    tree::{Place, TreePath},
};

/// A place at which the program gets to a host, or names one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Address {
    /// Where: the call, the element, or the text.
    pub place: Place,
    /// How.
    pub channel: Channel,
    /// `scheme://host[:port]`; none when it is only known at run time.
    pub origin: Option<String>,
    /// The package that has it, when that is not in the tree; the place is the import then.
    pub bringer: Option<Arc<Bringer>>,
}

impl Address {
    /// The host without scheme and port.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.origin.as_deref().map(host)
    }

    /// Information can get out of the developer's and the platform's hands through it.
    #[must_use]
    pub fn carries_away(&self) -> bool {
        let is_other = |host| !is_local(host) && !addresses().is_platform(host);
        self.channel.carries_information() && self.host().is_some_and(is_other)
    }

    /// The host is a machine of the developer's own network: nothing leaves it for anybody.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.host().is_some_and(is_local)
    }
}

/// Each origin once for each channel and file; a text beside a call to the same host in its file says nothing more. Each call whose address
/// is not known is a place of its own to look at.
pub(crate) fn normalised(mut addresses: Vec<Address>) -> Vec<Address> {
    addresses.sort();
    addresses.dedup();
    let of_file = |address: &Address| (address.place.file.clone(), address.origin.clone());
    let of_calls: BTreeSet<(TreePath, Option<String>)> =
        addresses.iter().filter(|address| address.channel != Channel::Named).map(of_file).collect();
    let mut seen = BTreeSet::new();
    addresses.retain(|address| {
        let is_said = address.channel == Channel::Named && of_calls.contains(&of_file(address));
        !is_said && (address.origin.is_none() || seen.insert((of_file(address), address.channel, address.bringer.clone())))
    });
    addresses
}
