//! The version of a copied library, found in its own text.

use crate::tree::{SourceTree, TreePath};

/// The number of bytes that are searched: versions are in the comment at the beginning of a file.
const HEAD: usize = 2_000;

/// The version of a copy: from the manifest in its folder, from its name, or from its first
/// comment.
pub(super) fn of_copy(tree: &dyn SourceTree, at: &TreePath) -> Option<String> {
    of_manifest(tree, at).or_else(|| in_name(at.name())).or_else(|| {
        let bytes = tree.read(at).ok()?;
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).into_owned();
        in_text(comment(&head)?)
    })
}

/// The version in the `package.json` of a folder.
pub(super) fn of_manifest(tree: &dyn SourceTree, folder: &TreePath) -> Option<String> {
    let manifest: serde_json::Value =
        serde_json::from_slice(&tree.read(&folder.join("package.json")?).ok()?).ok()?;
    manifest["version"].as_str().filter(|version| is_version(version)).map(str::to_owned)
}

/// `sdk-4.17.0.min.js`, `sdk_v7.7.0`
fn in_name(name: &str) -> Option<String> {
    let at = name.find(|c: char| c.is_ascii_digit())?;
    let is_apart = name[..at].trim_end_matches(['v', 'V']).ends_with(['-', '_', '.', '@']);
    let version = name[at..].trim_end_matches(|c: char| !c.is_ascii_digit());
    let version =
        version.split(|c: char| !c.is_ascii_digit() && c != '.').next()?.trim_end_matches('.');
    (is_apart && is_version(version)).then(|| version.to_owned())
}

/// The comment at the beginning of a text.
fn comment(head: &str) -> Option<&str> {
    let head = head.trim_start_matches('\u{feff}').trim_start();
    match head.strip_prefix("/*") {
        Some(inner) => Some(inner.split("*/").next().unwrap_or(inner)),
        None => head.strip_prefix("//").map(|rest| rest.lines().next().unwrap_or_default()),
    }
}

/// The first version in a text, such as `@version 1.2.3` or `Name v1.2.3`; dates and line numbers
/// do not count.
fn in_text(text: &str) -> Option<String> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | ':' | '@' | '：'))
        .find_map(|word| {
            let version = word.trim_start_matches(['v', 'V']).trim_end_matches('.');
            (is_version(version) && version.matches('.').count() <= 3).then(|| version.to_owned())
        })
}

/// Whether a text consists of numbers with dots between them and an optional suffix:
/// `1.2.3-beta.1`. The version is printed, so nothing else is accepted.
fn is_version(text: &str) -> bool {
    let (numbers, rest) =
        text.split_at(text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len()));
    let is_word = rest.is_empty()
        || rest.starts_with(['-', '+'])
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-+".contains(&byte));
    text.len() <= 40
        && is_word
        && numbers.contains('.')
        && numbers.split('.').all(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::MemoryTree;

    #[test]
    fn a_copy_says_its_version_in_its_manifest_its_name_or_its_first_comment() {
        let tree = MemoryTree::new()
            .with("uni_modules/uni-popup/package.json", r#"{ "version": "1.9.1" }"#)
            .with("hostile/package.json", r#"{ "version": "1.0\u001b[31m" }"#)
            .with("libs/Easemob-chat-4.17.0.js", "")
            .with("libs/sdk_v7.7.0.min.js", "")
            .with("libs/track.min.js", "/*!\n * Track SDK v1.22.7 (c) 2024.05 */ var a = '9.9.9'")
            .with("libs/line.min.js", "// line 2.0.1\nvar b")
            .with("libs/none.min.js", "var version = '3.1.4'")
            .with("libs/h5.min.js", "/* no. 5 of 2024 */");
        for (path, version) in [
            ("uni_modules/uni-popup", Some("1.9.1")),
            ("hostile", None),
            ("libs/Easemob-chat-4.17.0.js", Some("4.17.0")),
            ("libs/sdk_v7.7.0.min.js", Some("7.7.0")),
            ("libs/track.min.js", Some("1.22.7")),
            ("libs/line.min.js", Some("2.0.1")),
            ("libs/none.min.js", None),
            ("libs/h5.min.js", None),
            ("libs/gone.min.js", None),
        ] {
            assert_eq!(
                of_copy(&tree, &TreePath::new(path).expect("inside")).as_deref(),
                version,
                "{path}"
            );
        }
    }
}
