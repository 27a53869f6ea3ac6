//! app.json uses a plugin that is not declared.

use std::collections::HashSet;

use crate::review::{context::Context, remark::Remark};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let appids = context.declarations.plugins.iter().filter_map(|plugin| plugin.id.as_ref());
    let declared: HashSet<&str> = appids.map(|appid| appid.value.as_str()).collect();
    let used = context.input.programs.iter().flat_map(|reviewed| reviewed.program.plugins());
    used.filter(|plugin| {
        !plugin.provider.is_empty() && !declared.contains(plugin.provider.as_str())
    })
    .map(|plugin| {
        let alias = &plugin.alias;
        Remark::new(
            format!("用到了插件 `{alias}`，privguide.toml 里没有声明"),
            format!("the plugin `{alias}` is used, and privguide.toml does not declare it"),
        )
        .at(plugin.place)
        .help(
            "运行 cargo privguide declare 补上 [[plugin]]，再写明插件的名称和提供方",
            "run cargo privguide declare, then fill in the plugin's name and provider",
        )
    })
    .collect()
}
