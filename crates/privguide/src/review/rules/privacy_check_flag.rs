//! `__usePrivacyCheck__` does not disable anything.

use crate::{
    catalog::ProgramKind,
    review::{
        Level,
        configuration::{self, wrong_type},
        context::Context,
        remark::Remark,
    },
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for reviewed in context
        .input
        .programs
        .iter()
        .filter(|reviewed| reviewed.program.kind == ProgramKind::MiniProgram)
    {
        let Some((app, flag)) = configuration::app(reviewed)
            .and_then(|app| Some((app, app.get("__usePrivacyCheck__")?)))
        else {
            continue;
        };
        match flag.node.as_bool() {
            Some(true) => {}
            None if flag.node.is_open() => {}
            Some(false) => remarks.push(
                Remark::new(
                    "`__usePrivacyCheck__: false` 关不掉隐私授权",
                    "`__usePrivacyCheck__: false` does not switch the privacy check off",
                )
                .level(Level::Warning)
                .at(app.at(&flag.node.range))
                .help(
                    "2023 年 10 月 17 日起隐私授权对所有小程序生效，这个字段已经不起作用，删去即可；官方工具不会提示",
                    "since 17 October 2023 the check is on for every program, and the flag has no effect: remove it; the official tool does not report this",
                ),
            ),
            None => {
                let (zh, en) = wrong_type(&flag.node);
                remarks.push(
                    Remark::new(
                        format!("`__usePrivacyCheck__` 应当是布尔值，写成了{zh}"),
                        format!("`__usePrivacyCheck__` must be a boolean, not {en}"),
                    )
                    .at(app.at(&flag.node.range))
                    .help(
                        "删去它，或写成 true；官方工具会报错（10009）",
                        "remove it or write true; the official tool fails (10009)",
                    ),
                );
            }
        }
    }
    remarks
}
