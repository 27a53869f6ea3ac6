//! What every package of a platform holds.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};

use super::{
    licences,
    table::{Table, Target},
};
use crate::repository;

/// The executable of a platform and the papers that travel with it.
pub struct Contents<'a> {
    /// The platform.
    pub target: &'a Target,
    /// The executable.
    pub executable: Vec<u8>,
    /// Licences of the program and of everything in it: names and texts.
    pub licences: Vec<(&'static str, String)>,
}

impl<'a> Contents<'a> {
    /// Reads a platform's executable from `BINARIES/TRIPLE/`; `None` when there is none.
    pub fn read(table: &Table, target: &'a Target, binaries: &Path) -> Result<Option<Self>> {
        let path = binaries.join(&target.triple).join(target.executable("cargo-privguide"));
        if !path.is_file() {
            return Ok(None);
        }
        let executable = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        let own = |name: &str| fs::read_to_string(repository().join(name)).with_context(|| format!("reading {name}"));
        let licences = vec![
            ("LICENSE-MIT", own("LICENSE-MIT")?),
            ("LICENSE-APACHE", own("LICENSE-APACHE")?),
            ("THIRD-PARTY-LICENSES.txt", licences::third_party(table, target)?),
        ];
        Ok(Some(Self { target, executable, licences }))
    }
}

/// Writes a file and its folder; executable where the system knows that.
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

/// The SHA-256 of something, in hexadecimal digits.
pub fn sha256(content: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}
