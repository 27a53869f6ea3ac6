//! The code replaces the privacy dialog but offers no way to consent: no button or, in a mini game,
//! no report of the consent.

use crate::{
    catalog::ProgramKind,
    review::{Reviewed, consent::Consent, context::Context, remark::Remark},
    tree::Place,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    context.input.programs.iter().filter_map(|reviewed| remark_on(context, reviewed)).collect()
}

fn remark_on(context: &Context<'_>, reviewed: &Reviewed<'_>) -> Option<Remark> {
    let consent = Consent::in_program(context.input.tree, reviewed);
    if consent.listeners.is_empty() {
        return None;
    }
    match reviewed.program.kind {
        // If the handler may be passed to a file that contains no words of the flow, nothing is
        // reported.
        ProgramKind::MiniGame => {
            let hands_on = consent.listeners.len() != 1;
            (!consent.is_reported && !hands_on && !is_handed_on(context, &consent.listeners))
                .then(|| in_game(consent.listeners))
        }
        ProgramKind::MiniProgram | ProgramKind::Plugin => {
            consent.buttons.is_empty().then(|| without_button(consent.listeners))
        }
    }
}

/// True if the listener's argument is stored, so that another file may report the consent.
fn is_handed_on(context: &Context<'_>, listeners: &[Place]) -> bool {
    listeners.iter().any(|place| {
        let Some(source) = context.source(&place.file) else { return true };
        // The arguments of the call: a name instead of a function, or a function that stores the
        // name of its argument.
        let rest = source.text().get(place.end..).unwrap_or("");
        let body = rest.split_once(';').map_or(rest, |(body, _)| body);
        !(body.contains("=>") || body.contains("function"))
            || body.contains(" = ")
            || rest.contains("resolve(")
    })
}

fn in_game(listeners: Vec<Place>) -> Remark {
    let remark = Remark::new(
        "小游戏接管了隐私弹窗（wx.onNeedPrivacyAuthorization），却没有上报用户的同意",
        "the mini game takes the privacy dialog over (wx.onNeedPrivacyAuthorization) and never reports the user's consent",
    );
    listeners.into_iter().fold(remark, Remark::at).help(
        "用户点了同意之后，在触摸事件里调用 resolve({ event: 'agree' })；或去掉监听，由微信显示弹窗",
        "call resolve({ event: 'agree' }) in the touch handler of your dialog, or remove the listener and let WeChat show its own",
    )
}

fn without_button(listeners: Vec<Place>) -> Remark {
    let remark = Remark::new(
        "接管了隐私弹窗（wx.onNeedPrivacyAuthorization），却没有同意按钮",
        "the privacy dialog is taken over (wx.onNeedPrivacyAuthorization), but there is no consent button",
    );
    listeners.into_iter().fold(remark, Remark::at).help(
        "在弹窗里放上 <button id=\"agree\" open-type=\"agreePrivacyAuthorization\">，或去掉监听，由微信显示弹窗",
        "put <button id=\"agree\" open-type=\"agreePrivacyAuthorization\"> into your dialog, or remove the listener and let WeChat \
         show its own",
    )
}
