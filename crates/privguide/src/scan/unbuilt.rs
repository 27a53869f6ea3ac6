//! Files of a framework's program that use interfaces, although nothing leads to them.
//!
//! Which sources are built is found by following imports, page lists and tags; code that computes a
//! name can lead to a file that is not found in this way. So the files that are left out are
//! searched for the words of interfaces, and those that contain some are named in a note.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::script::{Hosts, ProgramRecords, is_word, places};
use crate::{
    catalog::{Catalog, InterfaceForm},
    framework,
    program::Program,
    records::{Records, digest},
    tree::{SourceTree, TreePath},
};

/// A file that is not built as far as is known, and the interfaces with an information type that
/// its text names, sorted.
pub(crate) type UnbuiltFile = (TreePath, Vec<String>);

/// The files that nothing leads to and that name interfaces, sorted by path.
pub(super) fn unbuilt(
    tree: &dyn SourceTree,
    program: &Program,
    hosts: &Hosts,
    catalog: &Catalog,
    records: Option<ProgramRecords<'_>>,
) -> Vec<UnbuiltFile> {
    let files: Vec<&TreePath> =
        program.unreached().filter(|path| framework::is_source(path)).collect();
    let (records, ground) = records.map(|records| (records.records, records.ground)).unzip();
    let look = |path: &&TreePath| {
        let source = tree.source(path).ok()?;
        let key = || digest(&("unbuilt", ground, source.digest()));
        let names: Vec<String> =
            Records::take(records, key, || named(source.text(), hosts, catalog));
        (!names.is_empty()).then(|| ((*path).clone(), names))
    };
    files.par_iter().filter_map(look).collect()
}

/// The interfaces that a text names: `wx.getLocation`, a member imported from a module of the host,
/// an attribute or element of a template.
fn named(text: &str, hosts: &Hosts, catalog: &Catalog) -> Vec<String> {
    let imports_host =
        hosts.modules.iter().any(|module| text.contains(module.specifier.trim_start_matches('*')));
    let members = members_of_hosts(text, hosts);
    let has_factory =
        |object: &str| members.iter().any(|name| catalog.factory(name) == Some(object));
    let mut found = BTreeSet::new();
    for row in catalog.interfaces().iter().filter(|row| !row.information.is_empty()) {
        let is_named = match &row.form {
            InterfaceForm::Member { member } => {
                members.contains(member.as_str())
                    || imports_host && places(text, member).any(|at| !text[..at].ends_with('.'))
            }
            InterfaceForm::Scope { scope } => places(text, scope).next().is_some(),
            InterfaceForm::Attribute { attribute, value, .. } => places(text, value).any(|at| {
                let before = text[..at].trim_end_matches(['"', '\'', '{', ' ']);
                let before = before.strip_suffix('=').unwrap_or_default();
                before.ends_with(attribute.as_str())
                    || before.ends_with(&framework::camel(attribute))
            }),
            InterfaceForm::Element { tag } => {
                places(text, tag).any(|at| text[..at].ends_with('<'))
                    || imports_components(text, hosts)
                        && places(text, &framework::pascal(tag)).any(|at| text[..at].ends_with('<'))
            }
            // The object comes from a member of the host; a method alone may be any.
            InterfaceForm::Method { object, method } => {
                has_factory(object) && places(text, method).any(|at| text[..at].ends_with('.'))
            }
        };
        if is_named {
            found.insert(row.name.clone());
        }
    }
    found.into_iter().collect()
}

/// The names behind the host and a dot: `wx.getLocation`, `uni?.getLocation`.
fn members_of_hosts<'t>(text: &'t str, hosts: &'t Hosts) -> BTreeSet<&'t str> {
    let exported = hosts.modules.iter().flat_map(|module| &module.hosts);
    let names = hosts.globals.iter().map(|global| &global.name).chain(exported);
    let member = |behind: &'t str| {
        let behind = behind.trim_start();
        let name = behind.strip_prefix('?').unwrap_or(behind).strip_prefix('.')?.trim_start();
        let end = name.find(|letter| !is_word(letter)).unwrap_or(name.len());
        Some(&name[..end])
    };
    names
        .flat_map(|name| places(text, name).map(|at| &text[at + name.len()..]))
        .filter_map(member)
        .collect()
}

fn imports_components(text: &str, hosts: &Hosts) -> bool {
    hosts.components.iter().any(|module| text.contains(module.trim_start_matches('*')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalog::ProgramKind, scan::script::HostModule};

    #[test]
    fn a_text_names_interfaces_in_every_form() {
        let catalog = Catalog::for_kind(ProgramKind::MiniProgram);
        let mut hosts = Hosts::native();
        for (text, expected) in [
            ("wx.getLocation()", vec!["wx.getLocation"]),
            (
                "我wx.a; （wx?.getLocation()）; wx\n .chooseImage()",
                vec!["wx.chooseImage", "wx.getLocation"],
            ),
            ("own.getLocation(); getLocation(); wx.getLocations()", vec![]),
            ("import { getLocation } from '@tarojs/taro'", vec![]),
            ("<button open-type=\"getPhoneNumber\"/>", vec!["button[open-type=getPhoneNumber]"]),
            ("<Button openType={'getPhoneNumber'}/>", vec!["button[open-type=getPhoneNumber]"]),
            ("<camera/>", vec!["camera"]),
            ("wx.getRecorderManager().start()", vec!["RecorderManager.start"]),
            ("timer.start()", vec![]),
        ] {
            assert_eq!(named(text, &hosts, &catalog), expected, "{text}");
        }
        hosts.modules.push(HostModule {
            specifier: "@tarojs/taro".to_owned(),
            hosts: vec!["Taro".to_owned()],
        });
        for text in
            ["import { getLocation } from '@tarojs/taro'", "'@tarojs/taro'; Taro.getLocation()"]
        {
            assert_eq!(named(text, &hosts, &catalog), ["wx.getLocation"], "{text}");
        }
    }
}
