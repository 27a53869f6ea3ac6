//! mpvue: Vue 2 whose scripts use `wx` or `mpvue`.

use super::{Conditional, Description};

pub(super) static MPVUE: Description = Description {
    globals: &["mpvue"],
    modules: &[("mpvue", &[])],
    components: &[],
    renames: &[],
    conditional: Conditional::No,
    constants: &[("mpvuePlatform", "wx"), ("process.env.PLATFORM", "wx")],
};
