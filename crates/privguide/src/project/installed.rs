//! What installed packages use: said, and counted for nothing.
//!
//! Packages are not committed, so two machines may have different ones, or none. A verdict must not depend on that.

use std::collections::{BTreeMap, BTreeSet};

use super::{Project, Question};
use crate::{
    catalog::ProjectTable,
    framework::Framework,
    language::Text,
    program::{FindSettings, Imported, MissingPackage, Otherwise},
    scan::UseKind,
};

/// What a package that is installed uses, with the packages that it imports.
#[derive(Clone, Debug, Default)]
pub struct Installed {
    /// Interfaces, and the information types that they need.
    uses: BTreeMap<String, BTreeSet<String>>,
    /// True when not all of it was looked at.
    pub is_cut_short: bool,
}

impl Installed {
    /// Adds what a part of a package uses.
    pub fn add(&mut self, part: &Imported, project: &Project) {
        self.is_cut_short |= part.is_cut_short;
        let mut frameworks: Vec<Framework> = project.programs.iter().map(|analysed| analysed.program.framework).collect();
        frameworks.dedup();
        for framework in frameworks {
            let settings =
                FindSettings { otherwise: Otherwise::ReadFolder, framework: Some(framework), ..FindSettings::default() };
            let question = Question { settings, built: None, table: ProjectTable::default() };
            let Ok(analysis) = question.answer(&part.tree) else { continue };
            let uses = analysis.programs.iter().flat_map(|analysed| &analysed.scan.uses);
            for found in uses.filter(|found| found.kind != UseKind::Mention) {
                let interface = &found.interface;
                self.uses.entry(interface.name.clone()).or_default().extend(interface.information.iter().cloned());
            }
        }
    }

    /// What is to be said of the package that a file imports; none when it uses nothing.
    pub(super) fn note(&self, package: &MissingPackage) -> Option<Text> {
        let (name, place) = (&package.name, &package.place);
        let list = |separator: &str, open: &str, close: &str| {
            let one = |(interface, information): (&String, &BTreeSet<String>)| {
                let information: Vec<&str> = information.iter().map(String::as_str).collect();
                if information.is_empty() {
                    interface.clone()
                } else {
                    format!("{interface}{open}{}{close}", information.join(separator))
                }
            };
            self.uses.iter().map(one).collect::<Vec<_>>().join(separator)
        };
        let cut = |text: &'static str| if self.is_cut_short { text } else { "" };
        if self.uses.is_empty() && !self.is_cut_short {
            return None;
        }
        if self.uses.is_empty() {
            return Some(Text::new(
                format!("npm 包 {name}（{}:{}）连同它引用的包太大，没有全部查看", place.file, place.line),
                format!(
                    "the npm package {name} ({}:{}) with all that it imports is too large: not all of it was looked into",
                    place.file, place.line
                ),
            ));
        }
        Some(Text::new(
            format!(
                "npm 包 {name}（{}:{}）用到 {}{}。安装的包不随仓库提交，因此只提示、不计入结论：确实用到的，请在 privguide.toml 里声明",
                place.file,
                place.line,
                list("、", "（", "）"),
                cut("（连同它引用的包太大，没有全部查看）")
            ),
            format!(
                "the npm package {name} ({}:{}) uses {}{}. Installed packages are not committed, so this is said and counts for nothing: \
                 declare what the program really uses in privguide.toml",
                place.file,
                place.line,
                list(", ", " (", ")"),
                cut(" (with all that it imports it is too large: not all of it was looked into)")
            ),
        ))
    }
}

impl Project {
    /// Packages that are imported and not in the tree, sorted by name, each with its first import.
    #[must_use]
    pub fn missing(&self) -> Vec<MissingPackage> {
        let mut missing: BTreeMap<&str, MissingPackage> = BTreeMap::new();
        for package in self.programs.iter().flat_map(|analysed| &analysed.program.missing) {
            let known = missing.entry(&package.name).or_insert_with(|| package.clone());
            known.specifiers.extend(package.specifiers.iter().cloned());
        }
        missing.into_values().collect()
    }

    /// Whether a package is a framework that one of the programs is written with: what it does is known.
    #[must_use]
    pub fn is_framework(&self, package: &str) -> bool {
        self.programs.iter().any(|analysed| analysed.program.framework.is_own_package(package))
    }
}
