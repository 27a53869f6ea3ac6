//! mpx: `.mpx` files with WXML syntax; `mpx.x` if api-proxy is used, or members imported from it.

use super::{Choice, Config, Description, ConfigForm, Hints, FrameworkMark, PLAIN, Root, TemplateSpelling};

pub(super) static FRAMEWORK: Description = Description {
    name: "mpx",
    marks: &[FrameworkMark { name: "app.mpx", holds: |_| true, root: Root::Beside }],
    hints: Hints { extensions: &["mpx"], words: &[("@mpxjs/", &["js", "ts"])] },
    app: &[Config { name: "app.mpx", form: ConfigForm::Block }],
    entries: &["app.mpx"],
    configured_in: &["../static", "static"],
    copied: &["../static/wx", "static/wx", "custom-tab-bar"],
    // https://mpxjs.cn/guide/advance/subpackage.html: `packages: ['./trip/app.mpx?root=trip']`
    lists: "packages",
    components: &["mpx"],
    spelling: TemplateSpelling::Mpx,
    choice: Choice {
        own: &["wx"],
        other: &["ali", "swan", "qq", "tt", "web", "jd", "dd", "ks", "qa", "ios", "android", "harmony", "tenon", "noMode"],
        extensions: &["mpx", "js", "ts", "wxml", "json"],
    },
    modules: &[
        ("@mpxjs/core", &["default", "mpx"]),
        ("@mpxjs/api-proxy", &["default", "mpx"]),
        ("@mpxjs/api-proxy/src/platform", &[]),
    ],
    constants: &[("__mpx_mode__", "wx")],
    own_packages: &["@mpxjs/*", "vue", "pinia"],
    ..PLAIN
};
