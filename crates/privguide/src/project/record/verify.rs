//! Compares the record with the installed packages; if packages are installed, they take
//! precedence.

use std::{collections::BTreeSet, sync::Arc};

use super::{add_hosts, add_use, problem, read, sort_and_dedup};
use crate::{
    declaration::record::{RecordTrouble, RecordedHost, RecordedPackage},
    language::Text,
    project::{Observed, ObservedPackage, Project},
    scan::Bringer,
    tree::{SourceText, SourceTree},
};

impl Project {
    /// Compares the record with the installed packages. Interfaces that only the installed package
    /// uses count and are reported.
    pub fn verify(&mut self, tree: &dyn SourceTree, observed: &Observed) {
        if !self.recorded.is_there || observed.packages.is_empty() {
            return;
        }
        let Some(parsed) = read(tree, &self.home, &self.skipped) else { return };
        let record = parsed.record.unwrap_or_default();
        let mut outdated = BTreeSet::new();
        for (number, package) in observed.packages.iter().enumerate() {
            let of_name = record.packages.iter().filter(|known| known.name == package.name);
            let is_same = |version: &str| {
                version == package.manifest.1 || !version.starts_with(|c: char| c.is_ascii_digit())
            };
            let known = of_name.clone().find(|known| is_same(&known.version));
            let is_reported = self.complete(package);
            if known.is_none() && !is_reported && of_name.clone().next().is_some() {
                // The lock file agrees with the record, but another version is installed.
                outdated.insert(format!("{} {}", package.name, package.manifest.1));
                continue;
            }
            let adds = adds(package, known.or_else(|| of_name.clone().next()));
            let is_unlocked = self
                .recorded
                .problems
                .iter()
                .any(|problem| problem.trouble == RecordTrouble::NoLock);
            if let (true, None, Some(other)) = (is_unlocked, known, of_name.clone().next()) {
                let trouble = RecordTrouble::OtherVersion {
                    recorded: other.version.clone(),
                    adds: adds.clone(),
                };
                let place = Some(parsed.source.place(other.span.clone()));
                self.recorded.problems.push(problem(
                    trouble,
                    &package.name,
                    &package.manifest.1,
                    place,
                ));
            }
            if let Some(known) = known {
                self.compare(&parsed.source, package, known, &adds);
            }
            let hosts = known.or_else(|| of_name.clone().next()).map(|known| &known.effects.hosts);
            let hosts = package
                .effects
                .hosts
                .iter()
                .filter(|host| hosts.is_none_or(|hosts| !hosts.contains(host)))
                .cloned()
                .collect();
            self.add_observed(observed, number, &adds, &hosts);
        }
        self.recorded.problems.sort();
        for analysed in &mut self.programs {
            sort_and_dedup(analysed);
        }
        if !outdated.is_empty() {
            let names: Vec<String> = outdated.into_iter().collect();
            self.recorded.notes.push(Text::new(
                format!("node_modules 里的版本与锁文件不同，按 privguide.lock 核对：{}；重新安装依赖即可", names.join("、")),
                format!(
                    "node_modules contains other versions than the lock file, so privguide.lock was used instead: {}; install the packages again",
                    names.join(", ")
                ),
            ));
        }
    }

    /// Completes a problem that was reported about a package before the package was analysed; false
    /// if there is none.
    fn complete(&mut self, package: &ObservedPackage) -> bool {
        let mut is_reported = false;
        for problem in &mut self.recorded.problems {
            if problem.subject != package.name || problem.version != package.manifest.1 {
                continue;
            }
            is_reported = true;
            if let RecordTrouble::NotRecorded { adds } | RecordTrouble::OtherVersion { adds, .. } =
                &mut problem.trouble
            {
                *adds = package
                    .uses
                    .keys()
                    .cloned()
                    .chain(package.effects.hosts.iter().map(ToString::to_string))
                    .collect();
            }
        }
        is_reported
            || self.recorded.problems.iter().any(|problem| {
                matches!(problem.trouble, RecordTrouble::Unreadable(_) | RecordTrouble::NoLock)
            })
    }

    fn compare(
        &mut self,
        source: &SourceText,
        package: &ObservedPackage,
        known: &RecordedPackage,
        adds: &[String],
    ) {
        let imports: BTreeSet<&String> = package.imports.values().flatten().collect();
        let hidden = imports.iter().filter(|specifier| !known.imports.contains(**specifier));
        let mut adds: Vec<String> = adds
            .iter()
            .cloned()
            .chain(hidden.map(|specifier| format!("import \"{specifier}\"")))
            .collect();
        adds.extend(package.effects.beyond(&known.effects));
        if package.unresolved > known.unresolved {
            adds.push(format!("unresolved = {}", package.unresolved));
        }
        // If less of a package is imported now, the record may contain more.
        let lacks: Vec<String> = if known.entries == package.entries
            && (known.effects.is_given, known.effects.is_shared)
                == (package.effects.is_given, package.effects.is_shared)
        {
            let uses = known.uses.iter().filter(|name| !package.uses.contains_key(*name)).cloned();
            uses.chain(
                known.effects.hosts.difference(&package.effects.hosts).map(ToString::to_string),
            )
            .collect()
        } else {
            Vec::new()
        };
        // If more of it is imported than was recorded, that is reported and explains the other
        // differences.
        if !package.entries.is_subset(&known.entries) || adds.is_empty() && lacks.is_empty() {
            return;
        }
        let place = Some(source.place(known.span.clone()));
        self.recorded.problems.push(problem(
            RecordTrouble::Differs { adds, lacks },
            &package.name,
            &known.version,
            place,
        ));
    }

    /// Adds uses that were found in a package to the programs that import it.
    fn add_observed(
        &mut self,
        observed: &Observed,
        number: usize,
        adds: &[String],
        hosts: &BTreeSet<RecordedHost>,
    ) {
        if adds.is_empty() && hosts.is_empty() {
            return;
        }
        let package = &observed.packages[number];
        let bringer = Arc::new(Bringer {
            name: package.name.clone(),
            version: package.manifest.1.clone(),
            chain: vec![package.name.clone()],
            is_build: false,
            is_recorded: false,
        });
        let roots: Vec<&String> = observed
            .roots
            .iter()
            .filter(|(_, root)| observed.reached(**root).contains(&number))
            .map(|(name, _)| name)
            .collect();
        for analysed in &mut self.programs {
            let import =
                analysed.program.missing.iter().find(|missing| roots.contains(&&missing.name));
            let Some(place) = import.map(|missing| missing.place.clone()) else { continue };
            for interface in adds {
                add_use(analysed, interface, &place, &bringer);
            }
            add_hosts(analysed, hosts, &place, &bringer);
        }
    }
}

/// The interfaces that a package uses and that are not recorded.
fn adds(package: &ObservedPackage, known: Option<&RecordedPackage>) -> Vec<String> {
    let is_known = |name: &&String| known.is_some_and(|known| known.uses.contains(*name));
    package.uses.keys().filter(|name| !is_known(name)).cloned().collect()
}
