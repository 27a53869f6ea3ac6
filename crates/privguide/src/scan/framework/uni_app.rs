//! uni-app: `uni.x`, Vue templates, and `#ifdef` in everything.

use super::{Conditional, Description, vue_named};
use crate::{
    program::{ConditionSettings, JsonFile, JsonNode, JsonValue},
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

/// What decides the conditions of a project: its Vue (`vueVersion` of its manifest, else the `vue` it depends on), whether it is uni-app x,
/// and the names that its own scripts define for builds.
pub(super) fn settings(tree: &dyn SourceTree, root: &TreePath) -> ConditionSettings {
    let json = |folder: &TreePath, name: &str| {
        let path = folder.join(name)?;
        Some(JsonFile::parse(tree.source(&path).ok()?))
    };
    let manifest = json(root, "manifest.json");
    let packages: Vec<JsonFile> =
        [root.clone(), root.parent()].iter().filter_map(|folder| json(folder, "package.json")).collect();
    let version = |file: &JsonFile, keys: &[&str]| match &file.get(keys)?.value {
        JsonValue::String(version) | JsonValue::Number(version) => vue_named(version),
        _ => None,
    };
    let from_manifest = manifest.as_ref().and_then(|manifest| version(manifest, &["vueVersion"]));
    let from_package =
        |package: &JsonFile| version(package, &["dependencies", "vue"]).or_else(|| version(package, &["devDependencies", "vue"]));
    ConditionSettings {
        vue: from_manifest.or_else(|| packages.iter().find_map(from_package)),
        x: manifest.is_some_and(|manifest| manifest.get(&["uni-app-x"]).is_some()),
        defined: packages.iter().flat_map(defined).collect(),
    }
}

/// `uni-app.scripts.<script>.define` of a `package.json`: names that hold when that script builds.
fn defined(package: &JsonFile) -> Vec<String> {
    let scripts = package.get(&["uni-app", "scripts"]).map(JsonNode::members).unwrap_or_default();
    let names = scripts.iter().filter_map(|script| script.node.get("define")).flat_map(JsonNode::members);
    names.map(|member| member.key.clone()).collect()
}
