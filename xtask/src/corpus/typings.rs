//! Compares the catalogue's names with the platform's published typings.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context as _, Result, ensure};
use privguide::{
    catalog::{Catalog, InterfaceForm, ProgramKind},
    internals::other_members,
};

use super::Package;

/// A problem if the typings lack names of the catalogue; retired rows may be missing.
pub(super) fn check(package: &Package, content: &Path) -> Result<Option<String>> {
    let path = content.join("types/wx/lib.wx.api.d.ts");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let known = members(&text);
    ensure!(known.len() > 100, "the typings of {} are written in another way", package.name);
    let is_known = |member: &str| known.contains(member);
    let mut missing = Vec::new();
    for kind in &package.kinds {
        let catalog = Catalog::for_kind(*kind);
        for interface in catalog.interfaces().iter().filter(|interface| !interface.retired) {
            if let InterfaceForm::Member { member } = &interface.form
                && !is_known(member)
                && !package.without.contains(&interface.name)
            {
                missing.push(format!("{} ({})", interface.name, kind.name()));
            }
        }
    }
    // A name that has been added again needs no exception.
    let known_now = |name: &&String| name.strip_prefix("wx.").is_some_and(is_known);
    missing.extend(
        package
            .without
            .iter()
            .filter(known_now)
            .map(|name| format!("{name} (has come back: drop it from `without`)")),
    );
    let mut problems = Vec::new();
    if !missing.is_empty() {
        problems
            .push(format!("names that the platform's typings do not have: {}", missing.join(", ")));
    }
    let (new, gone) = triage(&known, &package.kinds);
    if !new.is_empty() {
        problems.push(format!(
            "members that are in no table and on no reviewed list: {}",
            new.join(", ")
        ));
    }
    if !gone.is_empty() {
        problems.push(format!(
            "members of members.txt that the typings no longer have: {}",
            gone.join(", ")
        ));
    }
    Ok((!problems.is_empty()).then(|| problems.join("\n")))
}

/// Members that were not reviewed, and reviewed members that no longer exist.
fn triage<'k>(
    known: &BTreeSet<&'k str>,
    kinds: &[ProgramKind],
) -> (Vec<&'k str>, Vec<&'static str>) {
    let catalogs: Vec<Catalog> = kinds.iter().map(|kind| Catalog::for_kind(*kind)).collect();
    let reviewed = |member: &str| {
        other_members().get(member).is_some_and(|of| kinds.iter().any(|kind| of.contains(kind)))
    };
    let in_table =
        |member: &str| catalogs.iter().any(|catalog| catalog.script_names().contains(&member));
    let new =
        known.iter().copied().filter(|member| !in_table(member) && !reviewed(member)).collect();
    let gone = other_members()
        .keys()
        .copied()
        .filter(|member| reviewed(member) && !known.contains(member))
        .collect();
    (new, gone)
}

/// The members of `interface Wx`.
fn members(text: &str) -> BTreeSet<&str> {
    let body = text.lines().skip_while(|line| !line.starts_with("    interface Wx {")).skip(1);
    let mut found = BTreeSet::new();
    let mut in_comment = false;
    for line in body {
        if in_comment || line.trim_start().starts_with("/*") {
            in_comment = !line.contains("*/");
            continue;
        }
        if line == "    }" {
            break;
        }
        // Members are indented by two levels; deeper lines belong to their types.
        let Some(member) = line.strip_prefix("        ").filter(|rest| !rest.starts_with(' '))
        else {
            continue;
        };
        let member = member.strip_prefix("readonly ").unwrap_or(member);
        let end = member
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$')
            .unwrap_or(member.len());
        if end > 0 && member[end..].starts_with(['(', '<', ':', '?']) {
            found.insert(&member[..end]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_member_is_seen_and_one_that_went_too() {
        let all: BTreeSet<&str> = other_members()
            .iter()
            .filter(|(_, kinds)| kinds.contains(&ProgramKind::MiniGame))
            .map(|(name, _)| *name)
            .collect();
        let kinds = [ProgramKind::MiniGame];
        assert_eq!(triage(&all, &kinds), (Vec::new(), Vec::new()));
        let mut later = all.clone();
        later.insert("readFingerprint");
        later.insert("getFriendCloudStorage");
        later.remove("request");
        assert_eq!(triage(&later, &kinds), (vec!["readFingerprint"], vec!["request"]));
    }

    #[test]
    fn only_members_of_the_host_are_names() {
        let text = "\
    interface Other {
        getNothing(): void
    }
    interface Wx {
        /** says
        getComment(): void
    }
*/
        getLocation<T extends Option = Option>(
            inner: string
        ): void
        readonly env: Env
    }
    interface After {
        getLater(): void
    }
";
        assert_eq!(members(text).into_iter().collect::<Vec<_>>(), ["env", "getLocation"]);
    }
}
