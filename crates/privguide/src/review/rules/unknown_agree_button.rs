//! Consent is given with the id of a button that does not exist.

use std::collections::HashSet;

use crate::{
    catalog::ProgramKind,
    review::{consent::Consent, context::Context, remark::Remark},
};

/// The maximum number of buttons that are shown for comparison with the unknown id.
const SHOWN: usize = 5;

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    // A mini game has no buttons.
    let programs = context
        .input
        .programs
        .iter()
        .filter(|reviewed| reviewed.program.kind != ProgramKind::MiniGame);
    for consent in programs.map(|reviewed| Consent::in_program(context.input.tree, reviewed)) {
        // If there is no button, another rule reports it; an id that is only known at run time may
        // be any.
        if consent.buttons.is_empty() || consent.buttons.iter().any(|(id, _)| id.contains('{')) {
            continue;
        }
        let known: HashSet<&str> = consent.buttons.iter().map(|(id, _)| id.as_str()).collect();
        for (id, place) in consent.button_ids.iter().filter(|(id, _)| !known.contains(id.as_str()))
        {
            let mut remark = Remark::new(
                format!("buttonId 写的是 `{id}`，没有这个 id 的同意按钮"),
                format!("buttonId is `{id}`, and no consent button has this id"),
            )
            .at(place.clone());
            for (known, button) in consent.buttons.iter().take(SHOWN) {
                remark = match known.as_str() {
                    "" => remark.decided_by(
                        button.clone(),
                        "同意按钮没有 id",
                        "the consent button has no id",
                    ),
                    known => remark.decided_by(
                        button.clone(),
                        format!("同意按钮的 id 是 {known}"),
                        format!("the consent button's id is {known}"),
                    ),
                };
            }
            remarks.push(remark.help(
                "让 buttonId 和同意按钮的 id 一致，否则同意不会生效",
                "make both the same, or the consent has no effect",
            ));
        }
    }
    remarks
}
