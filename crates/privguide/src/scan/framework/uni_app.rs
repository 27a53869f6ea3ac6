//! uni-app: `uni.x`, Vue templates, and `#ifdef` in everything.

use super::{Conditional, Description, vue_named};
use crate::{
    program::{JsonFile, JsonValue, Vue},
    tree::{SourceTree, TreePath},
};

pub(super) static UNI_APP: Description = Description {
    globals: &["uni"],
    modules: &[],
    components: &[],
    renames: &[],
    conditional: Conditional::Cut,
    constants: &[
        ("process.env.UNI_PLATFORM", "mp-weixin"),
        ("process.env.VUE_APP_PLATFORM", "mp-weixin"),
        ("import.meta.env.UNI_PLATFORM", "mp-weixin"),
    ],
};

/// The Vue that a project is built with: `vueVersion` of its manifest, else the `vue` it depends on.
pub(super) fn vue_of(tree: &dyn SourceTree, root: &TreePath) -> Option<Vue> {
    let json = |folder: &TreePath, name: &str| {
        let path = folder.join(name)?;
        Some(JsonFile::parse(tree.source(&path).ok()?))
    };
    let version = |file: &JsonFile, keys: &[&str]| match &file.get(keys)?.value {
        JsonValue::String(version) | JsonValue::Number(version) => vue_named(version),
        _ => None,
    };
    let from_manifest = || version(&json(root, "manifest.json")?, &["vueVersion"]);
    let from_package = |folder: &TreePath| {
        let package = json(folder, "package.json")?;
        version(&package, &["dependencies", "vue"]).or_else(|| version(&package, &["devDependencies", "vue"]))
    };
    from_manifest().or_else(|| from_package(root)).or_else(|| from_package(&root.parent()))
}
