//! Finds known third parties in a program by package, copied file, string in the code, host, or
//! plugin.
//!
//! Markers in comments do not count. Names of files and folders count only if the table lists them.
//! What a server does with the data that it receives cannot be seen in the program.

mod code;
mod markup;
mod names;
mod permission;
mod sieve;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::names::PartyNames;
use super::Bringer;
use crate::{
    catalog::{ThirdParties, ThirdParty},
    program::{Program, Status},
    tree::Place,
};

pub(super) use code::CodeSearch;
pub(super) use markup::in_markup;
pub use permission::PermissionUse;

/// One sign of a third party.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ThirdPartyUse {
    /// Its id in the catalogue.
    pub party: String,
    /// The kind of marker by which it was found.
    pub marker: Marker,
    /// The marker as it is written.
    pub text: String,
    /// Where.
    pub place: Place,
    /// The package that contains the marker, if that is not in the tree; `place` is then the
    /// import.
    pub bringer: Option<Arc<Bringer>>,
}

/// The kinds of markers of a third party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Marker {
    /// A plugin's appid in the configuration.
    Plugin,
    /// An npm package that is imported or installed.
    Package,
    /// The name of a copied file or folder.
    File,
    /// A string in the code of the SDK or of its caller.
    Code,
    /// An element in a template.
    Element,
    /// A constant host in the code.
    Host,
}

impl Marker {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Plugin, Self::Package, Self::File, Self::Code, Self::Element, Self::Host];

    /// True if the marker shows that code of the third party, or code that calls it, is in the
    /// program; plugins and hosts do not show this.
    #[must_use]
    pub(crate) const fn is_code(self) -> bool {
        matches!(self, Self::Package | Self::File | Self::Code | Self::Element)
    }

    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plugin => "plugin",
            Self::Package => "package",
            Self::File => "file",
            Self::Code => "code",
            Self::Element => "element",
            Self::Host => "host",
        }
    }
}

/// Third parties found by names and configuration; each at most once for each marker and file.
pub(super) fn named(program: &Program, parties: &ThirdParties) -> Vec<ThirdPartyUse> {
    let mut names = PartyNames::new(parties);
    let files = program.files.iter().filter(|file| file.status != Status::Outside);
    let mut found: Vec<ThirdPartyUse> =
        files.filter_map(|file| names.sign(program, file)).collect();
    for plugin in program.plugins() {
        let party = parties.rows().find(|party| party.plugins.contains(&plugin.provider));
        found.extend(
            party.map(|party| sign(party, Marker::Plugin, &plugin.provider, plugin.place.clone())),
        );
    }
    found
}

fn sign(party: &ThirdParty, marker: Marker, text: &str, place: Place) -> ThirdPartyUse {
    ThirdPartyUse { party: party.id.clone(), marker, text: text.to_owned(), place, bringer: None }
}
