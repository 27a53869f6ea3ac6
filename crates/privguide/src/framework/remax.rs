//! remax: members imported from `remax/wechat`, components from the same module.

use super::{Choice, Config, Description, ConfigForm, CandidateFile, FrameworkMark, PLAIN, Root};

pub(super) static FRAMEWORK: Description = Description {
    name: "remax",
    marks: &[
        FrameworkMark { name: "app.config.js", holds: is_remax, root: Root::Beside },
        FrameworkMark { name: "app.config.ts", holds: is_remax, root: Root::Beside },
    ],
    app: &[Config { name: "app.config.ts", form: ConfigForm::Script }, Config { name: "app.config.js", form: ConfigForm::Script }],
    entries: &["app.config.ts", "app.config.js"],
    shells: &["app.ts", "app.tsx", "app.js", "app.jsx"],
    choice: Choice {
        own: &["wechat"],
        other: &["ali", "toutiao", "baidu", "web", "mobile"],
        extensions: &["js", "jsx", "ts", "tsx"],
    },
    modules: &[("remax/wechat", &["default"]), ("@remax/wechat", &["default"])],
    elements: &["remax/wechat", "@remax/wechat"],
    constants: &[("process.env.REMAX_PLATFORM", "wechat")],
    own_packages: &["remax", "@remax/*", "react"],
    ..PLAIN
};

fn is_remax(look: &CandidateFile<'_>) -> bool {
    look.other_contains("../remax.config.js", "") || look.package_contains("\"remax\"")
}
