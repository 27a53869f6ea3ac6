//! Reads the files of a program for scanning.

use std::sync::Arc;

use super::{
    MAX_FILE_SIZE, Scan, Unanalysed, UnanalysedReason, script::ProgramRecords, seen::FileRemarks,
};
use crate::{
    program::ProgramFile,
    tree::{ReadError, SourceText, SourceTree},
};

/// Why a file was not read as a whole.
pub(super) enum ReadFailure {
    /// It has this many bytes and is to be searched piece by piece.
    TooLarge(u64),
    Trouble(Box<Scan>),
}

/// Reads a file for scanning; problems are reported, never dropped.
pub(super) fn read(
    tree: &dyn SourceTree,
    file: &ProgramFile,
    records: Option<ProgramRecords<'_>>,
) -> Result<(Arc<SourceText>, Scan), ReadFailure> {
    let trouble = |reason, detail: String| Scan {
        unanalysed: vec![Unanalysed { file: file.path.clone(), reason, place: None, detail }],
        ..Scan::default()
    };
    let unreadable =
        |message| ReadFailure::Trouble(Box::new(trouble(UnanalysedReason::Unreadable, message)));
    let source = tree.source(&file.path).map_err(|error| match error {
        ReadError::NotFound(_) => unreadable(String::new()),
        ReadError::Failed { message, .. } => unreadable(message),
        ReadError::TooLarge { size, .. } => ReadFailure::TooLarge(size),
    })?;
    // A tree in memory may contain files of any size.
    if u64::try_from(source.size()).unwrap_or(u64::MAX) > MAX_FILE_SIZE {
        return Err(ReadFailure::TooLarge(u64::MAX));
    }
    let FileRemarks { is_lfs_pointer, suppressions, asks_consent } =
        FileRemarks::cached(&source, records);
    if is_lfs_pointer {
        return Err(ReadFailure::Trouble(Box::new(trouble(
            UnanalysedReason::LfsPointer,
            String::new(),
        ))));
    }
    let mut reported = if source.is_lossy() {
        trouble(UnanalysedReason::Encoding, String::new())
    } else {
        Scan::default()
    };
    reported.suppressions = suppressions;
    if asks_consent {
        reported.consent.push(file.path.clone());
    }
    Ok((source, reported))
}
