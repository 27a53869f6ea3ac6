//! Addresses of maps, and names of sources in maps.

use memchr::memmem;

use super::{OriginalFile, vlq::digit};
use crate::tree::TreePath;

/// The location of a map.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum MapLocation {
    /// In the address itself (a data URL).
    Inline(String),
    /// In a file, relative to the folder of the built file.
    Beside(String),
    /// Not in the tree.
    Elsewhere,
    /// In the address, but it cannot be decoded.
    Broken,
}

/// The address in the last `//# sourceMappingURL=` comment of a text.
pub(super) fn find(text: &str) -> Option<&str> {
    let at = memmem::rfind(text.as_bytes(), MARK.as_bytes())?;
    let before = text[..at].trim_end_matches(' ');
    if !["//#", "//@", "/*#", "/*@"].iter().any(|start| before.ends_with(start)) {
        return None;
    }
    let address = &text[at + MARK.len()..];
    let end = address
        .find(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '*'))
        .unwrap_or(address.len());
    Some(&address[..end]).filter(|address| !address.is_empty())
}

pub(super) fn read(address: &str) -> MapLocation {
    if let Some(data) = address.strip_prefix("data:") {
        let Some((kind, content)) = data.split_once(',') else { return MapLocation::Broken };
        let bytes =
            if kind.ends_with(";base64") { base64(content) } else { Some(unescaped(content)) };
        let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        return text.map_or(MapLocation::Broken, MapLocation::Inline);
    }
    if address.contains("://") || address.starts_with("//") {
        return MapLocation::Elsewhere;
    }
    let path = address.split(['?', '#']).next().unwrap_or_default();
    MapLocation::Beside(String::from_utf8_lossy(&unescaped(path)).into_owned())
}

/// The file for a source's name in a map: below `folder`, which contains the map, or by its name.
pub(super) fn original_file(folder: &TreePath, root: &str, source: &str) -> Option<OriginalFile> {
    let whole = if root.is_empty() || has_scheme(source) || source.starts_with('/') {
        source.to_owned()
    } else {
        format!("{}/{source}", root.trim_end_matches('/'))
    };
    if !has_scheme(&whole)
        && !whole.starts_with('/')
        && let Some(path) = folder.join(&whole)
    {
        return Some(OriginalFile::InTree(path))
            .filter(|_| whole.len() <= MAX_NAME && !whole.is_empty());
    }
    // `webpack:///./src/a.ts?1234`, `webpack://name/./src/a.ts`
    let name = match whole.split_once("://") {
        Some(("webpack", rest)) => rest.split_once('/').map_or(rest, |(_, path)| path),
        Some((_, rest)) => rest,
        None => &whole,
    };
    let name = name.split('?').next().unwrap_or_default().trim_start_matches("./");
    let cut = name.char_indices().nth(MAX_NAME).map_or(name.len(), |(end, _)| end);
    Some(OriginalFile::Named(name[..cut].to_owned())).filter(|_| !name.is_empty())
}

fn has_scheme(path: &str) -> bool {
    path.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in text.trim_end_matches('=').bytes() {
        bits = (bits << 6 | u32::from(digit(byte)?)) & 0xFFFF;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xFF).expect("eight bits"));
        }
    }
    Some(bytes)
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let code = after.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(code.unwrap_or(b'%'));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

const MARK: &str = "sourceMappingURL=";
/// Longer names are not usable paths.
const MAX_NAME: usize = 300;
