//! None of the hosts of a declared recipient is in the program.

use crate::{
    origin::is_meant,
    review::{
        context::Context,
        recipients::{means, occurring, unknown},
        remark::Remark,
    },
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    // An address that is only known at run time may be that of any host.
    if !unknown(context).is_empty() {
        return Vec::new();
    }
    let hosts = occurring(context);
    let mut remarks = Vec::new();
    for recipient in &context.declarations.recipients {
        if recipient.hosts.is_empty()
            || hosts.iter().any(|host| means(context.declarations, recipient, host))
        {
            // Some host of the recipient is present; each pattern that matches no host is a typo or
            // outdated.
            let idle = recipient
                .hosts
                .iter()
                .filter(|pattern| !hosts.iter().any(|host| is_meant(host, &pattern.value)));
            remarks.extend(
                idle.map(|pattern| remark(&pattern.value).at(context.declared_at(&pattern.span))),
            );
            continue;
        }
        let names: Vec<&str> = recipient.hosts.iter().map(|host| host.value.as_str()).collect();
        remarks.push(remark(&names.join(", ")).at(context.declared_at(&recipient.span)));
    }
    remarks
}

fn remark(hosts: &str) -> Remark {
    Remark::new(
        format!("声明了 {hosts}，程序里没有这个域名"),
        format!("{hosts} is declared, and the program names no such host"),
    )
    .help(
        "已经不用就删去；写错了就改正",
        "remove it if it is not used any more, correct it if it is misspelt",
    )
}
