//! Modules that sources import by a path at which nothing is: a build step or an installation may
//! write them.

use std::{collections::BTreeMap, ops::Range};

use super::{SourceGraph, words::blocks_of};
use crate::{
    framework::component_ends,
    language::Text,
    program::{FileOrigin, ProblemKind, ProgramProblem},
    token::Lexer,
    tree::TreePath,
};

/// The maximum number of modules that the note names.
const NAMED: usize = 8;

/// Extensions of files that bundlers take and that are no code.
const ASSETS: [&str; 24] = [
    "css", "scss", "sass", "less", "styl", "stylus", "wxss", "pcss", "json", "md", "html", "txt",
    "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "mp3", "mp4", "ttf", "woff", "woff2",
];

/// Such modules: by name, a source that imports it.
#[derive(Default)]
pub(super) struct AbsentModules {
    found: BTreeMap<String, TreePath>,
    /// Pages, components and sources of blocks that are named and not there, by the number of the
    /// file and the offset in it.
    named: BTreeMap<(usize, usize), ProgramProblem>,
    /// The last source that was asked about, and the offsets of its tokens.
    tokens: Option<(TreePath, Vec<usize>)>,
}

impl AbsentModules {
    pub(super) fn problems(&mut self) -> Vec<ProgramProblem> {
        std::mem::take(&mut self.named).into_values().collect()
    }

    pub(super) fn note(&self) -> Option<Text> {
        let list = |open: &str, close: &str| {
            let one = |(name, from): (&String, &TreePath)| format!("{name}{open}{from}{close}");
            let all: Vec<String> = self.found.iter().map(one).collect();
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
    /// Records the import of a module that is not there; false if it may be none.
    pub(super) fn note_absent(&mut self, from: &TreePath, name: &str, at: usize) -> bool {
        let is_path = ["./", "../", "@/", "~/", "~@/"].iter().any(|start| name.starts_with(start));
        // Pictures and styles are no modules; other names may contain a dot.
        let last = name.rsplit('/').next().unwrap_or(name);
        let is_module = !last.is_empty()
            && last.rsplit_once('.').is_none_or(|(_, extension)| !ASSETS.contains(&extension));
        let is_plain =
            !name.contains(|c: char| c.is_whitespace() || "?!*<>{}$\"'`,;()".contains(c));
        if !(is_path && is_module && is_plain) {
            return false;
        }
        let (folder, last) = name.rsplit_once('/').unwrap_or(("", name));
        let folder = if name.starts_with('.') {
            self.files.join(&from.parent(), folder)
        } else {
            self.program.folder_by_alias(folder)
        };
        // For `./types.js`, TypeScript finds `types.d.ts`.
        let stem = [".js", ".mjs", ".ts"].iter().find_map(|end| last.strip_suffix(end));
        let path = folder.as_ref().and_then(|folder| folder.join(last));
        let names = [Some(last), stem].into_iter().flatten();
        let mut paths = names.filter_map(|name| folder.as_ref()?.join(name));
        if paths.any(|path| self.has_other_kind(&path)) || !self.is_code_at(from, at) {
            return false;
        }
        // A name by an alias is shown as it is written: it may have other targets, too.
        let path = path.filter(|_| name.starts_with('.'));
        let path = path.map_or_else(|| name.to_owned(), |path| path.to_string());
        self.absent.found.entry(path).or_insert_with(|| from.clone());
        true
    }

    /// Records a page, a component or the source of a block that is not there. Those of copied
    /// libraries concern their authors.
    pub(super) fn named_is_missing(&mut self, from: usize, name: &str, package: &str, at: usize) {
        let file = &self.paths[from];
        if name.contains("//") || self.program.file_origin(file) != FileOrigin::Own {
            return;
        }
        let subject = match package {
            "" => name.to_owned(),
            package => format!("{package}/{}", name.trim_start_matches('/')),
        };
        let problem = ProgramProblem {
            kind: ProblemKind::MissingFile,
            place: Some(self.place_of(from, name, at)),
            subject,
            detail: None,
        };
        self.absent.named.insert((from, at), problem);
    }

    /// Whether a token of a script begins at an offset, and not a part of a text.
    fn is_code_at(&mut self, path: &TreePath, at: usize) -> bool {
        let known = self.absent.tokens.take().filter(|(of, _)| of == path);
        let known = known.unwrap_or_else(|| (path.clone(), self.tokens_of(path)));
        let is_code = known.1.binary_search(&at).is_ok();
        self.absent.tokens = Some(known);
        is_code
    }

    fn tokens_of(&self, path: &TreePath) -> Vec<usize> {
        let Ok(source) = self.tree.source(path) else { return Vec::new() };
        let text = source.text();
        let scripts: Vec<Range<usize>> = if component_ends().any(|end| end == path.extension()) {
            blocks_of(text).into_iter().map(|block| block.content).collect()
        } else {
            std::iter::once(0..text.len()).collect()
        };
        let tokens = |script: Range<usize>| {
            Lexer::new(&text[script.clone()]).map(move |token| script.start + token.start)
        };
        scripts.into_iter().flat_map(tokens).collect()
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
        begins(format!("{path}.")) || begins(format!("{path}/index."))
    }
}
