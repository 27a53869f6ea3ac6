//! Files that are too large for memory: they are searched by tokens and tags, piece by piece, in
//! constant memory.
//!
//! A piece is searched as if it were a file. Consecutive pieces overlap, so that nothing that fits
//! into the overlap is split; what is found twice is merged. Uses that depend on more than one
//! piece (a name that another piece binds, a template's own data) are not found. The report says
//! so: such a file is never fully analysed.

use std::sync::Arc;

use super::{
    Scan, Unanalysed, UnanalysedReason,
    framework::{Parts, Style},
    markup::Template,
    suppressions,
};
use crate::{
    catalog::Catalog,
    tree::{
        Place, ReadError, SourceText, SourceTree, TreePath, UnitDecoder, from_utf16, utf16_order,
    },
};

/// Bytes that are searched at once: tokens take several times the memory of their text.
const PIECE: usize = 512 << 10;

/// The size of the overlap, enough for a call with its arguments, or for an element.
const OVERLAP: usize = 8 << 10;

/// The maximum number of bytes of one file that are searched: about ten seconds. The whole package
/// of a program may have twenty megabytes.
const MOST_OF_FILE: u64 = 256 << 20;

/// The maximum number of bytes of all such files of a program.
const MOST_OF_PROGRAM: u64 = 1 << 30;

/// How much of the large files of a program is searched.
pub(super) struct Oversize<'o> {
    pub(super) tree: &'o dyn SourceTree,
    pub(super) style: &'o Style,
    pub(super) catalog: &'o Catalog,
    pub(super) open_data: Option<&'o TreePath>,
}

/// How many bytes of each file are searched: the budget is given to the files in order, independent
/// of threads.
pub(super) fn shares(sizes: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut left = MOST_OF_PROGRAM;
    let mut share = |size: u64| {
        let share = size.min(MOST_OF_FILE).min(left);
        left -= share;
        share
    };
    sizes.map(&mut share).collect()
}

impl Oversize<'_> {
    /// Searches the first bytes of a file, and says why the file was not read as a whole.
    pub(super) fn search(
        &self,
        path: &TreePath,
        share: u64,
        why: UnanalysedReason,
    ) -> (Parts, Scan) {
        let mut search = PieceSearch {
            of: self,
            path,
            coding: Coding::Unread,
            held: Vec::new(),
            at: PieceStart::default(),
            template: None,
            is_lossy: false,
            scan: Scan::default(),
        };
        let mut left = share;
        let is_whole_allowed = left > 0;
        let mut is_cut = !is_whole_allowed;
        let read = self.tree.pieces(path, &mut |bytes| {
            let allowed = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
            left -= allowed as u64;
            search.take(&bytes[..allowed]);
            is_cut |= allowed < bytes.len();
            !is_cut
        });
        search.finish();
        let reason = match &read {
            Ok(()) if is_cut => UnanalysedReason::OnlyBeginning,
            Ok(()) => why,
            Err(ReadError::TooLarge { .. }) => UnanalysedReason::OnlyBeginning,
            Err(_) => UnanalysedReason::Unreadable,
        };
        let detail = read.err().map(|error| error.to_string()).unwrap_or_default();
        search.scan.unanalysed.push(Unanalysed { file: path.clone(), reason, place: None, detail });
        if search.is_lossy {
            let reason = UnanalysedReason::Encoding;
            search.scan.unanalysed.push(Unanalysed {
                file: path.clone(),
                reason,
                place: None,
                detail: String::new(),
            });
        }
        let templates = search.template.into_iter().collect();
        (Parts { templates, ..Parts::default() }, search.scan)
    }
}

/// The position of a piece in the decoded file.
#[derive(Clone, Copy, Default)]
struct PieceStart {
    offset: usize,
    /// Complete lines before the piece.
    lines: u32,
    /// Characters before the piece on its first line.
    columns: u32,
}

impl PieceStart {
    /// Converts a place in the piece to a place in the file.
    fn moved(self, place: &Place) -> Place {
        let column =
            if place.line == 1 { place.column.saturating_add(self.columns) } else { place.column };
        Place {
            file: place.file.clone(),
            line: place.line.saturating_add(self.lines),
            column,
            start: place.start + self.offset,
            end: place.end + self.offset,
        }
    }

    fn behind(self, text: &str) -> Self {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        let last = text.rsplit('\n').next().unwrap_or_default().chars().count();
        let columns =
            if lines == 0 { self.columns.saturating_add(count(last)) } else { count(last) };
        Self {
            offset: self.offset + text.len(),
            lines: self.lines.saturating_add(count(lines)),
            columns,
        }
    }
}

struct PieceSearch<'s> {
    of: &'s Oversize<'s>,
    path: &'s TreePath,
    coding: Coding,
    /// Bytes that have been read but not yet searched, including the overlap.
    held: Vec<u8>,
    at: PieceStart,
    template: Option<Template>,
    /// It contained invalid UTF-8.
    is_lossy: bool,
    scan: Scan,
}

/// The encoding of a file, determined from its beginning.
enum Coding {
    Unread,
    Utf8,
    /// UTF-16, with the bytes of an incomplete character.
    Utf16(UnitDecoder, Vec<u8>),
}

impl PieceSearch<'_> {
    fn take(&mut self, bytes: &[u8]) {
        if matches!(self.coding, Coding::Unread) {
            self.coding =
                utf16_order(bytes).map_or(Coding::Utf8, |unit| Coding::Utf16(unit, Vec::new()));
            self.is_lossy = matches!(self.coding, Coding::Utf16(..));
        }
        if let Coding::Utf16(unit, rest) = &mut self.coding {
            rest.extend_from_slice(bytes);
            let mut end = rest.len() & !1;
            // A character of two units is not split.
            if end >= 2 && matches!(unit([rest[end - 2], rest[end - 1]]), 0xd800..=0xdbff) {
                end -= 2;
            }
            self.held.extend_from_slice(from_utf16(&rest[..end], *unit).as_bytes());
            rest.drain(..end);
        } else {
            self.held.extend_from_slice(bytes);
        }
        while self.held.len() >= PIECE {
            let end = cut(&self.held[..PIECE]);
            let begin = cut(&self.held[..end - OVERLAP.min(end / 2)]);
            self.search(end);
            // The next piece begins at the start of a statement or line before the end of this one.
            let passed = String::from_utf8_lossy(&self.held[..begin]).into_owned();
            self.at = self.at.behind(&passed);
            self.held.drain(..begin);
        }
    }

    fn finish(&mut self) {
        self.search(self.held.len());
        self.held = Vec::new();
    }

    fn search(&mut self, end: usize) {
        // The holes of a sparse file are zeros.
        if self.held[..end].iter().all(|&byte| byte == 0) {
            return;
        }
        // A piece ends at a character boundary, but if the limit is reached, the last one may end
        // within a character.
        self.is_lossy |=
            std::str::from_utf8(&self.held[..end]).is_err_and(|error| error.error_len().is_some());
        let text = String::from_utf8_lossy(&self.held[..end]).into_owned();
        let piece = Arc::new(SourceText::new(self.path.clone(), text));
        let (mut scan, template) =
            self.of.style.search_piece(&piece, self.of.catalog, self.of.open_data);
        scan.suppressions = suppressions(&piece);
        if memchr::memmem::find(piece.text().as_bytes(), b"PrivacyAuthoriz").is_some() {
            scan.consent.push(self.path.clone());
        }
        let at = self.at;
        scan.uses.iter_mut().for_each(|found| found.place = at.moved(&found.place));
        scan.unresolved.iter_mut().for_each(|item| item.place = at.moved(&item.place));
        for suppression in &mut scan.suppressions {
            suppression.place = at.moved(&suppression.place);
            suppression.line = suppression.line.saturating_add(at.lines);
        }
        self.scan.extend(scan);
        self.scan = std::mem::take(&mut self.scan).normalised();
        let Some(mut template) = template else { return };
        template.elements.iter_mut().for_each(|element| element.place = at.moved(&element.place));
        template.broken = None;
        match &mut self.template {
            None => self.template = Some(template),
            Some(whole) => {
                whole.elements.extend(template.elements);
                whole.calls.extend(template.calls);
                whole.imports.extend(template.imports);
            }
        }
    }
}

/// The best offset at which to cut a piece: after its last line, statement or space; otherwise
/// between two characters.
fn cut(piece: &[u8]) -> usize {
    let near = piece.len().saturating_sub(OVERLAP / 4);
    let ends = |marks: &[u8]| {
        piece[near..].iter().rposition(|byte| marks.contains(byte)).map(|at| near + at + 1)
    };
    let between = || {
        (1..=piece.len().min(4)).map(|back| piece.len() - back).find(|&at| piece[at] & 0xc0 != 0x80)
    };
    ends(b"\n")
        .or_else(|| ends(b";>"))
        .or_else(|| ends(b" ,"))
        .or_else(between)
        .filter(|&at| at > 0)
        .unwrap_or(piece.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_files_get_their_share() {
        assert_eq!(shares([1, 2].into_iter()), [1, 2]);
        let all = shares(
            [u64::MAX, 5, MOST_OF_PROGRAM, MOST_OF_FILE, MOST_OF_FILE, MOST_OF_FILE, 7].into_iter(),
        );
        assert_eq!(all[..3], [MOST_OF_FILE, 5, MOST_OF_FILE]);
        assert_eq!((all.iter().sum::<u64>(), all[6]), (MOST_OF_PROGRAM, 0));
    }

    #[test]
    fn a_place_in_a_piece_is_a_place_in_the_file() {
        let text = "中a\nb中c; d\ne\nf";
        let whole = SourceText::new(TreePath::root(), text);
        for (cut, _) in text.char_indices() {
            let piece = SourceText::new(TreePath::root(), &text[cut..]);
            let at = PieceStart::default().behind(&text[..cut]);
            for (offset, letter) in text[cut..].char_indices() {
                let place = piece.place(offset..offset + letter.len_utf8());
                assert_eq!(
                    at.moved(&place),
                    whole.place(cut + offset..cut + offset + letter.len_utf8()),
                    "{cut} {offset}"
                );
            }
        }
    }

    #[test]
    fn a_piece_is_cut_between_characters() {
        assert_eq!(cut("ab;中".as_bytes()), 3);
        assert_eq!(cut("中中".as_bytes()), 3);
        assert_eq!(cut(b"a"), 1);
    }
}
