//! There is a nickname input, but nothing asks for consent.

use crate::{
    program::Status,
    review::{Reviewed, context::Context, remark::Remark},
    scan::{Use, UseKind},
};

const NICKNAME: &str = "input[type=nickname]";

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    context
        .input
        .programs
        .iter()
        .filter(|reviewed| !has_consent_flow(reviewed))
        .filter_map(|reviewed| remark(context, reviewed))
        .collect()
}

/// True if any uploaded file asks for consent itself.
fn has_consent_flow(reviewed: &Reviewed<'_>) -> bool {
    reviewed.scan.consent.iter().any(|file| reviewed.status(file) != Some(Status::Outside))
}

fn remark(context: &Context<'_>, reviewed: &Reviewed<'_>) -> Option<Remark> {
    let uses = || reviewed.scan.uses.iter().filter(|found| found.kind != UseKind::Mention);
    // Another interface on the same page makes WeChat ask; usually it is `chooseAvatar` beside the
    // input.
    let alone = |nickname: &&Use| {
        uses().all(|other| {
            other.interface.name.contains("nickname") || other.place.file != nickname.place.file
        }) && reviewed.status(&nickname.place.file) == Some(Status::Reachable)
    };
    let silent: Vec<&Use> =
        uses().filter(|found| found.interface.name == NICKNAME).filter(alone).collect();
    if silent.is_empty() {
        return None;
    }
    let remark = Remark::new(
        "昵称输入框不会触发隐私弹窗：用户没有同意过，它就只是普通的输入框",
        "a nickname input never opens the privacy dialog: until the user has consented, it is a plain input",
    );
    Some(remark.about("UserInfo").at_uses(context, silent).help(
        "在显示它之前调用 wx.requirePrivacyAuthorize，或放一个 open-type=\"agreePrivacyAuthorization\" 的同意按钮",
        "call wx.requirePrivacyAuthorize before it is shown, or offer a button with open-type=\"agreePrivacyAuthorization\"",
    ))
}
