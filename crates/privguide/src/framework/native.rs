//! No framework: `wx`, WXML, component libraries, and the output of builds.

use super::{Description, PLAIN};

pub(super) static FRAMEWORK: Description = Description {
    name: "native",
    // wepy 1 copies its runtime into the output of the build, where the class of the application
    // becomes the platform at start.
    modules: &[("*/npm/wepy/lib/wepy.js", &["default"])],
    ..PLAIN
};
