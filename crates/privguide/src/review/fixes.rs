//! Applies safe fixes to the texts of configuration files.

use std::collections::BTreeMap;

use super::{Finding, FixEdit};
use crate::tree::{SourceTree, TreePath};

/// A file before and after its fixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedFile {
    /// The file.
    pub path: TreePath,
    /// Its current text.
    pub before: String,
    /// Its text with the fixes.
    pub after: String,
}

impl FixedFile {
    /// Applies the fixes of findings: every file that changes. If two fixes would change the same
    /// bytes, only the first is applied; the second is applied by the next run.
    #[must_use]
    pub fn from_findings(tree: &dyn SourceTree, findings: &[Finding]) -> Vec<Self> {
        fixed(tree, findings)
    }
}

fn fixed(tree: &dyn SourceTree, findings: &[Finding]) -> Vec<FixedFile> {
    let mut edits: BTreeMap<&TreePath, Vec<&FixEdit>> = BTreeMap::new();
    for edit in
        findings.iter().filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| &fix.edits)
    {
        edits.entry(&edit.file).or_default().push(edit);
    }
    edits.into_iter().filter_map(|(path, edits)| fixed_file(tree, path, edits)).collect()
}

fn fixed_file(
    tree: &dyn SourceTree,
    path: &TreePath,
    mut edits: Vec<&FixEdit>,
) -> Option<FixedFile> {
    let before = String::from_utf8(tree.read(path).ok()?).ok()?;
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    edits.dedup();
    let mut after = String::with_capacity(before.len());
    let mut done = 0;
    for edit in edits {
        let overlaps = edit.range.start < done
            || done > 0 && edit.range.start == done && edit.range.is_empty();
        let Some(kept) = before
            .get(done..edit.range.start)
            .filter(|_| !overlaps && before.is_char_boundary(edit.range.end))
        else {
            continue;
        };
        after.push_str(kept);
        after.push_str(&edit.replacement);
        done = edit.range.end;
    }
    after.push_str(&before[done..]);
    (after != before).then(|| FixedFile { path: path.clone(), before, after })
}
