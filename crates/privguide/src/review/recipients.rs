//! Matches the hosts that programs connect to with the declared recipients.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use crate::{
    catalog::{Channel, ThirdParty, third_parties},
    declaration::{Declarations, DeclaredParty},
    language::Text,
    program::Status,
    scan::Address,
    tree::TreePath,
};

/// A host that information can reach.
pub(super) struct ReachedHost<'a> {
    pub(super) host: &'a str,
    /// Every place that connects to it or names it; places that transmit information come first.
    pub(super) addresses: Vec<&'a Address>,
    /// The third party that it is known to belong to.
    pub(super) party: Option<&'a ThirdParty>,
}

impl ReachedHost<'_> {
    /// How information is sent to it: uploadFile, request.
    pub(super) fn channels(&self) -> Text {
        let channels: BTreeSet<Channel> = self
            .addresses
            .iter()
            .map(|address| address.channel)
            .filter(|channel| channel.carries_information())
            .collect();
        let names = |name: fn(Channel) -> &'static str| {
            channels.iter().map(|&channel| name(channel)).collect::<Vec<_>>()
        };
        Text::new(names(channel_zh).join("、"), names(channel_en).join(", "))
    }

    /// True if a finding may state that it belongs to a third party.
    pub(super) fn is_known(&self) -> bool {
        self.party.is_some_and(ThirdParty::is_sure)
    }
}

const fn channel_zh(channel: Channel) -> &'static str {
    match channel {
        Channel::Request => "请求",
        Channel::Upload => "上传文件",
        Channel::Socket => "WebSocket",
        Channel::WebView => "网页 web-view",
        Channel::Stream => "直播推流",
        Channel::Library => "请求库",
        Channel::Download => "下载",
        Channel::Media => "图片",
        Channel::Cloud => "云函数",
        Channel::MiniProgram => "小程序",
        Channel::Named => "文字",
    }
}

const fn channel_en(channel: Channel) -> &'static str {
    match channel {
        Channel::Request => "requests",
        Channel::Upload => "files are uploaded",
        Channel::Socket => "WebSocket",
        Channel::WebView => "pages in web-view",
        Channel::Stream => "live streams",
        Channel::Library => "a library for requests",
        Channel::Download => "downloads",
        Channel::Media => "pictures",
        Channel::Cloud => "cloud functions",
        Channel::MiniProgram => "Mini Programs",
        Channel::Named => "text",
    }
}

/// Addresses in uploaded files.
fn uploaded<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a Address> {
    let of = |reviewed: &'a super::Reviewed<'a>| {
        let is_uploaded = move |address: &&Address| {
            address.bringer.is_some()
                || reviewed.status(&address.place.file) != Some(Status::Outside)
        };
        reviewed.scan.addresses.iter().filter(is_uploaded)
    };
    context.input.programs.iter().flat_map(of)
}

/// Every host that information can reach, except for local machines and the platform's hosts. Hosts
/// that the code of a known third party connects to are declared with that third party.
pub(super) fn reached<'a>(context: &Context<'a>) -> Vec<ReachedHost<'a>> {
    let parties = context.declarations.third_parties();
    let of_program = |reviewed: &'a super::Reviewed<'a>| {
        let signs = reviewed.scan.third_parties.iter();
        signs.filter(move |sign| sign.is_in_its_code(reviewed.program, parties))
    };
    let theirs: BTreeSet<&TreePath> = (context.input.programs.iter().flat_map(of_program))
        .filter(|sign| parties.get(&sign.party).is_some_and(ThirdParty::is_sure))
        .map(|sign| &sign.place.file)
        .collect();
    let is_theirs = |address: &Address| match &address.bringer {
        Some(bringer) => bringer.chain.iter().any(|package| is_of_third_party(package)),
        None => theirs.contains(&address.place.file),
    };
    let mut hosts: BTreeMap<&str, Vec<&Address>> = BTreeMap::new();
    for address in uploaded(context).filter(|address| !is_theirs(address)) {
        if let Some(host) = address.host() {
            hosts.entry(host).or_default().push(address);
        }
    }
    hosts.retain(|_, found| found.iter().any(|address| address.carries_away()));
    let reached = hosts.into_iter().map(|(host, mut addresses)| {
        addresses.sort_by_key(|address| (!address.channel.carries_information(), *address));
        ReachedHost { host, addresses, party: context.declarations.third_parties().of_host(host) }
    });
    reached.filter(|reached| reached.party.is_none_or(|party| !party.platform)).collect()
}

/// Whether a package belongs to a known third party. The packages that it imports then count as the
/// third party's, too.
fn is_of_third_party(package: &str) -> bool {
    third_parties()
        .iter()
        .any(|party| party.is_sure() && party.npm.iter().any(|name| name == package))
}

/// Calls in the developers' own code that transmit information to an address which is only known at
/// run time.
pub(super) fn unknown<'a>(context: &Context<'a>) -> Vec<&'a Address> {
    let open = uploaded(context)
        .filter(|address| address.origin.is_none() && address.channel.carries_information());
    open.filter(|address| !context.is_third_party(&address.place.file)).collect()
}

/// Whether a host belongs to a recipient, by its declaration or by the catalogue's row for the
/// declared id.
pub(super) fn means(declarations: &Declarations, recipient: &DeclaredParty, host: &str) -> bool {
    let of_row = || {
        recipient
            .id
            .as_ref()
            .zip(declarations.third_parties().of_host(host))
            .is_some_and(|(id, party)| party.id == id.value)
    };
    recipient.has(host) || of_row()
}

/// Every host that occurs in the programs, in any form.
pub(super) fn occurring<'a>(context: &Context<'a>) -> BTreeSet<&'a str> {
    uploaded(context).filter_map(Address::host).collect()
}
