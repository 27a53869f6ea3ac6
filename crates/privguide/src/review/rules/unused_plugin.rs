//! A declared plugin is not used by app.json.

use crate::{
    declaration::DeclaredParty,
    review::{context::Context, remark::Remark},
    suggest,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let used: Vec<String> = context
        .input
        .programs
        .iter()
        .flat_map(|reviewed| reviewed.program.plugins())
        .map(|plugin| plugin.provider)
        .collect();
    // The plugins are unknown if a framework generates app.json.
    let known = context.input.programs.iter().all(|reviewed| reviewed.program.config.app.is_some());
    let appid = |plugin: &DeclaredParty| {
        plugin.id.as_ref().map(|appid| appid.value.trim().to_owned()).unwrap_or_default()
    };
    let unused = context
        .declarations
        .plugins
        .iter()
        .filter(|plugin| known && !appid(plugin).is_empty() && !used.contains(&appid(plugin)));
    unused
        .map(|plugin| {
            let appid = appid(plugin);
            let remark = Remark::new(
                format!("声明了插件 {appid}，app.json 里没有用到"),
                format!("the plugin {appid} is declared, but app.json does not use it"),
            )
            .at(context.declared_at(plugin.id.as_ref().map_or(&plugin.span, |appid| &appid.span)));
            match suggest::nearest(&appid, used.iter().map(String::as_str)) {
                Some(near) => remark.help(
                    format!("AppID 写错了吗？app.json 里是 {near}"),
                    format!("is the appid misspelt? app.json has {near}"),
                ),
                None => remark.help(
                    "不再使用就删去这个 [[plugin]]",
                    "remove this [[plugin]] when it is no longer used",
                ),
            }
        })
        .collect()
}
