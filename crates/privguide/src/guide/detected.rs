//! The facts about the program that the guide needs.

use std::collections::BTreeSet;

use crate::{
    catalog::{ProgramKind, SeenParties},
    program::{AppPlugin, Program, Status},
    scan::{Scan, UseKind},
};

/// What was found in the program.
///
/// As on the platform, articles 1 and 2 of the user's rights follow from this and not from the
/// declarations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Detected {
    /// The kind of program: the guide says 小程序, 插件 or 小游戏.
    pub kind: ProgramKind,
    /// Ids of information types with at least one use that is uploaded.
    pub information: BTreeSet<String>,
    /// The plugins of `app.json`, including those of sub-packages.
    pub plugins: Vec<DetectedPlugin>,
    /// Known third parties, and the permissions that their code requests.
    pub parties: SeenParties,
}

/// A plugin that `app.json` names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DetectedPlugin {
    /// The name under which the program uses it.
    pub alias: String,
    /// The provider's appid; empty when it is missing.
    pub provider: String,
    /// The version as written; empty when it is missing.
    pub version: String,
}

impl Detected {
    /// The facts about one program.
    #[must_use]
    pub fn from_scan(program: &Program, scan: &Scan) -> Self {
        let uploaded =
            |file| program.file(file).is_none_or(|known| known.status != Status::Outside);
        let live = scan.uses.iter().filter(|found| {
            found.kind != UseKind::Mention
                && (found.bringer.is_some() || uploaded(&found.place.file))
        });
        Self {
            kind: program.kind,
            information: live
                .flat_map(|found| found.interface.information.iter().cloned())
                .collect(),
            plugins: program.plugins().into_iter().map(DetectedPlugin::from).collect(),
            parties: scan.seen_parties(program),
        }
    }

    /// The facts about all programs of a project together. If not all of them are plugins, the
    /// guide is not that of a plugin: a plugin may be developed beside the program that uses it.
    #[must_use]
    pub fn of_all(programs: &[(&Program, &Scan)]) -> Self {
        let host = programs
            .iter()
            .find(|(program, _)| program.kind != ProgramKind::Plugin)
            .or(programs.first());
        let mut all = Self {
            kind: host.map(|(program, _)| program.kind).unwrap_or_default(),
            ..Self::default()
        };
        for (program, scan) in programs {
            let one = Self::from_scan(program, scan);
            all.information.extend(one.information);
            all.plugins.extend(one.plugins);
            all.parties.extend(one.parties);
        }
        all.plugins.sort();
        all.plugins.dedup();
        all
    }
}

impl From<AppPlugin> for DetectedPlugin {
    fn from(plugin: AppPlugin) -> Self {
        Self { alias: plugin.alias, provider: plugin.provider, version: plugin.version }
    }
}
