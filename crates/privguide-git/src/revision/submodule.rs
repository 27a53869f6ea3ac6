//! Submodules: the tree contains a commit id, and the objects are in a separate repository below
//! the superproject's git directory.

use std::path::PathBuf;

use crate::Repository;

use super::{
    raw::{RawEntry, RawKind},
    store::Store,
};

/// The maximum nesting depth of submodules that are followed.
const DEEPEST: usize = 8;

/// Replaces each submodule whose commit is available by its files, as in a checkout; others stay
/// submodules.
pub(super) fn mount(repository: &Repository, stores: &mut Vec<Store>, entries: &mut Vec<RawEntry>) {
    mount_level(repository, stores, entries, (0, b"", 0));
}

fn mount_level(
    repository: &Repository,
    stores: &mut Vec<Store>,
    entries: &mut Vec<RawEntry>,
    (store, prefix, depth): (usize, &[u8], usize),
) {
    let modules: Vec<usize> = (0..entries.len())
        .filter(|&at| {
            entries[at].kind == RawKind::Submodule && entries[at].path.starts_with(prefix)
        })
        .collect();
    if modules.is_empty() || depth == DEEPEST {
        return;
    }
    let gitmodules = [prefix, b".gitmodules"].concat();
    let Some(settings) =
        entries.iter().find(|entry| entry.path == gitmodules && entry.kind == RawKind::File)
    else {
        return;
    };
    let settings = stores[store].blob(&settings.id).unwrap_or_default();
    let names = names_by_path(&String::from_utf8_lossy(&settings));
    let mut mounted = Vec::new();
    for at in modules {
        let path = entries[at].path.clone();
        let inside = String::from_utf8_lossy(&path[prefix.len()..]).into_owned();
        let Some((_, name)) = names.iter().find(|(known, _)| *known == inside) else {
            continue;
        };
        let Some(module) = open(repository, name, &inside) else {
            continue;
        };
        let store = Store::of_repository(&module);
        let Some(Ok(mut inner)) =
            store.tree_of_commit(&entries[at].id).map(|tree| store.tree(&tree))
        else {
            continue;
        };
        let prefix = [path.as_slice(), b"/"].concat();
        let number = stores.len();
        for entry in &mut inner {
            entry.path.splice(0..0, prefix.iter().copied());
            entry.store = number;
        }
        stores.push(store);
        mount_level(&module, stores, &mut inner, (number, &prefix, depth + 1));
        mounted.push((at, inner));
    }
    for (at, inner) in mounted.into_iter().rev() {
        entries.swap_remove(at);
        entries.extend(inner);
    }
}

/// Opens `modules/<name>` of the superproject or, for old checkouts, the submodule's own `.git`
/// folder.
fn open(repository: &Repository, name: &str, path: &str) -> Option<Repository> {
    let climbs = |text: &str| {
        text.split(['/', '\\']).any(|part| part == "..")
            || text.starts_with('/')
            || text.contains(':')
    };
    if climbs(name) || climbs(path) {
        return None;
    }
    let absorbed: PathBuf = repository.common_dir().join("modules").join(name);
    let own = repository.work_dir().map(|work_dir| work_dir.join(path).join(".git"));
    std::iter::once(absorbed)
        .chain(own)
        .find(|dir| dir.is_dir())
        .and_then(|dir| Repository::open(&dir).ok())
}

/// The `path` and name of each section in a `.gitmodules` file.
fn names_by_path(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut name = None;
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            let inner =
                line.strip_prefix("[submodule \"").and_then(|rest| rest.strip_suffix("\"]"));
            name = inner.map(|inner| inner.replace("\\\"", "\"").replace("\\\\", "\\"));
        } else if let (Some(name), Some((key, value))) = (&name, line.split_once('='))
            && key.trim().eq_ignore_ascii_case("path")
        {
            found.push((
                value.trim().trim_matches('"').trim_end_matches('/').to_owned(),
                name.clone(),
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::names_by_path;

    #[test]
    fn a_gitmodules_is_read() {
        let text = "[submodule \"shared code\"]\n\tpath = libs/shared\n\turl = ../shared\n[core]\n\tpath = no\n";
        assert_eq!(names_by_path(text), [("libs/shared".to_owned(), "shared code".to_owned())]);
    }
}
