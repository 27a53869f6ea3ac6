//! remax: members imported from `remax/wechat`, components from the same module.

use super::{Conditional, Description};

pub(super) static REMAX: Description = Description {
    globals: &[],
    modules: &[("remax/wechat", &["default"]), ("@remax/wechat", &["default"])],
    components: &["remax/wechat", "@remax/wechat"],
    renames: &[],
    conditional: Conditional::No,
    constants: &[("process.env.REMAX_PLATFORM", "wechat")],
};
