//! `requiredPrivateInfos` lists an interface that is not used, or lists one twice.

use crate::review::{
    configuration::{PRIVATE_INFOS, private_infos},
    context::Context,
    remark::Remark,
    rules::missing_private_info::used,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for reviewed in context.input.programs {
        let Some((settings, member)) = private_infos(context, reviewed) else { continue };
        let used = used(reviewed);
        let mut seen: Vec<&str> = Vec::new();
        for item in member.node.items() {
            let Some(name) = item.as_str().filter(|name| PRIVATE_INFOS.contains(name)) else {
                continue;
            };
            let place = settings.at(&item.range);
            if seen.contains(&name) {
                remarks.push(
                    Remark::new(
                        format!("requiredPrivateInfos 里 `{name}` 写了两次"),
                        format!("requiredPrivateInfos lists `{name}` twice"),
                    )
                    .at(place)
                    .help(
                        "删去多余的一个；官方工具不会提示",
                        "remove one of them; the official tool does not report this",
                    ),
                );
                continue;
            }
            seen.push(name);
            if !used.contains_key(name) && reviewed.scan.unresolved.is_empty() {
                remarks.push(
                    Remark::new(
                        format!("requiredPrivateInfos 列出了 `{name}`，代码里没有用到"),
                        format!("requiredPrivateInfos lists `{name}`, but the code does not use it"),
                    )
                    .at(place)
                    .help(
                        "用不到就删去：开通这些接口要向平台说明理由；官方工具不会提示",
                        "remove it: these interfaces have to be justified to the platform; the official tool does not report this",
                    ),
                );
            }
        }
    }
    remarks
}
