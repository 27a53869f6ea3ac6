//! Files that a build includes automatically: folders that are copied, pages and components that
//! plugins find by their folders, auto-imports.

use super::{
    SourceGraph, requests,
    requests::{PageListing, Reads, Requested},
};
use crate::{
    framework::{is_code, is_source, kebab},
    language::Text,
    program::modules::{Resolution, VITE_CONFIGURATIONS},
    tree::TreePath,
};

/// A plugin: the words in a configuration by which it is recognised, and the folders that it
/// searches by default.
struct Plugin {
    words: &'static [&'static str],
    folders: &'static [&'static str],
    takes: Takes,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// Every source in the folders: pages, layouts, modules whose exports are auto-imported by
    /// name.
    Everything,
    /// The components whose tags are used.
    ByTag,
}

const PLUGINS: &[Plugin] = &[
    Plugin { words: &["vite-plugin-uni-pages"], folders: &["pages"], takes: Takes::Everything },
    Plugin { words: &["vite-plugin-uni-layouts"], folders: &["layouts"], takes: Takes::Everything },
    Plugin {
        words: &["unplugin-auto-import", "AutoImport("],
        folders: &[],
        takes: Takes::Everything,
    },
    Plugin {
        words: &[
            "vite-plugin-uni-components",
            "unplugin-vue-components",
            "unplugin-uni-components",
        ],
        folders: &["components"],
        takes: Takes::ByTag,
    },
    // The plugin of weapp-vite; its patterns are relative to the sources.
    Plugin { words: &["autoImportComponents"], folders: &["components"], takes: Takes::ByTag },
];

/// A configuration is looked for plugins in this many modules.
const MOST_CONFIGURING: usize = 64;

impl SourceGraph<'_> {
    pub(super) fn taken_by_the_build(&mut self, entry: usize) {
        for name in self.description.copied {
            if let Some(folder) = self.program.root.join(name) {
                self.folder(entry, &folder, 0);
            }
        }
        for name in self.description.tag_folders {
            if let Some(folder) = self.program.root.join(name) {
                self.tags_below(&folder);
            }
        }
        for configuration in self.configurations() {
            for path in self.with_imported(entry, &configuration) {
                self.plugins(entry, &path, &configuration.parent());
            }
        }
        self.copied_by_lists(entry);
    }

    /// The configuration files of vite at or above the sources.
    fn configurations(&self) -> Vec<TreePath> {
        let mut folders = vec![self.program.root.clone()];
        while let Some(last) =
            folders.last().filter(|last| !last.is_root() && !self.files.has(last, "package.json"))
        {
            folders.push(last.parent());
        }
        let paths = folders
            .iter()
            .flat_map(|folder| VITE_CONFIGURATIONS.iter().filter_map(|name| folder.join(name)));
        paths.filter(|path| self.files.contains(path.as_str())).collect()
    }

    /// A configuration, and the modules of the project that it imports, directly or indirectly.
    fn with_imported(&mut self, entry: usize, configuration: &TreePath) -> Vec<TreePath> {
        let mut all = vec![configuration.clone()];
        let mut next = 0;
        while let Some(path) = all.get(next).cloned() {
            next += 1;
            let Ok(source) = self.tree.source(&path) else { continue };
            let reads = Reads { listing: PageListing::None, lists: "", has_tags: false };
            for request in requests::requests_in(&path, source.text(), &reads) {
                if let Requested::Module(name) = request.asked
                    && name.starts_with('.')
                    && let Resolution::File(to) = self.program.locate_module(&path, &name)
                    && !all.contains(&to)
                {
                    all.push(to);
                }
            }
            if all.len() > MOST_CONFIGURING {
                self.everything(
                    entry,
                    Text::new(
                        format!("{configuration} 引入的模块太多，没有逐个查看其中的插件，因此全部源文件都计入"),
                        format!("{configuration} imports too many modules to look for plugins in each, so every source counts"),
                    ),
                );
                break;
            }
        }
        all
    }

    /// `from` belongs to a configuration in the folder `base`.
    fn plugins(&mut self, entry: usize, from: &TreePath, base: &TreePath) {
        let Ok(source) = self.tree.source(from) else { return };
        let text = source.text();
        for plugin in
            PLUGINS.iter().filter(|plugin| plugin.words.iter().any(|word| text.contains(word)))
        {
            let (bases, files) = ([base, &self.program.root], self.files);
            let given = requests::folders(text).map(|name| name.trim_start_matches('/'));
            let given = given
                .flat_map(|name| bases.into_iter().filter_map(move |base| files.join(base, name)));
            let given: Vec<TreePath> = given
                .filter(|folder| {
                    folder.is_above()
                        || *folder != self.program.root && folder.is_inside(&self.program.root)
                })
                .collect();
            let usual = plugin.folders.iter().filter_map(|name| self.program.root.join(name));
            for folder in usual.chain(given) {
                match plugin.takes {
                    Takes::Everything => self.sources_below(entry, &folder),
                    Takes::ByTag => self.tags_below(&folder),
                }
            }
        }
    }

    /// Pages are files; a folder of components beside them is not included automatically.
    fn sources_below(&mut self, entry: usize, folder: &TreePath) {
        for path in self.files.below(folder).to_vec() {
            let is_part = path
                .relative_to(folder)
                .is_some_and(|path| path.split('/').any(|part| part == "components"));
            if is_source(&path) && !is_part && self.is_for_wechat(&path) {
                self.link(entry, &path, 0);
                self.has_page = true;
            }
        }
    }

    /// Registers every component below a folder under the tags that may refer to it: its name, the
    /// name with preceding folders, the folder of an `index`.
    fn tags_below(&mut self, folder: &TreePath) {
        for path in self.files.below(folder).to_vec() {
            let Some(relative) = path.relative_to(folder).filter(|_| is_code(&path)) else {
                continue;
            };
            let Some((stem, "vue" | "tsx" | "jsx" | "wxml" | "nvue" | "uvue")) =
                relative.rsplit_once('.')
            else {
                continue;
            };
            let mut parts: Vec<&str> = stem.split('/').collect();
            if parts.len() > 1
                && (parts.last() == Some(&"index") || parts.last() == parts.get(parts.len() - 2))
            {
                parts.pop();
            }
            let mut name = String::new();
            for part in parts.iter().rev() {
                name = if name.is_empty() {
                    kebab(part).into_owned()
                } else {
                    format!("{}-{name}", kebab(part))
                };
                let files = self.tags.entry(name.clone()).or_default();
                let base = path.as_str().rsplit_once('.').map_or("", |(base, _)| base);
                files.extend([".json", ".ts", ".js"].iter().filter_map(|end| {
                    TreePath::new(&format!("{base}{end}"))
                        .filter(|path| self.files.contains(path.as_str()))
                }));
                files.push(path.clone());
            }
        }
    }

    /// Adds files in lists of what is copied: `copy.patterns` of Taro, `{ from: 'src/native/', to:
    /// 'dist/native/' }`.
    fn copied_by_lists(&mut self, entry: usize) {
        let package = self.program.root.parent();
        for (name, key) in self.description.copy_lists {
            let Some(path) = package.join(name).filter(|path| self.files.contains(path.as_str()))
            else {
                continue;
            };
            let Ok(source) = self.tree.source(&path) else { continue };
            for from in requests::values_of(source.text(), key) {
                let from = from.as_str().trim_start_matches('/').trim_end_matches(['/', '*']);
                // A string is relative to the package; a path that a call joins may be relative to
                // the configuration file.
                for folder in [&package, &path.parent()]
                    .into_iter()
                    .filter_map(|base| self.files.join(base, from))
                {
                    if self.files.contains(folder.as_str()) {
                        self.link(entry, &folder, 0);
                    } else if folder != package && !folder.is_root() {
                        self.folder(entry, &folder, 0);
                    }
                }
            }
        }
    }
}
