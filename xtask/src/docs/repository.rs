//! Copies the address of the repository and the version from Cargo.toml to every page, snippet and
//! workflow that contains them.
//!
//! These files are hand-written; only the names in them are generated, so that a move or a release
//! is a single edit.

use std::fs;

use crate::{dist::table::Table, generated::Generated, repository};

/// Pages and snippets that contain the address of the repository or its version.
const FILES: [&str; 16] = [
    ".github/workflows/check.yml",
    "README.md",
    "README.zh-CN.md",
    "crates/cargo-privguide/docs/integrations.md",
    "crates/cargo-privguide/docs/integrations.zh-CN.md",
    "crates/cargo-privguide/editor/vscode/package.json",
    "crates/cargo-privguide/kubernetes/job.yaml",
    "xtask/dist/ci/cnb.yml",
    "xtask/dist/ci/gitee-go.yml",
    "xtask/dist/ci/github.yml",
    "xtask/dist/ci/gitlab.yml",
    "xtask/dist/ci/lefthook.yml",
    "xtask/dist/ci/pre-commit.yaml",
    "xtask/dist/ci/Jenkinsfile",
    "xtask/dist/ci/husky-pre-push",
    "xtask/dist/ci/miniprogram-ci.js",
];

/// The files with correct names.
pub fn files() -> Vec<Generated> {
    let table = Table::read().expect("Cargo.toml and xtask/dist/dist.toml can be read");
    let name = table.slug().rsplit('/').next().unwrap_or_default();
    let one = |path: &&str| {
        let text = fs::read_to_string(repository().join(path)).expect("a file of the repository");
        let text = text.replace("\r\n", "\n");
        Generated::new(
            *path,
            with_tag(&with_slug(&text, table.slug(), name), table.slug(), &table.tag()),
        )
    };
    FILES.iter().map(one).collect()
}

/// Corrects the owner in every `OWNER/NAME` with the repository's name that is followed by a path
/// inside it.
fn with_slug(text: &str, slug: &str, name: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(&format!("/{name}")) {
        let after = &rest[at + 1 + name.len()..];
        let owner = rest[..at]
            .rfind(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-'))
            .map_or(0, |end| end + 1);
        let before = &rest[..owner];
        let named = before.ends_with("github.com/")
            || before.ends_with("ghcr.io/")
            || after.starts_with("/.github/");
        if named
            && owner < at
            && !after.starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '-')
        {
            out.push_str(before);
            // Names of images are in lower case.
            out.push_str(&if before.ends_with("ghcr.io/") {
                slug.to_lowercase()
            } else {
                slug.to_owned()
            });
        } else {
            out.push_str(&rest[..at + 1 + name.len()]);
        }
        rest = after;
    }
    out + rest
}

/// Sets this version in `@v1.2.3` after a path of the repository, in `rev: v1.2.3`, in the tag of
/// its image and in `privguide@1.2.3`.
fn with_tag(text: &str, slug: &str, tag: &str) -> String {
    let image = format!("ghcr.io/{}:", slug.to_lowercase());
    let number = tag.trim_start_matches('v');
    let line = |line: &str| {
        let line = replaced(line, "/.github/actions/privguide@", tag);
        let line = replaced(&line, "/.github/workflows/check.yml@", tag);
        let line = replaced(&line, "rev: ", tag);
        let line = replaced(&line, &image, number);
        replaced(&line, "privguide@", number)
    };
    text.split_inclusive('\n').map(line).collect()
}

/// Replaces text after `start` that looks like a version by `version`.
fn replaced(line: &str, start: &str, version: &str) -> String {
    let Some(at) = line.find(start).map(|at| at + start.len()) else { return line.to_owned() };
    let end = line[at..]
        .find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '.'))
        .map_or(line.len(), |end| at + end);
    let old = &line[at..end];
    let looks = old.trim_start_matches('v').starts_with(|letter: char| letter.is_ascii_digit())
        || old == "REVISION";
    // A version is only replaced by one that also has, or also lacks, the `v`: the action's
    // reference ends with the same letters as the name of the package.
    if looks && old.starts_with('v') == version.starts_with('v') {
        format!("{}{version}{}", &line[..at], &line[end..])
    } else {
        line.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_and_other_things_stay() {
        let text = "uses: someone/privguide/.github/actions/privguide@v0.0.1 # see https://github.com/someone/privguide/issues\n\
                    image: ghcr.io/someone/privguide:0.0.1\nrev: v0.0.1\nnpx privguide@0.0.1\ncrates/privguide/rules, github.com/a/privguide-x\n";
        let expected = "uses: New/privguide/.github/actions/privguide@v1.2.3 # see https://github.com/New/privguide/issues\n\
                        image: ghcr.io/new/privguide:1.2.3\nrev: v1.2.3\nnpx privguide@1.2.3\ncrates/privguide/rules, github.com/a/privguide-x\n";
        assert_eq!(
            with_tag(&with_slug(text, "New/privguide", "privguide"), "New/privguide", "v1.2.3"),
            expected
        );
    }
}
