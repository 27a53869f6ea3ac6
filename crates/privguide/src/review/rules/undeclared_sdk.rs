//! The code of a known third party is in the program, but no `[[sdk]]` declares it.

use crate::{
    catalog::ThirdParty,
    declaration::ThirdPartyKind,
    language::Text,
    review::{
        context::Context,
        remark::Remark,
        third_parties::{PLACES_SHOWN, found},
    },
    scan::ThirdPartyUse,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    // The path of a plugin's page, `plugin://…`, also occurs in scripts.
    let is_undeclared = |party: &ThirdParty| {
        context
            .declarations
            .party_of(party)
            .is_none_or(|declared| declared.kind == ThirdPartyKind::Recipient)
    };
    let known = found(context)
        .into_iter()
        .filter_map(|(id, signs)| Some((context.declarations.third_parties().get(id)?, signs)));
    known
        .filter(|(party, _)| party.is_sure() && is_undeclared(party))
        .map(|(party, signs)| remark(party, &signs))
        .collect()
}

fn remark(party: &ThirdParty, signs: &[&ThirdPartyUse]) -> Remark {
    let name = &party.name;
    let mut remark = Remark::new(
        format!("程序里有{}，privguide.toml 里没有声明", spaced(&name.zh)),
        format!("the program contains {}, and privguide.toml does not declare it", name.en),
    );
    for sign in signs.iter().take(PLACES_SHOWN) {
        remark = remark.at(sign.place.clone());
    }
    remark = remark.help(
        format!("用到就在 privguide.toml 里写 [[sdk]]，id = \"{}\"，再写明名称、提供方，以及它处理哪些信息、作何用途", party.id),
        format!("if you use it, add [[sdk]] with id = \"{}\", its name, its provider, and what it handles and why", party.id),
    );
    if let Some(facts) = facts(party) {
        remark = remark.help(facts.zh, facts.en);
    }
    remark.help("用不到就从代码里删去", "if you do not use it, remove it from the code")
}

/// Publicly known facts with their source; only the developer can state purposes.
fn facts(party: &ThirdParty) -> Option<Text> {
    let provider = party.provider.as_ref().zip(party.source.as_ref());
    let seen = party.seen?;
    match (provider, &party.statement) {
        (Some((provider, source)), Some(statement)) => Some(Text::new(
            format!("提供方：{provider}（来源：{source}，{seen}）；隐私声明：{statement}"),
            format!(
                "provider: \"{provider}\" (source: {source}, {seen}); its privacy statement: {statement}"
            ),
        )),
        (Some((provider, source)), None) => Some(Text::new(
            format!("提供方：{provider}（来源：{source}，{seen}）"),
            format!("provider: \"{provider}\" (source: {source}, {seen})"),
        )),
        (None, Some(statement)) => Some(Text::new(
            format!("隐私声明：{statement}（{seen}）"),
            format!("its privacy statement: {statement} ({seen})"),
        )),
        (None, None) => None,
    }
}

/// The name, with a space if it is in Latin letters and follows Chinese.
fn spaced(name: &str) -> String {
    if name.starts_with(|c: char| c.is_ascii()) { format!(" {name}") } else { name.to_owned() }
}
