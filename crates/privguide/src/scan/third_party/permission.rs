//! The permissions that the code of third parties requests.

use std::collections::{BTreeMap, BTreeSet};

use super::{Marker, ThirdPartyUse};
use crate::{
    catalog::{Permission, SeenParties, ThirdParties, permissions},
    program::{FileOrigin, Program, Status},
    scan::{Scan, Use, UseKind},
    tree::TreePath,
};

/// A use, in a third party's code, of an interface that requests a permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionUse<'a> {
    /// The third party's id in the catalogue.
    pub party: &'a str,
    /// The permission that it requests: `scope.userLocation`.
    pub scope: &'static str,
    permission: &'static Permission,
    /// The use.
    pub found: &'a Use,
}

impl ThirdPartyUse {
    /// True if it is in the third party's own code (a copy under a known name or an installed
    /// package) and not in code that calls it.
    pub(crate) fn is_in_its_code(&self, program: &Program, parties: &ThirdParties) -> bool {
        let file = &self.place.file;
        let is_settings =
            || parties.get(&self.party).is_some_and(|party| party.is_settings(file.name()));
        let is_code = match self.marker {
            Marker::File => true,
            // The file that imports a package is the developers' own.
            Marker::Package => program.file_origin(file) != FileOrigin::Own,
            _ => false,
        };
        is_code && !is_settings()
    }
}

impl Scan {
    /// Uses in the code of known third parties: in copies, in installed packages, and in recorded
    /// packages that are not in the tree. In the order of the uses; a use in the code of several
    /// parties occurs once for each.
    pub(crate) fn uses_of_parties<'a>(&'a self, program: &Program) -> Vec<(&'a str, &'a Use)> {
        let code = self.code_of_parties(program);
        let imports = self.third_parties.iter().filter(|sign| sign.marker == Marker::Package);
        let packages: BTreeSet<(&str, &str)> =
            imports.map(|sign| (sign.text.as_str(), sign.party.as_str())).collect();
        let owners = |found: &Use| -> BTreeSet<&'a str> {
            let Some(bringer) = &found.bringer else {
                return code.get(&found.place.file).cloned().unwrap_or_default();
            };
            let brings = |package: &str| bringer.chain.iter().any(|name| name == package);
            packages
                .iter()
                .filter(|(package, _)| brings(package))
                .map(|(_, party)| *party)
                .collect()
        };
        let uses = self.uses.iter().filter(|found| found.kind != UseKind::Mention);
        uses.flat_map(|found| owners(found).into_iter().map(move |party| (party, found))).collect()
    }

    /// The permissions that the code of known third parties requests, sorted by third party,
    /// permission and place.
    #[must_use]
    pub fn asked<'a>(&'a self, program: &Program) -> Vec<PermissionUse<'a>> {
        let of_use = |(party, found): (&'a str, &'a Use)| {
            let asked = permissions()
                .iter()
                .filter(|permission| permission.is_asked_by(program.kind, &found.interface));
            asked.map(move |permission| PermissionUse {
                party,
                scope: &permission.scope,
                permission,
                found,
            })
        };
        let mut asked: Vec<PermissionUse<'a>> =
            self.uses_of_parties(program).into_iter().flat_map(of_use).collect();
        asked.sort_by_key(|asked| (asked.party, asked.scope, &asked.found.place));
        asked
    }

    /// Like [`Self::asked`], without places; and all third parties for which uploaded files contain
    /// a sign other than hosts and plugins.
    #[must_use]
    pub(crate) fn seen_parties(&self, program: &Program) -> SeenParties {
        let unresolved = self.unresolved.iter().map(|item| &item.place.file);
        let open: BTreeSet<&TreePath> =
            unresolved.chain(self.unanalysed.iter().map(|item| &item.file)).collect();
        let mut whole: BTreeMap<&str, bool> = BTreeMap::new();
        for (file, parties) in self.code_of_parties(program) {
            for party in parties {
                *whole.entry(party).or_insert(true) &= !open.contains(file);
            }
        }
        let mut seen = SeenParties::default();
        for (party, is_whole) in whole {
            seen.has_code(party, is_whole);
        }
        let is_sign = |sign: &&ThirdPartyUse| {
            sign.marker.is_code()
                && (sign.bringer.is_some() || is_uploaded(program, &sign.place.file))
        };
        for sign in self.third_parties.iter().filter(is_sign) {
            seen.has_sign(&sign.party, sign.bringer.is_some());
        }
        for PermissionUse { party, permission, .. } in self.asked(program) {
            seen.asks(party, permission);
        }
        seen
    }

    /// The uploaded files that are third parties' own code.
    fn code_of_parties<'a>(
        &'a self,
        program: &Program,
    ) -> BTreeMap<&'a TreePath, BTreeSet<&'a str>> {
        // The shipped table is sufficient: the rows that a project adds have no `settings`, the
        // files that developers fill in.
        let shipped = ThirdParties::default();
        let mut code: BTreeMap<&TreePath, BTreeSet<&str>> = BTreeMap::new();
        let signs = self.third_parties.iter().filter(|sign| sign.bringer.is_none());
        for sign in signs.filter(|sign| {
            is_uploaded(program, &sign.place.file) && sign.is_in_its_code(program, &shipped)
        }) {
            code.entry(&sign.place.file).or_default().insert(&sign.party);
        }
        code
    }
}

fn is_uploaded(program: &Program, file: &TreePath) -> bool {
    program.file(file).is_none_or(|known| known.status != Status::Outside)
}
