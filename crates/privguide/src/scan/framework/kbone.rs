//! kbone: web pages; the platform's elements are `<wx-button>` or `<wx-component behavior="button">`.

use super::{Conditional, Description};

pub(super) static KBONE: Description = Description {
    globals: &[],
    modules: &[("kbone-api", &["default"])],
    components: &[],
    renames: &[],
    conditional: Conditional::No,
    constants: &[],
};
