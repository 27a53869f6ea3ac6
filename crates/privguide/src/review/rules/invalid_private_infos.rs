//! The official tool rejects `requiredPrivateInfos`.

use crate::{
    catalog::ProgramKind,
    language::Text,
    program::JsonNode,
    review::{
        Fix, Level, Reviewed,
        configuration::{
            self, ConfigObject, PRECISE, PRIVATE_INFOS, by_service_provider, is_array,
            private_infos, wrong_type,
        },
        context::Context,
        remark::Remark,
    },
    suggest,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for reviewed in context.input.programs {
        remarks.extend(names_of_app(reviewed));
        remarks.extend(names_of_ext(context, reviewed));
        if let Some((settings, member)) = private_infos(context, reviewed) {
            remarks.extend(clash(settings, &member.node));
        }
    }
    remarks
}

fn names_of_app<'a>(reviewed: &'a Reviewed<'a>) -> Vec<Remark> {
    let listed =
        configuration::app(reviewed).filter(|_| reviewed.program.kind == ProgramKind::MiniProgram);
    listed
        .and_then(|app| Some(names(app, &app.get("requiredPrivateInfos")?.node)))
        .unwrap_or_default()
}

fn names_of_ext<'a>(context: &Context<'_>, reviewed: &'a Reviewed<'a>) -> Vec<Remark> {
    let listed = configuration::ext(reviewed)
        .and_then(|ext| Some(names(ext, &ext.get("requiredPrivateInfos")?.node)));
    let remarks = listed.unwrap_or_default();
    if by_service_provider(context) {
        return remarks;
    }
    let ignored = |remark: Remark| {
        remark.level(Level::Warning).help(
            "ext.json 只对第三方平台代开发的小程序生效，普通帐号会忽略它",
            "ext.json only counts for programs that a service provider develops; other accounts ignore it",
        )
    };
    remarks.into_iter().map(ignored).collect()
}

fn names(settings: ConfigObject<'_>, list: &JsonNode) -> Vec<Remark> {
    let file = settings.name();
    if !is_array(list) {
        let (zh, en) = wrong_type(list);
        let remark = Remark::new(
            format!("{file} 的 requiredPrivateInfos 应当是数组，写成了{zh}"),
            format!("requiredPrivateInfos in {file} must be an array, not {en}"),
        )
        .at(settings.at(&list.range))
        .help(
            "写成 [\"getLocation\"] 这样的列表；官方工具会报错（10009）",
            "write a list such as [\"getLocation\"]; the official tool fails (10009)",
        );
        return vec![remark];
    }
    let unknown = list
        .items()
        .iter()
        .filter(|item| !item.is_open())
        .filter(|item| item.as_str().is_none_or(|name| !PRIVATE_INFOS.contains(&name)));
    unknown.map(|item| unknown_name(settings, item)).collect()
}

fn unknown_name(settings: ConfigObject<'_>, item: &JsonNode) -> Remark {
    let written = item.as_str().map_or_else(|| item.type_name().to_owned(), str::to_owned);
    let remark = Remark::new(
        format!("requiredPrivateInfos 不接受 `{written}`"),
        format!("requiredPrivateInfos does not accept `{written}`"),
    )
    .at(settings.at(&item.range));
    let bare = written.trim().trim_start_matches("wx.");
    match suggest::nearest(bare, PRIVATE_INFOS).filter(|_| item.as_str().is_some()) {
        Some(near) => remark
            .help(
                format!("应当写 `{near}`，大小写和空格都要一致；官方工具会报错（10009）"),
                format!("write `{near}`, exactly so; the official tool fails (10009)"),
            )
            .fix(Fix {
                title: Text::new(format!("改为 {near}"), format!("write {near}")),
                edits: vec![settings.edit(item.range.clone(), format!("\"{near}\""))],
            }),
        None => remark.help(
            format!("只能写这八个：{}；其他隐私接口不用写在这里", PRIVATE_INFOS.join("、")),
            format!(
                "only these eight are accepted: {}; other interfaces are not listed here",
                PRIVATE_INFOS.join(", ")
            ),
        ),
    }
}

/// Reports `getFuzzyLocation` together with a precise interface.
fn clash(settings: ConfigObject<'_>, list: &JsonNode) -> Option<Remark> {
    let fuzzy = list.items().iter().find(|item| item.as_str() == Some("getFuzzyLocation"))?;
    let precise: Vec<&JsonNode> = list
        .items()
        .iter()
        .filter(|item| item.as_str().is_some_and(|name| PRECISE.contains(&name)))
        .collect();
    if precise.is_empty() {
        return None;
    }
    let names: Vec<&str> = precise.iter().filter_map(|item| item.as_str()).collect();
    let mut remark = Remark::new(
        format!("getFuzzyLocation 与 {} 互斥", names.join("、")),
        format!("getFuzzyLocation excludes {}", names.join(", ")),
    )
    .at(settings.at(&fuzzy.range));
    for item in precise {
        remark = remark.at(settings.at(&item.range));
    }
    Some(remark.help(
        "模糊定位和精确定位只能选一种：删去其中一边；官方工具会报错（10009），上传返回 -80423",
        "choose between the fuzzy and the precise position: remove one side; the official tool fails (10009), the upload answers -80423",
    ))
}
