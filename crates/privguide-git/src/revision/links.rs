//! Follows symbolic links within a tree.

use privguide::tree::{SkipReason, TreePath};

/// The limit of operating systems is 40 or less.
const MOST_LINKS: usize = 40;

/// The kind of entry at a path.
pub(super) enum EntryKind<T> {
    File(T),
    /// A link and its target.
    Link(String),
    Folder,
    Nothing,
}

/// Follows the link at `path` like the operating system: its target must be a file inside the tree.
pub(super) fn follow<T>(
    path: &TreePath,
    target: &str,
    entry_kind: impl Fn(&TreePath) -> EntryKind<T>,
) -> Result<T, SkipReason> {
    let mut folder: Vec<String> = path.parent().components().map(str::to_owned).collect();
    let mut ahead: Vec<String> = Vec::new();
    push_target(&mut ahead, target)?;
    let mut followed = 1;
    loop {
        let Some(part) = ahead.pop() else {
            // The path ends at a folder.
            return Err(SkipReason::LinkToFolder);
        };
        match part.as_str() {
            "." | "" => continue,
            ".." => {
                folder.pop().ok_or(SkipReason::LinkOutside)?;
                continue;
            }
            _ => folder.push(part),
        }
        let here = TreePath::new(&folder.join("/")).ok_or(SkipReason::LinkOutside)?;
        match entry_kind(&here) {
            // A path that continues after a file's name, even with only a slash, does not exist.
            EntryKind::File(found) => {
                return if ahead.is_empty() { Ok(found) } else { Err(SkipReason::LinkNowhere) };
            }
            EntryKind::Folder => {}
            EntryKind::Nothing => return Err(SkipReason::LinkNowhere),
            EntryKind::Link(target) => {
                followed += 1;
                if followed > MOST_LINKS {
                    return Err(SkipReason::LinkNowhere);
                }
                folder.pop();
                push_target(&mut ahead, &target)?;
            }
        }
    }
}

/// Puts the components of a link's target before the remaining ones; an absolute target is outside.
fn push_target(ahead: &mut Vec<String>, target: &str) -> Result<(), SkipReason> {
    if target.is_empty() {
        return Err(SkipReason::LinkNowhere);
    }
    if target.starts_with('/') {
        return Err(SkipReason::LinkOutside);
    }
    ahead.extend(target.split('/').rev().map(str::to_owned));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{EntryKind, follow};
    use privguide::tree::{SkipReason, TreePath};

    fn entry_kind(path: &TreePath) -> EntryKind<&'static str> {
        match path.as_str() {
            "a/file" => EntryKind::File("the file"),
            "a" | "b" => EntryKind::Folder,
            "to-a" => EntryKind::Link("a".to_owned()),
            "loop" => EntryKind::Link("loop".to_owned()),
            _ => EntryKind::Nothing,
        }
    }

    #[test]
    fn a_link_is_read_only_when_it_ends_at_a_file_inside() {
        let cases = [
            ("b/link", "../a/file", Ok("the file")),
            ("b/link", "../to-a/file", Ok("the file")),
            ("b/link", "../b/../a/./file", Ok("the file")),
            ("b/link", "../a", Err(SkipReason::LinkToFolder)),
            ("b/link", "..", Err(SkipReason::LinkToFolder)),
            ("b/link", "../../a/file", Err(SkipReason::LinkOutside)),
            ("b/link", "/a/file", Err(SkipReason::LinkOutside)),
            ("b/link", "../loop", Err(SkipReason::LinkNowhere)),
            ("b/link", "../nothing", Err(SkipReason::LinkNowhere)),
            ("b/link", "../a/file/x", Err(SkipReason::LinkNowhere)),
        ];
        for (path, target, expected) in cases {
            let path = TreePath::new(path).expect("inside");
            assert_eq!(follow(&path, target, entry_kind), expected, "{target}");
        }
    }
}
