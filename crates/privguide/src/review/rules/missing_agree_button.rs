//! The code takes over the privacy dialog and offers no consent button.

use crate::review::{consent::Consent, context::Context, remark::Remark};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let consents = context.input.programs.iter().map(|reviewed| Consent::of(context.input.tree, reviewed));
    let without = consents.filter(|consent| !consent.listeners.is_empty() && consent.buttons.is_empty());
    without
        .map(|consent| {
            let remark = Remark::new(
                "接管了隐私弹窗（wx.onNeedPrivacyAuthorization），却没有同意按钮",
                "the privacy dialog is taken over (wx.onNeedPrivacyAuthorization), but there is no consent button",
            );
            consent.listeners.into_iter().fold(remark, Remark::at).help(
                "在弹窗里放上 <button id=\"agree\" open-type=\"agreePrivacyAuthorization\">，或去掉监听，由微信显示弹窗",
                "put <button id=\"agree\" open-type=\"agreePrivacyAuthorization\"> into your dialog, or remove the listener and let WeChat \
                 show its own",
            )
        })
        .collect()
}
