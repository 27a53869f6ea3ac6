//! Reads the files of a crate and collects its names. It follows `mod` like the compiler, so a file
//! without a `mod` declaration is not read.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use proc_macro2::{Delimiter, Punct, Spacing, TokenStream, TokenTree};
use syn::{
    Expr, ImplItem, Item as SynItem, ItemMod, Lit, Type, UseTree, parse::Parser as _,
    punctuated::Punctuated,
};

use super::{
    RustCrate,
    binding::{self, plain},
    body::{FunctionBody, segments},
    condition::is_compiled,
    guard::is_too_deep,
    names::{CrateNames, ModuleNames, RustFunction, RustItem},
};
use crate::{
    scan::{Scan, Unanalysed, UnanalysedReason},
    tree::{SourceText, TreePath},
};

/// The maximum number of modules of a crate; hand-written crates have far fewer.
const MAX_MODULES: usize = 20_000;

/// The maximum number of modules of a crate that are the same file. Such a file is for several
/// platforms or features, of which there are few.
const MOST_READS: usize = 8;

/// The result of reading a crate.
#[derive(Debug, Default)]
pub(super) struct CrateFacts {
    pub(super) names: CrateNames,
    /// JavaScript written inside Rust, with its file.
    pub(super) inline: Vec<(usize, Range<usize>)>,
    /// JavaScript files that are bound; `/js/glue.js` is relative to the crate's folder.
    pub(super) modules: Vec<(usize, String)>,
    /// Files that could not be fully read.
    pub(super) trouble: Scan,
}

/// Reads a crate.
pub(super) fn read(source: &RustCrate) -> CrateFacts {
    let files =
        source.files.iter().enumerate().map(|(index, file)| (file.path().clone(), index)).collect();
    let mut reader = ItemReader {
        source,
        files,
        facts: CrateFacts::default(),
        open: Vec::new(),
        reads: BTreeMap::new(),
    };
    reader.facts.names.name.clone_from(&source.name);
    reader.facts.names.modules.push(ModuleNames::default());
    if let Some(&root) = reader.files.get(&source.root) {
        let folder = source.root.parent();
        reader.file(root, &ItemPosition { module: 0, file: root, folder });
    }
    reader.facts
}

struct ItemReader<'s> {
    source: &'s RustCrate,
    files: BTreeMap<TreePath, usize>,
    facts: CrateFacts,
    /// The files that are being read, each from the one before.
    open: Vec<usize>,
    /// By file: how often it was read.
    reads: BTreeMap<usize, usize>,
}

/// The position of an item.
#[derive(Clone)]
struct ItemPosition {
    module: usize,
    file: usize,
    /// The folder with the files of its modules.
    folder: TreePath,
}

impl ItemReader<'_> {
    fn file(&mut self, index: usize, scope: &ItemPosition) {
        // The compiler rejects files that include each other.
        if self.open.contains(&index) {
            return;
        }
        let reads = self.reads.entry(index).or_default();
        *reads += 1;
        if *reads > MOST_READS {
            self.cut_short(index, UnanalysedReason::TooLarge);
            return;
        }
        let source = &self.source.files[index];
        match parse(source) {
            Ok(items) => {
                self.open.push(index);
                self.items(&items, scope);
                self.open.pop();
            }
            Err((reason, detail)) => {
                let file = source.path().clone();
                self.facts.trouble.unanalysed.push(Unanalysed {
                    file,
                    reason,
                    place: None,
                    detail,
                });
            }
        }
    }

    fn items(&mut self, items: &[SynItem], scope: &ItemPosition) {
        for item in items {
            self.item(item, scope);
        }
    }

    fn put(&mut self, scope: &ItemPosition, name: &syn::Ident, item: RustItem) {
        self.facts.names.modules[scope.module]
            .items
            .entry(plain(&name.to_string()))
            .or_insert(item);
    }

    fn item(&mut self, item: &SynItem, scope: &ItemPosition) {
        match item {
            SynItem::ForeignMod(block) if is_compiled(&block.attrs) => self.block(block, scope),
            SynItem::Fn(item) if is_compiled(&item.attrs) => {
                let index = self.function(
                    item.sig.ident.to_string(),
                    FunctionBody::of_block(&item.block),
                    scope,
                );
                self.put(scope, &item.sig.ident, RustItem::Function(index));
            }
            SynItem::Impl(item) if is_compiled(&item.attrs) => {
                let owner = match &*item.self_ty {
                    Type::Path(path) => segments(&path.path).pop().unwrap_or_default(),
                    _ => String::new(),
                };
                for inner in &item.items {
                    if let ImplItem::Fn(method) = inner
                        && is_compiled(&method.attrs)
                    {
                        let name = format!("{owner}::{}", plain(&method.sig.ident.to_string()));
                        self.function(name, FunctionBody::of_block(&method.block), scope);
                    }
                }
            }
            SynItem::Trait(item) if is_compiled(&item.attrs) => {
                for inner in &item.items {
                    if let syn::TraitItem::Fn(method) = inner
                        && let Some(block) = &method.default
                    {
                        let name =
                            format!("{}::{}", item.ident, plain(&method.sig.ident.to_string()));
                        self.function(name, FunctionBody::of_block(block), scope);
                    }
                }
            }
            SynItem::Const(item) if is_compiled(&item.attrs) => {
                self.value(&item.ident, &item.expr, scope);
            }
            SynItem::Static(item) if is_compiled(&item.attrs) => {
                self.value(&item.ident, &item.expr, scope);
            }
            SynItem::Use(item) if is_compiled(&item.attrs) => {
                self.import(&item.tree, &mut Vec::new(), scope.module);
            }
            SynItem::Mod(item) if is_compiled(&item.attrs) => self.module(item, scope),
            SynItem::Struct(item) => self.put(scope, &item.ident, RustItem::Other),
            SynItem::Enum(item) => self.put(scope, &item.ident, RustItem::Other),
            SynItem::Macro(item) if is_compiled(&item.attrs) => self.macro_item(item, scope),
            _ => {}
        }
    }

    fn macro_item(&mut self, item: &syn::ItemMacro, scope: &ItemPosition) {
        let tokens = &item.mac.tokens;
        if is_too_deep(tokens.clone()) {
            self.cut_short(scope.file, UnanalysedReason::TooDeep);
            return;
        }
        if let Some(name) = &item.ident {
            // `macro_rules!`: what it expands to is looked at where it is written. Its name is
            // known at the root, too, from where other crates see it.
            let name = format!("{}!", plain(&name.to_string()));
            let index = self.function(name.clone(), FunctionBody::of_macro(tokens), scope);
            for module in [scope.module, 0] {
                let items = &mut self.facts.names.modules[module].items;
                items.entry(name.clone()).or_insert(RustItem::Function(index));
            }
            return;
        }
        if item.mac.path.is_ident("include") {
            self.include(tokens, scope);
            return;
        }
        match syn::parse2::<syn::File>(tokens.clone()) {
            Ok(file) => self.items(&file.items, scope),
            Err(_) => self.mixed_macro(&item.mac, scope),
        }
    }

    /// `include!("file.rs")`: the items of the file belong to this module.
    fn include(&mut self, tokens: &TokenStream, scope: &ItemPosition) {
        let Ok(name) = syn::parse2::<syn::LitStr>(tokens.clone()) else { return };
        let beside = self.source.files[scope.file].path().parent();
        let Some(path) = beside.join(&name.value()) else {
            self.cut_short(scope.file, UnanalysedReason::LinkOutside);
            return;
        };
        match self.files.get(&path).copied() {
            Some(file) => self.file(file, &ItemPosition { file, ..scope.clone() }),
            None => self.not_there(&[path], "include!", scope.file),
        }
    }

    /// A macro whose content is not only items, such as `cfg_if! { if #[cfg(…)] { … } }` or
    /// `lazy_static!`: blocks of items are read as such, and names are looked for in the rest.
    fn mixed_macro(&mut self, call: &syn::Macro, scope: &ItemPosition) {
        let mut rest = Vec::new();
        let mut is_excluded = false;
        for token in call.tokens.clone() {
            match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                    is_excluded = excludes(&group);
                    rest.push(TokenTree::Group(group));
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    if std::mem::take(&mut is_excluded) {
                        continue;
                    }
                    match syn::parse2::<syn::File>(group.stream()) {
                        Ok(file) if !file.items.is_empty() => self.items(&file.items, scope),
                        _ => rest.push(TokenTree::Group(group)),
                    }
                }
                token => rest.push(token),
            }
        }
        let name = segments(&call.path).pop().unwrap_or_default();
        let rest: TokenStream = rest.into_iter().collect();
        self.function(name, FunctionBody::of_tokens(&rest), scope);
    }

    /// Reports once that a file was not looked at in full.
    fn cut_short(&mut self, file: usize, reason: UnanalysedReason) {
        let file = self.source.files[file].path().clone();
        let found = Unanalysed { file, reason, place: None, detail: String::new() };
        if !self.facts.trouble.unanalysed.contains(&found) {
            self.facts.trouble.unanalysed.push(found);
        }
    }

    fn block(&mut self, block: &syn::ItemForeignMod, scope: &ItemPosition) {
        let Some(found) = binding::read(block) else { return };
        self.facts.inline.extend(found.inline.map(|text| (scope.file, text)));
        self.facts.modules.extend(found.module.map(|path| (scope.file, path)));
        for binding in found.bindings {
            let names = &mut self.facts.names;
            let index = names.bindings.len();
            names.modules[scope.module]
                .items
                .entry(binding.name.clone())
                .or_insert(RustItem::Binding(index));
            names.bindings.push((scope.file, binding));
        }
    }

    fn function(&mut self, name: String, body: FunctionBody, scope: &ItemPosition) -> usize {
        let functions = &mut self.facts.names.functions;
        self.facts.inline.extend(body.scripts.iter().map(|text| (scope.file, text.clone())));
        functions.push(RustFunction { name, file: scope.file, module: scope.module, body });
        functions.len() - 1
    }

    fn value(&mut self, name: &syn::Ident, value: &Expr, scope: &ItemPosition) {
        match value {
            Expr::Lit(literal) if matches!(literal.lit, Lit::Str(_)) => {
                let Lit::Str(text) = &literal.lit else { return };
                self.put(scope, name, RustItem::Text(text.value()));
            }
            value => {
                self.put(scope, name, RustItem::Other);
                self.function(name.to_string(), FunctionBody::of_expression(value), scope);
            }
        }
    }

    fn import(&mut self, tree: &UseTree, path: &mut Vec<String>, module: usize) {
        match tree {
            UseTree::Path(inner) => {
                path.push(plain(&inner.ident.to_string()));
                self.import(&inner.tree, path, module);
                path.pop();
            }
            UseTree::Name(name) => {
                let name = plain(&name.ident.to_string());
                let (alias, full) = if name == "self" {
                    (path.last().cloned().unwrap_or_default(), path.clone())
                } else {
                    (name.clone(), [path.as_slice(), &[name]].concat())
                };
                self.facts.names.modules[module].imports.push((alias, full));
            }
            UseTree::Rename(name) => {
                let full = [path.as_slice(), &[plain(&name.ident.to_string())]].concat();
                self.facts.names.modules[module]
                    .imports
                    .push((plain(&name.rename.to_string()), full));
            }
            UseTree::Glob(_) => self.facts.names.modules[module].globs.push(path.clone()),
            UseTree::Group(group) => {
                group.items.iter().for_each(|inner| self.import(inner, path, module));
            }
        }
    }

    fn module(&mut self, item: &ItemMod, scope: &ItemPosition) {
        let name = plain(&item.ident.to_string());
        let inner = self.facts.names.modules.len();
        if inner >= MAX_MODULES {
            self.cut_short(scope.file, UnanalysedReason::TooLarge);
            return;
        }
        self.facts
            .names
            .modules
            .push(ModuleNames { parent: Some(scope.module), ..ModuleNames::default() });
        self.put(scope, &item.ident, RustItem::Module(inner));
        let Some(folder) = scope.folder.join(&name) else { return };
        if let Some((_, items)) = &item.content {
            self.items(items, &ItemPosition { module: inner, file: scope.file, folder });
            return;
        }
        let beside = self.source.files[scope.file].path().parent();
        let named: Vec<String> = path_attributes(item).collect();
        // In a module with braces, it is relative to the folder of that module.
        let at = |path: &String| [beside.join(path), scope.folder.join(path)];
        let mut paths: Vec<TreePath> = named.iter().flat_map(at).flatten().collect();
        let is_named = item.attrs.iter().any(|attribute| attribute.path().is_ident("path"));
        if paths.is_empty() && is_named {
            self.cut_short(scope.file, UnanalysedReason::LinkOutside);
            return;
        }
        if !is_named {
            paths.extend([folder.with_suffix(".rs"), folder.with_suffix("/mod.rs")]);
        }
        let found: BTreeSet<usize> =
            paths.iter().filter_map(|path| self.files.get(path).copied()).collect();
        if found.is_empty() {
            self.not_there(&paths, &format!("mod {name}"), scope.file);
        }
        for file in found {
            let own = self.source.files[file].path().parent();
            let folder = if named.is_empty() { folder.clone() } else { own };
            self.file(file, &ItemPosition { module: inner, file, folder });
        }
    }

    /// Reports a source that another one names, if it is not among those that were read: it is not
    /// there, or a link. `paths`: where it may be.
    fn not_there(&mut self, paths: &[TreePath], written: &str, file: usize) {
        if paths.iter().any(|path| self.source.unread.contains(path)) {
            return;
        }
        let naming = self.source.files[file].path();
        self.facts.trouble.unanalysed.push(Unanalysed {
            file: paths[0].clone(),
            reason: UnanalysedReason::Unreadable,
            place: None,
            detail: format!("`{written}` in {naming}"),
        });
    }
}

/// Whether a group is the `[cfg(…)]` of an attribute that excludes what follows.
fn excludes(group: &proc_macro2::Group) -> bool {
    let mark = TokenTree::Punct(Punct::new('#', Spacing::Alone));
    let tokens: TokenStream = [mark, TokenTree::Group(group.clone())].into_iter().collect();
    let attributes = syn::Attribute::parse_outer.parse2(tokens);
    attributes.is_ok_and(|attributes| !is_compiled(&attributes))
}

/// `#[path = "…"]`, and those that depend on a condition: `#[cfg_attr(…, path = "…")]`.
fn path_attributes(item: &ItemMod) -> impl Iterator<Item = String> + '_ {
    item.attrs.iter().flat_map(|attribute| match &attribute.meta {
        syn::Meta::List(list) if list.path.is_ident("cfg_attr") => {
            let parts = Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated;
            let parts = parts.parse2(list.tokens.clone()).unwrap_or_default();
            parts.iter().skip(1).filter_map(path_in).collect::<Vec<_>>()
        }
        meta => path_in(meta).into_iter().collect(),
    })
}

fn path_in(meta: &syn::Meta) -> Option<String> {
    match meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

fn parse(source: &SourceText) -> Result<Vec<SynItem>, (UnanalysedReason, String)> {
    let text = source.text();
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > crate::scan::MAX_FILE_SIZE {
        return Err((UnanalysedReason::TooLarge, String::new()));
    }
    let tokens: TokenStream = text
        .parse()
        .map_err(|error: proc_macro2::LexError| (UnanalysedReason::Syntax, error.to_string()))?;
    if is_too_deep(tokens.clone()) {
        return Err((UnanalysedReason::TooDeep, String::new()));
    }
    let file: syn::File =
        syn::parse2(tokens).map_err(|error| (UnanalysedReason::Syntax, error.to_string()))?;
    Ok(file.items)
}
