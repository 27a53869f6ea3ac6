//! Taro: `Taro.x`, members imported by name, components from JSX or Vue templates.

use super::{Choice, Config, Description, ConfigForm, Hints, CandidateFile, FrameworkMark, PLAIN, Root};

pub(super) static FRAMEWORK: Description = Description {
    name: "taro",
    marks: &[
        FrameworkMark { name: "app.config.js", holds: is_configuration, root: Root::Beside },
        FrameworkMark { name: "app.config.ts", holds: is_configuration, root: Root::Beside },
        FrameworkMark { name: "app.js", holds: is_old, root: Root::Beside },
        FrameworkMark { name: "app.jsx", holds: is_old, root: Root::Beside },
        FrameworkMark { name: "app.tsx", holds: is_old, root: Root::Beside },
    ],
    hints: Hints { extensions: &[], words: &[("@tarojs/", &["js", "ts", "jsx", "tsx", "vue"])] },
    app: &[
        Config { name: "app.config.ts", form: ConfigForm::Script },
        Config { name: "app.config.js", form: ConfigForm::Script },
        Config { name: "app.tsx", form: ConfigForm::Script },
        Config { name: "app.jsx", form: ConfigForm::Script },
        Config { name: "app.js", form: ConfigForm::Script },
    ],
    entries: &["app.config.ts", "app.config.js", "app.tsx", "app.jsx", "app.ts", "app.js"],
    shells: &["app.ts", "app.tsx", "app.js", "app.jsx", "app.vue"],
    copied: &["custom-tab-bar"],
    copy_lists: &[("config/index.ts", "from"), ("config/index.js", "from")],
    components: &["vue"],
    choice: Choice {
        own: &["weapp", "mini"],
        other: &[
            "h5",
            "rn",
            "alipay",
            "swan",
            "tt",
            "qq",
            "jd",
            "quickapp",
            "harmony",
            "harmony-hybrid",
            "harmonyhybrid",
            "lark",
            "kwai",
            "ks",
            "dd",
            "iot",
            "ascf",
            "web",
            "ios",
            "android",
        ],
        extensions: &["js", "jsx", "ts", "tsx", "vue", "mjs"],
    },
    modules: &[("@tarojs/taro", &["default", "Taro"]), ("@tarojs/taro-weapp", &["default", "Taro"])],
    elements: &["@tarojs/components"],
    constants: &[("process.env.TARO_ENV", "weapp"), ("process.env.TARO_PLATFORM", "mini")],
    own_packages: &["@tarojs/*", "nervjs", "react", "react-dom", "vue", "preact"],
    ..PLAIN
};

/// A module with this name may also belong to an `app.vue` of weapp-vite.
fn is_configuration(look: &CandidateFile<'_>) -> bool {
    look.contains("pages") && (!look.package_contains("\"weapp-vite\"") || !look.has_sibling(&["app.vue", "app.json", "app.json.ts", "app.json.js"]))
}

/// Taro 1 and 2 have the configuration in the class; a compiled `app.js` has an `app.json` beside
/// it.
fn is_old(look: &CandidateFile<'_>) -> bool {
    !look.has_sibling(&["app.json", "app.config.js", "app.config.ts"]) && look.contains("@tarojs/") && look.contains("pages")
}
