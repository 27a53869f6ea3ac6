//! wepy 1 (`wepy.x` returns promises) and 2 (`wepy.wx.x`, `this.$wx.x`); `.wpy` files in a mixture
//! of WXML and Vue.

use super::{Config, Description, ConfigForm, Hints, FrameworkMark, PLAIN, Root, TemplateSpelling};

pub(super) static FRAMEWORK: Description = Description {
    name: "wepy",
    marks: &[FrameworkMark { name: "app.wpy", holds: |_| true, root: Root::Beside }],
    hints: Hints { extensions: &["wpy"], words: &[] },
    app: &[Config { name: "app.wpy", form: ConfigForm::Block }, Config { name: "app.wpy", form: ConfigForm::ComponentScript }],
    entries: &["app.wpy"],
    copied: &["custom-tab-bar"],
    components: &["wpy"],
    spelling: TemplateSpelling::Wepy,
    globals: &["$wx"],
    modules: &[("wepy", &["default", "wx"]), ("@wepy/core", &["default", "wx"]), ("@wepy/use-promisify", &[])],
    own_packages: &["wepy", "wepy-*", "@wepy/*"],
    ..PLAIN
};
