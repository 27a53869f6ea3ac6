//! Checks a Mini Program's privacy guide while Cargo builds, and offers the guide to the program
//! that is built.
//!
//! ```no_run
//! // in main of build.rs
//! privguide_build::Build::new("../miniprogram").run();
//! ```
//!
//! Findings become Cargo warnings. The build fails only when asked: [`Build::deny`], or
//! `PRIVGUIDE_BUILD=deny` in the environment (`warn` and `off` are the other words). The build
//! script runs again when, and only when, something it read has changed.
//!
//! The guide, as it should be, lies in `OUT_DIR` in every language that `[guide] languages` names
//! and in every rendering, independent of what is committed. A back end can serve it:
//!
//! ```ignore
//! const PRIVACY: &str = include_str!(concat!(env!("OUT_DIR"), "/privacy-guide.zh-CN.html"));
//! ```
//!
//! Nothing is written outside `OUT_DIR`, no hook is installed, and nothing is reported on docs.rs,
//! where placeholders replace missing guides so that documentation builds.

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

/// The variable that says what becomes of findings.
const VARIABLE: &str = "PRIVGUIDE_BUILD";

/// A check of one project from `build.rs`.
#[derive(Clone, Debug)]
pub struct Build {
    folder: PathBuf,
    deny: Deny,
    language: Option<Language>,
}

/// Which findings fail the build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deny {
    /// None: they are Cargo warnings.
    #[default]
    Nothing,
    /// Those at error level.
    Errors,
    /// All of them.
    Warnings,
}

impl Build {
    /// A check of the project in a folder: the one that holds `privguide.toml`. A relative path
    /// starts at the package that is built.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), deny: Deny::default(), language: None }
    }

    /// Which findings fail the build when the environment does not say.
    #[must_use]
    pub const fn deny(mut self, deny: Deny) -> Self {
        self.deny = deny;
        self
    }

    /// The language of messages; else `language` in `privguide.toml`, else English.
    #[must_use]
    pub const fn language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// Checks, tells Cargo, and writes the guide into `OUT_DIR`.
    ///
    /// # Panics
    /// When it does not run in a build script, or the guide cannot be written into `OUT_DIR`.
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
