//! mpx: `.mpx` files in WXML's spelling; `mpx.x` once api-proxy is used, or members imported from it.

use super::{Conditional, Description};

pub(super) static MPX: Description = Description {
    globals: &[],
    modules: &[
        ("@mpxjs/core", &["default", "mpx"]),
        ("@mpxjs/api-proxy", &["default", "mpx"]),
        ("@mpxjs/api-proxy/src/platform", &[]),
    ],
    components: &[],
    renames: &[],
    conditional: Conditional::No,
    constants: &[("__mpx_mode__", "wx")],
};
