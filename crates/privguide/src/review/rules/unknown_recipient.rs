//! A call whose address is only known at run time, although the recipients are declared.

use crate::{
    language::Text,
    review::{context::Context, recipients::unknown, remark::Remark},
};

/// Places that one finding shows.
const SHOWN: usize = 20;

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let open = unknown(context);
    // Before the first recipient is declared, the list does not claim to be complete.
    if open.is_empty() || context.said.recipients.is_empty() {
        return Vec::new();
    }
    let count = open.len();
    let en = if count == 1 {
        "the address of a call is only known at run time: nothing says who gets the information".to_owned()
    } else {
        format!("the addresses of {count} calls are only known at run time: nothing says who gets the information")
    };
    let message = Text::new(format!("有 {count} 处请求的地址运行时才知道，看不出发给谁"), en);
    let mut remark = Remark::new(message.zh, message.en);
    for address in open.iter().take(SHOWN) {
        remark = remark.at(address.place.clone());
    }
    vec![remark.help(
        "确认这些地址都是已声明的域名，再用 privguide-allow 写明理由；也可以把域名写成常量",
        "make sure that these are declared hosts and say so with privguide-allow, or write the host as a constant",
    )]
}
