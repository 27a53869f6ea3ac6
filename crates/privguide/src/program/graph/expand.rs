//! Determines which files one file refers to.

use std::cell::OnceCell;

use super::{
    super::{FileOrigin, JsonFile, JsonNode, ProblemKind, Program, ProgramProblem, Status},
    lookup::Lookup,
    markup::{self, MarkupImport},
    request::{FileRequest, FileRole, RequestedFile, Sight},
    script::{self, ScriptSyntax},
    style,
};
use crate::{
    records::{Records, digest},
    tree::{Place, SourceText, SourceTree, TreePath},
};

/// An edge before its target is in the graph, or a problem.
pub(super) enum Raw {
    Link {
        to: usize,
        role: FileRole,
        at: usize,
        sight: Sight,
    },
    Search {
        folder: TreePath,
        pieces: Vec<String>,
        extension: &'static str,
        at: usize,
        sight: Sight,
    },
    Problem(ProgramProblem),
    /// A package that is a dependency but is not in the tree.
    Package {
        name: String,
        specifier: String,
        place: Place,
    },
}

/// Reads files and resolves their references.
pub(super) struct Expander<'e> {
    pub(super) tree: &'e dyn SourceTree,
    pub(super) program: &'e Program,
    pub(super) lookup: &'e Lookup<'e>,
    pub(super) records: Option<&'e Records>,
}

impl Expander<'_> {
    pub(super) fn expand(&self, index: usize, role: FileRole) -> Vec<Raw> {
        let Self { tree, program, lookup, records } = *self;
        let path = &program.files[index].path;
        let expansion = Expansion { program, lookup, records, path, is_bundle: OnceCell::new() };
        match (path.extension(), role) {
            // The official tool reads the JSON of every page and component that it reaches, and
            // rejects it if it is not strict JSON.
            ("json", FileRole::Configuration) => match program.config.components.get(path) {
                Some(json) => problems(json).chain(components(lookup, json)).collect(),
                None => JsonFile::load(tree, path)
                    .map(|json| problems(&json).chain(components(lookup, &json)).collect())
                    .unwrap_or_default(),
            },
            ("js" | "ts" | "wxml" | "wxs" | "wxss" | "less" | "scss" | "sass", _) => {
                let Ok(source) = tree.source(path) else {
                    return Vec::new();
                };
                match path.extension() {
                    "js" | "ts" => expansion.script(&source),
                    "wxs" => expansion.wxs(&source),
                    "wxml" => expansion.markup(&source),
                    _ => expansion.style(&source),
                }
            }
            _ => Vec::new(),
        }
    }
}

struct Expansion<'e> {
    program: &'e Program,
    lookup: &'e Lookup<'e>,
    records: Option<&'e Records>,
    path: &'e TreePath,
    /// Whether `require` is a function of the file itself; computed on first use.
    is_bundle: OnceCell<bool>,
}

impl Expansion<'_> {
    fn script(&self, source: &SourceText) -> Vec<Raw> {
        let written =
            if self.path.extension() == "ts" { ScriptSyntax::Typed } else { ScriptSyntax::Plain };
        let mut requests = self.requests(source, written);
        let in_npm = self.path.components().any(|part| part == "miniprogram_npm");
        if let Some(listed) = in_npm.then(|| script::npm_marker(source.text())).flatten() {
            for request in &mut requests {
                request.sight = Sight::Runtime;
            }
            requests.extend(listed);
        }
        requests.into_iter().filter_map(|request| self.script_request(request, source)).collect()
    }

    fn requests(&self, source: &SourceText, written: ScriptSyntax) -> Vec<FileRequest> {
        let key = || digest(&("requests", written, source.digest()));
        Records::take(self.records, key, || script::requests(source.text(), written))
    }

    fn script_request(&self, request: FileRequest, source: &SourceText) -> Option<Raw> {
        let FileRequest { wanted, at, sight } = request;
        match wanted {
            RequestedFile::Name(name) => {
                let official = self.lookup.script(self.path, &name).filter(|_| sight.official());
                if let Some(to) = official {
                    return Some(Raw::Link { to, role: FileRole::Followed, at, sight });
                }
                match self.at_run_time(&name).filter(|_| sight.runtime()) {
                    Some(to) => {
                        Some(Raw::Link { to, role: FileRole::Followed, at, sight: Sight::Runtime })
                    }
                    None => self.package(&name, at, source).or_else(|| {
                        let meant = self.meant_by_script(&name);
                        self.missing(&name, &meant, at, source).filter(|_| sight == Sight::Both)
                    }),
                }
            }
            RequestedFile::Pieces(pieces) => self.search(&pieces, ".js", at, sight),
        }
    }

    /// The package that a file of the project imports, if it is not in the tree.
    fn package(&self, name: &str, at: usize, source: &SourceText) -> Option<Raw> {
        if self.program.file_origin(self.path) != FileOrigin::Own {
            return None;
        }
        let package = self.lookup.awaited(name).or_else(|| {
            self.lookup.unlisted(name).filter(|_| !self.is_guarded(source.text(), at))
        })?;
        let start = source.text()[at..].find(name).map_or(at, |found| at + found);
        let place = source.place(start..(start + name.len()).min(source.text().len()));
        Some(Raw::Package { name: package.to_owned(), specifier: name.to_owned(), place })
    }

    /// A problem if a file of the project refers to a missing file. A missing file of a library or
    /// a bundle concerns its author, and may be a module inside the bundle. `meant`: the paths that
    /// the name may mean.
    fn missing(
        &self,
        name: &str,
        meant: &[TreePath],
        at: usize,
        source: &SourceText,
    ) -> Option<Raw> {
        if meant.is_empty() || self.program.file_origin(self.path) != FileOrigin::Own {
            return None;
        }
        let exists = |path: &TreePath| {
            let with = |end: &&str| self.program.index_of(&format!("{path}{end}")).is_some();
            ANY_ENDS.iter().any(with)
        };
        if meant.iter().any(exists) || self.is_guarded(source.text(), at) {
            return None;
        }
        let place = source.place(at..at + 1);
        Some(Raw::Problem(ProgramProblem {
            kind: ProblemKind::MissingFile,
            place: Some(place),
            subject: name.to_owned(),
            detail: None,
        }))
    }

    /// True if a missing file may be intended: in a bundle, where `require` belongs to the bundle,
    /// and where a failure is caught.
    fn is_guarded(&self, text: &str, at: usize) -> bool {
        *self.is_bundle.get_or_init(|| has_own_require(text)) || is_caught(text, at)
    }

    /// The paths that a script may mean by a name that is not a package's.
    fn meant_by_script(&self, name: &str) -> Vec<TreePath> {
        let (here, root) = (self.path.parent(), &self.program.root);
        let is_relative = name.starts_with("./") || name.starts_with("../");
        if is_relative {
            return here.join(name).into_iter().collect();
        }
        if name.contains("//") || !(name.starts_with('/') || self.lookup.is_file_name(name)) {
            return Vec::new();
        }
        let inside = name.trim_start_matches('/');
        [here.join(inside), root.join(inside)].into_iter().flatten().collect()
    }

    /// The path that a template or WXS means by a name: there are no packages.
    fn meant_by_template(&self, name: &str) -> Vec<TreePath> {
        if name.contains("//") || name.contains("{{") || name.trim().is_empty() {
            return Vec::new();
        }
        let meant = match name.strip_prefix('/') {
            Some(inside) => self.program.root.join(inside),
            None => self.path.parent().join(name),
        };
        meant.into_iter().collect()
    }

    fn at_run_time(&self, name: &str) -> Option<usize> {
        let path = self.program.resolve_script(self.path, name)?;
        let index = self.program.index_of(path.as_str())?;
        (self.program.files[index].status != Status::Outside).then_some(index)
    }

    fn search(
        &self,
        pieces: &[String],
        extension: &'static str,
        at: usize,
        sight: Sight,
    ) -> Option<Raw> {
        let (folder, pieces) = self.lookup.search(self.path, pieces)?;
        let sight = if self.lookup.searches_work() { sight } else { Sight::Runtime };
        Some(Raw::Search { folder, pieces, extension, at, sight })
    }

    fn wxs(&self, source: &SourceText) -> Vec<Raw> {
        let requests = self.requests(source, ScriptSyntax::Plain).into_iter();
        requests.filter_map(|request| self.by_extension(request, ".wxs", source)).collect()
    }

    fn markup(&self, source: &SourceText) -> Vec<Raw> {
        let import = |import| match import {
            MarkupImport::Template(request) => self.by_extension(request, ".wxml", source),
            MarkupImport::Script(request) => self.by_extension(request, ".wxs", source),
        };
        let key = || digest(&("imports", source.digest()));
        let imports = Records::take(self.records, key, || markup::imports(source.text()));
        imports.into_iter().filter_map(import).collect()
    }

    fn by_extension(
        &self,
        request: FileRequest,
        extension: &'static str,
        source: &SourceText,
    ) -> Option<Raw> {
        let FileRequest { wanted, at, sight } = request;
        match wanted {
            RequestedFile::Name(name) => {
                match self.lookup.by_extension(self.path, &name, extension) {
                    Some(to) => Some(Raw::Link { to, role: FileRole::Followed, at, sight }),
                    None => self.missing(&name, &self.meant_by_template(&name), at, source),
                }
            }
            RequestedFile::Pieces(pieces) => self.search(&pieces, extension, at, sight),
        }
    }

    fn style(&self, source: &SourceText) -> Vec<Raw> {
        let link = |request: FileRequest| {
            let RequestedFile::Name(name) = request.wanted else {
                return None;
            };
            let to = self.lookup.style(self.path, &name)?;
            Some(Raw::Link { to, role: FileRole::Followed, at: request.at, sight: request.sight })
        };
        let key = || digest(&("styles", source.digest()));
        let imports = Records::take(self.records, key, || style::imports(source.text()));
        imports.into_iter().filter_map(link).collect()
    }
}

/// Suffixes with which a name may exist as a file.
const ANY_ENDS: [&str; 14] = [
    "",
    ".js",
    ".ts",
    ".d.ts",
    ".json",
    ".wxs",
    ".wxml",
    ".mjs",
    ".cjs",
    ".jsx",
    ".tsx",
    "/index.js",
    "/index.ts",
    "/index.wxml",
];

/// Longer lines are generated.
const MAX_LINE: usize = 500;

/// Whether `require` is passed to functions, as in a bundle.
fn has_own_require(text: &str) -> bool {
    let holds = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    ["(require,", "(require)", ", require)", ", require,"].into_iter().any(holds)
}

/// Whether a place is in a generated line, or behind `try`.
fn is_caught(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at.min(text.len()));
    let line = before.len() - before.rfind('\n').map_or(0, |newline| newline + 1)
        + after.find('\n').unwrap_or(after.len());
    let near = before.char_indices().rev().nth(NEAR).map_or(before, |(start, _)| &before[start..]);
    line > MAX_LINE || near.contains("try")
}

/// How many characters before a request `try {` is searched for.
const NEAR: usize = 160;

fn problems(json: &JsonFile) -> impl Iterator<Item = Raw> + '_ {
    ProgramProblem::of_json(json).map(Raw::Problem)
}

/// The components that a JSON file names.
pub(super) fn components(lookup: &Lookup<'_>, json: &JsonFile) -> Vec<Raw> {
    // The official analysis treats a file that is not strict JSON as empty.
    let sight = if json.problems.is_empty() { Sight::Both } else { Sight::Runtime };
    let using = members(json, "usingComponents").iter().map(|member| (&member.node, sight));
    let generics = members(json, "componentGenerics")
        .iter()
        .filter_map(|member| Some((member.node.get("default")?, sight)));
    let placeholders =
        members(json, "componentPlaceholder").iter().map(|member| (&member.node, Sight::Runtime));
    let mut found = Vec::new();
    for (node, sight) in using.chain(generics) {
        let Some(name) = node.as_str() else {
            continue;
        };
        match lookup.component(json.source.path(), name) {
            Some(base) => {
                let template = format!("{base}.wxml");
                if lookup.at(&template).is_none() {
                    found.push(missing(json, node, template));
                }
                found.extend(component_files(lookup, &base, node.range.start, sight));
            }
            None if name.contains("://") || lookup.is_external(name) => {}
            None if lookup.awaited(name).is_some() => {
                found.extend(lookup.awaited(name).map(|package| Raw::Package {
                    name: package.to_owned(),
                    specifier: name.to_owned(),
                    place: json.place(node.range.clone()),
                }));
            }
            None => found.push(missing_component(json, node, name)),
        }
    }
    for (node, sight) in placeholders {
        let base = node.as_str().and_then(|name| lookup.component(json.source.path(), name));
        found.extend(
            base.into_iter()
                .flat_map(|base| component_files(lookup, &base, node.range.start, sight)),
        );
    }
    found
}

fn missing(json: &JsonFile, node: &JsonNode, subject: String) -> Raw {
    missing_as(ProblemKind::MissingFile, json, node, subject)
}

/// A name that does not begin with a dot or a slash may be that of a package, too.
fn missing_component(json: &JsonFile, node: &JsonNode, name: &str) -> Raw {
    let kind = if name.starts_with(['.', '/']) {
        ProblemKind::MissingFile
    } else {
        ProblemKind::MissingComponent
    };
    missing_as(kind, json, node, name.to_owned())
}

fn missing_as(kind: ProblemKind, json: &JsonFile, node: &JsonNode, subject: String) -> Raw {
    let place = Some(json.place(node.range.clone()));
    Raw::Problem(ProgramProblem { kind, place, subject, detail: None })
}

fn members<'j>(json: &'j JsonFile, key: &str) -> &'j [super::super::JsonMember] {
    json.get(&[key]).map(JsonNode::members).unwrap_or_default()
}

/// The existing files of a page or component.
pub(super) fn component_files(
    lookup: &Lookup<'_>,
    base: &TreePath,
    at: usize,
    sight: Sight,
) -> Vec<Raw> {
    let base = base.as_str();
    let files = [
        (lookup.script_at(base), FileRole::Followed),
        (lookup.at(&format!("{base}.json")), FileRole::Configuration),
        (lookup.at(&format!("{base}.wxml")), FileRole::Followed),
        (lookup.style_at(base), FileRole::Followed),
    ];
    files
        .into_iter()
        .filter_map(|(file, role)| Some(Raw::Link { to: file?, role, at, sight }))
        .collect()
}
