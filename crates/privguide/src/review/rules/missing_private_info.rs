//! A location interface is used but not listed in `requiredPrivateInfos`.

use std::collections::BTreeMap;

use crate::{
    catalog::{InterfaceForm, ProgramKind},
    language::Text,
    program::{JsonNode, Status},
    review::{
        Fix, Level, Reviewed,
        configuration::{self, ConfigObject, PRECISE, PRIVATE_INFOS, is_array, private_infos},
        context::Context,
        remark::Remark,
    },
    scan::{Use, UseKind},
};

/// The interface that cannot be listed together with precise ones.
const FUZZY: &str = "getFuzzyLocation";

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    context.input.programs.iter().flat_map(|reviewed| of_program(context, reviewed)).collect()
}

/// Uses of the eight interfaces, by name.
pub(super) fn used<'a>(reviewed: &'a Reviewed<'a>) -> BTreeMap<&'static str, Vec<&'a Use>> {
    let mut used: BTreeMap<&str, Vec<&Use>> = BTreeMap::new();
    for found in reviewed
        .scan
        .uses
        .iter()
        .chain(&reviewed.scan.listed)
        .filter(|found| found.kind != UseKind::Mention)
    {
        let InterfaceForm::Member { member } = &found.interface.form else { continue };
        if let Some(name) = PRIVATE_INFOS.into_iter().find(|name| name == member) {
            used.entry(name).or_default().push(found);
        }
    }
    used
}

fn of_program(context: &Context<'_>, reviewed: &Reviewed<'_>) -> Vec<Remark> {
    let Some(app) =
        configuration::app(reviewed).filter(|_| reviewed.program.kind == ProgramKind::MiniProgram)
    else {
        return Vec::new();
    };
    let listed = private_infos(context, reviewed);
    let names: Vec<&str> = listed
        .map(|(_, member)| member.node.items().iter().filter_map(JsonNode::as_str).collect())
        .unwrap_or_default();
    let missing = used(reviewed).into_iter().filter(|(name, _)| !names.contains(name));
    let mut missing: Vec<(&str, Vec<&Use>)> = missing.collect();
    let mut remarks = Vec::new();
    if let Some(remark) = exclusive(context, (reviewed, app), &names, &missing) {
        remarks.push(remark);
        // Listing one of these would only cause the next finding.
        missing.retain(|(name, _)| !is_exclusive(name));
    }
    // The content of a list that code computes is unknown; unknown members that are spread into the
    // configuration may also contain the list.
    let is_open = match listed {
        Some((_, member)) => member.node.is_open(),
        None => app.node.members().iter().any(|member| member.key == "..."),
    };
    if is_open {
        remarks.extend(missing.iter().map(|(name, uses)| not_known(context, app, (name, uses))));
        return remarks;
    }
    // The effective list may be in ext.json.
    let app = listed.map_or(app, |(settings, _)| settings);
    let fix = fix(app, &names, &missing.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    remarks.extend(missing.iter().map(|(name, uses)| {
        remark(context, (reviewed, app), listed.is_some(), (name, uses), fix.as_ref())
    }));
    remarks
}

fn is_exclusive(name: &str) -> bool {
    name == FUZZY || PRECISE.contains(&name)
}

/// Reports the fuzzy interface together with a precise one: both are used, but only one of them can
/// be listed.
fn exclusive(
    context: &Context<'_>,
    (reviewed, app): (&Reviewed<'_>, ConfigObject<'_>),
    listed: &[&str],
    missing: &[(&str, Vec<&Use>)],
) -> Option<Remark> {
    let unlisted = missing.iter().any(|(name, _)| is_exclusive(name));
    let used = used(reviewed);
    let fuzzy = used.get(FUZZY).filter(|_| unlisted)?;
    let precise: Vec<(&str, &Vec<&Use>)> = used
        .iter()
        .filter(|(name, _)| PRECISE.contains(name))
        .map(|(name, uses)| (*name, uses))
        .collect();
    if precise.is_empty() {
        return None;
    }
    let file = app.name();
    let names = |quote: &str, joint: &str| {
        precise
            .iter()
            .map(|(name, _)| format!("{quote}{name}{quote}"))
            .collect::<Vec<_>>()
            .join(joint)
    };
    let called = precise.iter().map(|(name, _)| format!("wx.{name}")).collect::<Vec<_>>();
    let has = if listed.contains(&FUZZY) {
        FUZZY
    } else {
        precise.iter().map(|(name, _)| *name).find(|name| listed.contains(name)).unwrap_or_default()
    };
    let kept = if has.is_empty() {
        Text::new("", "")
    } else {
        Text::new(format!("（现已列出 {has}）"), format!(" ({has} is listed now)"))
    };
    let remark = Remark::new(
        format!("wx.{FUZZY} 与 {} 互斥，不能都用", called.join("、")),
        format!("wx.{FUZZY} excludes {}: a program cannot use both", called.join(", ")),
    )
    .at_uses(
        context,
        fuzzy.iter().copied().chain(precise.iter().flat_map(|(_, uses)| uses.iter().copied())),
    );
    let place = app
        .get("requiredPrivateInfos")
        .map_or(app.node.range.start..app.node.range.start + 1, |list| list.key_range.clone());
    Some(remark.decided_by(app.at(&place), "这里只能列出一边", "only one side can be listed here").help(
        format!(
            "二者留一{}：要精确位置，就删去代码里的 wx.{FUZZY}，在 {file} 里写 \"requiredPrivateInfos\": [{}]；城区就够用，就删去 {}，写 \
             [\"{FUZZY}\"]；都列出时官方工具报错（10009），上传返回 -80423",
            kept.zh,
            names("\"", ", "),
            called.join("、"),
        ),
        format!(
            "keep one{}: for the precise position remove wx.{FUZZY} from the code and write \"requiredPrivateInfos\": [{}] in {file}; if the \
             district is enough, remove {} and write [\"{FUZZY}\"]; with both listed the official tool fails (10009), the upload answers -80423",
            kept.en,
            names("\"", ", "),
            called.join(", "),
        ),
    ))
}

fn not_known(
    context: &Context<'_>,
    app: ConfigObject<'_>,
    (name, uses): (&str, &[&Use]),
) -> Remark {
    let place = app
        .get("requiredPrivateInfos")
        .map_or(app.node.range.start..app.node.range.start + 1, |list| list.key_range.clone());
    Remark::new(
        format!("用到了 wx.{name}，requiredPrivateInfos 由代码得出，无法确定其中是否列出了它"),
        format!("wx.{name} is used, and requiredPrivateInfos is computed by code: whether it lists it is not known"),
    )
    .level(Level::Warning)
    .at_uses(context, uses.iter().copied())
    .decided_by(app.at(&place), "这里的值由代码得出", "worked out by code")
    .help("把列表直接写成字面量，或核对构建出的 app.json", "write the list as a literal, or check the app.json that is built")
}

fn remark(
    context: &Context<'_>,
    (reviewed, app): (&Reviewed<'_>, ConfigObject<'_>),
    has_list: bool,
    missing: (&str, &[&Use]),
    fix: Option<&Fix>,
) -> Remark {
    let (name, uses) = missing;
    let file = app.name();
    let idle = uses.iter().all(|found| reviewed.status(&found.place.file) == Some(Status::Packed));
    let mut remark = Remark::new(
        format!("用到了 wx.{name}，{file} 的 requiredPrivateInfos 里没有列出"),
        format!("wx.{name} is used, but requiredPrivateInfos in {file} does not list it"),
    )
    .at_uses(context, uses.iter().copied());
    let place = app
        .get("requiredPrivateInfos")
        .map_or(app.node.range.start..app.node.range.start + 1, |list| list.key_range.clone());
    remark = remark.decided_by(app.at(&place), "这里要列出它", "it must be listed here");
    if idle {
        remark = remark.level(Level::Warning);
    }
    remark = if has_list {
        remark.help(
            format!("在 requiredPrivateInfos 里加上 \"{name}\"，否则调用会失败"),
            format!("add \"{name}\" to requiredPrivateInfos, or the call fails"),
        )
    } else {
        remark.help(
            format!("在 {file} 里写 \"requiredPrivateInfos\": [\"{name}\"]；开发版不写也能用，正式版会调用失败"),
            format!("write \"requiredPrivateInfos\": [\"{name}\"] in {file}; without it the call works in development builds and fails in production"),
        )
    };
    if let Some(bringers) = context.bringers(uses) {
        remark = remark.help(
            format!("由“{}”带入，自己的代码没有用到；小程序的类目拿不到这个接口的权限时，列出来也通不过：升级、换掉它，或删去没用到的部分", bringers.join("”“")),
            format!("brought by {}, not by your own code; where the program's category does not get this interface, listing it does not pass: update or \
                     replace it, or cut what you do not use", bringers.join(", ")),
        );
        for cure in context.known_cures(uses) {
            remark = remark.help(cure.zh.as_str(), cure.en.as_str());
        }
    }
    match fix {
        Some(fix) => remark.fix(fix.clone()),
        None => remark,
    }
}

/// A fix that adds the names; `None` if they exclude each other, or if the file cannot be edited
/// reliably.
fn fix(app: ConfigObject<'_>, listed: &[&str], missing: &[&str]) -> Option<Fix> {
    let all: Vec<&str> = listed.iter().chain(missing).copied().collect();
    if missing.is_empty()
        || all.contains(&"getFuzzyLocation") && all.iter().any(|name| PRECISE.contains(name))
    {
        return None;
    }
    let quoted: Vec<String> = missing.iter().map(|name| format!("\"{name}\"")).collect();
    let edit = match app.get("requiredPrivateInfos") {
        Some(field) if is_array(&field.node) => match field.node.items().last() {
            Some(last) => {
                let gap = gap(&app.file.source.text()
                    [field.node.range.start + 1..field.node.items()[0].range.start]);
                app.edit(
                    last.range.end..last.range.end,
                    format!(",{gap}{}", quoted.join(&format!(",{gap}"))),
                )
            }
            None => app.edit(field.node.range.clone(), format!("[{}]", quoted.join(", "))),
        },
        Some(_) => return None,
        None => {
            let first = app.node.members().first()?;
            let text = app.file.source.text();
            let gap = gap(&text[app.node.range.start + 1..first.key_range.start]);
            app.edit(
                first.key_range.start..first.key_range.start,
                format!("\"requiredPrivateInfos\": [{}],{gap}", quoted.join(", ")),
            )
        }
    };
    Some(Fix {
        title: Text::new("补上 requiredPrivateInfos", "complete requiredPrivateInfos"),
        edits: vec![edit],
    })
}

/// The separator of two list entries, taken from the text before the first entry: a line break with
/// indentation, or a space.
fn gap(before_first: &str) -> &str {
    let plain = before_first.contains('\n') && before_first.trim().is_empty();
    if plain { before_first } else { " " }
}
