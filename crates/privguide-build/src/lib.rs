//! Checks a Mini Program's privacy guide while Cargo builds, and makes the guide available to the
//! program that is built.
//!
//! ```no_run
//! // in main of build.rs
//! privguide_build::Build::new("../miniprogram").run();
//! ```
//!
//! Findings become Cargo warnings. The build fails only when asked: [`Build::deny`], or
//! `PRIVGUIDE_BUILD=deny` in the environment (the other values are `warn` and `off`). The build
//! script runs again if, and only if, something that it read has changed.
//!
//! The up-to-date guide is written to `OUT_DIR` in every language of `[guide] languages` and in
//! every format, independent of what is committed. A back end can serve it:
//!
//! ```ignore
//! const PRIVACY: &str = include_str!(concat!(env!("OUT_DIR"), "/privacy-guide.zh-CN.html"));
//! ```
//!
//! Nothing is written outside `OUT_DIR`, no hook is installed, and on docs.rs nothing is reported:
//! there, placeholders replace missing guides so that the documentation can be built.

#![allow(clippy::print_stdout, reason = "a build script speaks to Cargo on standard output")]

mod check;
mod line;
mod outputs;
mod recorder;
mod watched;

use std::{
    env,
    path::{Path, PathBuf},
};

use privguide::language::Language;

use crate::check::{Environment, check};

/// The environment variable that says how findings are handled.
const VARIABLE: &str = "PRIVGUIDE_BUILD";

/// A check of one project from `build.rs`.
#[derive(Clone, Debug)]
pub struct Build {
    folder: PathBuf,
    deny: Deny,
    language: Option<Language>,
}

/// The findings that fail the build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deny {
    /// None: findings are Cargo warnings.
    #[default]
    Nothing,
    /// Findings at error level.
    Errors,
    /// All findings.
    Warnings,
}

impl Build {
    /// A check of the project in a folder that contains `privguide.toml`. A relative path starts at
    /// the package that is built.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), deny: Deny::default(), language: None }
    }

    /// Which findings fail the build, unless the environment variable says otherwise.
    #[must_use]
    pub const fn deny(mut self, deny: Deny) -> Self {
        self.deny = deny;
        self
    }

    /// The language of messages; by default `language` in `privguide.toml`, otherwise English.
    #[must_use]
    pub const fn language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// Runs the check, prints instructions for Cargo, and writes the guide to `OUT_DIR`.
    ///
    /// # Panics
    /// When it is not run in a build script, or the guide cannot be written to `OUT_DIR`.
    pub fn run(self) {
        let out_dir = env::var_os("OUT_DIR")
            .expect("Cargo sets OUT_DIR for build scripts: call this from build.rs");
        let environment = Environment {
            out_dir: PathBuf::from(out_dir),
            documentation_only: env::var_os("DOCS_RS").is_some(),
            word: env::var(VARIABLE).ok(),
        };
        let lines = check(&self, &environment).expect("OUT_DIR can be written");
        for line in lines {
            println!("{line}");
        }
    }

    /// The folder of the project.
    fn folder(&self) -> &Path {
        &self.folder
    }
}
