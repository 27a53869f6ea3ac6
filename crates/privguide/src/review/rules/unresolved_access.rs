//! It could not be determined which interface is used.

use crate::{
    program::package_of,
    review::{
        context::Context,
        remark::{Remark, third_party_help},
    },
    scan::{Unresolved, UnresolvedReason},
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let unresolved = context.input.programs.iter().flat_map(|reviewed| &reviewed.scan.unresolved);
    unresolved.filter_map(|unresolved| remark(context, unresolved)).collect()
}

fn remark(context: &Context<'_>, unresolved: &Unresolved) -> Option<Remark> {
    let (zh, en) = match unresolved.reason {
        UnresolvedReason::ComputedMember => (
            "接口名是运行时才算出来的，无法判断用到了哪个接口",
            "the interface's name is only known at run time: it is not known which interface is used",
        ),
        // This is reported by a separate rule.
        UnresolvedReason::UnknownScope => return None,
        UnresolvedReason::DynamicScope => (
            "授权的 scope 是运行时才算出来的，无法判断申请了哪项权限",
            "the scope is only known at run time: it is not known which permission is asked for",
        ),
        UnresolvedReason::DynamicAttribute => (
            "组件属性的值是运行时才算出来的，无法判断用到了哪项能力",
            "the attribute's value is only known at run time: it is not known which ability is used",
        ),
        UnresolvedReason::UnknownObject => (
            "这个对象来自无法分析的代码，而平台对象曾交给那里，无法判断这里是否用到了接口",
            "the object was returned by code that cannot be followed and that the platform's object was handed to: it cannot be told \
             whether an interface is used here",
        ),
        UnresolvedReason::HandedOver => (
            "平台对象（或它创建的对象）在这里交给了无法分析的代码，无法判断那里用到了哪些接口",
            "the platform's object, or one that it made, is handed to code that cannot be followed: it is not known which \
             interfaces are used there",
        ),
    };
    let is_of_package = !unresolved.to.is_empty()
        && unresolved.to.iter().all(|specifier| package_of(specifier).is_some());
    let names = |separator: &str| unresolved.to.join(separator);
    let remark = if is_of_package && unresolved.reason == UnresolvedReason::UnknownObject {
        Remark::new(
            format!(
                "这个对象来自 npm 包 {}，可能就是从那里传出来的平台对象，无法判断这里是否用到了接口",
                names("、")
            ),
            format!(
                "the object was returned by the npm package {}, and may be the platform's object: it is not known whether an interface is \
                 used here",
                names(", ")
            ),
        )
    } else {
        Remark::new(zh, en)
    };
    let remark = remark.at_labelled(
        unresolved.place.clone(),
        unresolved.text.as_str(),
        unresolved.text.as_str(),
    );
    if context.is_third_party(&unresolved.place.file) {
        return Some(third_party_help(remark));
    }
    if is_of_package && unresolved.reason == UnresolvedReason::HandedOver {
        return Some(remark.help(
            format!("它交给了 npm 包 {}：安装依赖后运行 cargo privguide record，privguide.lock 会记下这个包拿它做什么", names("、")),
            format!(
                "it goes to the npm package {}: install the packages, and cargo privguide record writes into privguide.lock what is done with it",
                names(", ")
            ),
        ));
    }
    if is_of_package {
        return Some(remark.help(
            "安装依赖后运行 cargo privguide record，privguide.lock 会记下平台对象会不会从这个包传出来；会的话，这里直接用 wx 调用，或在上一行注释：privguide-allow unresolved-access: 理由",
            "install the packages, and cargo privguide record writes into privguide.lock whether the platform's object comes out of this \
             one; if it does, call the member of wx itself here, or write on the line above: privguide-allow unresolved-access: reason",
        ));
    }
    Some(remark.help(
        "直接写出名称；确定与隐私无关就在上一行注释：privguide-allow unresolved-access: 理由",
        "write the name out; if it has nothing to do with privacy, say so in a comment on the line above: privguide-allow \
             unresolved-access: reason",
    ))
}
