//! Source maps: finds the original place for a place in a built file.
//!
//! In: the places of a scan. Out: for places in files with a `//# sourceMappingURL=…`, also the
//! place in the original source. A map is untrusted: the paths that it names are never opened. A
//! map that is not in the tree is ignored; a malformed map is reported.

mod map;
mod url;
mod vlq;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use rayon::prelude::*;

use self::map::Map;
use super::{MAX_FILE_SIZE, Scan, Unanalysed, UnanalysedReason};
use crate::tree::{Place, SourceText, SourceTree, TreePath};

/// A place in an original source of a built file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// The file.
    pub file: OriginalFile,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in UTF-16 units, as in source maps.
    pub column: u32,
}

/// A file that a source map names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OriginalFile {
    /// A path below the root of the tree, relative to the map; it need not exist.
    InTree(TreePath),
    /// Anything else, as it is written in the map, without the scheme.
    Named(String),
}

/// Original places, by file and first byte of the place in the built file.
pub(crate) type Originals = BTreeMap<(TreePath, usize), Original>;

/// Looks up the original places of everything that a scan found.
pub(crate) fn add_originals(tree: &dyn SourceTree, scan: &mut Scan) {
    let mut places: BTreeMap<&TreePath, Vec<&Place>> = BTreeMap::new();
    for place in scan
        .uses
        .iter()
        .map(|found| &found.place)
        .chain(scan.unresolved.iter().map(|item| &item.place))
    {
        if matches!(place.file.extension(), "js" | "mjs" | "cjs") {
            places.entry(&place.file).or_default().push(place);
        }
    }
    let places: Vec<(&TreePath, Vec<&Place>)> = places.into_iter().collect();
    let found: Vec<_> =
        places.par_iter().map(|(file, places)| in_file(tree, file, places)).collect();
    for result in found {
        match result {
            Ok(originals) => scan.originals.extend(originals),
            Err(broken) => scan.unanalysed.push(broken),
        }
    }
}

fn in_file(
    tree: &dyn SourceTree,
    file: &TreePath,
    places: &[&Place],
) -> Result<Originals, Unanalysed> {
    let Ok(source) = tree.source(file) else { return Ok(Originals::new()) };
    let Some(link) = url::find(source.text()) else { return Ok(Originals::new()) };
    let broken = |reason: String| Unanalysed {
        file: file.clone(),
        reason: UnanalysedReason::SourceMap,
        place: None,
        detail: reason,
    };
    let (text, folder) = match url::read(link) {
        url::MapLocation::Inline(text) => (text, file.parent()),
        url::MapLocation::Beside(path) => {
            let Some(path) = file.parent().join(&path) else { return Ok(Originals::new()) };
            let Ok(map) = tree.read(&path) else { return Ok(Originals::new()) };
            (String::from_utf8_lossy(&map).into_owned(), path.parent())
        }
        url::MapLocation::Elsewhere => return Ok(Originals::new()),
        url::MapLocation::Broken => {
            return Err(broken("the data: address cannot be decoded".to_owned()));
        }
    };
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > MAX_MAP_SIZE {
        return Err(broken("it is too large".to_owned()));
    }
    let map = Map::parse(&text).map_err(&broken)?;
    let positions = positions(&source, places);
    let asked: Vec<(u32, u32)> = positions.iter().map(|(position, _)| *position).collect();
    let answers = map.lookup(&asked).map_err(&broken)?;
    let original =
        |((_, start), answer): (&((u32, u32), usize), Option<map::OriginalPosition<'_>>)| {
            let answer = answer?;
            let file_name = url::original_file(&folder, answer.root, answer.source)?;
            let original = Original {
                file: file_name,
                line: answer.line.checked_add(1)?,
                column: answer.column.checked_add(1)?,
            };
            Some(((file.clone(), *start), original))
        };
    Ok(positions.iter().zip(answers).filter_map(original).collect())
}

/// The lines and columns of places as in source maps (from 0, in UTF-16 units), in the order of the
/// places, each with the first byte of the place.
fn positions(source: &SourceText, places: &[&Place]) -> Vec<((u32, u32), usize)> {
    let mut starts: Vec<(u32, usize)> =
        places.iter().map(|place| (place.line.saturating_sub(1), place.start)).collect();
    starts.sort_unstable();
    starts.dedup();
    let text = source.text();
    let (mut at, mut column) = (0, 0_usize);
    let mut positions = Vec::with_capacity(starts.len());
    for (line, start) in starts {
        let Some(between) = text.get(at..start) else { continue };
        let (rest, before) =
            between.rsplit_once('\n').map_or((between, column), |(_, rest)| (rest, 0));
        column = before + rest.encode_utf16().count();
        at = start;
        positions.push(((line, u32::try_from(column).unwrap_or(u32::MAX)), start));
    }
    positions
}

/// Maps contain the sources themselves, so they are several times as large as the built file.
const MAX_MAP_SIZE: u64 = 8 * MAX_FILE_SIZE;

#[cfg(test)]
mod tests;
