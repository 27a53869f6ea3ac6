//! Files that could not be fully analysed, with the reason.

use serde::{Deserialize, Serialize};

use crate::{
    language::Text,
    program::{Program, ProgramFile},
    tree::{Place, SkipReason, TreePath},
};

/// A file that could not be fully analysed. Its uses are those that a scan of its tokens found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unanalysed {
    /// The file.
    pub file: TreePath,
    /// Why.
    pub reason: UnanalysedReason,
    /// The place of the problem, if it is known.
    pub place: Option<Place>,
    /// The message of the parser or the system, in English; empty if the reason is sufficient.
    pub detail: String,
}

/// A file that could not be analysed as a whole, for a reason that has no place in it.
pub(super) fn unread(file: &ProgramFile, reason: UnanalysedReason) -> Unanalysed {
    Unanalysed { file: file.path.clone(), reason, place: None, detail: String::new() }
}

/// Entries of the program's folder that could not be read, and configuration of which not all rules
/// could be evaluated.
pub(super) fn unread_parts(program: &Program) -> impl Iterator<Item = Unanalysed> {
    let unread = program.unread.iter().filter(|unread| unread.matters).map(|unread| Unanalysed {
        file: unread.path.clone(),
        reason: unread.reason.into(),
        place: None,
        detail: String::new(),
    });
    unread.chain(program.cut_short.iter().map(|place| Unanalysed {
        file: place.file.clone(),
        reason: UnanalysedReason::Budget,
        place: Some(place.clone()),
        detail: String::new(),
    }))
}

/// Why a file could not be fully analysed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnanalysedReason {
    /// It cannot be parsed.
    Syntax,
    /// It is nested too deeply.
    TooDeep,
    /// It is larger than `MAX_FILE_SIZE`.
    TooLarge,
    /// The program has more sources than fit into memory, and this is one of the last.
    ProgramTooLarge,
    /// It is so large that only its beginning was analysed.
    OnlyBeginning,
    /// It could not be read.
    Unreadable,
    /// Its content is a Git LFS pointer.
    LfsPointer,
    /// It is not valid UTF-8; invalid bytes were replaced, and the rest was analysed.
    Encoding,
    /// Tracking its values takes more steps than the budget of a program.
    ValueBudget,
    /// Its source map is malformed: the file was analysed, but its original sources are unknown.
    SourceMap,
    /// It takes more work than the budget of a run: the patterns of `packOptions`.
    Budget,
    /// A symbolic link out of the project; its target is not read.
    LinkOutside,
    /// A broken symbolic link.
    LinkNowhere,
    /// A symbolic link to a folder, which is not followed.
    LinkToFolder,
    /// Its name is invalid.
    UnreadableName,
    /// A submodule that has not been fetched.
    Submodule,
    /// A folder that could not be opened.
    UnreadableFolder,
}

impl From<SkipReason> for UnanalysedReason {
    fn from(reason: SkipReason) -> Self {
        match reason {
            SkipReason::LinkOutside => Self::LinkOutside,
            SkipReason::LinkNowhere => Self::LinkNowhere,
            SkipReason::LinkToFolder => Self::LinkToFolder,
            SkipReason::UnreadableName => Self::UnreadableName,
            SkipReason::Submodule => Self::Submodule,
            SkipReason::UnreadableFolder => Self::UnreadableFolder,
            SkipReason::Unreadable | SkipReason::NotAFile => Self::Unreadable,
        }
    }
}

impl UnanalysedReason {
    /// The reason, for people.
    #[must_use]
    pub fn why(self) -> Text {
        match self {
            Self::Syntax => Text::new("语法有误", "its syntax is wrong"),
            Self::TooDeep => Text::new("嵌套过深", "it is nested too deeply"),
            Self::TooLarge => Text::new("文件过大", "it is too large"),
            Self::ProgramTooLarge => Text::new(
                "小程序的源文件合计过大，没有把它整个读入",
                "the program's sources are too large together, and it was not read whole",
            ),
            Self::OnlyBeginning => Text::new(
                "文件过大，只查找了开头的一部分",
                "it is too large, and only its beginning was searched",
            ),
            Self::Unreadable => Text::new("无法读取", "it cannot be read"),
            Self::LfsPointer => {
                Text::new("这里只有 Git LFS 指针，没有内容", "it is only a Git LFS pointer")
            }
            Self::ValueBudget => Text::new(
                "值的流向过于复杂，没有全部跟踪完",
                "its values take too many steps to follow, and not all were followed",
            ),
            Self::SourceMap => Text::new("source map 无法读取", "its source map cannot be read"),
            Self::Budget => Text::new(
                "packOptions 的有些规则太复杂，没有匹配完，相应的文件都按会上传处理",
                "some patterns of packOptions are too complex to be matched to the end, and the files that they concern count as uploaded",
            ),
            Self::Encoding => Text::new("不是 UTF-8 编码", "it is not UTF-8"),
            Self::LinkOutside => SkipReason::LinkOutside.why(),
            Self::LinkNowhere => SkipReason::LinkNowhere.why(),
            Self::LinkToFolder => SkipReason::LinkToFolder.why(),
            Self::UnreadableName => SkipReason::UnreadableName.why(),
            Self::Submodule => SkipReason::Submodule.why(),
            Self::UnreadableFolder => SkipReason::UnreadableFolder.why(),
        }
    }
}
