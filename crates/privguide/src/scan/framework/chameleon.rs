//! chameleon: `cml.x`, some members in a casing of its own.

use super::{Conditional, Description};

pub(super) static CHAMELEON: Description = Description {
    globals: &["cml"],
    modules: &[("chameleon-api", &["default"])],
    components: &[],
    renames: &[("setClipBoardData", "setClipboardData"), ("getClipBoardData", "getClipboardData")],
    conditional: Conditional::No,
    constants: &[("process.env.platform", "wx")],
};
