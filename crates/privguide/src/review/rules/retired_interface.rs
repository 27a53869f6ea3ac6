//! An interface that the platform has withdrawn.

use std::collections::BTreeMap;

use crate::{
    review::{
        context::Context,
        remark::{Remark, third_party_help},
    },
    scan::Use,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut retired: BTreeMap<&str, Vec<&Use>> = BTreeMap::new();
    for (_, found) in context.uses().filter(|(_, found)| found.interface.retired) {
        retired.entry(&found.interface.name).or_default().push(found);
    }
    retired.into_iter().map(|(name, uses)| remark(context, name, &uses)).collect()
}

fn remark(context: &Context<'_>, name: &str, uses: &[&Use]) -> Remark {
    let mut remark = Remark::new(
        format!("{name} 已被平台收回，拿不到真实的信息，却仍然要求声明"),
        format!("{name} is withdrawn: it no longer returns real data, but must still be declared"),
    )
    .at_uses(context, uses.iter().copied());
    if let Some(first) = uses.first() {
        for id in &first.interface.information {
            remark = remark.about(id);
        }
    }
    let (theirs, own): (Vec<&Use>, Vec<&Use>) =
        uses.iter().partition(|found| context.is_third_party(&found.place.file));
    if own.is_empty() {
        return third_party_help(remark);
    }
    if !theirs.is_empty() {
        remark = remark.help(
            "miniprogram_npm 这类目录里的是第三方库的代码，不要直接改：升级这个库，或用 packOptions.ignore 排除没有用到的部分",
            "what stands in folders such as miniprogram_npm is a library's code, do not edit it: update the library, or leave what you \
             do not use out with packOptions.ignore",
        );
    }
    remark.help(
        "改用 <button open-type=\"chooseAvatar\"> 和 <input type=\"nickname\">；不需要昵称、头像就删去，声明也随之可以去掉",
        "use <button open-type=\"chooseAvatar\"> and <input type=\"nickname\"> instead; if you need no nickname or avatar, remove it, and \
         the declaration with it",
    )
}
