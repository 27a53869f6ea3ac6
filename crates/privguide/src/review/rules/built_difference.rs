//! The output of a build uses other information types than the sources.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    program::Status,
    review::{
        Reviewed,
        context::{Context, called},
        remark::Remark,
    },
    scan::{Use, UseKind},
    tree::TreePath,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    if context.input.built.is_empty() {
        return Vec::new();
    }
    let is_built = |file: &TreePath| {
        context.input.built.iter().any(|reviewed| file.is_inside(&reviewed.program.root))
    };
    let sources = uses(context.input.programs, &|file| !is_built(file));
    let built = uses(context.input.built, &is_built);
    let added = built
        .iter()
        .filter(|(id, _)| !sources.contains_key(*id))
        .map(|(id, uses)| added(context, id, uses));
    let absent = sources
        .iter()
        .filter(|(id, _)| !built.contains_key(*id))
        .map(|(id, uses)| absent(context, id, uses));
    added.chain(absent).collect()
}

/// Every use in uploaded files, by information type.
fn uses<'a>(
    programs: &'a [Reviewed<'a>],
    counts: &dyn Fn(&TreePath) -> bool,
) -> BTreeMap<&'a str, Vec<&'a Use>> {
    let mut found: BTreeMap<&str, Vec<&Use>> = BTreeMap::new();
    for reviewed in programs {
        let is_uploaded = |used: &&Use| {
            used.bringer.is_some()
                || reviewed.status(&used.place.file).is_some_and(|status| status != Status::Outside)
        };
        for used in reviewed
            .scan
            .uses
            .iter()
            .filter(|used| used.kind != UseKind::Mention)
            .filter(is_uploaded)
            .filter(|used| counts(&used.place.file))
        {
            for id in &used.interface.information {
                found.entry(id).or_default().push(used);
            }
        }
    }
    found
}

fn interfaces(uses: &[&Use]) -> String {
    let names: BTreeSet<&str> = uses.iter().map(|used| used.interface.name.as_str()).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

fn added(context: &Context<'_>, id: &str, uses: &[&Use]) -> Remark {
    let (name, interfaces) = (called(id), interfaces(uses));
    let remark = Remark::new(
        format!("源码没有用到{}，构建结果里却有 {interfaces}：是框架或构建带进来的", name.zh),
        format!("no source uses {}, but the package carries {interfaces}: the framework or the build added it", name.en),
    )
    .about(id)
    .at_uses(context, uses.iter().copied());
    if context.declarations.information(id).is_some() {
        return remark.help(
            "privguide.toml 已经声明；平台检测的是上传的代码包，保留声明即可",
            "privguide.toml declares it; the platform looks at the uploaded package, so keep the declaration",
        );
    }
    remark.help(
        "平台检测的是上传的代码包：请按需引入组件和接口、升级框架，把它从构建结果里去掉；去不掉就要声明",
        "the platform looks at the uploaded package: import only what is needed or update the framework, so that it is no longer built \
         in; if it stays, declare it",
    )
}

fn absent(context: &Context<'_>, id: &str, uses: &[&Use]) -> Remark {
    let (name, interfaces) = (called(id), interfaces(uses));
    Remark::new(
        format!("源码用到了{}（{interfaces}），构建结果里没有找到", name.zh),
        format!("the sources use {} ({interfaces}), and the package does not show it", name.en),
    )
    .about(id)
    .at_uses(context, uses.iter().copied())
    .help(
        "构建结果可能是旧的，请重新构建再比较；如果这段代码没有被任何页面引用，删去它就不用声明",
        "the build may be old: build again and compare; if no page reaches this code, remove it and it needs no declaration",
    )
}
