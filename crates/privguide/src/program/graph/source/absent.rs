//! Modules that sources import by a path at which nothing is: a build step or an installation may write them.

use std::collections::BTreeMap;

use super::SourceGraph;
use crate::{framework::is_code, language::Text, tree::TreePath};

/// The maximum number of modules that the note names.
const NAMED: usize = 8;

/// By the name of such a module: a source that imports it.
#[derive(Default)]
pub(super) struct AbsentModules(BTreeMap<String, TreePath>);

impl AbsentModules {
    pub(super) fn note(&self) -> Option<Text> {
        let list = |open: &str, close: &str| {
            let one = |(name, from): (&String, &TreePath)| format!("{name}{open}{from}{close}");
            let all: Vec<String> = self.0.iter().map(one).collect();
            Text::naming(all.iter().map(String::as_str), NAMED)
        };
        let (zh, en) = (list("（见 ", "）")?.zh, list(" (imported in ", ")")?.en);
        Some(Text::new(
            format!(
                "源码引用的这些模块不在这里，没有查看：{zh}。如果它们由构建或安装生成，请先生成再检查"
            ),
            format!(
                "imported modules that are not here and were not looked at: {en}; if a build or an installation writes them, run it first"
            ),
        ))
    }
}

impl SourceGraph<'_> {
    /// Records the import of a module that is not there.
    pub(super) fn note_absent(&mut self, from: &TreePath, name: &str) {
        let is_path = ["./", "../", "@/", "~/", "~@/"].iter().any(|start| name.starts_with(start));
        let last = name.rsplit('/').next().unwrap_or(name);
        // Pictures and styles are no modules; a name may also contain a dot.
        let is_module = match last.rsplit_once('.') {
            Some((_, extension)) => {
                extension.chars().any(char::is_uppercase)
                    || TreePath::new(last).is_some_and(|path| is_code(&path))
            }
            None => !last.is_empty(),
        };
        let is_plain =
            !name.contains(|c: char| c.is_whitespace() || "?!*<>{}$\"'`,;()".contains(c));
        if !(is_path && is_module && is_plain) {
            return;
        }
        let (folder, last) = name.rsplit_once('/').unwrap_or(("", name));
        let folder = if name.starts_with('.') {
            self.files.join(&from.parent(), folder)
        } else {
            self.program.folder_by_alias(folder)
        };
        let path = folder.as_ref().and_then(|folder| folder.join(last));
        if path.as_ref().is_some_and(|path| self.has_other_kind(path)) {
            return;
        }
        let path = path.map_or_else(|| name.to_owned(), |path| path.to_string());
        self.absent.0.entry(path).or_insert_with(|| from.clone());
    }

    /// Whether a file with this name and any extension is there: types, a style that a style
    /// imports.
    fn has_other_kind(&self, path: &TreePath) -> bool {
        let folder = path.parent();
        let files = self.files.below(&folder);
        let begins = |start: String| {
            let at = files.partition_point(|file| file.as_str() < start.as_str());
            files.get(at).is_some_and(|file| file.as_str().starts_with(&start))
        };
        let partial = folder.join(&format!("_{}.", path.name()));
        begins(format!("{path}."))
            || begins(format!("{path}/index."))
            || partial.is_some_and(|partial| begins(partial.to_string()))
    }
}
