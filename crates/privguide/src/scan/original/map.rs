//! A source map: maps positions in the built file to positions in sources.

use serde::Deserialize;

use super::vlq;

/// A source map, or an index of consecutive maps.
pub(super) struct Map {
    sections: Vec<MapSection>,
}

/// The position in a source for a position in the built file; lines and columns count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OriginalPosition<'m> {
    /// The prefix for the names of sources in the map.
    pub(super) root: &'m str,
    /// The source's name in the map.
    pub(super) source: &'m str,
    pub(super) line: u32,
    pub(super) column: u32,
}

#[derive(Deserialize)]
struct RawMap {
    version: u32,
    #[serde(default)]
    sources: Vec<Option<String>>,
    #[serde(default, rename = "sourceRoot")]
    root: Option<String>,
    mappings: Option<String>,
    sections: Option<Vec<RawSection>>,
}

#[derive(Deserialize)]
struct RawSection {
    offset: Offset,
    /// A section that only has the address of a map is ignored.
    map: Option<MapSection>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Offset {
    line: u32,
    column: u32,
}

#[derive(Deserialize)]
struct MapSection {
    #[serde(skip, default = "beginning")]
    offset: Offset,
    #[serde(default)]
    sources: Vec<Option<String>>,
    #[serde(default, rename = "sourceRoot")]
    root: Option<String>,
    #[serde(default)]
    mappings: String,
}

const fn beginning() -> Offset {
    Offset { line: 0, column: 0 }
}

impl Map {
    /// Reads a map.
    ///
    /// # Errors
    /// The reason, in English.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        // Servers put `)]}'` before JSON so that it cannot be executed as a script.
        let text = if text.starts_with(")]}") {
            text.split_once('\n').map_or("", |(_, rest)| rest)
        } else {
            text
        };
        let written: RawMap = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| error.to_string())?;
        if written.version != 3 {
            return Err(format!("version {} is not known", written.version));
        }
        let sections = match (written.sections, written.mappings) {
            (Some(sections), _) => {
                let mut sections: Vec<MapSection> = sections
                    .into_iter()
                    .filter_map(|RawSection { offset, map }| Some(MapSection { offset, ..map? }))
                    .collect();
                sections.sort_by_key(|section| section.offset);
                sections
            }
            (None, Some(mappings)) => {
                vec![MapSection {
                    offset: beginning(),
                    sources: written.sources,
                    root: written.root,
                    mappings,
                }]
            }
            (None, None) => return Err("it has neither mappings nor sections".to_owned()),
        };
        Ok(Self { sections })
    }

    /// The original positions of sorted positions. All of them are found in one pass over the
    /// segments.
    ///
    /// # Errors
    /// The reason, in English.
    pub(super) fn lookup(
        &self,
        positions: &[(u32, u32)],
    ) -> Result<Vec<Option<OriginalPosition<'_>>>, String> {
        let mut answers = Vec::with_capacity(positions.len());
        let mut rest = positions;
        let first = self.sections.first().map_or(u32::MAX, |section| section.offset.line);
        let before = rest.partition_point(|&(line, _)| line < first);
        answers.resize(before, None);
        rest = &rest[before..];
        for (at, section) in self.sections.iter().enumerate() {
            let end = self.sections.get(at + 1).map(|next| (next.offset.line, next.offset.column));
            let own =
                end.map_or(rest.len(), |end| rest.partition_point(|&position| position < end));
            section.lookup(&rest[..own], &mut answers)?;
            rest = &rest[own..];
        }
        answers.resize(positions.len(), None);
        Ok(answers)
    }
}

/// A segment: a column of the built file, with the original source, line and column.
#[derive(Clone, Copy)]
struct Segment {
    line: u32,
    column: i64,
    from: Option<(i64, i64, i64)>,
}

impl MapSection {
    fn lookup<'m>(
        &'m self,
        positions: &[(u32, u32)],
        answers: &mut Vec<Option<OriginalPosition<'m>>>,
    ) -> Result<(), String> {
        let mut waiting = positions.iter().map(|&position| self.relative(position)).peekable();
        if waiting.peek().is_none() {
            return Ok(());
        }
        let mut last: Option<Segment> = None;
        let mut state = [0_i64; 3];
        for (line, text) in (0_u32..).zip(self.mappings.split(';')) {
            let mut column = 0_i64;
            for segment in text.split(',').filter(|segment| !segment.is_empty()) {
                let from = read(segment, &mut column, &mut state).ok_or_else(|| {
                    format!("line {} has a segment that is none", u64::from(line) + 1)
                })?;
                while let Some(position) = waiting.next_if(|&position| position < (line, column)) {
                    answers.push(self.answer(position, last));
                }
                last = Some(Segment { line, column, from });
            }
            if waiting.peek().is_none() {
                return Ok(());
            }
        }
        answers.extend(waiting.map(|position| self.answer(position, last)));
        Ok(())
    }

    /// A position relative to the start of the section.
    fn relative(&self, (line, column): (u32, u32)) -> (u32, i64) {
        let first = if line == self.offset.line { self.offset.column } else { 0 };
        (line.saturating_sub(self.offset.line), i64::from(column) - i64::from(first))
    }

    fn answer(&self, position: (u32, i64), last: Option<Segment>) -> Option<OriginalPosition<'_>> {
        let segment =
            last.filter(|segment| segment.line == position.0 && segment.column <= position.1)?;
        let (source, line, column) = segment.from?;
        let source = self.sources.get(usize::try_from(source).ok()?)?.as_deref()?;
        let root = self.root.as_deref().unwrap_or_default();
        Some(OriginalPosition {
            root,
            source,
            line: u32::try_from(line).ok()?,
            column: u32::try_from(column).ok()?,
        })
    }
}

/// Adds a segment to the sums of the previous segments; the outer `None` is an invalid segment.
#[expect(
    clippy::option_option,
    reason = "a segment may name no source, which is not the same as being broken"
)]
fn read(segment: &str, column: &mut i64, state: &mut [i64; 3]) -> Option<Option<(i64, i64, i64)>> {
    let mut numbers = [0_i64; 5];
    let numbers = vlq::segment(segment.as_bytes(), &mut numbers)?;
    *column = column.checked_add(*numbers.first()?)?;
    match numbers.len() {
        1 => Some(None),
        4 | 5 => {
            for (sum, number) in state.iter_mut().zip(&numbers[1..]) {
                *sum = sum.checked_add(*number)?;
            }
            Some(Some((state[0], state[1], state[2])))
        }
        _ => None,
    }
}
