//! Mini Programs that Cargo manifests name. Manifests are parsed as data, without cargo, so this
//! works on disk and in a revision.
//!
//! ```toml
//! [workspace.metadata.privguide]   # or [package.metadata.privguide]
//! programs = ["apps/shop"]
//! ```

use privguide::tree::{CARGO_OUTPUT, NEVER_ENTERED, SourceTree, TreePath};
use serde::Deserialize;
use toml_edit::{DocumentMut, Item};

use crate::trouble::{Kind, Trouble};

/// The name of a manifest.
pub const MANIFEST: &str = "Cargo.toml";

/// Larger files are not manifests.
const LARGEST: usize = 1 << 20;

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Named {
    #[serde(default)]
    programs: Vec<String>,
}

/// The sorted programs that the manifest in a folder of a tree names and, if it is that of a
/// workspace, those that manifests below it name. Paths must stay inside the tree.
///
/// # Errors
/// When a table is malformed, or a path leads out of the tree.
pub fn named(tree: &dyn SourceTree, folder: &TreePath) -> Result<Vec<TreePath>, Trouble> {
    let Some(own) = manifest(tree, folder) else { return Ok(Vec::new()) };
    let mut programs = Vec::new();
    collect(&own, "workspace", folder, &mut programs)?;
    collect(&own, "package", folder, &mut programs)?;
    if own.contains_key("workspace") {
        for member in members(tree, folder, &own) {
            if let Some(manifest) = manifest(tree, &member) {
                collect(&manifest, "package", &member, &mut programs)?;
            }
        }
    }
    programs.sort();
    programs.dedup();
    Ok(programs)
}

/// The folders below a workspace's root with a manifest, except for those that it excludes.
fn members(tree: &dyn SourceTree, root: &TreePath, workspace: &DocumentMut) -> Vec<TreePath> {
    let excluded =
        workspace.get("workspace").and_then(|table| table.get("exclude")).and_then(Item::as_array);
    let excluded: Vec<TreePath> = excluded
        .into_iter()
        .flatten()
        .filter_map(|path| path.as_str())
        .filter_map(|path| root.join(path))
        .collect();
    let enters = |path: &TreePath| {
        (path.is_inside(root) || root.is_inside(path))
            && path.name() != CARGO_OUTPUT
            && !NEVER_ENTERED.contains(&path.name())
            && !excluded.contains(path)
    };
    let files = tree.list(&enters).files;
    let manifests = files.iter().filter(|path| path.name() == MANIFEST && path.is_inside(root));
    manifests.map(TreePath::parent).filter(|folder| folder != root).collect()
}

fn manifest(tree: &dyn SourceTree, folder: &TreePath) -> Option<DocumentMut> {
    let bytes = tree.read(&folder.join(MANIFEST)?).ok().filter(|bytes| bytes.len() <= LARGEST)?;
    // An invalid manifest names nothing: cargo rejects it, too.
    String::from_utf8(bytes).ok()?.parse().ok()
}

fn collect(
    manifest: &DocumentMut,
    table: &str,
    folder: &TreePath,
    programs: &mut Vec<TreePath>,
) -> Result<(), Trouble> {
    let found = manifest
        .get(table)
        .and_then(|item| item.get("metadata")?.get("privguide")?.clone().into_table().ok());
    let Some(found) = found else { return Ok(()) };
    let shown = format!("[{table}.metadata.privguide]");
    let named: Named = toml_edit::de::from_document(DocumentMut::from(found))
        .map_err(|error| malformed(&shown, error.message()))?;
    for path in named.programs {
        let program = (!path.starts_with('/')).then(|| folder.join(&path)).flatten();
        programs.push(program.ok_or_else(|| leads_out(&shown, &path))?);
    }
    Ok(())
}

/// The problem of a malformed table.
#[must_use]
pub fn malformed(table: &str, why: &str) -> Trouble {
    Trouble::new(
        Kind::Project,
        format!("{table} 写法有误：{why}"),
        format!("{table} is malformed: {why}"),
    )
    .help("写成 programs = [\"小程序的文件夹\"]", "write programs = [\"folder of the program\"]")
}

/// The problem of a program outside the repository: a manifest is untrusted and must not select
/// other folders of the machine.
#[must_use]
pub fn leads_out(table: &str, path: &str) -> Trouble {
    Trouble::new(
        Kind::Project,
        format!("{table} 指明的文件夹在仓库之外：{path}"),
        format!("{table} names a folder outside the repository: {path}"),
    )
    .help("写仓库里的文件夹", "name a folder of the repository")
}

#[cfg(test)]
mod tests {
    use privguide::tree::{MemoryTree, TreePath};

    use super::named;

    fn found(tree: &MemoryTree, folder: &str) -> Result<Vec<String>, String> {
        let folders = named(tree, &TreePath::new(folder).expect("inside"))
            .map_err(|trouble| trouble.message.en)?;
        Ok(folders.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_workspace_and_its_members_name_programs() {
        let tree = MemoryTree::new()
            .with("Cargo.toml", "[workspace]\nexclude = [\"old\"]\n[workspace.metadata.privguide]\nprograms = [\"apps/a\"]\n")
            .with("crates/x/Cargo.toml", "[package.metadata.privguide]\nprograms = [\"../../apps/b\"]\n")
            .with("old/Cargo.toml", "[package.metadata.privguide]\nprograms = [\"c\"]\n")
            .with("node_modules/d/Cargo.toml", "[package.metadata.privguide]\nprograms = [\"d\"]\n")
            .with("broken/Cargo.toml", "[package");
        assert_eq!(found(&tree, ""), Ok(vec!["apps/a".to_owned(), "apps/b".to_owned()]));
        assert_eq!(found(&tree, "crates/x"), Ok(vec!["apps/b".to_owned()]));
        assert_eq!(found(&tree, "apps"), Ok(Vec::new()));
    }

    #[test]
    fn a_manifest_does_not_lead_out_of_the_tree() {
        for path in ["../victim", "/etc", "a/../../b"] {
            let tree = MemoryTree::new().with(
                "Cargo.toml",
                format!("[package.metadata.privguide]\nprograms = [\"{path}\"]\n"),
            );
            assert!(found(&tree, "").expect_err(path).contains("outside the repository"), "{path}");
        }
        let tree =
            MemoryTree::new().with("Cargo.toml", "[package.metadata.privguide]\nprograms = 3\n");
        assert!(found(&tree, "").expect_err("malformed").contains("malformed"));
    }
}
