//! The plugins that a program uses, according to its configuration.

use std::{collections::BTreeSet, ops::Range};

use super::{JsonFile, JsonNode, Program};
use crate::tree::Place;

/// A plugin listed in `app.json`, at the top or in a sub-package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppPlugin {
    /// The name under which the program uses it.
    pub alias: String,
    /// The provider's appid; empty when it is missing.
    pub provider: String,
    /// The version as written; empty when it is missing.
    pub version: String,
    /// The span of the entry.
    pub place: Place,
}

impl Program {
    /// The plugins of the program in the order of its configuration; each provider once.
    #[must_use]
    pub fn plugins(&self) -> Vec<AppPlugin> {
        let mut found: Vec<AppPlugin> = Vec::new();
        let app = || {
            let (app, settings) = self.settings()?;
            Some((app, settings.get("plugins")?))
        };
        if let Some((file, plugins)) = self.plugins_of_ext().or_else(app) {
            found.extend(read(file, plugins));
        }
        if let Some((file, listing)) = self.listing() {
            let lists =
                ["subPackages", "subpackages"].into_iter().filter_map(|key| listing.get(key));
            for package in lists.flat_map(JsonNode::items) {
                found.extend(
                    package.get("plugins").map(|node| read(file, node)).unwrap_or_default(),
                );
            }
        }
        let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
        found.retain(|plugin| {
            let key = if plugin.provider.is_empty() {
                (plugin.alias.clone(), String::new())
            } else {
                (String::new(), plugin.provider.clone())
            };
            seen.insert(key)
        });
        found
    }
}

impl Program {
    /// The list of `ext.json`. It replaces the list of `app.json` as a whole. Source: the open
    /// platform's page on uploading code (`commit`, parameter `ext_json`), as quoted in WxJava
    /// 4.6.7.
    fn plugins_of_ext(&self) -> Option<(&JsonFile, &JsonNode)> {
        let ext = self.config.enabled_ext()?;
        Some((ext, ext.get(&["plugins"])?))
    }
}

fn read(app: &JsonFile, plugins: &JsonNode) -> Vec<AppPlugin> {
    let text = |node: &JsonNode, key: &str| {
        node.get(key).and_then(JsonNode::as_str).unwrap_or_default().to_owned()
    };
    let place = |range: &Range<usize>| app.place(range.clone());
    let entry = |member: &super::JsonMember| AppPlugin {
        alias: member.key.clone(),
        provider: text(&member.node, "provider"),
        version: text(&member.node, "version"),
        place: place(&member.key_range),
    };
    plugins.members().iter().map(entry).collect()
}
