//! Analyses one package: the part of it that is imported, together with generated clients.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    AnalysisInput, Project,
    client::{self, Client, Ways},
};
use crate::{
    catalog::ProjectTable,
    declaration::record::RecordedHost,
    framework::Framework,
    program::{FindSettings, ImportedPackage, Otherwise, Passing, imported, package_of},
    scan::{Scan, UnresolvedReason, UseKind},
    tree::{MemoizedTree, SourceTree, TreePath},
};

/// The effects of a part of a package.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct PackageEffects {
    pub(super) uses: BTreeMap<String, BTreeSet<String>>,
    pub(super) hosts: BTreeSet<RecordedHost>,
    pub(super) hands: BTreeSet<String>,
    pub(super) shares: BTreeSet<String>,
    pub(super) gives: bool,
    pub(super) leaves: BTreeSet<String>,
    pub(super) unresolved: usize,
}

/// The parameters of the analysis of a package.
pub(super) struct PackageInput<'l> {
    /// The name by which it is imported, and what is imported from it.
    pub(super) name: &'l str,
    pub(super) entries: &'l BTreeSet<String>,
    pub(super) ways: Ways,
    /// Packages that it imports and that may provide the platform's object.
    pub(super) giving: &'l BTreeSet<String>,
    /// Places where other code stores the platform's object.
    pub(super) left: &'l BTreeSet<String>,
}

/// The result for a package.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PackageAnalysis {
    /// The name and version in its own manifest.
    pub(super) manifest: (String, String),
    /// What it imports from other packages, by their names.
    pub(super) imports: BTreeMap<String, BTreeSet<String>>,
    /// Only part of it was analysed.
    pub(super) is_cut_short: bool,
    pub(super) does: PackageEffects,
}

impl PackageEffects {
    /// Adds what the scan with a client shows. `client` is the path of the client, `asks_from` the
    /// offset from which it accesses members of the values that it holds.
    fn add(
        &mut self,
        scan: &Scan,
        kind: Client,
        giving: &BTreeSet<String>,
        (client, asks_from): (&TreePath, usize),
    ) {
        for used in scan.uses.iter().filter(|used| used.kind != UseKind::Mention) {
            if used.place.file == *client {
                self.gives |= kind.shows_what_comes_out() && used.place.start >= asks_from;
            } else if kind.shows_what_is_used() {
                let interface = &used.interface;
                self.uses
                    .entry(interface.name.clone())
                    .or_default()
                    .extend(interface.information.iter().cloned());
            }
        }
        let sent = scan.addresses.iter().filter(|address| address.carries_away());
        self.hosts.extend(sent.filter_map(|address| {
            Some(RecordedHost { channel: address.channel, origin: address.origin.clone()? })
        }));
        let mut unresolved = BTreeSet::new();
        for open in &scan.unresolved {
            let packages: Vec<&str> =
                open.to.iter().filter_map(|specifier| package_of(specifier)).collect();
            if open.place.file == *client {
                // The result of calling something unknown may be a value that the client passed;
                // then it proves nothing.
                self.gives |= open.reason == UnresolvedReason::UnknownObject
                    && (kind == Client::Plain || kind == Client::Asking && !packages.is_empty());
                continue;
            }
            // Problems inside another package are reported for that package. A value that another
            // package provides is unknown here.
            let is_given_back = open.reason != UnresolvedReason::HandedOver
                && packages.iter().any(|&name| giving.contains(name));
            if packages.is_empty() || packages.len() < open.to.len() || is_given_back {
                unresolved.insert((&open.place.file, open.place.start));
            }
            if open.reason == UnresolvedReason::HandedOver {
                self.hands.extend(packages.into_iter().map(str::to_owned));
            }
        }
        let left = scan.left.iter().filter(|(file, _)| file != client);
        self.leaves.extend(left.map(|(_, place)| place.clone()));
        // If the client has the platform, any unknown value may be the platform.
        let passed = scan.passed.iter().filter(|_| kind == Client::Plain);
        self.shares.extend(
            scan.shared.iter().chain(passed).filter_map(|to| package_of(to)).map(str::to_owned),
        );
        if kind.shows_what_is_used() {
            self.unresolved = self.unresolved.max(unresolved.len());
        }
    }
}

impl Project {
    /// Analyses a package.
    pub(super) fn analyse_package(
        &self,
        how: &PackageInput<'_>,
        tree: &dyn SourceTree,
    ) -> PackageAnalysis {
        let is_native =
            self.programs.iter().all(|analysed| analysed.program.framework == Framework::NATIVE);
        let part = imported(tree, how.name, how.entries, is_native);
        let does = self.analyse_part(&part, how);
        // Without imports no platform is passed to the package, however many files it has.
        let has_more_entries =
            !how.entries.is_empty() && part.entries.len() > client::MOST_IMPORTED;
        let (manifest, is_cut_short) = (manifest(tree), part.is_cut_short || has_more_entries);
        let imports =
            part.packages.into_iter().filter(|(name, _)| !self.is_framework(name)).collect();
        PackageAnalysis { manifest, imports, is_cut_short, does }
    }

    /// The effects of a part of a package, for each framework that the project's programs are
    /// written in.
    fn analyse_part(&self, part: &ImportedPackage, how: &PackageInput<'_>) -> PackageEffects {
        let mut does = PackageEffects::default();
        for client in Client::for_ways(how.ways) {
            self.analyse_with_client(part, client, how, &mut does);
        }
        let is_package =
            |name: &String| part.packages.contains_key(name) && !self.is_framework(name);
        does.hands.retain(is_package);
        does.shares.retain(is_package);
        does
    }

    fn analyse_with_client(
        &self,
        part: &ImportedPackage,
        kind: Client,
        how: &PackageInput<'_>,
        does: &mut PackageEffects,
    ) {
        let mut frameworks: Vec<Framework> =
            self.programs.iter().map(|analysed| analysed.program.framework).collect();
        frameworks.dedup();
        let Some(first) = self.programs.first() else { return };
        if kind == Client::Giving {
            // This client passes the platform, so more values are known; places that are unresolved
            // nevertheless are found again.
            does.unresolved = 0;
        }
        let client = client::path(&part.tree);
        let written = client::text(&part.entries, kind, how.left, &first.catalog);
        let tree = part.tree.clone().with(client.as_str(), written.text.as_str());
        let passing = Passing { giving: how.giving.clone(), ..Passing::default() };
        for framework in frameworks {
            let settings = FindSettings {
                otherwise: Otherwise::ReadFolder,
                framework: Some(framework),
                ..FindSettings::default()
            };
            let question = AnalysisInput {
                root_as_written: String::new(),
                settings,
                built: None,
                table: ProjectTable::default(),
                home: TreePath::root(),
                passing: Some(passing.clone()),
            };
            let Ok(analysis) = question.answer(&MemoizedTree::new(&tree), None) else { continue };
            for scan in analysis.programs.iter().map(|analysed| &analysed.scan) {
                does.add(scan, kind, how.giving, (&client, written.asks_from));
            }
        }
    }
}

fn manifest(tree: &dyn SourceTree) -> (String, String) {
    let read = TreePath::new("package.json").and_then(|path| tree.read(&path).ok());
    let manifest: serde_json::Value =
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let text = |key: &str| manifest[key].as_str().unwrap_or_default().to_owned();
    (text("name"), text("version"))
}
