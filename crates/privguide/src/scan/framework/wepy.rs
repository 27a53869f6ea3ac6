//! wepy 1 (`wepy.x` returns promises) and 2 (`wepy.wx.x`, `this.$wx.x`); `.wpy` files in a mixture of WXML and Vue.

use super::{Conditional, Description};

pub(super) static WEPY: Description = Description {
    globals: &["$wx"],
    modules: &[("wepy", &["default", "wx"]), ("@wepy/core", &["default", "wx"]), ("@wepy/use-promisify", &[])],
    components: &[],
    renames: &[],
    conditional: Conditional::No,
    constants: &[],
};
