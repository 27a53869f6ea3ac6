//! The texts that the client has open.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use gen_lsp_types::{TextDocumentContentChangeEvent, Uri};

use super::position::Encoding;

/// An open text.
#[derive(Clone, Debug)]
pub struct Buffer {
    /// The address, as the client sent it.
    pub uri: Uri,
    /// The client's version number of the text.
    pub version: i32,
    /// The text.
    pub text: Arc<str>,
}

/// Every open text, by its file.
pub type Buffers = BTreeMap<PathBuf, Buffer>;

/// The text after consecutive changes.
pub fn changed(
    text: &str,
    changes: Vec<TextDocumentContentChangeEvent>,
    encoding: Encoding,
) -> Arc<str> {
    let mut text = text.to_owned();
    for change in changes {
        match change {
            TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                text = whole.text;
            }
            TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                let start = encoding.offset(&text, part.range.start);
                let end = encoding.offset(&text, part.range.end).max(start);
                text.replace_range(start..end, &part.text);
            }
        }
    }
    text.into()
}

/// The texts that differ from the files on disk. Saved texts need no overlay, so their results can
/// come from the cache.
pub fn unsaved(buffers: &Buffers) -> BTreeMap<PathBuf, Arc<str>> {
    let differs = |path: &Path, text: &str| {
        std::fs::read(path).ok().is_none_or(|bytes| bytes != text.as_bytes())
    };
    let laid = buffers.iter().filter(|(path, buffer)| differs(path, &buffer.text));
    laid.map(|(path, buffer)| (path.clone(), Arc::clone(&buffer.text))).collect()
}

#[cfg(test)]
mod tests {
    use gen_lsp_types::{Position, Range, TextDocumentContentChangePartial};

    use super::*;

    #[test]
    fn changes_follow_one_another() {
        let part = |line, from, to, text: &str| {
            let range = Range {
                start: Position { line, character: from },
                end: Position { line, character: to },
            };
            let part = TextDocumentContentChangePartial {
                range,
                text: text.to_owned(),
                ..Default::default()
            };
            TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part)
        };
        let changes = vec![part(0, 2, 3, ""), part(0, 0, 0, "😀"), part(1, 0, 99, "末")];
        assert_eq!(&*changed("首页x\nab\n", changes, Encoding::Utf16), "😀首页\n末\n");
    }
}
