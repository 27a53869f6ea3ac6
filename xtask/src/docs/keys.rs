//! What may stand in `privguide.toml`: the table behind the configuration reference and the schema.
//! A test holds it against the parser.

use super::section::{Both, Key, Section, Shape, Value};

const fn key(name: &'static str, value: Value, example: &'static str, text: Both) -> Key {
    Key { name, value, example, text }
}

/// For whom a plugin or SDK acts.
const ROLE: Key = key(
    "role",
    Value::Role,
    "\"processor\"",
    Both(
        "processor: it only acts on your behalf (PIPL art. 21); third-party, the default: it decides for itself (art. 23)",
        "processor：只按你的委托处理（《个人信息保护法》第二十一条）；third-party（缺省）：自行决定处理（第二十三条）",
    ),
);

/// In which feature information is used, for the lists.
const SCENE: Key = key(
    "scene",
    Value::Translated,
    "{ zh-CN = \"下单\", en = \"checkout\" }",
    Both(
        "In which feature, for the lists (`lists` of `[guide]`)",
        "在哪个功能里使用，写进清单（`[guide]` 的 `lists`）",
    ),
);

/// How information gets to a third party, for the lists.
const MANNER: Key = key(
    "manner",
    Value::Translated,
    "{ zh-CN = \"SDK 自动采集\", en = \"collected by the SDK\" }",
    Both("How information gets to it, for the lists", "信息以何种方式交给它，写进清单"),
);

/// The privacy statement of a third party, for the lists.
const LINK: Key = key(
    "link",
    Value::Text,
    "\"https://sdk.example/privacy\"",
    Both("Its privacy policy, for the lists", "它的隐私政策，写进清单"),
);

/// The permissions that a third party asks users for, for the lists.
const PERMISSIONS: Key = key(
    "permissions",
    Value::Texts,
    "[]",
    Both(
        "The scopes that it asks users for, for the lists, where its code does not show them: `[\"scope.userLocation\"]`; `[]` for none",
        "它要用户授权的 scope，写进清单；代码里查不到时才要写，例如 `[\"scope.userLocation\"]`，没有就写 `[]`",
    ),
);

/// How a third party protects information, for the lists.
const PROTECTION: Key = key(
    "protection",
    Value::Translated,
    "{ zh-CN = \"加密传输、去标识化\", en = \"encrypted, without names\" }",
    Both(
        "How it protects information, for the lists; not required",
        "它怎样保护信息，写进清单；可以不写",
    ),
);

/// The web site of a third party, for the lists.
const WEBSITE: Key = key(
    "website",
    Value::Text,
    "\"https://sdk.example\"",
    Both(
        "Its web site, for the lists, beside its privacy policy; not required",
        "它的官网，写进清单，与隐私政策并列；可以不写",
    ),
);

/// How a third party is reached, for the lists.
const CONTACT: Key = key(
    "contact",
    Value::Text,
    "\"privacy@sdk.example\"",
    Both(
        "How it is reached, for the lists (PIPL art. 23)",
        "它的联系方式，写进清单（《个人信息保护法》第二十三条）",
    ),
);

/// Every section, in the order in which a file is written.
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
    Section {
        name: "plugin",
        shape: Shape::List,
        text: Both("A third-party plugin of app.json", "app.json 里的第三方插件"),
        keys: &[
            key(
                "name",
                Value::Translated,
                "\"客服助手\"",
                Both("The name shown to users", "展示给用户的名称"),
            ),
            key(
                "appid",
                Value::Text,
                "\"wxabcdef1234567890\"",
                Both("The provider's appid, as in app.json", "提供方的 appid，与 app.json 一致"),
            ),
            key(
                "provider",
                Value::Translated,
                "\"示例软件有限公司\"",
                Both("The provider's legal name", "提供方的主体名称"),
            ),
            ROLE,
            key(
                "information",
                Value::Purposes,
                "{ Location = \"分配就近客服\" }",
                Both(
                    "What it handles and why, in the provider's words",
                    "处理哪些信息、作何用途，照提供方的说法",
                ),
            ),
            SCENE,
            MANNER,
            PERMISSIONS,
            PROTECTION,
            LINK,
            WEBSITE,
            CONTACT,
        ],
    },
    Section {
        name: "sdk",
        shape: Shape::List,
        text: Both("A third-party SDK inside the program", "程序内的第三方 SDK"),
        keys: &[
            key(
                "id",
                Value::Text,
                "\"umeng-umini\"",
                Both(
                    "Its id in the table of third parties; `list third-parties` shows them",
                    "第三方表里的标识，用 `list third-parties` 查看",
                ),
            ),
            key("name", Value::Translated, "\"示例推送\"", Both("The SDK's name", "SDK 名称")),
            key(
                "provider",
                Value::Translated,
                "\"示例软件有限公司\"",
                Both("The provider's legal name", "提供方的主体名称"),
            ),
            ROLE,
            key(
                "hosts",
                Value::Texts,
                "[\"data.shop.example\"]",
                Both("Its hosts, beside those of the table", "它的域名，表里已有的不必写"),
            ),
            key(
                "information",
                Value::Purposes,
                "{ DeviceInfo = \"识别设备\" }",
                Both("What it handles and why", "处理哪些信息、作何用途"),
            ),
            SCENE,
            MANNER,
            PERMISSIONS,
            PROTECTION,
            LINK,
            WEBSITE,
            CONTACT,
        ],
    },
    Section {
        name: "recipient",
        shape: Shape::List,
        text: Both(
            "Whose hosts the program gets to: your own, or somebody else's. The console's list of request domains does not help here: no file of \
             a project states it, and it names third parties' hosts, too",
            "程序连接的域名是谁的：自己的，或别人的。公众平台上的服务器域名代替不了它：项目文件里没有那份配置，里面也包含第三方的域名",
        ),
        keys: &[
            key(
                "id",
                Value::Text,
                "\"amap-wx\"",
                Both(
                    "Its id in the table of third parties, which knows its hosts",
                    "第三方表里的标识，域名表里已有",
                ),
            ),
            key(
                "name",
                Value::Translated,
                "\"示例软件有限公司\"",
                Both("Its legal name; your own hosts need none", "主体名称；自己的域名不必写"),
            ),
            key(
                "hosts",
                Value::Texts,
                "[\"*.shop.example\"]",
                Both(
                    "Its hosts; `*.shop.example` means every host below",
                    "它的域名；`*.shop.example` 表示它下面的所有域名",
                ),
            ),
            key(
                "role",
                Value::RecipientRole,
                "\"own\"",
                Both(
                    "own: your own hosts; processor: it only acts on your behalf (PIPL art. 21); third-party, the default: it decides for itself \
                     (art. 23)",
                    "own：自己的域名；processor：只按你的委托处理（《个人信息保护法》第二十一条）；third-party（缺省）：自行决定处理（第二十三条）",
                ),
            ),
            key(
                "information",
                Value::Purposes,
                "{ Album = \"把照片画成漫画\" }",
                Both("What it handles and why", "处理哪些信息、作何用途"),
            ),
            SCENE,
            MANNER,
            PROTECTION,
            LINK,
            WEBSITE,
            CONTACT,
        ],
    },
    Section {
        name: "service-provider",
        shape: Shape::Once,
        text: Both("Who develops the program on your behalf", "代为开发的服务商"),
        keys: &[key(
            "name",
            Value::Translated,
            "\"示例服务商\"",
            Both("Its legal name", "服务商的主体名称"),
        )],
    },
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
    Section {
        name: "third-party",
        shape: Shape::List,
        text: Both("A row of your own for the table of third parties", "第三方表中你自己的一行"),
        keys: &[
            key(
                "id",
                Value::Text,
                "\"our-statistics\"",
                Both(
                    "A short name for `[[sdk]]` and `[[recipient]]`; that of a row of the table takes its place",
                    "供 `[[sdk]]`、`[[recipient]]` 引用的短名；与表中某一行同名就取代它",
                ),
            ),
            key("name", Value::Translated, "\"自研统计 SDK\"", Both("What it is called", "名称")),
            key(
                "provider",
                Value::Translated,
                "\"某某科技有限公司\"",
                Both("Its provider's registered name", "提供方登记的名称"),
            ),
            key(
                "packages",
                Value::Texts,
                "[\"@our/statistics\"]",
                Both("Names of npm packages", "npm 包名"),
            ),
            key(
                "files",
                Value::Texts,
                "[\"our-stat.js\"]",
                Both(
                    "Names of files or folders under which copies lie",
                    "拷贝进来的文件名、文件夹名",
                ),
            ),
            key(
                "code",
                Value::Texts,
                "[\"__our_stat\"]",
                Both(
                    "Texts that occur in its code, or in code that calls it",
                    "它的代码或调用它的代码里才有的文字",
                ),
            ),
            key(
                "hosts",
                Value::Texts,
                "[\"*.stat.example\"]",
                Both(
                    "Its hosts; `*.name` means every host below",
                    "它的域名；`*.名称` 表示它下面的所有域名",
                ),
            ),
            key(
                "plugins",
                Value::Texts,
                "[\"wx0123456789abcdef\"]",
                Both("Appids of plugins", "插件的 appid"),
            ),
            key(
                "information",
                Value::InformationIds,
                "[\"DeviceInfo\"]",
                Both("What its privacy statement says it handles", "它的隐私声明写明会处理的信息"),
            ),
            key(
                "link",
                Value::Text,
                "\"https://stat.example/privacy\"",
                Both("Its privacy statement", "它的隐私声明"),
            ),
        ],
    },
];

#[cfg(test)]
mod tests {
    use privguide::{
        declaration,
        tree::{SourceText, TreePath},
    };

    use super::*;

    /// A name so far from every key that the parser lists what it knows instead of guessing.
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
                "[{}]: change xtask/src/docs/keys.rs, then run cargo xtask docs",
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
