//! No framework: `wx`, WXML, and libraries of components.

use super::{Conditional, Description};

pub(super) static NATIVE: Description =
    Description { globals: &[], modules: &[], components: &[], renames: &[], conditional: Conditional::No, constants: &[] };
