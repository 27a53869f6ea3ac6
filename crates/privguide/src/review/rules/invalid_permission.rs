//! The official tool rejects or ignores `permission`.

use crate::{
    catalog::ProgramKind,
    language::Text,
    program::JsonMember,
    review::{
        Fix, Level,
        configuration::{self, ConfigObject, is_object, wrong_type},
        context::Context,
        remark::Remark,
    },
    suggest,
};

/// The only scopes that `permission` supports.
const SCOPES: [&str; 2] = ["scope.userLocation", "scope.userFuzzyLocation"];
/// Longer descriptions are truncated in the dialog.
const LONGEST: usize = 30;

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for reviewed in context
        .input
        .programs
        .iter()
        .filter(|reviewed| reviewed.program.kind != ProgramKind::Plugin)
    {
        for settings in
            [configuration::app(reviewed), configuration::ext(reviewed)].into_iter().flatten()
        {
            if let Some(permission) = settings.get("permission") {
                remarks.extend(remarks_on(settings, permission));
            }
        }
    }
    remarks
}

fn remarks_on(settings: ConfigObject<'_>, member: &JsonMember) -> Vec<Remark> {
    let permission = &member.node;
    if !is_object(permission) {
        let (zh, en) = wrong_type(permission);
        return vec![
            Remark::new(format!("permission 应当是对象，写成了{zh}"), format!("permission must be an object, not {en}"))
                .at(settings.at(&permission.range))
                .help(
                    "写成 { \"scope.userLocation\": { \"desc\": \"…\" } }；官方工具会报错（10009）",
                    "write { \"scope.userLocation\": { \"desc\": \"…\" } }; the official tool fails (10009)",
                ),
        ];
    }
    permission
        .members()
        .iter()
        .flat_map(|scope| {
            if SCOPES.contains(&scope.key.as_str()) {
                described(settings, scope)
            } else {
                vec![unknown(settings, member, scope)]
            }
        })
        .collect()
}

fn unknown(settings: ConfigObject<'_>, permission: &JsonMember, scope: &JsonMember) -> Remark {
    let key = &scope.key;
    let remark = Remark::new(
        format!("permission 不认识 `{key}`，写了不起作用"),
        format!("permission does not know `{key}`: it has no effect"),
    )
    .level(Level::Warning)
    .at(settings.at(&scope.key_range));
    match suggest::nearest(key, SCOPES) {
        Some(near) if permission.node.get(near).is_none() => remark.fix(Fix {
            title: Text::new(format!("改成 {near}"), format!("write {near}")),
            edits: vec![settings.edit(scope.key_range.clone(), format!("\"{near}\""))],
        }).help(
            format!("你是不是想写 `{near}`？官方工具只有一条不显示的警告"),
            format!("did you mean `{near}`? the official tool only keeps a hidden warning"),
        ),
        _ => remark.fix(without(settings, permission)).help(
            "这里只能写 scope.userLocation 和 scope.userFuzzyLocation；其他权限在 wx.authorize 里申请，用途写在隐私保护指引里",
            "only scope.userLocation and scope.userFuzzyLocation belong here; other rights are asked for with wx.authorize and explained in \
             the privacy guide",
        ),
    }
}

/// Removes every entry without effect in a single edit, because neighbouring entries share commas.
fn without(settings: ConfigObject<'_>, permission: &JsonMember) -> Fix {
    let members = permission.node.members();
    let stays = |member: &&JsonMember| {
        SCOPES.contains(&member.key.as_str()) || suggest::nearest(&member.key, SCOPES).is_some()
    };
    let kept: Vec<&JsonMember> = members.iter().filter(stays).collect();
    let text = settings.file.source.text();
    let (Some(first), Some(last)) = (members.first(), members.last()) else {
        return Fix { title: title(), edits: Vec::new() };
    };
    let range = first.key_range.start..last.node.range.end;
    if kept.is_empty() {
        let inside = permission.node.range.start + 1..permission.node.range.end - 1;
        return Fix { title: title(), edits: vec![settings.edit(inside, "")] };
    }
    let line = text[..first.key_range.start].rfind('\n').map_or(0, |at| at + 1);
    let indent = &text[line..first.key_range.start];
    let gap = if indent.trim().is_empty() && line > permission.node.range.start {
        format!(",\n{indent}")
    } else {
        ", ".to_owned()
    };
    let entries: Vec<&str> =
        kept.iter().map(|member| &text[member.key_range.start..member.node.range.end]).collect();
    Fix { title: title(), edits: vec![settings.edit(range, entries.join(&gap))] }
}

fn title() -> Text {
    Text::new("去掉 permission 里不起作用的项", "take out of permission what has no effect")
}

fn described(settings: ConfigObject<'_>, scope: &JsonMember) -> Vec<Remark> {
    let key = &scope.key;
    let error = |range: &std::ops::Range<usize>, zh: String, en: String| {
        vec![Remark::new(zh, en).at(settings.at(range)).help(
            "写成 { \"desc\": \"用途\" }，会显示在授权弹窗里；官方工具会报错（10009）",
            "write { \"desc\": \"…\" }, it is shown in the dialog; the official tool fails (10009)",
        )]
    };
    if !is_object(&scope.node) {
        let (zh, en) = wrong_type(&scope.node);
        return error(
            &scope.node.range,
            format!("{key} 应当是对象，写成了{zh}"),
            format!("{key} must be an object, not {en}"),
        );
    }
    let Some(desc) = scope.node.get("desc") else {
        return error(&scope.key_range, format!("{key} 缺少 desc"), format!("{key} has no desc"));
    };
    let Some(text) = desc.as_str() else {
        let (zh, en) = wrong_type(desc);
        return error(
            &desc.range,
            format!("{key} 的 desc 应当是字符串，写成了{zh}"),
            format!("desc of {key} must be a string, not {en}"),
        );
    };
    let mut remarks = Vec::new();
    let warning = |zh: String, en: String| {
        Remark::new(zh, en).level(Level::Warning).at(settings.at(&desc.range))
    };
    let length = text.trim().chars().count();
    if length == 0 {
        remarks.push(warning(format!("{key} 的 desc 是空的"), format!("desc of {key} is blank")).help(
            "写明获取位置做什么，用户会在授权弹窗里看到；官方工具不会提示",
            "say what the position is needed for, users see it in the dialog; the official tool does not report this",
        ));
    } else if length > LONGEST {
        remarks.push(
            warning(
                format!("{key} 的 desc 有 {length} 个字，超过 {LONGEST} 个"),
                format!("desc of {key} has {length} characters, more than {LONGEST}"),
            )
            .help(
                format!("缩短到 {LONGEST} 个字以内，否则弹窗里显示不全；官方工具不会提示"),
                format!("shorten it to {LONGEST}, or the dialog cuts it off; the official tool does not report this"),
            ),
        );
    }
    for extra in scope.node.members().iter().filter(|member| member.key != "desc") {
        let name = &extra.key;
        remarks.push(
            Remark::new(
                format!("{key} 里的 `{name}` 不起作用"),
                format!("`{name}` in {key} has no effect"),
            )
            .level(Level::Warning)
            .at(settings.at(&extra.key_range))
            .help(
                "这里只认识 desc；官方工具只有一条不显示的警告",
                "only desc is known here; the official tool only keeps a hidden warning",
            ),
        );
    }
    remarks
}
