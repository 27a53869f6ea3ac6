//! `ext.json` replaces the list of `app.json`.

use crate::review::{configuration, context::Context, remark::Remark};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for reviewed in context.input.programs {
        let lists = configuration::app(reviewed)
            .and_then(|app| Some((app, app.get("requiredPrivateInfos")?)))
            .zip(
                configuration::ext(reviewed)
                    .and_then(|ext| Some((ext, ext.get("requiredPrivateInfos")?))),
            );
        let Some(((app, own), (ext, other))) = lists else { continue };
        let mut names: Vec<_> = own.node.items().iter().map(|item| item.as_str()).collect();
        let mut others: Vec<_> = other.node.items().iter().map(|item| item.as_str()).collect();
        names.sort_unstable();
        others.sort_unstable();
        if names == others {
            continue;
        }
        remarks.push(
            Remark::new(
                "ext.json 的 requiredPrivateInfos 会整个替换 app.json 里的，两边不会合并",
                "requiredPrivateInfos in ext.json replaces the one in app.json, they are not merged",
            )
            .at(app.at(&own.key_range))
            .decided_by(ext.at(&other.key_range), "以这里为准", "this one counts")
            .help(
                "把需要的接口都写进 ext.json，两处保持一致；官方工具不会提示",
                "list every interface you need in ext.json and keep both the same; the official tool does not report this",
            ),
        );
    }
    remarks
}
