//! Finds the items of a crate that can be named from outside, by reading its sources.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    rc::Rc,
};

use anyhow::{Context as _, Result, bail};
use syn::{Attribute, Fields, ImplItem, Item, TraitItem, UseTree, Visibility};

use super::text::{offset, until_end};

type ModulePath = Vec<String>;

/// An item that can be named from outside.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublicItem {
    /// `catalog`, `change::platform`; empty for the crate root.
    pub module: String,
    /// `struct Catalog`, `fn scan(…) -> Scan`.
    pub signature: String,
    /// Fields, variants and methods.
    pub members: Vec<String>,
}

/// The public items of the crate with this root file, sorted by path.
///
/// # Errors
/// When a file cannot be read or parsed, or a re-export cannot be resolved.
pub fn public(root: &Path) -> Result<Vec<PublicItem>> {
    let mut sources = Sources::default();
    let folder = root.parent().context("a source is in a folder")?;
    sources.file(root, folder, Vec::new())?;
    let methods = sources.methods();
    let mut found = BTreeSet::new();
    sources.collect(&Vec::new(), &methods, &mut found)?;
    Ok(found.into_iter().collect())
}

/// A module: its items, and its source text.
struct Source {
    text: Rc<str>,
    items: Vec<Item>,
}

#[derive(Default)]
struct Sources(BTreeMap<ModulePath, Source>);

/// Methods by the module and name of their type.
type Methods = BTreeMap<(ModulePath, String), Vec<String>>;

impl Sources {
    fn file(&mut self, file: &Path, folder: &Path, module: ModulePath) -> Result<()> {
        let text: Rc<str> =
            fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?.into();
        let parsed =
            syn::parse_file(&text).with_context(|| format!("parsing {}", file.display()))?;
        for item in &parsed.items {
            let Item::Mod(child) = item else { continue };
            if is_left_out(&child.attrs) || child.content.is_some() {
                continue;
            }
            let name = child.ident.to_string();
            let path = module.iter().cloned().chain([name.clone()]).collect();
            self.file(&file_of(folder, &name), &folder.join(&name), path)?;
        }
        self.0.insert(module, Source { text, items: parsed.items });
        Ok(())
    }

    /// Resolves a path from a module: the defining module, and the name there.
    fn resolve(&self, from: &ModulePath, path: &[String]) -> Option<(ModulePath, String)> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => return self.resolve(&Vec::new(), rest),
            "self" => return self.resolve(from, rest),
            "super" => return self.resolve(&from[..from.len().checked_sub(1)?].to_vec(), rest),
            _ => {}
        }
        let child: ModulePath = from.iter().cloned().chain([first.clone()]).collect();
        if !rest.is_empty() && self.0.contains_key(&child) {
            return self.resolve(&child, rest);
        }
        let source = self.0.get(from)?;
        if rest.is_empty()
            && source.items.iter().any(|item| name_of(item).is_some_and(|name| name == *first))
        {
            return Some((from.clone(), first.clone()));
        }
        let import = source.items.iter().find_map(|item| match item {
            Item::Use(import) => leaves(&import.tree)
                .into_iter()
                .find(|(name, _)| name == first)
                .map(|(_, path)| path),
            _ => None,
        })?;
        if import.first() == Some(first) && import.len() == 1 {
            return None;
        }
        let full: Vec<String> = import.into_iter().chain(rest.iter().cloned()).collect();
        self.resolve(from, &full)
    }

    /// The public methods of every type.
    fn methods(&self) -> Methods {
        let mut methods = Methods::new();
        for (module, source) in &self.0 {
            for item in &source.items {
                let Item::Impl(block) = item else { continue };
                let syn::Type::Path(path) = &*block.self_ty else { continue };
                if block.trait_.is_some() || is_left_out(&block.attrs) {
                    continue;
                }
                let path: Vec<String> =
                    path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
                let Some(key) = self.resolve(module, &path) else { continue };
                for inner in &block.items {
                    let (attributes, visibility, ident, word) = match inner {
                        ImplItem::Fn(method) => (
                            &method.attrs,
                            &method.vis,
                            &method.sig.ident,
                            function_word(&method.sig),
                        ),
                        ImplItem::Const(constant) => {
                            (&constant.attrs, &constant.vis, &constant.ident, "const ".to_owned())
                        }
                        _ => continue,
                    };
                    if is_public(visibility) && !is_left_out(attributes) {
                        let text = from_ident(&source.text, ident, &['{', ';', '=']);
                        methods.entry(key.clone()).or_default().push(format!("{word}{text}"));
                    }
                }
            }
        }
        methods
    }

    /// Adds the items of a public module, and of the public modules in it.
    fn collect(
        &self,
        module: &ModulePath,
        methods: &Methods,
        found: &mut BTreeSet<PublicItem>,
    ) -> Result<()> {
        let source =
            self.0.get(module).with_context(|| format!("no source of {}", module.join("::")))?;
        for item in &source.items {
            match item {
                Item::Mod(child) if is_public(&child.vis) && !is_left_out(&child.attrs) => {
                    let path = module.iter().cloned().chain([child.ident.to_string()]).collect();
                    self.collect(&path, methods, found)?;
                }
                Item::Use(import) if is_public(&import.vis) && !is_left_out(&import.attrs) => {
                    for (name, path) in leaves(&import.tree) {
                        let Some((origin, original)) = self.resolve(module, &path) else {
                            bail!(
                                "{}: `pub use {}` leads nowhere",
                                module.join("::"),
                                path.join("::")
                            );
                        };
                        self.add(module, &name, &origin, &original, methods, found);
                    }
                }
                other if visibility_of(other).is_some_and(is_public) => {
                    if let Some(name) = name_of(other) {
                        self.add(module, &name, module, &name, methods, found);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Adds an item that is named `original` where it is defined and is exported as `name`.
    fn add(
        &self,
        module: &ModulePath,
        name: &str,
        origin: &ModulePath,
        original: &str,
        methods: &Methods,
        found: &mut BTreeSet<PublicItem>,
    ) {
        let Some(source) = self.0.get(origin) else { return };
        let Some(item) =
            source.items.iter().find(|item| name_of(item).is_some_and(|own| own == original))
        else {
            return;
        };
        let Some((mut signature, mut members)) = described(item, &source.text) else { return };
        if name != original {
            signature = format!("{signature} as {name}");
        }
        let mut own =
            methods.get(&(origin.clone(), original.to_owned())).cloned().unwrap_or_default();
        own.sort();
        members.extend(own);
        found.insert(PublicItem { module: module.join("::"), signature, members });
    }
}

/// An item's signature, with its public fields, variants or required methods; `None` for items that
/// are not part of an interface.
fn described(item: &Item, text: &str) -> Option<(String, Vec<String>)> {
    if attributes_of(item).is_some_and(|attributes| is_left_out(attributes)) {
        return None;
    }
    let fields = |fields: &Fields| {
        let public = fields
            .iter()
            .filter(|field| is_public(&field.vis))
            .filter_map(|field| field.ident.as_ref());
        public.map(|ident| from_ident(text, ident, &[',', '}'])).collect::<Vec<_>>()
    };
    Some(match item {
        Item::Struct(item) => (
            format!("struct {}", from_ident(text, &item.ident, &['{', ';', '('])),
            fields(&item.fields),
        ),
        Item::Enum(item) => {
            let variants = item
                .variants
                .iter()
                .map(|variant| from_ident(text, &variant.ident, &[',', '}', '=']));
            (format!("enum {}", from_ident(text, &item.ident, &['{'])), variants.collect())
        }
        Item::Trait(item) => {
            let methods = item.items.iter().filter_map(|inner| match inner {
                TraitItem::Fn(method) => {
                    Some(format!("fn {}", from_ident(text, &method.sig.ident, &['{', ';'])))
                }
                TraitItem::Const(constant) => {
                    Some(format!("const {}", from_ident(text, &constant.ident, &['=', ';'])))
                }
                TraitItem::Type(kind) => {
                    Some(format!("type {}", from_ident(text, &kind.ident, &['=', ';'])))
                }
                _ => None,
            });
            (format!("trait {}", from_ident(text, &item.ident, &['{'])), methods.collect())
        }
        Item::Fn(item) => (
            format!("{}{}", function_word(&item.sig), from_ident(text, &item.sig.ident, &['{'])),
            Vec::new(),
        ),
        Item::Const(item) => {
            (format!("const {}", from_ident(text, &item.ident, &['='])), Vec::new())
        }
        Item::Static(item) => {
            (format!("static {}", from_ident(text, &item.ident, &['='])), Vec::new())
        }
        Item::Type(item) => (format!("type {}", from_ident(text, &item.ident, &[';'])), Vec::new()),
        _ => return None,
    })
}

fn function_word(signature: &syn::Signature) -> String {
    format!("{}fn ", if signature.constness.is_some() { "const " } else { "" })
}

fn from_ident(text: &str, ident: &syn::Ident, ends: &[char]) -> String {
    let start = ident.span().start();
    until_end(text, offset(text, start.line, start.column), ends)
}

const fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// True for test code and for items that are hidden from the documentation.
fn is_left_out(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let syn::Meta::List(list) = &attribute.meta else { return false };
        let tokens = list.tokens.to_string();
        (attribute.path().is_ident("cfg") && tokens == "test")
            || (attribute.path().is_ident("doc") && tokens == "hidden")
    })
}

/// The names that a `use` imports, each with its path. Glob imports give none; the public interface
/// contains none.
fn leaves(tree: &UseTree) -> Vec<(String, Vec<String>)> {
    fn walk(tree: &UseTree, before: &[String], out: &mut Vec<(String, Vec<String>)>) {
        let with = |name: String| before.iter().cloned().chain([name]).collect::<Vec<_>>();
        match tree {
            UseTree::Path(path) => walk(&path.tree, &with(path.ident.to_string()), out),
            UseTree::Name(name) if name.ident == "self" => {
                out.extend(before.last().map(|last| (last.clone(), before.to_vec())));
            }
            UseTree::Name(name) => out.push((name.ident.to_string(), with(name.ident.to_string()))),
            UseTree::Rename(rename) => {
                out.push((rename.rename.to_string(), with(rename.ident.to_string())));
            }
            UseTree::Group(group) => group.items.iter().for_each(|inner| walk(inner, before, out)),
            UseTree::Glob(_) => {}
        }
    }
    let mut out = Vec::new();
    walk(tree, &[], &mut out);
    out
}

fn name_of(item: &Item) -> Option<String> {
    Some(match item {
        Item::Const(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Static(item) => item.ident.to_string(),
        Item::Struct(item) => item.ident.to_string(),
        Item::Trait(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        _ => return None,
    })
}

fn visibility_of(item: &Item) -> Option<&Visibility> {
    Some(match item {
        Item::Const(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::Fn(item) => &item.vis,
        Item::Static(item) => &item.vis,
        Item::Struct(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        Item::Type(item) => &item.vis,
        _ => return None,
    })
}

fn attributes_of(item: &Item) -> Option<&Vec<Attribute>> {
    Some(match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        _ => return None,
    })
}

/// `folder/name.rs` or `folder/name/mod.rs`.
fn file_of(folder: &Path, name: &str) -> PathBuf {
    let flat = folder.join(format!("{name}.rs"));
    if flat.exists() { flat } else { folder.join(name).join("mod.rs") }
}
