//! wepy 1 (`wepy.x` returns promises) and 2 (`wepy.wx.x`, `this.$wx.x`); `.wpy` files in a mixture
//! of WXML and Vue.

use super::{Config, Description, Form, Hints, Mark, PLAIN, Root, Spelling};

pub(super) static FRAMEWORK: Description = Description {
    name: "wepy",
    marks: &[Mark { name: "app.wpy", holds: |_| true, root: Root::Beside }],
    hints: Hints { extensions: &["wpy"], words: &[] },
    app: &[Config { name: "app.wpy", form: Form::Block }, Config { name: "app.wpy", form: Form::ComponentScript }],
    entries: &["app.wpy"],
    copied: &["custom-tab-bar"],
    components: &["wpy"],
    spelling: Spelling::Wepy,
    globals: &["$wx"],
    modules: &[("wepy", &["default", "wx"]), ("@wepy/core", &["default", "wx"]), ("@wepy/use-promisify", &[])],
    own_packages: &["wepy", "wepy-*", "@wepy/*"],
    ..PLAIN
};
