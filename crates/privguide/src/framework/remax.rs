//! remax: members imported from `remax/wechat`, components from the same module.

use super::{Choice, Config, Description, Form, Look, Mark, PLAIN, Root};

pub(super) static FRAMEWORK: Description = Description {
    name: "remax",
    marks: &[
        Mark { name: "app.config.js", holds: is_remax, root: Root::Beside },
        Mark { name: "app.config.ts", holds: is_remax, root: Root::Beside },
    ],
    app: &[Config { name: "app.config.ts", form: Form::Script }, Config { name: "app.config.js", form: Form::Script }],
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

fn is_remax(look: &Look<'_>) -> bool {
    look.other_says("../remax.config.js", "") || look.package_says("\"remax\"")
}
