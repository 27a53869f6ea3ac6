//! Digests of what a record was created from.

use std::{fmt::Write as _, sync::LazyLock};

use sha2::{Digest as _, Sha256};

use crate::{
    catalog::looked_for,
    program::Status,
    project::AnalysedProgram,
    tree::{SourceTree, TreePath},
};

/// The digest of the platform's tables: the interfaces, and the ways to connect to hosts, that were
/// searched for.
pub(super) fn tables() -> &'static str {
    static TABLES: LazyLock<String> = LazyLock::new(|| {
        let mut hash = Sha256::new();
        for line in looked_for() {
            hash.update(line.as_bytes());
            hash.update([0]);
        }
        shown(hash, 8)
    });
    &TABLES
}

/// The digest of all sources of a program. Line ends are normalised, because git may check them out
/// in either form.
pub(super) fn sources(tree: &dyn SourceTree, analysed: &AnalysedProgram) -> String {
    let files = analysed.program.files.iter();
    let mut files: Vec<&TreePath> =
        files.filter(|file| file.status != Status::Outside).map(|file| &file.path).collect();
    files.sort();
    files.dedup();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.as_str().as_bytes());
        hash.update([0]);
        match tree.read(file) {
            Ok(content) => {
                let mut content = content.as_slice();
                while let Some(at) = memchr::memmem::find(content, b"\r\n") {
                    hash.update(&content[..at]);
                    content = &content[at + 1..];
                }
                hash.update(content);
            }
            Err(_) => hash.update([1]),
        }
        hash.update([0]);
    }
    format!("sha256-{}", shown(hash, 32))
}

fn shown(hash: Sha256, bytes: usize) -> String {
    hash.finalize().iter().take(bytes).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::catalog::{Catalog, ProgramKind, looked_for};

    #[test]
    fn every_name_of_every_table_is_in_the_digest() {
        let lines: BTreeSet<&str> = looked_for().collect();
        for kind in ProgramKind::ALL {
            assert!(lines.contains(&*format!("kind = \"{}\"", kind.name())));
            for interface in Catalog::for_kind(kind).interfaces() {
                assert!(
                    lines.contains(&*format!("name = \"{}\"", interface.name)),
                    "{}",
                    interface.name
                );
            }
        }
        assert!(
            lines.iter().any(|line| line.starts_with("factories = ["))
                && lines.contains("option = \"url\""),
            "{lines:?}"
        );
    }
}
