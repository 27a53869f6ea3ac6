//! Git LFS: the tree contains a pointer, and the content is in a folder beside the object database.

use std::{fs, path::PathBuf};

use super::raw::MAX_BLOB;
use crate::Repository;

/// The maximum length of a pointer (the specification says less than 1024 bytes).
const LONGEST: usize = 1024;

/// The folder in which Git LFS stores content.
#[derive(Debug)]
pub(super) struct Storage {
    objects: PathBuf,
}

impl Storage {
    pub fn of_repository(repository: &Repository) -> Self {
        Self { objects: repository.common_dir().join("lfs").join("objects") }
    }

    /// Whether the local store exists: contents may be added to it at any time.
    pub fn is_there(&self) -> bool {
        self.objects.exists()
    }

    /// The content that a pointer refers to, if it is in the local store; otherwise the unchanged
    /// bytes. Scanners recognise a remaining pointer, in a revision as on disk.
    pub fn resolve(&self, bytes: Vec<u8>) -> Vec<u8> {
        pointer(&bytes).and_then(|pointer| self.content(&pointer)).unwrap_or(bytes)
    }

    fn content(&self, pointer: &Pointer) -> Option<Vec<u8>> {
        let name = &pointer.sha256;
        let path = self.objects.join(&name[..2]).join(&name[2..4]).join(name);
        // The entry must be a regular file of the size in the pointer, and not larger than a blob
        // may be.
        let meta = fs::metadata(&path).ok()?;
        let is_meant = meta.is_file() && meta.len() == pointer.size && meta.len() <= MAX_BLOB;
        let content = if is_meant { fs::read(path).ok()? } else { return None };
        (content.len() as u64 == pointer.size).then_some(content)
    }
}

struct Pointer {
    sha256: String,
    size: u64,
}

fn pointer(bytes: &[u8]) -> Option<Pointer> {
    if bytes.len() > LONGEST || !bytes.starts_with(b"version https://git-lfs.github.com/spec/v1") {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
    let sha256 = field("oid sha256:")?;
    let plain = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some(Pointer { sha256: plain.then(|| sha256.to_owned())?, size: field("size ")?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::pointer;

    #[test]
    fn only_a_pointer_is_one() {
        let oid = "ab".repeat(32);
        let text =
            format!("version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 12\n");
        assert_eq!(pointer(text.as_bytes()).expect("a pointer").size, 12);
        // The id becomes part of a path, so it must consist of digits only.
        assert!(pointer(text.replace(&oid, "../../../../etc/passwd").as_bytes()).is_none());
        assert!(pointer(b"size 12\n").is_none());
    }
}
