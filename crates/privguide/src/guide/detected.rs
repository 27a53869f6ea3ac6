//! What the guide needs to know about the program itself.

use std::collections::BTreeSet;

use crate::{
    catalog::ProgramKind,
    program::{JsonNode, Program, Status},
    scan::{Scan, UseKind},
};

/// What was found in the program.
///
/// The user's rights 1 and 2 follow from this and not from the declarations, as on the platform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detected {
    /// Which kind of program it is: the guide says 小程序, 插件 or 小游戏.
    pub kind: ProgramKind,
    /// Ids of information types with at least one use that is uploaded.
    pub information: BTreeSet<String>,
    /// The plugins of `app.json`, the sub-packages' included.
    pub plugins: Vec<DetectedPlugin>,
}

/// A plugin that `app.json` names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DetectedPlugin {
    /// Its key in `app.json`: the project's own name for it.
    pub name: String,
    /// The provider's appid.
    pub appid: Option<String>,
    /// The version, as written.
    pub version: Option<String>,
}

impl Detected {
    /// What one program was found to use.
    #[must_use]
    pub fn of(program: &Program, scan: &Scan) -> Self {
        let uploaded = |file| {
            let found = program.files.binary_search_by(|known| known.path.cmp(file)).ok();
            found.is_none_or(|index| program.files[index].status != Status::Outside)
        };
        let live = scan.uses.iter().filter(|found| found.kind != UseKind::Mention && uploaded(&found.place.file));
        Self {
            kind: program.kind,
            information: live.flat_map(|found| found.interface.information.iter().cloned()).collect(),
            plugins: plugins(program),
        }
    }
}

/// The plugins of a program's configuration, by name; one that two packages name stands once.
fn plugins(program: &Program) -> Vec<DetectedPlugin> {
    let Some(app) = &program.config.app else {
        return Vec::new();
    };
    // The platform reads both spellings.
    let packages = ["subPackages", "subpackages"].into_iter().filter_map(|key| app.get(&[key])).flat_map(JsonNode::items);
    let tables = app.get(&["plugins"]).into_iter().chain(packages.filter_map(|package| package.get("plugins")));
    let text = |node: &JsonNode, key| node.get(key).and_then(JsonNode::as_str).map(str::to_owned);
    let mut found: Vec<DetectedPlugin> = tables
        .flat_map(JsonNode::members)
        .map(|member| DetectedPlugin {
            name: member.key.clone(),
            appid: text(&member.node, "provider"),
            version: text(&member.node, "version"),
        })
        .collect();
    found.sort();
    found.dedup();
    found
}
