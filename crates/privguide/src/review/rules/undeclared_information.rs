//! The code uses an information type that is not declared.

use std::collections::BTreeSet;

use crate::{
    language::Text,
    program::Remedy,
    review::{
        context::{Context, called},
        remark::Remark,
    },
    scan::Use,
    tree::TreePath,
};

/// The maximum number of remedies that are given in full; `why` lists all.
const CURES_TOLD: usize = 3;

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let undeclared = context
        .required()
        .into_iter()
        .filter(|(id, _)| context.declarations.information(id).is_none());
    undeclared.map(|(id, uses)| remark(context, id, &uses)).collect()
}

fn remark(context: &Context<'_>, id: &str, uses: &[&Use]) -> Remark {
    let name = called(id);
    let mut remark = Remark::new(
        format!("代码用到了{}，privguide.toml 里没有声明", name.zh),
        format!("the code uses {}, and privguide.toml does not declare it", name.en),
    )
    .about(id);
    for found in uses {
        remark = remark.at_use(found, label(context, found));
    }
    for cure in context.known_cures(uses) {
        remark = remark.help(cure.zh.as_str(), cure.en.as_str());
    }
    let remedies = context.remedies(uses);
    if let Some(names) =
        context.bringers(uses).filter(|_| uses.iter().all(|found| found.bringer.is_some()))
    {
        return remark
            .help(
                format!("由“{}”带入，自己的代码没有用到：升级或换掉它就不用声明", names.join("”“")),
                format!(
                    "brought by {}, not by your own code: update or replace it, and no declaration is needed",
                    names.join(", ")
                ),
            )
            .help(
                "要保留就运行 cargo privguide declare 补上声明，再写明用途",
                "to keep it, run cargo privguide declare and fill in the purpose",
            );
    }
    if remedies.is_empty() {
        return remark.help(
            "运行 cargo privguide declare 补上声明，再写明用途；用不到的调用请从代码里删去",
            "run cargo privguide declare and fill in the purpose; remove calls that are not needed",
        );
    }
    let whose = whose(context, uses);
    remark = remark.help(whose.zh, whose.en);
    for cure in
        remedies.iter().take(CURES_TOLD).filter_map(|remedy| remedy.text(&TreePath::to_string))
    {
        remark = remark.help(cure.zh, cure.en);
    }
    if let Some(more) = remedies.len().checked_sub(CURES_TOLD).filter(|more| *more > 0) {
        remark = remark.help(
            format!("还有 {more} 处要处理，运行 cargo privguide why {id} 查看"),
            format!("{more} more to deal with: cargo privguide why {id} shows them"),
        );
    }
    let reminder = Remedy::console_reminder();
    remark.help(reminder.zh, reminder.en).help(
        "要保留就运行 cargo privguide declare 补上声明，再写明用途",
        "to keep it, run cargo privguide declare and fill in the purpose",
    )
}

/// The interface, and whether it runs on devices: the platform requires a declaration in either
/// case.
fn label(context: &Context<'_>, found: &Use) -> Text {
    let name = context.as_written(found);
    if context.is_idle(&found.place.file) {
        return Text::new(
            format!("{}（会上传，但不会运行）", name.zh),
            format!("{} (uploaded, never run)", name.en),
        );
    }
    name
}

/// Why none of these uses is in the developers' own code.
fn whose(context: &Context<'_>, uses: &[&Use]) -> Text {
    let files: BTreeSet<&TreePath> = uses.iter().map(|found| &found.place.file).collect();
    let bringers: BTreeSet<String> =
        files.into_iter().filter_map(|file| context.brought_by(file)).collect();
    let bringers: Vec<String> = bringers.into_iter().collect();
    let (zh, en) = match bringers.as_slice() {
        [] => (String::new(), String::new()),
        names => (
            format!("由“{}”带入，", names.join("”“")),
            format!("brought by {}: ", names.join(", ")),
        ),
    };
    let idle = uses.iter().filter(|found| context.is_idle(&found.place.file)).count();
    if idle == uses.len() {
        return Text::new(
            format!("{zh}用户的手机不会运行这些代码，但它们会上传，平台照样要求声明"),
            format!(
                "{en}no device runs this code, but it is uploaded, so the platform asks for the declaration all the same"
            ),
        );
    }
    if idle == 0 {
        return Text::new(
            format!("{zh}自己的代码没有用到；它随代码包上传，平台照样要求声明"),
            format!(
                "{en}your own code does not use it, but it is uploaded, so the platform asks for the declaration all the same"
            ),
        );
    }
    Text::new(
        format!("{zh}自己的代码没有用到；其中 {idle} 处不会运行，但会上传，平台照样要求声明"),
        format!(
            "{en}your own code does not use it; {idle} of the uses never run, but are uploaded, so the platform asks all the same"
        ),
    )
}
