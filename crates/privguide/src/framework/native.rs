//! No framework: `wx`, WXML, libraries of components, and what builds write.

use super::{Description, PLAIN};

pub(super) static FRAMEWORK: Description = Description {
    name: "native",
    // wepy 1 copies its runtime into what it builds; there the class of the application makes it
    // the platform, on start.
    modules: &[("*/npm/wepy/lib/wepy.js", &["default"])],
    ..PLAIN
};
