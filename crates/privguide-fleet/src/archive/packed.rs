//! The formats of archives: `.tar`, optionally compressed with gzip or Zstandard, and `.zip`.

use std::io::{Cursor, Read};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::{
    StreamingDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};
use tar::{Archive, EntryType};
use zip::{ZipArchive, result::ZipError};

use super::{
    Files, Kind, MAX_ENTRIES, MAX_UNPACKED, Reading, Trouble, too_large, too_many_entries,
};

/// The signature of an entry in the directory of a zip archive.
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";
/// The size of a block in a tar archive.
const BLOCK: usize = 512;

pub(super) fn read(bytes: &[u8]) -> Result<Files, Trouble> {
    match bytes {
        [0x50, 0x4b, 3 | 5, 4 | 6, ..] => of_zip(bytes),
        [0x1f, 0x8b, ..] => of_tar(&unpacked(MultiGzDecoder::new(bytes), Vec::new())?),
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => {
            of_tar(&of_zstandard(bytes)?)
        }
        _ if bytes.get(257..262) == Some(b"ustar") => of_tar(bytes),
        _ => Err(Trouble::new(
            Kind::NoArchive,
            "不是文件夹，也不是 .tar、.tar.gz、.tar.zst 或 .zip",
            "it is neither a folder nor a .tar, .tar.gz, .tar.zst or .zip archive",
        )),
    }
}

fn damaged(error: impl std::fmt::Display) -> Trouble {
    Trouble::new(
        Kind::Damaged,
        format!("压缩包损坏：{error}"),
        format!("the archive is damaged: {error}"),
    )
}

/// Reads a stream to its end, up to the limit, and appends it to the bytes.
fn unpacked(stream: impl Read, mut bytes: Vec<u8>) -> Result<Vec<u8>, Trouble> {
    let room = MAX_UNPACKED.saturating_sub(bytes.len() as u64);
    stream.take(room + 1).read_to_end(&mut bytes).map_err(damaged)?;
    if bytes.len() as u64 > MAX_UNPACKED {
        return Err(too_large("解压后的内容", "what comes out of the archive", MAX_UNPACKED));
    }
    Ok(bytes)
}

/// Reads consecutive frames.
fn of_zstandard(mut rest: &[u8]) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    while !rest.is_empty() {
        let mut decoder = match StreamingDecoder::new(&mut rest) {
            Ok(decoder) => decoder,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length,
                ..
            })) => {
                rest = rest.get(length as usize..).ok_or_else(|| damaged("unexpected end"))?;
                continue;
            }
            Err(error) => return Err(damaged(error)),
        };
        bytes = unpacked(&mut decoder, bytes)?;
        let (stated, is) =
            (decoder.decoder.get_checksum_from_data(), decoder.decoder.get_calculated_checksum());
        if stated.is_some_and(|stated| is != Some(stated)) {
            return Err(damaged("checksum"));
        }
    }
    Ok(bytes)
}

fn of_tar(bytes: &[u8]) -> Result<Files, Trouble> {
    let mut reading = Reading::default();
    let mut archive = Archive::new(bytes);
    let mut behind = 0;
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        behind = entry.raw_file_position().saturating_add(entry.size());
        let kind = entry.header().entry_type();
        if kind == EntryType::XGlobalHeader {
            continue;
        }
        let Some(path) = reading.entry(&entry.path_bytes())? else { continue };
        match kind {
            EntryType::Directory => {}
            EntryType::Regular | EntryType::Continuous => {
                let size = entry.size();
                let mut content = Vec::new();
                entry
                    .by_ref()
                    .take(reading.room() + 1)
                    .read_to_end(&mut content)
                    .map_err(damaged)?;
                if (content.len() as u64) < size.min(reading.room() + 1) {
                    return Err(damaged("unexpected end"));
                }
                reading.add(&path, content)?;
            }
            EntryType::Symlink | EntryType::Link => return Err(link(path.as_str())),
            _ => return Err(unsupported(path.as_str())),
        }
    }
    // Without its end mark, the archive may have been truncated between two files; files after the
    // end mark would be unpacked by other programs.
    let end =
        usize::try_from(behind).ok().and_then(|behind| bytes.get(behind.next_multiple_of(BLOCK)..));
    match end {
        Some(end) if end.len() < BLOCK => Err(damaged("unexpected end")),
        Some(end) if end.iter().any(|byte| *byte != 0) => {
            Err(damaged("there is more behind its end"))
        }
        Some(_) => Ok(reading.files),
        None => Err(damaged("unexpected end")),
    }
}

fn of_zip(bytes: &[u8]) -> Result<Files, Trouble> {
    let mut reading = Reading::default();
    // The zip reader allocates memory for every entry of the directory before the first one can be
    // counted, so signatures are counted. Uncompressed content may contain the signature, too, and
    // is counted as well.
    if memchr::memmem::find_iter(bytes, DIRECTORY_ENTRY).nth(MAX_ENTRIES).is_some() {
        return Err(too_many_entries());
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.has_duplicate_names() {
        return Err(Trouble::new(Kind::Name, "有一个名称出现了两次", "a name is there twice"));
    }
    for at in 0..archive.len() {
        let (path, is_folder) = {
            let entry = archive.by_index_raw(at).map_err(damaged)?;
            let Some(path) = reading.entry(entry.name_raw())? else { continue };
            if entry.encrypted() {
                let (zh, en) = (format!("{path} 已加密"), format!("{path} is encrypted"));
                return Err(Trouble::new(Kind::Encrypted, zh, en));
            }
            if entry.is_symlink() {
                return Err(link(path.as_str()));
            }
            (path, entry.is_dir())
        };
        if is_folder {
            continue;
        }
        let entry = archive.by_index(at).map_err(|error| match error {
            ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
                unsupported(path.as_str())
            }
            error => damaged(error),
        })?;
        let size = entry.size();
        let mut content = Vec::new();
        entry.take(reading.room() + 1).read_to_end(&mut content).map_err(damaged)?;
        if (content.len() as u64) < size.min(reading.room() + 1) {
            return Err(damaged("unexpected end"));
        }
        reading.add(&path, content)?;
    }
    Ok(reading.files)
}

fn link(path: &str) -> Trouble {
    Trouble::new(Kind::Link, format!("{path} 是链接"), format!("{path} is a link"))
}

fn unsupported(path: &str) -> Trouble {
    let (zh, en) = (
        format!("不支持 {path} 这样的条目"),
        format!("{path} is an entry of a kind that is not supported"),
    );
    Trouble::new(Kind::Unsupported, zh, en)
}
