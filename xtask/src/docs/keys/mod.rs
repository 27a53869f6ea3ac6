//! The keys of `privguide.toml`: the table behind the configuration reference and the schema. A
//! test compares it with the parser.

mod third_party;

use super::section::{Both, Key, Section, Shape, Value};

const fn key(name: &'static str, value: Value, example: &'static str, text: Both) -> Key {
    Key { name, value, example, text }
}

/// The feature that uses information, for the lists.
const SCENE: Key = key(
    "scene",
    Value::Translated,
    "{ zh-CN = \"下单\", en = \"checkout\" }",
    Both(
        "In which feature, for the lists (`lists` of `[guide]`)",
        "在哪个功能里使用，写进清单（`[guide]` 的 `lists`）",
    ),
);

/// Every section, in the order of a typical file.
pub const SECTIONS: &[Section] = &[
    Section {
        name: "",
        shape: Shape::Once,
        text: Both("The top of the file", "文件开头"),
        keys: &[
            key(
                "format",
                Value::Format,
                "1",
                Both(
                    "The guide's layout; a newer privguide keeps an older layout's text",
                    "指引的版式编号；新版本的 privguide 不改动旧版式的文字",
                ),
            ),
            key(
                "language",
                Value::Language,
                "\"zh-CN\"",
                Both(
                    "Language of messages; absent: the locale decides",
                    "消息的语言；不写则由系统语言决定",
                ),
            ),
        ],
    },
    Section {
        name: "program",
        shape: Shape::Once,
        text: Both("The Mini Program", "小程序"),
        keys: &[
            key(
                "name",
                Value::Translated,
                "{ zh-CN = \"良品小铺\", en = \"Fine Goods\" }",
                Both("The name that the guide shows", "指引中显示的名称"),
            ),
            key(
                "root",
                Value::Text,
                "\"miniprogram\"",
                Both(
                    "Folder of the program, from the folder of this file; absent: found",
                    "小程序所在的文件夹，从本文件所在的文件夹算起；不写则自动查找",
                ),
            ),
        ],
    },
    Section {
        name: "developer",
        shape: Shape::Once,
        text: Both(
            "The responsible party, with at least one contact",
            "开发者，至少写一种联系方式",
        ),
        keys: &[
            key(
                "name",
                Value::Translated,
                "\"示例商贸有限公司\"",
                Both("The name as registered", "注册的主体名称"),
            ),
            key(
                "email",
                Value::TextOrNumber,
                "\"privacy@example.com\"",
                Both("E-mail address", "邮箱"),
            ),
            key("phone", Value::TextOrNumber, "\"010-12345678\"", Both("Phone number", "电话")),
            key("wechat", Value::TextOrNumber, "\"example_service\"", Both("WeChat id", "微信号")),
            key("qq", Value::TextOrNumber, "10000", Both("QQ number", "QQ 号")),
        ],
    },
    Section {
        name: "guide",
        shape: Shape::Once,
        text: Both("The document", "指引文档"),
        keys: &[
            key(
                "languages",
                Value::Languages,
                "[\"zh-CN\", \"en\"]",
                Both(
                    "Languages the guide is written in; absent: Chinese",
                    "指引的语言；不写则只有中文",
                ),
            ),
            key(
                "path",
                Value::Text,
                "\"docs/privacy-guide.{lang}.md\"",
                Both(
                    "Where it is written, from the folder of this file; `.md`, `.txt`, `.html` or `.json`",
                    "写到哪里，从本文件所在的文件夹算起；可用 `.md`、`.txt`、`.html`、`.json`",
                ),
            ),
            key(
                "lists",
                Value::Text,
                "\"docs/{list}.{lang}.csv\"",
                Both(
                    "Where the list of personal information and the list of third parties are written: `.md`, `.html`, `.txt`, `.csv`, or \
                     `.json` with `list` in the name; `{list}` makes two files, which `.csv` needs; absent: no lists",
                    "个人信息收集清单和第三方共享个人信息清单写到哪里：`.md`、`.html`、`.txt`、`.csv`，或名称含 `list` 的 `.json`；\
                     `{list}` 表示分成两个文件，`.csv` 必须分开；不写则不生成清单",
                ),
            ),
            key("updated", Value::Date, "2026-11-23", Both("Date of the last change", "更新日期")),
            key(
                "effective",
                Value::Date,
                "2026-11-23",
                Both("Date from which it holds", "生效日期"),
            ),
            key(
                "notice",
                Value::Translated,
                "{ zh-CN = \"弹窗\", en = \"a pop-up window\" }",
                Both("How users are told of a change", "变更时以何种方式告知用户"),
            ),
            key(
                "storage",
                Value::Translated,
                "{ zh-CN = \"180天\", en = \"180 days\" }",
                Both(
                    "A fixed storage period; absent: the shortest time necessary",
                    "固定的存储期限；不写则为必要的最短时间",
                ),
            ),
        ],
    },
    Section {
        name: "information",
        shape: Shape::PerInformation,
        text: Both(
            "One table for every information type: `[information.Location]`. A plain string stands for its purpose in Chinese",
            "每类信息一个表：`[information.Location]`。直接写成文字时，就是它的中文用途",
        ),
        keys: &[
            key(
                "name",
                Value::Translated,
                "{ zh-CN = \"会员卡号\", en = \"membership number\" }",
                Both("For a type of your own: what it is called", "自定义的信息类型：叫什么"),
            ),
            key(
                "purpose",
                Value::Translated,
                "{ zh-CN = \"展示你附近的门店\", en = \"show the stores near you\" }",
                Both(
                    "What it is needed for, as the guide's sentence goes on",
                    "用途，接在指引的句子里",
                ),
            ),
            SCENE,
            key(
                "where",
                Value::Texts,
                "[\"pages/map/**\"]",
                Both(
                    "Where in the program it is used; a use elsewhere is a finding",
                    "在程序的哪些位置使用；在别处使用会被报出",
                ),
            ),
        ],
    },
    third_party::PLUGIN,
    third_party::SDK,
    third_party::RECIPIENT,
    third_party::SERVICE_PROVIDER,
    Section {
        name: "supplement",
        shape: Shape::Once,
        text: Both("Plain-text documents shown with the guide", "随指引展示的补充文档"),
        keys: &[key(
            "files",
            Value::Texts,
            "[\"privacy-supplement.txt\"]",
            Both(
                "Files from the folder of this file, at most 100 KB",
                "文件，从本文件所在的文件夹算起，至多 100 KB",
            ),
        )],
    },
    Section {
        name: "rules",
        shape: Shape::Levels,
        text: Both(
            "Levels of rules: `allow`, `warn` or `deny`",
            "规则的级别：`allow`、`warn` 或 `deny`",
        ),
        keys: &[],
    },
    Section {
        name: "interface",
        shape: Shape::List,
        text: Both("A row of your own for the table of interfaces", "接口表中你自己的一行"),
        keys: &[
            key(
                "name",
                Value::Text,
                "\"wx.getThing\"",
                Both(
                    "`wx.name`, `scope.name`, `Object.method`, `element` or `element[attribute=value]`",
                    "`wx.名称`、`scope.名称`、`对象.方法`、`组件` 或 `组件[属性=值]`",
                ),
            ),
            key(
                "information",
                Value::InformationIds,
                "[\"Location\"]",
                Both(
                    "The information types it needs; none takes a row of the platform out",
                    "需要的信息类型；空列表表示去掉平台的这一行",
                ),
            ),
        ],
    },
    third_party::THIRD_PARTY,
];

#[cfg(test)]
mod tests {
    use privguide::{
        declaration,
        tree::{SourceText, TreePath},
    };

    use super::*;

    /// A name that is not close to any key, so that the parser lists all keys instead of suggesting
    /// one.
    const STRANGER: &str = "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz";

    fn problems(text: String) -> Vec<declaration::DeclarationProblem> {
        declaration::parse(SourceText::new(TreePath::new("privguide.toml").expect("inside"), text))
            .problems
    }

    fn header(section: &Section) -> String {
        match (section.name, section.shape) {
            ("", _) => String::new(),
            (name, Shape::Once | Shape::Levels) => format!("[{name}]\n"),
            (name, Shape::List) => format!("[[{name}]]\n"),
            (name, Shape::PerInformation) => format!("[{name}.Location]\n"),
        }
    }

    #[test]
    fn the_parser_knows_these_keys_and_no_others() {
        for section in SECTIONS.iter().filter(|section| !section.keys.is_empty()) {
            let found = problems(format!("format = 1\n{}{STRANGER} = 1\n", header(section)));
            let help = found
                .iter()
                .find(|problem| problem.message.en.contains(STRANGER))
                .and_then(|problem| problem.help.clone());
            let help = help.unwrap_or_else(|| panic!("[{}]: {found:?}", section.name)).en;
            let known: Vec<&str> =
                help.strip_prefix("known here: ").expect("a list").split(", ").collect();
            let mut named: Vec<&str> = section.keys.iter().map(|key| key.name).collect();
            if section.name.is_empty() {
                named.extend(
                    SECTIONS.iter().map(|section| section.name).filter(|name| !name.is_empty()),
                );
            }
            assert_eq!(
                named, known,
                "[{}]: change xtask/src/docs/keys, then run cargo xtask docs",
                section.name
            );
        }
    }

    #[test]
    fn every_example_can_be_read() {
        for section in SECTIONS {
            let format = if section.name.is_empty() { "" } else { "format = 1\n" };
            let keys: Vec<String> = section
                .keys
                .iter()
                .map(|key| format!("{} = {}\n", key.name, key.example))
                .collect();
            assert_eq!(
                problems(format!("{format}{}{}", header(section), keys.concat())),
                [],
                "[{}]",
                section.name
            );
        }
    }
}
