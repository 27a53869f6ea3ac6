//! The description of a release: `xtask/dist/dist.toml` and the workspace's metadata.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use crate::repository;

/// The description of a release.
#[derive(Clone, Debug)]
pub struct Table {
    /// The version of the workspace.
    pub version: String,
    /// The licence expression of the workspace.
    pub licence: String,
    /// `https://github.com/OWNER/NAME`.
    pub repository: String,
    /// Names and texts.
    pub product: Product,
    /// The platforms.
    pub targets: Vec<Target>,
    /// Sources in other languages that become part of the executable.
    pub bundled: Vec<Bundled>,
}

/// Names and texts of the packages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// One line for registries.
    pub description: String,
    /// Search terms.
    pub keywords: Vec<String>,
    /// The package on npm.
    pub npm: String,
    /// The scope of the platform packages on npm.
    pub scope: String,
    /// The project on PyPI.
    pub pypi: String,
    /// The supported versions of Node.
    pub node: String,
}

/// A platform.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The target triple of Rust.
    pub triple: String,
    /// The runner of the release workflow that builds it.
    pub runner: String,
    /// The way in which it is built.
    pub build: String,
    /// Its package on npm.
    pub npm: Npm,
    /// The platform tags of its wheel.
    pub wheel: String,
    /// The architecture of its image, in the terms of OCI.
    pub image: Option<String>,
}

/// A platform package on npm.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Npm {
    /// Its name without the scope.
    pub name: String,
    /// The value of `process.platform`.
    pub os: String,
    /// The value of `process.arch`.
    pub cpu: String,
    /// `glibc` or `musl` on Linux.
    pub libc: Option<String>,
}

/// Foreign source code in a crate.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundled {
    /// The crate that contains it.
    #[serde(rename = "crate")]
    pub package: String,
    /// Its name.
    pub name: String,
    /// Its licence.
    pub licence: String,
    /// Possible paths of the licence text in the crate; the first that exists is used.
    pub files: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    product: Product,
    target: Vec<Target>,
    bundled: Vec<Bundled>,
}

impl Table {
    /// Reads the table.
    ///
    /// # Errors
    /// When a file cannot be read or parsed.
    pub fn read() -> Result<Self> {
        let read = |path: &str| {
            fs::read_to_string(repository().join(path)).with_context(|| format!("reading {path}"))
        };
        let file: File = toml_edit::de::from_str(&read("xtask/dist/dist.toml")?)
            .context("xtask/dist/dist.toml")?;
        let workspace: toml_edit::DocumentMut =
            read("Cargo.toml")?.parse().context("Cargo.toml")?;
        let value = |key: &str| {
            let found = workspace["workspace"]["package"].get(key).and_then(|item| item.as_str());
            Ok::<_, anyhow::Error>(
                found
                    .with_context(|| format!("Cargo.toml: no {key} in [workspace.package]"))?
                    .to_owned(),
            )
        };
        let table = Self {
            version: value("version")?,
            licence: value("license")?,
            repository: value("repository")?,
            product: file.product,
            targets: file.target,
            bundled: file.bundled,
        };
        ensure!(
            table.slug().split('/').count() == 2,
            "Cargo.toml: repository is not https://github.com/OWNER/NAME"
        );
        Ok(table)
    }

    /// `OWNER/NAME`.
    pub fn slug(&self) -> &str {
        self.repository.strip_prefix("https://github.com/").unwrap_or_default()
    }

    /// The name of the release's tag.
    pub fn tag(&self) -> String {
        format!("v{}", self.version)
    }

    /// The platform with this target triple.
    pub fn target(&self, triple: &str) -> Result<&Target> {
        let found = self.targets.iter().find(|target| target.triple == triple);
        found.with_context(|| format!("xtask/dist/dist.toml has no target {triple}"))
    }
}

impl Target {
    /// Whether executables have the extension `.exe`.
    pub fn is_windows(&self) -> bool {
        self.triple.contains("windows")
    }

    /// The name of an executable.
    pub fn executable(&self, name: &str) -> String {
        if self.is_windows() { format!("{name}.exe") } else { name.to_owned() }
    }

    /// The oldest supported version of the C library, if the executable is linked dynamically.
    pub fn glibc(&self) -> Option<&str> {
        self.build.strip_prefix("zig ").filter(|_| self.triple.ends_with("-gnu"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_platform_that_was_promised_is_in_the_table() {
        let table = Table::read().expect("a table");
        let mut names: Vec<String> =
            table.targets.iter().map(|target| target.npm.name.clone()).collect();
        names.sort();
        let promised = [
            "darwin-arm64",
            "darwin-x64",
            "linux-arm64-gnu",
            "linux-arm64-musl",
            "linux-x64-gnu",
            "linux-x64-musl",
        ];
        assert_eq!(names, [&promised[..], &["win32-arm64", "win32-x64"]].concat());
    }

    #[test]
    fn a_wheel_promises_the_c_library_that_is_linked_against() {
        for target in Table::read().expect("a table").targets {
            let Some(glibc) = target.glibc() else { continue };
            let tag = format!("manylinux_{}_", glibc.replace('.', "_"));
            assert!(
                target.wheel.starts_with(&tag),
                "{}: {} and glibc {glibc}",
                target.triple,
                target.wheel
            );
        }
    }
}
