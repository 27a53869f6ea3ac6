//! uni-app: `uni.x`, Vue templates, and `#ifdef` in all kinds of files. With uni-helper's plugins
//! (unibest), a build generates `pages.json` and `manifest.json` from `pages.config.ts` and
//! `manifest.config.ts`.

use super::{Config, Description, Folders, ConfigForm, Hints, CandidateFile, FrameworkMark, PLAIN, Root};

pub(super) static FRAMEWORK: Description = Description {
    name: "uni-app",
    marks: &[
        FrameworkMark { name: "pages.json", holds: is_root, root: Root::Beside },
        FrameworkMark { name: "pages.config.ts", holds: is_generated, root: Root::Below(&["src"]) },
        FrameworkMark { name: "pages.config.js", holds: is_generated, root: Root::Below(&["src"]) },
        FrameworkMark { name: "pages.config.mts", holds: is_generated, root: Root::Below(&["src"]) },
    ],
    hints: Hints { extensions: &["nvue", "uvue"], words: &[("uni.", &["vue"])] },
    app: &[
        Config { name: "../manifest.config.ts", form: ConfigForm::Script },
        Config { name: "../manifest.config.js", form: ConfigForm::Script },
        Config { name: "../manifest.config.mts", form: ConfigForm::Script },
        Config { name: "manifest.json", form: ConfigForm::ConditionalJson },
    ],
    pages: &[
        Config { name: "../pages.config.ts", form: ConfigForm::Script },
        Config { name: "../pages.config.js", form: ConfigForm::Script },
        Config { name: "../pages.config.mts", form: ConfigForm::Script },
        Config { name: "pages.json", form: ConfigForm::ConditionalJson },
    ],
    settings: "mp-weixin",
    // Generated files come last, so that chains begin at hand-written files.
    entries: &["../pages.config.ts", "../pages.config.js", "../pages.config.mts", "pages.json"],
    shells: &["App.vue", "App.uvue", "main.js", "main.ts", "main.uts", "manifest.json", "App.ku.vue"],
    copied: &["static", "wxcomponents", "custom-tab-bar"],
    components: &["vue", "nvue", "uvue"],
    folders: Folders {
        parents: &["static", "platforms", "utssdk"],
        other: &[
            "app",
            "app-plus",
            "app-android",
            "app-ios",
            "app-harmony",
            "h5",
            "web",
            "mp-alipay",
            "mp-baidu",
            "mp-toutiao",
            "mp-lark",
            "mp-qq",
            "mp-kuaishou",
            "mp-jd",
            "mp-360",
            "mp-xhs",
            "mp-harmony",
            "mp-dingtalk",
            "quickapp",
            "quickapp-webview",
            "quickapp-webview-union",
            "quickapp-webview-huawei",
            "quickapp-native",
            "app-nvue",
            "app-uvue",
        ],
        // Components in the formats of other platforms, native code of apps, server code.
        never: &[
            "mycomponents",
            "swancomponents",
            "ttcomponents",
            "qqcomponents",
            "kscomponents",
            "jdcomponents",
            "xhscomponents",
            "nativeplugins",
            "nativeResources",
            "unpackage",
            "uniCloud",
            "uniCloud-aliyun",
            "uniCloud-tcb",
            "uniCloud-alipay",
        ],
        other_pairs: &[["hybrid", "html"]],
        // If a page exists in both forms, the `.nvue` is only for apps.
        second: &[["nvue", "vue"]],
    },
    easycom: true,
    globals: &["uni"],
    conditional: true,
    defines: &["uni-app", "scripts"],
    constants: &[
        ("process.env.UNI_PLATFORM", "mp-weixin"),
        ("process.env.VUE_APP_PLATFORM", "mp-weixin"),
        ("import.meta.env.UNI_PLATFORM", "mp-weixin"),
    ],
    own_packages: &["@dcloudio/*", "vue", "vuex", "pinia", "vue-i18n"],
    ..PLAIN
};

fn is_root(look: &CandidateFile<'_>) -> bool {
    look.has_sibling(&["manifest.json", "App.vue", "App.uvue"])
}

/// uni-helper's `pages.config.ts` is beside the folder of the sources.
fn is_generated(look: &CandidateFile<'_>) -> bool {
    ["src/App.vue", "src/main.ts", "src/main.js", "src/pages.json"].iter().any(|path| look.has(path))
}
