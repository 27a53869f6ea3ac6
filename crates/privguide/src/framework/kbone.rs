//! kbone: web pages; the platform's elements are `<wx-button>` or
//! `<wx-component behavior="button">`.
//!
//! It has no application file: its webpack plugin is named in the package, the sources are in
//! `src`, and which of them are entries is decided by a webpack configuration that is code. So
//! there is no place where the graph begins, and everything counts.

use super::{Description, Mark, PLAIN, Root};

pub(super) static FRAMEWORK: Description = Description {
    name: "kbone",
    marks: &[Mark {
        name: "package.json",
        holds: |look| look.says("\"mp-webpack-plugin\"") && look.says("\"dependencies\""),
        root: Root::Below(&["src"]),
    }],
    modules: &[("kbone-api", &["default"])],
    own_packages: &["kbone-*", "mp-webpack-plugin", "vue"],
    ..PLAIN
};
