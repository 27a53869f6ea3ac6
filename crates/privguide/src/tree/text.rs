//! A source text and the places in it.

use std::{
    fmt,
    ops::Range,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeStruct as _};

use super::{SourceTree, TreePath};
use crate::records;

/// A decoded source file that can turn byte offsets into places.
#[derive(Clone, Debug)]
pub struct SourceText {
    path: TreePath,
    /// Read on first use if `known` is present.
    text: OnceLock<String>,
    known: Option<KnownText>,
    /// The starts of lines; computed on first use, because most files never need them.
    line_starts: OnceLock<Vec<u32>>,
    /// The number of characters before every [`STEP`] bytes; computed only for files with very long
    /// lines.
    characters: OnceLock<Vec<u32>>,
    lossy: bool,
    /// A digest of the text; computed on first use.
    digest: OnceLock<u128>,
}

/// The digest and size of a text from an earlier run, and a reader for the text.
#[derive(Clone)]
struct KnownText {
    digest: u128,
    size: usize,
    reader: Arc<TextReader>,
}

impl fmt::Debug for KnownText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KnownText").field("digest", &self.digest).finish_non_exhaustive()
    }
}

/// Reads known texts on first use, and records whether one of them had another digest.
pub(crate) struct TextReader {
    files: Box<dyn SourceTree + Send>,
    has_changed: AtomicBool,
}

impl TextReader {
    pub(crate) fn new(files: Box<dyn SourceTree + Send>) -> Self {
        Self { files, has_changed: AtomicBool::new(false) }
    }

    /// True if a file changed after its stamp was compared: its content has another digest.
    pub(crate) fn has_changed(&self) -> bool {
        self.has_changed.load(Ordering::Relaxed)
    }

    fn read(&self, path: &TreePath, digest: u128) -> String {
        let source = self.files.read(path).map(|bytes| SourceText::decode(path.clone(), bytes));
        if !source.as_ref().is_ok_and(|source| !source.lossy && source.digest() == digest) {
            self.has_changed.store(true, Ordering::Relaxed);
        }
        source.ok().and_then(|source| source.text.into_inner()).unwrap_or_default()
    }
}

/// Bytes between two entries of [`SourceText::characters`].
const STEP: usize = 4096;

impl SourceText {
    /// Decodes a file as UTF-8. Invalid bytes become U+FFFD and are remembered
    /// (`is_lossy`); a byte order mark is kept, so that offsets refer to the file.
    ///
    /// Files of 4 GiB or more are not supported; callers limit the size to far less.
    ///
    /// UTF-16 is decoded, too, but the file counts as lossy.
    #[must_use]
    pub fn decode(path: TreePath, bytes: Vec<u8>) -> Self {
        if let Some(unit) = utf16_order(&bytes) {
            return Self::with_lossy(path, from_utf16(&bytes, unit), true);
        }
        let (text, lossy) = match String::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
        };
        Self::with_lossy(path, text, lossy)
    }

    /// A source file with an already decoded text.
    #[must_use]
    pub fn new(path: TreePath, text: impl Into<String>) -> Self {
        Self::with_lossy(path, text.into(), false)
    }

    /// A source file whose text is read when it is first needed.
    pub(super) fn known(
        path: TreePath,
        (digest, size): (u128, usize),
        reader: Arc<TextReader>,
    ) -> Self {
        let mut source = Self::with_lossy(path, String::new(), false);
        source.text = OnceLock::new();
        source.known = Some(KnownText { digest, size, reader });
        source
    }

    /// A digest of the text.
    pub(crate) fn digest(&self) -> u128 {
        let known = self.known.as_ref().map(|known| known.digest);
        *self.digest.get_or_init(|| known.unwrap_or_else(|| records::digest(self.read())))
    }

    /// The digest, if it was computed or known.
    pub(super) fn known_digest(&self) -> Option<u128> {
        self.digest.get().copied()
    }

    /// True if an earlier run read the text and its file has not changed since.
    pub(super) fn is_known(&self) -> bool {
        self.known.is_some()
    }

    /// The number of bytes of the text.
    #[must_use]
    pub fn size(&self) -> usize {
        self.known.as_ref().map_or_else(|| self.read().len(), |known| known.size)
    }

    fn read(&self) -> &String {
        self.text.get_or_init(|| {
            let known = self.known.as_ref();
            known.map(|known| known.reader.read(&self.path, known.digest)).unwrap_or_default()
        })
    }

    fn with_lossy(path: TreePath, text: String, lossy: bool) -> Self {
        Self {
            path,
            text: OnceLock::from(text),
            known: None,
            line_starts: OnceLock::new(),
            characters: OnceLock::new(),
            lossy,
            digest: OnceLock::new(),
        }
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let ends = memchr::memchr_iter(b'\n', self.text().as_bytes());
            std::iter::once(0)
                .chain(ends.map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX)))
                .collect()
        })
    }

    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> &TreePath {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.read()
    }

    /// True if the file was not valid UTF-8.
    #[must_use]
    pub(crate) fn is_lossy(&self) -> bool {
        self.lossy
    }

    /// The place of a byte range. Offsets beyond the end or inside a character are moved back to
    /// the nearest boundary.
    #[must_use]
    pub fn place(&self, range: Range<usize>) -> Place {
        let start = self.boundary(range.start);
        let end = self.boundary(range.end).max(start);
        let lines = self.line_starts();
        let line = lines.partition_point(|&line| line as usize <= start) - 1;
        let line_start = lines[line] as usize;
        let column = self.characters_between(line_start, start);
        Place {
            file: self.path.clone(),
            line: u32::try_from(line + 1).unwrap_or(u32::MAX),
            column: u32::try_from(column + 1).unwrap_or(u32::MAX),
            start,
            end,
        }
    }

    /// The number of characters between two offsets. A bundle is a single line with thousands of
    /// places, so counting from its start each time would not be linear.
    fn characters_between(&self, start: usize, end: usize) -> usize {
        let bytes = self.text().as_bytes();
        if end - start <= STEP {
            return characters(&bytes[start..end]);
        }
        let counts = self.characters.get_or_init(|| {
            let mut before = 0;
            let count = |chunk: &[u8]| {
                let this = before;
                before += u32::try_from(characters(chunk)).unwrap_or(u32::MAX);
                this
            };
            bytes.chunks(STEP).map(count).collect()
        });
        let before = |at: usize| {
            counts.get(at / STEP).map_or(0, |&count| count as usize)
                + characters(&bytes[at - at % STEP..at])
        };
        before(end) - before(start)
    }

    fn boundary(&self, offset: usize) -> usize {
        let text = self.text();
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

/// Combines two bytes to a UTF-16 unit.
pub(crate) type UnitDecoder = fn([u8; 2]) -> u16;

/// The byte order of a UTF-16 file, from its beginning: by its byte order mark, or by zeros in
/// every second byte, as in mostly ASCII text. `None` for other files.
pub(crate) fn utf16_order(bytes: &[u8]) -> Option<UnitDecoder> {
    let beginning = &bytes[..bytes.len().min(64) & !1];
    let zeros =
        |from: usize| beginning.iter().skip(from).step_by(2).filter(|&&byte| byte == 0).count();
    let every_second = |zero: usize, other: usize| {
        beginning.len() >= 4 && zeros(zero) * 2 == beginning.len() && zeros(other) == 0
    };
    match bytes {
        [0xff, 0xfe, ..] => Some(u16::from_le_bytes),
        [0xfe, 0xff, ..] => Some(u16::from_be_bytes),
        _ if every_second(1, 0) => Some(u16::from_le_bytes),
        _ if every_second(0, 1) => Some(u16::from_be_bytes),
        _ => None,
    }
}

/// Decodes UTF-16; unpaired surrogates become U+FFFD.
pub(crate) fn from_utf16(bytes: &[u8], unit: UnitDecoder) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{fffd}')).collect()
}

/// The number of characters that begin in these bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

/// A place in a file of the tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub file: TreePath,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// The offset of the first byte of the place in the decoded file.
    pub start: usize,
    /// The offset after its last byte.
    pub end: usize,
}

impl Place {
    /// The start of a file, for findings about the whole file.
    #[must_use]
    pub fn file_start(file: TreePath) -> Self {
        Self { file, line: 1, column: 1, start: 0, end: 0 }
    }
}

/// For people: file, line and column. The cache also needs the byte offsets and serialises them
/// separately.
impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return (&self.file, self.line, self.column, self.start, self.end)
                .serialize(serializer);
        }
        let mut shown = serializer.serialize_struct("Place", 3)?;
        shown.serialize_field("file", &self.file)?;
        shown.serialize_field("line", &self.line)?;
        shown.serialize_field("column", &self.column)?;
        shown.end()
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (file, line, column, start, end) = Deserialize::deserialize(deserializer)?;
        Ok(Self { file, line, column, start, end })
    }
}

impl Serialize for SourceText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.path, self.text(), self.lossy).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SourceText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (path, text, lossy) = Deserialize::deserialize(deserializer)?;
        Ok(Self::with_lossy(path, text, lossy))
    }
}

#[cfg(test)]
mod tests {
    use super::{SourceText, TreePath};

    #[test]
    fn columns_count_characters() {
        let text = SourceText::new(TreePath::root(), "a\n中文 wx.x\n");
        let place = text.place(9..13);
        assert_eq!((place.line, place.column), (2, 4));
    }

    #[test]
    fn columns_of_very_long_lines_count_characters() {
        let text = "\n".to_owned() + &"中a".repeat(10_000);
        let source = SourceText::new(TreePath::root(), text.as_str());
        for characters in [0_usize, 1, 2, 3000, 8191, 8192, 20_000] {
            let offset =
                1 + text[1..].char_indices().nth(characters).map_or(text.len() - 1, |(at, _)| at);
            assert_eq!(source.place(offset..offset).column as usize, characters + 1);
        }
    }

    #[test]
    fn utf16_is_read_and_remembered() {
        let text = "<camera/> 中\n";
        let bytes =
            |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let (little, big) = (bytes(u16::to_le_bytes), bytes(u16::to_be_bytes));
        for bytes in [[&[0xff, 0xfe], &little[..]].concat(), [&[0xfe, 0xff], &big[..]].concat()] {
            let decoded = SourceText::decode(TreePath::root(), bytes);
            assert_eq!(
                (decoded.text().trim_start_matches('\u{feff}'), decoded.is_lossy()),
                (text, true)
            );
        }
        let plain = "<camera/>\n";
        let bytes = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(SourceText::decode(TreePath::root(), bytes).text(), plain);
        for text in ["", "\0\0\0\0", "a", "a\0b", "中文"] {
            assert_eq!(SourceText::decode(TreePath::root(), text.into()).text(), text);
        }
    }

    #[test]
    fn invalid_bytes_are_replaced_and_remembered() {
        let text = SourceText::decode(TreePath::root(), vec![b'a', 0xff, b'b']);
        assert!(text.is_lossy());
        assert_eq!(text.text(), "a\u{fffd}b");
        assert_eq!(text.place(2..900).end, 5);
    }
}
