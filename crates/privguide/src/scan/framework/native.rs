//! No framework: `wx`, WXML, and libraries of components.

use super::{Conditional, Description};

pub(super) static NATIVE: Description = Description { globals: &[], modules: &[], renames: &[], conditional: Conditional::No };
