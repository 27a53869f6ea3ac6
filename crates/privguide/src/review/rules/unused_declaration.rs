//! A declared information type is not used.

use crate::{
    declaration::record::RECORD_FILE,
    framework::Framework,
    review::{
        context::{Context, called, information_type},
        remark::Remark,
    },
    scan::UseKind,
};

/// Whether the compared output of a build uses an information type: then declaring it is correct.
fn is_built_in(context: &Context<'_>, id: &str) -> bool {
    let uses = context
        .input
        .built
        .iter()
        .flat_map(|built| built.scan.uses.iter().map(move |found| (built, found)));
    uses.filter(|(built, found)| found.kind != UseKind::Mention && built.uploads(found))
        .any(|(_, found)| found.interface.information.iter().any(|known| known == id))
}

/// Whether code outside of the repository may use the type, without a record that says what this
/// code does.
fn may_be_elsewhere(context: &Context<'_>) -> bool {
    let home = context.declarations.source.path().parent();
    let is_recorded =
        home.join(RECORD_FILE).is_some_and(|file| context.input.tree.read(&file).is_ok());
    let is_built = |program: &crate::program::Program| {
        program.framework != Framework::NATIVE || !program.missing.is_empty()
    };
    !is_recorded && context.input.programs.iter().any(|reviewed| is_built(reviewed.program))
}

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let required = context.required();
    let unresolved =
        context.input.programs.iter().any(|reviewed| !reviewed.scan.unresolved.is_empty());
    let unused = context.declarations.information.iter().filter(|entry| {
        let id = entry.id.value.as_str();
        // Information that the developer collects with forms has no interface that could be found.
        let is_found = required.contains_key(id) || is_built_in(context, id);
        information_type(id).is_some_and(|known| !known.self_collected) && !is_found
    });
    unused
        .map(|entry| {
            let name = called(&entry.id.value);
            let remark = Remark::new(
                format!("声明了{}，代码里没有用到", name.zh),
                format!("{} is declared, but the code does not use it", name.en),
            )
            .about(&entry.id.value)
            .at(context.declared_at(&entry.id.span));
            let remark = if may_be_elsewhere(context) {
                remark.help(
                    "npm 包和框架的运行时不在仓库里，用途可能就在其中：先运行 cargo privguide record（构建后加 --built 和构建结果的文件夹），\
                     它们也没有用到，再删去声明",
                    "npm packages and the framework's runtime are not in the repository, and the use may be there: run cargo privguide \
                     record first (after a build with --built and its folder), and remove the declaration only if they do not use it either",
                )
            } else {
                remark
            };
            let remark = remark.help(
                "用不到就删去这条声明；已上线的指引要在提交新版本的审核页里删除该项，不在“服务内容声明”里删",
                "remove the declaration; in a published guide, delete the item on the review page of the next version, not in the \
                 account settings",
            );
            let remark = if context.input.is_record_open {
                remark.help(
                    "privguide.lock 记录的一些 npm 包里有无法判断的地方（见提示），用途可能就在其中",
                    "privguide.lock records npm packages in which not everything could be worked out (see the notes): the use may be there",
                )
            } else {
                remark
            };
            if unresolved {
                remark.help(
                    "有些调用没能解析（见 unresolved-access），用途可能就在其中",
                    "some accesses could not be resolved (see unresolved-access): the use may be among them",
                )
            } else {
                remark
            }
        })
        .collect()
}
