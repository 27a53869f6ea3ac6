//! kbone: web pages; the platform's elements are `<wx-button>` or `<wx-component
//! behavior="button">`.
//!
//! It has no application file. The package names its webpack plugin, and the sources are in `src`.
//! The entries are determined by webpack configuration that is code, so the graph has no known
//! entries, and all sources count.

use super::{Description, FrameworkMark, PLAIN, Root};

pub(super) static FRAMEWORK: Description = Description {
    name: "kbone",
    marks: &[FrameworkMark {
        name: "package.json",
        holds: |look| look.contains("\"mp-webpack-plugin\"") && look.contains("\"dependencies\""),
        root: Root::Below(&["src"]),
    }],
    modules: &[("kbone-api", &["default"])],
    own_packages: &["kbone-*", "mp-webpack-plugin", "vue"],
    ..PLAIN
};
