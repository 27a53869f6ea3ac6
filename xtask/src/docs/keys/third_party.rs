//! The sections for plugins, SDKs, recipients, service providers and further third parties.

use super::{
    super::section::{Both, Key, Section, Shape, Value},
    SCENE, key,
};

/// The role of a plugin or SDK.
const ROLE: Key = key(
    "role",
    Value::Role,
    "\"processor\"",
    Both(
        "processor: it only acts on your behalf (PIPL art. 21); third-party, the default: it decides for itself (art. 23)",
        "processor：只按你的委托处理（《个人信息保护法》第二十一条）；third-party（缺省）：自行决定处理（第二十三条）",
    ),
);

/// How information is sent to a third party, for the lists.
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

/// The permissions that a third party requests, for the lists.
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

/// A contact of a third party, for the lists.
const CONTACT: Key = key(
    "contact",
    Value::Text,
    "\"privacy@sdk.example\"",
    Both(
        "How it is reached, for the lists (PIPL art. 23)",
        "它的联系方式，写进清单（《个人信息保护法》第二十三条）",
    ),
);

pub(super) const PLUGIN: Section = Section {
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
};

pub(super) const SDK: Section = Section {
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
};

pub(super) const RECIPIENT: Section = Section {
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
};

pub(super) const SERVICE_PROVIDER: Section = Section {
    name: "service-provider",
    shape: Shape::Once,
    text: Both("Who develops the program on your behalf", "代为开发的服务商"),
    keys: &[key(
        "name",
        Value::Translated,
        "\"示例服务商\"",
        Both("Its legal name", "服务商的主体名称"),
    )],
};

pub(super) const THIRD_PARTY: Section = Section {
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
            Both("Names of files or folders under which copies lie", "拷贝进来的文件名、文件夹名"),
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
};
