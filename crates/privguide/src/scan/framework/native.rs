//! No framework: `wx`, WXML, libraries of components, and what builds write.

use super::{Conditional, Description};

pub(super) static NATIVE: Description = Description {
    globals: &[],
    // wepy 1 copies its runtime into what it builds; there the class of the application makes it the platform, on start.
    modules: &[("*/npm/wepy/lib/wepy.js", &["default"])],
    components: &[],
    renames: &[],
    conditional: Conditional::No,
    constants: &[],
};
