//! Taro: `Taro.x`, members imported by name, components from JSX or Vue templates.

use super::{Conditional, Description};

pub(super) static TARO: Description = Description {
    globals: &[],
    modules: &[("@tarojs/taro", &["default", "Taro"]), ("@tarojs/taro-weapp", &["default", "Taro"])],
    components: &["@tarojs/components"],
    renames: &[],
    conditional: Conditional::No,
    constants: &[("process.env.TARO_ENV", "weapp"), ("process.env.TARO_PLATFORM", "mini")],
};
