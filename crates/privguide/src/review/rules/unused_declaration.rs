//! An information type is declared, and nothing uses it.

use crate::review::{
    context::{Context, called, information_type},
    remark::Remark,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let required = context.required();
    let unresolved = context.input.programs.iter().any(|reviewed| !reviewed.scan.unresolved.is_empty());
    let unused = context.said.information.iter().filter(|entry| {
        let id = entry.id.value.as_str();
        // What the developer collects with forms of their own has no interface that could be found.
        information_type(id).is_some_and(|known| !known.self_collected) && !required.contains_key(id)
    });
    unused
        .map(|entry| {
            let name = called(&entry.id.value);
            let remark = Remark::new(
                format!("声明了{}，代码里没有用到", name.zh),
                format!("{} is declared, but the code does not use it", name.en),
            )
            .about(&entry.id.value)
            .at(context.declared_at(&entry.id.span))
            .help(
                "用不到就删去这条声明；已上线的指引要在提交新版本的审核页里删除该项，不在“服务内容声明”里删",
                "remove the declaration; in a published guide, delete the item on the review page of the next version, not in the \
                 account settings",
            );
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
