//! The common contents of all packages for a platform.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, ensure};

use super::{
    licences,
    table::{Table, Target},
};
use crate::repository;

/// The executable for a platform, and the documents that accompany it.
pub struct Contents<'a> {
    /// The platform.
    pub target: &'a Target,
    /// The executable.
    pub executable: Vec<u8>,
    /// The licences of the program and of everything in it: names and texts.
    pub licences: Vec<(&'static str, String)>,
    /// The platform tags of the wheel.
    pub wheel: String,
}

impl<'a> Contents<'a> {
    /// Reads a platform's executable from `BINARIES/TRIPLE/`; `None` if it does not exist.
    ///
    /// In a release, the executable needs the C library in the table. An executable that was built
    /// on this machine needs the version of this machine, and the tags of its wheel say so.
    pub fn read(
        table: &Table,
        target: &'a Target,
        binaries: &Path,
        release: bool,
    ) -> Result<Option<Self>> {
        let path = binaries.join(&target.triple).join(target.executable("cargo-privguide"));
        if !path.is_file() {
            return Ok(None);
        }
        let executable = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        let mut wheel = target.wheel.clone();
        if let (Some(promised), Some(needed)) = (target.glibc(), needed_glibc(&executable)) {
            let kept = needed <= version(promised);
            ensure!(
                kept || !release,
                "{} needs glibc 2.{}, the table promises {promised}",
                path.display(),
                needed.1
            );
            if !kept {
                let cpu = target.triple.split('-').next().unwrap_or_default();
                wheel = format!("manylinux_{}_{}_{cpu}", needed.0, needed.1);
            }
        }
        let own = |name: &str| {
            fs::read_to_string(repository().join(name)).with_context(|| format!("reading {name}"))
        };
        let licences = vec![
            ("LICENSE-MIT", own("LICENSE-MIT")?),
            ("LICENSE-APACHE", own("LICENSE-APACHE")?),
            ("THIRD-PARTY-LICENSES.txt", licences::third_party(table, target)?),
        ];
        Ok(Some(Self { target, executable, licences, wheel }))
    }
}

/// The newest version of glibc in the executable's symbol table.
fn needed_glibc(executable: &[u8]) -> Option<(u32, u32)> {
    const NAME: &[u8] = b"GLIBC_";
    if !executable.starts_with(b"\x7fELF") {
        return None;
    }
    let names = executable.windows(NAME.len()).enumerate().filter(|(_, bytes)| *bytes == NAME);
    let rest =
        names.filter_map(|(at, _)| executable[at + NAME.len()..].split(|byte| *byte == 0).next());
    rest.filter_map(|text| std::str::from_utf8(text).ok())
        .filter(|text| text.len() < 8)
        .map(version)
        .max()
}

fn version(text: &str) -> (u32, u32) {
    let mut numbers = text.split('.').map(|number| number.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

/// Writes a file and creates its folder; sets the executable bit if the system has one.
pub fn write_file(path: &Path, content: &[u8], executable: bool) -> Result<()> {
    let folder = path.parent().context("a file lies in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    fs::write(path, content).with_context(|| format!("writing {}", path.display()))?;
    #[cfg(unix)]
    if executable {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    #[cfg(not(unix))]
    let _ = executable;
    Ok(())
}

/// The SHA-256 of the content, in hexadecimal digits.
pub fn sha256(content: &[u8]) -> String {
    use sha2::Digest as _;
    let digits: Vec<String> =
        sha2::Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_symbol_decides() {
        let executable = b"\x7fELF..\0GLIBC_2.2.5\0GLIBC_2.34\0GLIBC_2.9\0GLIBC_PRIVATE\0";
        assert_eq!(needed_glibc(executable), Some((2, 34)));
        assert_eq!(needed_glibc(b"\x7fELF without any"), None);
        assert_eq!(needed_glibc(b"#!/bin/sh GLIBC_2.99"), None);
        assert!(version("2.9") < version("2.17"));
    }
}
