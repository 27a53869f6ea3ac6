//! The address of a call is only known at run time, although recipients are declared.

use crate::{
    language::Text,
    review::{context::Context, recipients::unknown, remark::Remark, third_parties::quoted},
    scan::Address,
};

/// One label for all calls that get their address from the same expression.
fn label(group: &[&Address]) -> Text {
    let giver = quoted(group[0].giver.as_deref().unwrap_or_default());
    match group.len() {
        1 => Text::new(format!("地址来自 {giver}"), format!("the address comes from {giver}")),
        calls => Text::new(
            format!("地址来自 {giver}，共 {calls} 处"),
            format!("the address comes from {giver}, as that of {calls} calls"),
        ),
    }
}

/// The maximum number of expressions that one finding shows.
const SHOWN: usize = 20;

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let open = unknown(context);
    // Until the first recipient is declared, the list is not expected to be complete.
    if open.is_empty() || context.declarations.recipients.is_empty() {
        return Vec::new();
    }
    let count = open.len();
    let en = if count == 1 {
        "the address of a call is only known at run time, so the recipient of the information is unknown"
            .to_owned()
    } else {
        format!(
            "the addresses of {count} calls are only known at run time, so the recipients of the information are unknown"
        )
    };
    let message = Text::new(format!("有 {count} 处请求的地址运行时才知道，看不出发给谁"), en);
    let mut remark = Remark::new(message.zh, message.en);
    let groups = Address::by_giver(open.into_iter());
    for group in groups.iter().take(SHOWN) {
        let label = label(group);
        remark = remark.at_labelled(group[0].place.clone(), label.zh, label.en);
    }
    if let Some(left) = groups.len().checked_sub(SHOWN).filter(|&left| left > 0) {
        remark = remark.help(
            format!("还有 {left} 种写法没有列出：cargo privguide list third-parties 全部列出"),
            format!("{left} more expressions are not shown: cargo privguide list third-parties shows them all"),
        );
    }
    vec![remark.help(
        "确认这些地址都是已声明的域名，再用 privguide-allow 写明理由；也可以把域名写成常量",
        "make sure that these are declared hosts and say so with privguide-allow, or write the host as a constant",
    )]
}
