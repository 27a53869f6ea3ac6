//! mpvue: Vue 2 whose scripts use `wx` or `mpvue`.

use super::{Conditional, Description};

pub(super) static MPVUE: Description =
    Description { globals: &["mpvue"], modules: &[("mpvue", &[])], renames: &[], conditional: Conditional::No };
