//! Release archives: the executable with its manual, completions and licences, and a separate
//! checksum.

use std::{
    fs,
    io::{Cursor, Write as _},
    path::Path,
};

use anyhow::{Context as _, Result};
use flate2::{Compression, write::GzEncoder};

use super::{
    contents::{Contents, sha256, write_file},
    table::{Table, Target},
};
use crate::repository;

/// One file of an archive.
pub struct Entry {
    /// The path, with `/`.
    pub path: String,
    /// The content.
    pub content: Vec<u8>,
    /// Whether it is executable.
    pub executable: bool,
}

impl Entry {
    /// A file.
    pub fn new(path: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), content: content.into(), executable: false }
    }

    /// An executable file.
    pub fn program(path: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self { executable: true, ..Self::new(path, content) }
    }
}

/// The folder inside a platform's archive.
pub fn folder(table: &Table, target: &Target) -> String {
    format!("cargo-privguide-v{}-{}", table.version, target.triple)
}

/// The file name of a platform's archive.
pub fn name(table: &Table, target: &Target) -> String {
    format!("{}.{}", folder(table, target), if target.is_windows() { "zip" } else { "tar.gz" })
}

/// Writes the archive of a platform and its checksum.
pub fn write(table: &Table, contents: &Contents, out: &Path) -> Result<()> {
    let target = contents.target;
    let folder = folder(table, target);
    let mut entries = vec![Entry::program(
        format!("{folder}/{}", target.executable("cargo-privguide")),
        &*contents.executable,
    )];
    entries.extend(
        contents
            .licences
            .iter()
            .map(|(name, text)| Entry::new(format!("{folder}/{name}"), text.as_str())),
    );
    for name in ["README.md", "README.zh-CN.md", "CHANGELOG.md"] {
        entries.push(Entry::new(format!("{folder}/{name}"), fs::read(repository().join(name))?));
    }
    for name in ["man", "completions"] {
        let source = repository().join("crates/cargo-privguide/docs").join(name);
        let files =
            fs::read_dir(&source).with_context(|| format!("reading {}", source.display()))?;
        for file in files {
            let file = file?;
            let path = format!("{folder}/{name}/{}", file.file_name().to_string_lossy());
            entries.push(Entry::new(path, fs::read(file.path())?));
        }
    }
    entries.sort_by(|one, other| one.path.cmp(&other.path));
    let packed = if target.is_windows() { zip(&entries)? } else { gzip(&tar(&entries)?)? };
    let name = name(table, target);
    let checksum = format!("{}  {name}\n", sha256(&packed));
    write_file(&out.join(&name), &packed, false)?;
    write_file(&out.join(format!("{name}.sha256")), checksum.as_bytes(), false)
}

/// The same entries give the same bytes: the archive contains nothing about the machine or the
/// time.
pub fn tar(entries: &[Entry]) -> Result<Vec<u8>> {
    let mut out = tar::Builder::new(Vec::new());
    for entry in entries {
        let mut header =
            header(entry.content.len() as u64, if entry.executable { 0o755 } else { 0o644 });
        out.append_data(&mut header, &entry.path, &*entry.content)?;
    }
    Ok(out.into_inner()?)
}

/// The header of an entry that belongs to root and contains nothing about this machine.
pub fn header(size: u64, mode: u32) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(mode);
    header.set_mtime(MOMENT);
    header.set_uid(0);
    header.set_gid(0);
    header
}

/// 1980-01-01, the earliest time that a ZIP archive can represent.
pub const MOMENT: u64 = 315_532_800;

/// Compressed at the highest level, because this is done once and downloaded often.
pub fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(content)?;
    Ok(out.finish()?)
}

/// Like [`tar()`], for Windows and for wheels.
pub fn zip(entries: &[Entry]) -> Result<Vec<u8>> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for entry in entries {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .compression_level(Some(9))
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(if entry.executable { 0o755 } else { 0o644 });
        out.start_file(&entry.path, options)?;
        out.write_all(&entry.content)?;
    }
    Ok(out.finish()?.into_inner())
}
