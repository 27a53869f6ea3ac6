//! Large scripts are read piece by piece, because a syntax tree takes about thirty times the memory
//! of its text.
//!
//! Function bodies are cut out of the text (`function (a) { … }` becomes `function (a) {}`), and
//! each is parsed separately when the walk over the tree reaches it. A function can be parsed
//! without the code around it; only its free names are looked up in the enclosing scopes. If a
//! piece turns out not to be a function, or the walk does not meet a cut, brackets were matched
//! incorrectly, and the text is parsed as a whole.

use std::ops::Range;

use oxc::{
    allocator::Allocator,
    parser::{ParseOptions, Parser, ParserReturn},
    span::SourceType,
};

use crate::token::{TokenKind, with_functions};

/// Shorter texts are parsed as a whole.
const MIN_TEXT: usize = 256 << 10;
/// The maximum number of bytes that are parsed at once, if there are enough functions to cut out.
const PIECE: usize = 64 << 10;
/// Shorter bodies are not cut out.
const MIN_BODY: usize = 256;

/// Parses a text with the options that all scripts are parsed with.
pub(super) fn tree<'a>(
    arena: &'a Allocator,
    text: &'a str,
    source_type: SourceType,
) -> ParserReturn<'a> {
    let options = ParseOptions {
        allow_return_outside_function: true,
        preserve_parens: false,
        ..ParseOptions::default()
    };
    Parser::new(arena, text, source_type).with_options(options).parse()
}

/// A script from which function bodies are cut out.
pub(super) struct Pieces<'t> {
    text: &'t str,
    pub(super) source_type: SourceType,
    /// The range between the braces of each body, in source order. Ranges may be nested.
    cuts: Vec<(usize, usize)>,
}

/// The text of a piece, and the places of its parts in the file.
pub(super) struct ScriptPiece {
    pub(super) text: String,
    pub(super) places: PiecePlaces,
}

/// The places of a piece's parts in the file.
#[derive(Default)]
pub(super) struct PiecePlaces {
    /// The start of each part: in the piece, and in the file; and its length, behind which the
    /// piece has text that is not in the file.
    parts: Vec<(u32, u32, u32)>,
    /// The cuts, by the offset after their opening brace in the piece.
    holes: Vec<(u32, u32)>,
}

impl PiecePlaces {
    /// The places of a text of this length and of the code of templates behind it.
    pub(super) fn of_code(length: usize, code: &[(u32, u32, u32)]) -> Self {
        let length = offset(length);
        let code = code.iter().map(|&(begin, file, part)| (length + begin, file, part));
        Self { parts: [(0, 0, length)].into_iter().chain(code).collect(), holes: Vec::new() }
    }

    /// The offset in the file.
    pub(super) fn in_file(&self, offset: u32) -> u32 {
        let part = self.parts.partition_point(|&(begin, ..)| begin <= offset).checked_sub(1);
        part.map_or(offset, |part| {
            let (begin, file, length) = self.parts[part];
            file + (offset - begin).min(length)
        })
    }

    pub(super) fn range_in_file(&self, range: Range<usize>) -> Range<usize> {
        self.in_file(offset(range.start)) as usize..self.in_file(offset(range.end)) as usize
    }

    /// The cut whose opening brace is at an offset of the piece.
    pub(super) fn cut_at(&self, brace: u32) -> Option<u32> {
        self.holes
            .binary_search_by_key(&(brace + 1), |&(behind, _)| behind)
            .ok()
            .map(|at| self.holes[at].1)
    }
}

impl<'t> Pieces<'t> {
    /// Cuts up a large text; `None` if it should be parsed as a whole.
    pub(super) fn from_text(text: &'t str, source_type: SourceType) -> Option<Self> {
        if text.len() < MIN_TEXT || !source_type.is_javascript() {
            return None;
        }
        Self::cut(text, source_type, PIECE, MIN_BODY)
    }

    /// Cuts bodies of at least `least` bytes out until each piece has at most `most` bytes, if
    /// possible.
    pub(super) fn cut(
        text: &'t str,
        source_type: SourceType,
        most: usize,
        least: usize,
    ) -> Option<Self> {
        let mut cutter =
            Cutter { most, least, levels: vec![OpenBracket::default()], cuts: Vec::new() };
        for (token, begins) in with_functions(text) {
            match token.kind {
                TokenKind::Open => cutter.open(token.end, begins.is_some()),
                TokenKind::Close => cutter.close(token.start)?,
                _ => {}
            }
        }
        let cuts = cutter.finish(text.len())?;
        (!cuts.is_empty()).then_some(Self { text, source_type, cuts })
    }

    pub(super) fn count(&self) -> usize {
        self.cuts.len()
    }

    /// The text without the bodies that were cut out.
    pub(super) fn skeleton(&self) -> ScriptPiece {
        let mut piece = ScriptPiece { text: String::new(), places: PiecePlaces::default() };
        self.copy(&mut piece, (0, self.text.len()), None);
        piece
    }

    /// The function whose body is this cut, as an expression; it begins at `start`. Its name is
    /// removed, because it is bound in the enclosing piece.
    pub(super) fn function(
        &self,
        start: u32,
        name: Option<(u32, u32)>,
        cut: u32,
    ) -> Option<ScriptPiece> {
        let end = self.cuts[cut as usize].1 + 1;
        let mut piece = ScriptPiece { text: "(".to_owned(), places: PiecePlaces::default() };
        match name {
            Some((from, until)) => {
                self.copy(&mut piece, (start as usize, from as usize), None);
                piece.text.push(' ');
                self.copy(&mut piece, (until as usize, end), Some(cut));
            }
            None => self.copy(&mut piece, (start as usize, end), Some(cut)),
        }
        piece.text.push(')');
        Some(piece).filter(|_| (start as usize) < end)
    }

    /// Appends a range of the text, without the cuts in it.
    fn copy(&self, piece: &mut ScriptPiece, (from, until): (usize, usize), kept: Option<u32>) {
        let mut at = from;
        let first = self.cuts.partition_point(|&(begin, _)| begin < from);
        for (number, &(begin, end)) in (0_u32..).zip(&self.cuts).skip(first) {
            if begin >= until {
                break;
            }
            if Some(number) == kept || begin < at {
                continue;
            }
            self.append(piece, (at, begin));
            piece.places.holes.push((offset(piece.text.len()), number));
            at = end;
        }
        self.append(piece, (at, until));
    }

    fn append(&self, piece: &mut ScriptPiece, (from, until): (usize, usize)) {
        piece.places.parts.push((offset(piece.text.len()), offset(from), u32::MAX));
        piece.text.push_str(self.text.get(from..until).unwrap_or_default());
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("scripts are smaller")
}

/// An open bracket.
#[derive(Default)]
struct OpenBracket {
    /// The offset after the bracket.
    begin: usize,
    is_body: bool,
    /// The number of bytes inside that are cut out.
    cut_out: usize,
    /// Bodies inside that may be cut out: the number of bytes that would remain in the body, its
    /// start, its end.
    bodies: Vec<(usize, usize, usize)>,
}

/// Decides what is cut, starting with the innermost bodies.
struct Cutter {
    most: usize,
    least: usize,
    levels: Vec<OpenBracket>,
    cuts: Vec<(usize, usize)>,
}

impl Cutter {
    fn open(&mut self, begin: usize, is_body: bool) {
        self.levels.push(OpenBracket { begin, is_body, ..OpenBracket::default() });
    }

    /// `None` if no bracket is open.
    fn close(&mut self, end: usize) -> Option<()> {
        let mut level = self.levels.pop()?;
        if level.is_body {
            self.reduce(&mut level, end);
        }
        let around = self.levels.last_mut()?;
        around.cut_out += level.cut_out;
        let left = end - level.begin - level.cut_out;
        if level.is_body && left >= self.least {
            around.bodies.push((left, level.begin, end));
        } else if level.bodies.len() > around.bodies.len() {
            let others = std::mem::replace(&mut around.bodies, level.bodies);
            around.bodies.extend(others);
        } else {
            around.bodies.extend(level.bodies);
        }
        Some(())
    }

    /// Cuts the largest bodies out until the rest is small enough.
    fn reduce(&mut self, level: &mut OpenBracket, end: usize) {
        let mut left = end - level.begin - level.cut_out;
        if left <= self.most {
            return;
        }
        level.bodies.sort_unstable_by_key(|&(size, begin, _)| (std::cmp::Reverse(size), begin));
        for (size, begin, end) in level.bodies.drain(..) {
            if left <= self.most {
                break;
            }
            self.cuts.push((begin, end));
            level.cut_out += size;
            left -= size;
        }
    }

    fn finish(mut self, end: usize) -> Option<Vec<(usize, usize)>> {
        let mut top = self.levels.pop()?;
        if !self.levels.is_empty() {
            return None;
        }
        self.reduce(&mut top, end);
        self.cuts.sort_unstable();
        Some(self.cuts)
    }
}
