//! The modules of one crate, with their definitions, re-exports and paths.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use syn::{Item, UseTree, Visibility, visit::Visit};

/// The path of a module: names from the root of the crate.
pub type ModulePath = Vec<String>;

/// All modules of a crate.
#[derive(Debug, Default)]
pub struct ModuleTree {
    pub modules: BTreeMap<ModulePath, Module>,
}

/// One module, without test code.
#[derive(Debug, Default)]
pub struct Module {
    /// Names of items that it defines itself.
    pub defines: BTreeSet<String>,
    /// Names that it imports, with the paths in the source.
    pub imports: BTreeMap<String, Vec<String>>,
    /// Paths with glob imports.
    pub globs: Vec<Vec<String>>,
    /// All paths of more than one segment in its code.
    pub paths: BTreeSet<Vec<String>>,
}

impl ModuleTree {
    /// Reads a crate, starting at its root file.
    ///
    /// # Errors
    /// When a file cannot be read or parsed.
    pub fn read(root: &Path, name: &str) -> Result<Self> {
        let mut tree = Self::default();
        let folder = root.parent().context("a source lies in a folder")?;
        tree.file(root, folder, Vec::new()).with_context(|| format!("crate {name}"))?;
        Ok(tree)
    }

    fn file(&mut self, file: &Path, folder: &Path, module: ModulePath) -> Result<()> {
        let text =
            fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        let parsed =
            syn::parse_file(&text).with_context(|| format!("parsing {}", file.display()))?;
        self.items(&parsed.items, folder, module)
    }

    /// `folder` contains the files of this module's submodules.
    fn items(&mut self, items: &[Item], folder: &Path, module: ModulePath) -> Result<()> {
        let mut this = Module::default();
        for item in items.iter().filter(|item| !is_test(item)) {
            match item {
                Item::Mod(child) => {
                    let name = child.ident.to_string();
                    let path: ModulePath = module.iter().cloned().chain([name.clone()]).collect();
                    match &child.content {
                        Some((_, items)) => self.items(items, &folder.join(&name), path)?,
                        None => self.file(&file_of(folder, &name), &folder.join(&name), path)?,
                    }
                }
                Item::Use(import) => this.import(&import.tree, Vec::new()),
                other => {
                    this.defines.extend(name_of(other));
                    PathReader(&mut this.paths).visit_item(other);
                }
            }
        }
        self.modules.insert(module, this);
        Ok(())
    }
}

impl Module {
    fn import(&mut self, tree: &UseTree, mut before: Vec<String>) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.import(&path.tree, before);
            }
            UseTree::Name(name) if name.ident == "self" => {
                if let Some(last) = before.last().cloned() {
                    self.imports.insert(last, before);
                }
            }
            UseTree::Name(name) => {
                before.push(name.ident.to_string());
                self.imports.insert(name.ident.to_string(), before);
            }
            UseTree::Rename(rename) => {
                before.push(rename.ident.to_string());
                // `as _` brings a trait into scope without a name.
                let name = if rename.rename == "_" {
                    format!("_{}", before.join("_"))
                } else {
                    rename.rename.to_string()
                };
                self.imports.insert(name, before);
            }
            UseTree::Glob(_) => self.globs.push(before),
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.import(tree, before.clone()));
            }
        }
    }
}

struct PathReader<'p>(&'p mut BTreeSet<Vec<String>>);

impl<'ast> Visit<'ast> for PathReader<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 && path.leading_colon.is_none() {
            self.0.insert(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}

/// `folder/name.rs` or `folder/name/mod.rs`.
fn file_of(folder: &Path, name: &str) -> PathBuf {
    let flat = folder.join(format!("{name}.rs"));
    if flat.is_file() { flat } else { folder.join(name).join("mod.rs") }
}

fn is_test(item: &Item) -> bool {
    let attributes = match item {
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Const(item) => &item.attrs,
        _ => return false,
    };
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        _ => return None,
    };
    Some(name.to_string())
}
