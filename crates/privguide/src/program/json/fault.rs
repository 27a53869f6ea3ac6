//! The possible faults of JSON, with messages in both languages.

use crate::language::Text;

/// A fault for which `JSON.parse` rejects a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JsonFault {
    Empty,
    TooDeep,
    ByteOrderMark,
    Comment,
    Blank,
    TrailingComma,
    MissingComma,
    MissingColon,
    MissingValue,
    SingleQuotes,
    UnquotedKey,
    Number,
    Word,
    ControlCharacter,
    Escape,
    UnclosedString,
    CutOff,
    Behind,
    Unexpected(char),
    /// There are more faults than are reported.
    Further,
}

impl JsonFault {
    /// True for syntax that JSON5 allows: frameworks read their own configuration as JSON5.
    pub(super) fn is_json5(self) -> bool {
        matches!(
            self,
            Self::ByteOrderMark
                | Self::Comment
                | Self::Blank
                | Self::TrailingComma
                | Self::SingleQuotes
                | Self::UnquotedKey
                | Self::Number
        )
    }

    pub(super) fn text(self) -> Text {
        match self {
            Self::Empty => Text::new("文件是空的", "the file is empty"),
            Self::TooDeep => Text::new("嵌套过深，没有读取", "it is nested too deeply to be read"),
            Self::ByteOrderMark => {
                Text::new("开头有字节顺序标记（BOM）", "it begins with a byte order mark")
            }
            Self::Comment => Text::new("JSON 不允许注释", "comments are not allowed"),
            Self::Blank => Text::new(
                "这里的空白字符不是 JSON 允许的空格",
                "JSON does not allow this white space",
            ),
            Self::TrailingComma => {
                Text::new("最后一项后面多了逗号", "a comma behind the last item")
            }
            Self::MissingComma => Text::new("前面缺少逗号", "a comma is missing before this"),
            Self::MissingColon => Text::new("键后面缺少冒号", "a colon is missing behind the key"),
            Self::MissingValue => Text::new("这里缺少值", "a value is missing here"),
            Self::SingleQuotes => Text::new("字符串要用双引号", "strings need double quotes"),
            Self::UnquotedKey => Text::new("键要加双引号", "keys need double quotes"),
            Self::Number => Text::new("不是 JSON 的数字写法", "not a number as JSON writes them"),
            Self::Word => Text::new(
                "只允许 true、false、null，其余文字要加双引号",
                "only true, false and null are written without quotes",
            ),
            Self::ControlCharacter => Text::new(
                "字符串里有未转义的控制字符",
                "a control character in a string must be written as an escape",
            ),
            Self::Escape => Text::new("JSON 没有这种转义", "JSON knows no such escape"),
            Self::UnclosedString => Text::new("字符串没有结束", "the string does not end"),
            Self::CutOff => Text::new(
                "文件在这里中断，括号没有闭合",
                "the file ends before its brackets are closed",
            ),
            Self::Behind => {
                Text::new("最外层的值后面还有内容", "there is text after the outermost value")
            }
            Self::Unexpected(letter) => {
                let shown = if letter.is_control() { '\u{fffd}' } else { letter };
                Text::new(format!("多余的 `{shown}`"), format!("unexpected `{shown}`"))
            }
            Self::Further => Text::new(
                "这里及以后还有更多错误，不再逐一列出",
                "there is more wrong from here on, which is not listed",
            ),
        }
    }
}
