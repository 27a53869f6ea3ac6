//! Information can reach a host, but no declaration says whose host it is.
//!
//! An unknown host is not assumed to belong to a third party, because most belong to the developer.
//! So, until the first recipient is declared, one finding asks about all hosts; after that, the
//! list of recipients is expected to be complete.

use crate::{
    language::Text,
    review::{
        Level,
        context::Context,
        recipients::{ReachedHost, reached, unknown},
        remark::Remark,
    },
};

/// The maximum number of hosts that a message names; every host has a place.
const NAMED: usize = 3;

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut open = reached(context);
    open.retain(|reached| context.declarations.party_of_host(reached.host).is_none());
    if open.is_empty() {
        return Vec::new();
    }
    if context.declarations.recipients.is_empty() {
        vec![question(context, &open)]
    } else {
        open.iter().map(demand).collect()
    }
}

/// One question about all hosts, before any recipient is declared.
fn question(context: &Context<'_>, open: &[ReachedHost<'_>]) -> Remark {
    let count = open.len();
    let hosts: Vec<&str> = open.iter().take(NAMED).map(|reached| reached.host).collect();
    let (more_zh, more_en) = if count > NAMED { (" 等", " …") } else { ("", "") };
    let hosts_en = if count == 1 { "a host" } else { "hosts" };
    let verb = if count == 1 { "it is" } else { "they are" };
    let mut remark = Remark::new(
        format!(
            "信息会发到 {count} 个域名，没有声明是自己的还是第三方的：{}{more_zh}",
            hosts.join("、")
        ),
        format!(
            "information can get to {hosts_en} ({}{more_en}), and it is not declared whose {verb}: your own or a third party's",
            hosts.join(", ")
        ),
    );
    for reached in open {
        remark = at(remark, reached);
    }
    remark = remark.help(
        "自己的域名：在 privguide.toml 里写 [[recipient]]，hosts = [\"…\"]，role = \"own\"；一次写全，*.shop.example 表示它下面的所有域名",
        "your own hosts: add [[recipient]] with hosts = [\"…\"] and role = \"own\" to privguide.toml, once for all; *.shop.example means every \
         host below it",
    );
    remark = remark.help(
        "别人的域名：另写 [[recipient]]，写明名称、身份（processor 受托处理、third-party 第三方）、哪些信息、作何用途",
        "somebody else's: add [[recipient]] with its name, its role (processor or third-party), what it handles and why",
    );
    match unknown(context).len() {
        0 => remark,
        calls => remark.help(
            format!("另有 {calls} 处请求的地址运行时才知道：cargo privguide list third-parties 列出"),
            format!(
                "the addresses of {calls} more calls are only known at run time: cargo privguide list third-parties shows them"
            ),
        ),
    }
}

fn demand(reached: &ReachedHost<'_>) -> Remark {
    let (host, channels) = (reached.host, reached.channels());
    let remark = Remark::new(
        format!("信息会发到 {host}（{}），privguide.toml 里没有声明它是谁的", channels.zh),
        format!(
            "information can get to {host} ({}), and privguide.toml does not say whose it is",
            channels.en
        ),
    );
    at(remark, reached).level(Level::Error).help(
        "写进 [[recipient]]：自己的用 role = \"own\"，别人的写明名称、身份、哪些信息、作何用途",
        "add it to a [[recipient]]: role = \"own\" for your own, else its name, its role, what it handles and why",
    )
}

/// Adds the place of one host, with its known owner.
fn at(remark: Remark, reached: &ReachedHost<'_>) -> Remark {
    let Some(first) = reached.addresses.first() else { return remark };
    let (host, channels) = (reached.host, reached.channels());
    let mut label = match reached.party {
        Some(party) => Text::new(
            format!("{host}（{}）：{}", channels.zh, party.name.zh),
            format!("{host} ({}): {}", channels.en, party.name.en),
        ),
        None => {
            Text::new(format!("{host}（{}）", channels.zh), format!("{host} ({})", channels.en))
        }
    };
    if let Some(bringer) = &first.bringer {
        let Text { zh, en } = bringer.text();
        label = Text::new(format!("{}，{zh}", label.zh), format!("{}, {en}", label.en));
    }
    remark.at_labelled(first.place.clone(), label.zh, label.en)
}
