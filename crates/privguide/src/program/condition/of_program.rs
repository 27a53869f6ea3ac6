//! Determines the conditions of a program from its configuration.

use super::{BuildSettings, Conditions, Vue};
use crate::{
    framework::Framework,
    program::{JsonFile, JsonNode, JsonValue, Program},
    tree::{SourceTree, TreePath},
};

impl Conditions {
    /// The conditions of a program; `None` if it has no conditional compilation.
    pub(crate) fn for_program(tree: &dyn SourceTree, program: &Program) -> Option<Self> {
        if program.framework.describe().conditional {
            return Some(Self::UniApp(settings(tree, program)));
        }
        // The platform's own conditions apply if a native project is built for several platforms
        // and has not disabled them.
        let project =
            program.config.project.as_ref().filter(|_| program.framework == Framework::NATIVE)?;
        let switch = project.get(&["setting", "condition"]).and_then(JsonNode::as_bool);
        let several = project.get(&["projectArchitecture"]).and_then(JsonNode::as_str)
            == Some("multiPlatform");
        switch.unwrap_or(several).then_some(Self::Donut)
    }
}

/// The settings that decide the conditions of a uni-app project: its version of Vue (`vueVersion`
/// in its manifest, otherwise the `vue` it depends on), whether it is uni-app x, and the names that
/// its scripts define for builds.
fn settings(tree: &dyn SourceTree, program: &Program) -> BuildSettings {
    let root = &program.root;
    let json = |folder: &TreePath, name: &str| {
        let path = folder.join(name)?;
        Some(JsonFile::parse(tree.source(&path).ok()?))
    };
    let manifest = json(root, "manifest.json");
    let manifest = manifest.as_ref().or(program.config.app.as_ref());
    let packages: Vec<JsonFile> = [root.clone(), root.parent()]
        .iter()
        .filter_map(|folder| json(folder, "package.json"))
        .collect();
    let version = |file: &JsonFile, keys: &[&str]| match &file.get(keys)?.value {
        JsonValue::String(version) | JsonValue::Number(version) => vue_named(version),
        _ => None,
    };
    let from_manifest = manifest.and_then(|manifest| version(manifest, &["vueVersion"]));
    let from_package = |package: &JsonFile| {
        version(package, &["dependencies", "vue"])
            .or_else(|| version(package, &["devDependencies", "vue"]))
    };
    BuildSettings {
        vue: from_manifest.or_else(|| packages.iter().find_map(from_package)),
        x: manifest.is_some_and(|manifest| manifest.get(&["uni-app-x"]).is_some()),
        defined: packages
            .iter()
            .flat_map(|package| defined(package, program.framework.describe().defines))
            .collect(),
    }
}

/// `define` of the scripts in a `package.json`: names that are defined if that script builds.
fn defined(package: &JsonFile, keys: &[&str]) -> Vec<String> {
    let scripts = package.get(keys).map(JsonNode::members).unwrap_or_default();
    let names =
        scripts.iter().filter_map(|script| script.node.get("define")).flat_map(JsonNode::members);
    names.map(|member| member.key.clone()).collect()
}

/// The version of Vue in a configuration value.
fn vue_named(version: &str) -> Option<Vue> {
    match version.trim_start_matches(|c: char| !c.is_ascii_digit()).chars().next()? {
        '2' => Some(Vue::Two),
        '3' => Some(Vue::Three),
        _ => None,
    }
}
