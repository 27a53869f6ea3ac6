//! Everyday situations: a folder that is not writable, a mistake in a file, levels of detail,
//! formats and exit codes, questions of users.

#[cfg(unix)]
mod unwritable;

mod broken;
mod detail;
mod formats;
mod questions;

use std::process::Output;

/// Both languages, with the value of `--lang`.
const LANGUAGES: [&str; 2] = ["en", "zh-CN"];

fn code(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}
