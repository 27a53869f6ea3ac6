//! Chameleon: `cml.x`, with other capitals in some members; the application is `app.cml`, which may
//! be in a folder `app` of the sources.

use super::{Choice, Config, Description, ConfigForm, Hints, FrameworkMark, PLAIN, Root, TemplateSpelling};

pub(super) static FRAMEWORK: Description = Description {
    name: "chameleon",
    marks: &[
        FrameworkMark { name: "app.cml", holds: |look| look.folder.name() == "app" && !look.has("pages"), root: Root::Above },
        FrameworkMark { name: "app.cml", holds: |_| true, root: Root::Beside },
    ],
    hints: Hints { extensions: &["cml"], words: &[] },
    app: &[Config { name: "app.cml", form: ConfigForm::Block }, Config { name: "app/app.cml", form: ConfigForm::Block }],
    entries: &["router.config.json", "app/app.cml", "app.cml"],
    shells: &["app/app.cml", "app.cml", "router.config.json"],
    // A polymorphic interface has a script for each platform.
    components: &["cml", "interface"],
    spelling: TemplateSpelling::Chameleon,
    choice: Choice {
        own: &["wx"],
        other: &["web", "weex", "alipay", "baidu", "qq", "tt", "demo"],
        extensions: &["cml", "js"],
    },
    globals: &["cml"],
    modules: &[("chameleon-api", &["default"])],
    renames: &[("setClipBoardData", "setClipboardData"), ("getClipBoardData", "getClipboardData")],
    constants: &[("process.env.platform", "wx")],
    own_packages: &["chameleon-*", "cml-*"],
    ..PLAIN
};
