//! Findings with paths, lines and fingerprints, for all machine-readable formats.

use std::{
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use privguide::{
    language::Text,
    review::Finding,
    tree::{Place, SourceText, TreePath},
};

/// The maximum number of places of a finding in a machine-readable report, which is GitHub's limit:
/// <https://docs.github.com/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit>.
pub const MOST_SPOTS: usize = 100;

/// A finding in the form that reports need.
#[derive(Clone, Debug)]
pub struct Located<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// Its first [`MOST_SPOTS`] places; the first is the main one. Never empty.
    pub spots: Vec<Spot>,
    /// The number of further places.
    pub left_out: usize,
    /// The edits of its fix.
    pub edits: Vec<Edit>,
    /// Stays the same if lines move; unique within a report.
    pub fingerprint: String,
}

/// A place of a finding.
#[derive(Clone, Debug)]
pub struct Spot {
    /// The file, relative to the base of the report, with `/`.
    pub path: String,
    /// Its start and end.
    pub span: Span,
    /// The finding concerns the whole file.
    pub whole_file: bool,
    /// The first line of the marked text.
    pub marked: String,
    /// A few words of the source text there.
    pub label: Option<Text>,
}

/// A range of text, counted from 1; the end is after its last character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Line and column of the first character.
    pub start: (u32, u32),
    /// Line and column after the last character.
    pub end: (u32, u32),
}

/// One replacement of a fix.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The file.
    pub path: String,
    /// The replaced range.
    pub span: Span,
    /// The new text.
    pub replacement: String,
}

/// Reads a file.
type Read<'a> = dyn Fn(&TreePath) -> Option<Rc<SourceText>> + 'a;

/// What is needed to locate findings.
pub struct Surroundings<'a> {
    /// Formats a path of the tree for the report.
    pub shown: Box<dyn Fn(&TreePath) -> String + 'a>,
    /// Reads a file of the tree.
    pub read: Box<Read<'a>>,
    /// The file for findings without a place: the declarations.
    pub home: TreePath,
}

/// Locates every finding, lazily.
pub fn locate<'a>(
    findings: &'a [Finding],
    around: Surroundings<'a>,
) -> impl Iterator<Item = Located<'a>> {
    let mut known = BTreeMap::new();
    findings.iter().map(move |finding| {
        one(finding, &around, &mut Texts { read: &around.read, known: &mut known })
    })
}

/// Numbers identical findings of a report, so that each has a unique fingerprint.
pub fn distinguished<'a>(
    located: impl Iterator<Item = Located<'a>>,
) -> impl Iterator<Item = Located<'a>> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    located.map(move |mut finding| {
        let count = match seen.get_mut(&finding.fingerprint) {
            Some(count) => count,
            None => seen.entry(finding.fingerprint.clone()).or_default(),
        };
        *count += 1;
        finding.fingerprint = format!("{}:{count}", finding.fingerprint);
        finding
    })
}

fn one<'a>(finding: &'a Finding, around: &Surroundings<'_>, texts: &mut Texts<'_>) -> Located<'a> {
    let mut spots: Vec<Spot> = finding
        .places
        .iter()
        .take(MOST_SPOTS)
        .map(|place| spot(&place.place, place.label.clone(), around, texts))
        .collect();
    if spots.is_empty() {
        spots.push(spot(&Place::file_start(around.home.clone()), None, around, texts));
    }
    let left_out = finding.places.len().saturating_sub(MOST_SPOTS);
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits).filter_map(|edit| {
        let span = span(texts.get(&edit.file)?, edit.range.start, edit.range.end);
        Some(Edit { path: (around.shown)(&edit.file), span, replacement: edit.replacement.clone() })
    });
    let edits = edits.collect();
    let fingerprint = fingerprint(finding, &spots[0], line_text(finding, texts));
    Located { finding, spots, left_out, edits, fingerprint }
}

fn spot(
    place: &Place,
    label: Option<Text>,
    around: &Surroundings<'_>,
    texts: &mut Texts<'_>,
) -> Spot {
    let path = (around.shown)(&place.file);
    let start = (place.line, place.column);
    let (span, marked) = match texts.get(&place.file) {
        Some(text) => {
            (Span { start, ..span(text, place.start, place.end) }, marked(text, place).to_owned())
        }
        None => (Span { start, end: start }, String::new()),
    };
    Spot { path, span, whole_file: place.start == place.end, marked, label }
}

fn span(text: &SourceText, start: usize, end: usize) -> Span {
    let (start, end) = (text.place(start..start), text.place(end..end));
    Span { start: (start.line, start.column), end: (end.line, end.column) }
}

fn marked<'a>(text: &'a SourceText, place: &Place) -> &'a str {
    text.text().get(place.start..place.end).and_then(|marked| marked.lines().next()).unwrap_or("")
}

/// The line of the main place, without indentation.
fn line_text<'a>(finding: &Finding, texts: &'a mut Texts<'_>) -> &'a str {
    let Some(place) = finding.places.first().map(|first| &first.place) else { return "" };
    let Some(text) = texts.get(&place.file).map(SourceText::text) else { return "" };
    // Searches from the place to both ends of the line: counting lines from the start each time
    // would not be linear. A bundle is a single line; a part of it is enough to distinguish its
    // places.
    let around = |at: usize| {
        (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
    };
    let (from, to) =
        (around(place.start.saturating_sub(LINE)), around(place.start.saturating_add(LINE)));
    let at = around(place.start);
    let start = text[from..at].rfind('\n').map_or(from, |newline| from + newline + 1);
    let end = text[at..to].find('\n').map_or(to, |newline| at + newline);
    text[start..end].trim()
}

/// Consists of the rule, the information, the file and the text of the line, but not of line
/// numbers, because lines may move.
fn fingerprint(finding: &Finding, spot: &Spot, line: &str) -> String {
    let parts = [finding.rule, &finding.information.join(","), &spot.path, line, &spot.marked];
    let mut hash = FNV_OFFSET;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
    }
    format!("{hash:016x}")
}

/// The maximum number of bytes of a line on either side of a place.
const LINE: usize = 2_000;

// FNV-1a: unlike the standard library's hasher, it is guaranteed to be the same on every machine
// and in every version.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// Files, each of which is read once.
struct Texts<'a> {
    read: &'a Read<'a>,
    known: &'a mut BTreeMap<TreePath, Option<Rc<SourceText>>>,
}

impl Texts<'_> {
    fn get(&mut self, path: &TreePath) -> Option<&SourceText> {
        self.known.entry(path.clone()).or_insert_with(|| (self.read)(path)).as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;

    #[test]
    fn a_finding_keeps_its_fingerprint_when_lines_move() {
        let before = sample::prints("wx.getLocation()\n", &["wx.getLocation"]);
        let after = sample::prints("// a new line\n\n  wx.getLocation()\n", &["wx.getLocation"]);
        assert_eq!(before, after);
    }

    #[test]
    fn two_findings_on_one_line_differ() {
        let prints = sample::prints(
            "wx.getLocation(); wx.getLocation(); wx.chooseLocation()\n",
            &["wx.getLocation", "wx.getLocation", "wx.chooseLocation"],
        );
        assert!(
            prints[0] != prints[1] && prints[1] != prints[2] && prints[0] != prints[2],
            "{prints:?}"
        );
    }
}
