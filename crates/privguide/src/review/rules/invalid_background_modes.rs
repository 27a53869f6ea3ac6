//! The official tool rejects `requiredBackgroundModes`, or it lacks a mode that the code needs.

use crate::{
    catalog::ProgramKind,
    program::{JsonNode, JsonValue},
    review::{
        Level, Reviewed,
        configuration::{self, ConfigObject, is_array, wrong_type},
        context::Context,
        remark::Remark,
        rules::missing_private_info::used,
    },
    suggest,
};

const MODES: [&str; 2] = ["audio", "location"];

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let programs = context
        .input
        .programs
        .iter()
        .filter(|reviewed| reviewed.program.kind == ProgramKind::MiniProgram);
    programs
        .filter_map(|reviewed| Some(remarks_on(context, reviewed, configuration::app(reviewed)?)))
        .flatten()
        .collect()
}

fn remarks_on(
    context: &Context<'_>,
    reviewed: &Reviewed<'_>,
    app: ConfigObject<'_>,
) -> Vec<Remark> {
    let modes = app.get("requiredBackgroundModes").map(|member| &member.node);
    if let Some(modes) = modes.filter(|modes| !is_array(modes)) {
        return vec![refused(
            app,
            modes,
            "requiredBackgroundModes 应当是数组",
            "requiredBackgroundModes must be an array",
        )];
    }
    let items = modes.map(JsonNode::items).unwrap_or_default();
    let mut remarks = Vec::new();
    for item in items {
        match &item.value {
            JsonValue::String(mode) if MODES.contains(&mode.as_str()) => {}
            JsonValue::String(mode) => {
                let near = suggest::nearest(mode, MODES);
                let remark = Remark::new(
                    format!("requiredBackgroundModes 里的 `{mode}` 不起作用"),
                    format!("`{mode}` in requiredBackgroundModes has no effect"),
                )
                .level(Level::Warning)
                .at(app.at(&item.range));
                remarks.push(match near {
                    Some(near) => remark.help(
                        format!("你是不是想写 `{near}`？"),
                        format!("did you mean `{near}`?"),
                    ),
                    None => remark.help(
                        "只有 audio 和 location 两种；官方工具不会提示",
                        "there are only audio and location; the official tool does not report this",
                    ),
                });
            }
            _ => remarks.push(refused(
                app,
                item,
                "requiredBackgroundModes 的每一项应当是字符串",
                "each of requiredBackgroundModes must be a string",
            )),
        }
    }
    let background = used(reviewed).remove("startLocationUpdateBackground");
    if let Some(uses) =
        background.filter(|_| !items.iter().any(|item| item.as_str() == Some("location")))
    {
        let place = app
            .get("requiredBackgroundModes")
            .map_or(app.node.range.start..app.node.range.start + 1, |member| {
                member.key_range.clone()
            });
        remarks.push(
            Remark::new(
                "用到了 wx.startLocationUpdateBackground，requiredBackgroundModes 里没有 location",
                "wx.startLocationUpdateBackground is used, but requiredBackgroundModes lacks location",
            )
            .at_uses(context, uses)
            .decided_by(app.at(&place), "这里要写上 location", "location must be listed here")
            .help(
                format!("在 {} 里写 \"requiredBackgroundModes\": [\"location\"]", app.name()),
                format!("write \"requiredBackgroundModes\": [\"location\"] in {}", app.name()),
            ),
        );
    }
    remarks
}

fn refused(app: ConfigObject<'_>, node: &JsonNode, zh: &str, en: &str) -> Remark {
    let (type_zh, type_en) = wrong_type(node);
    Remark::new(format!("{zh}，写成了{type_zh}"), format!("{en}, not {type_en}"))
        .at(app.at(&node.range))
        .help(
            "写成 [\"location\"] 这样的列表；官方工具会报错（10009）",
            "write a list such as [\"location\"]; the official tool fails (10009)",
        )
}
