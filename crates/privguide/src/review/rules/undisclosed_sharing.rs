//! The guide promises that nothing is shared and names no third party, but the code transmits
//! information to one.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    catalog::ThirdParty,
    review::{context::Context, recipients::reached, remark::Remark, third_parties::found},
    tree::Place,
};

/// The maximum number of third parties that a message names; each has a place.
const NAMED: usize = 3;

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let declarations = context.declarations;
    let is_declared = declarations.others().next().is_some();
    if is_declared {
        return Vec::new();
    }
    let mut parties: BTreeMap<&str, (&ThirdParty, &Place)> = BTreeMap::new();
    let by_code = found(context).into_iter().filter_map(|(id, signs)| {
        Some((declarations.third_parties().get(id)?, &signs.first()?.place))
    });
    for (party, place) in by_code.filter(|(party, _)| party.is_sure()) {
        parties.insert(&party.id, (party, place));
    }
    let hosts = reached(context);
    let own: BTreeSet<&str> = hosts
        .iter()
        .filter(|reached| declarations.party_of_host(reached.host).is_some())
        .map(|reached| reached.host)
        .collect();
    for reached in hosts.iter().filter(|reached| reached.is_known() && !own.contains(reached.host))
    {
        if let (Some(party), Some(address)) = (reached.party, reached.addresses.first()) {
            parties.entry(&party.id).or_insert((party, &address.place));
        }
    }
    if parties.is_empty() {
        return Vec::new();
    }
    let names = |name: fn(&ThirdParty) -> &str, separator: &str| {
        let shown: Vec<&str> = parties.values().take(NAMED).map(|(party, _)| name(party)).collect();
        shown.join(separator)
    };
    let (zh, en) = (names(|party| &party.name.zh, "、"), names(|party| &party.name.en, ", "));
    let (more_zh, more_en) = if parties.len() > NAMED { ("等", " …") } else { ("", "") };
    let remark = Remark::new(
        format!("指引承诺不向任何第三方共享信息，也没有写明第三方，而代码把信息交给：{zh}{more_zh}"),
        format!(
            "the guide promises that nothing is shared and names no third party, and the code gives information to {en}{more_en}"
        ),
    )
    .at(context.table_at(None));
    let remark = parties.values().fold(remark, |remark, (party, place)| {
        remark.at_labelled((*place).clone(), party.name.zh.clone(), party.name.en.clone())
    });
    vec![remark.help(
        "运行 cargo privguide declare 补上 [[sdk]] 和 [[recipient]]，再写明各自处理哪些信息、作何用途；用不到的从代码里删去",
        "run cargo privguide declare to add [[sdk]] and [[recipient]], then say what each handles and why; remove from the code what you do \
         not use",
    )]
}
