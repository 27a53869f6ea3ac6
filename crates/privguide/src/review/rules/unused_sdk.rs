//! The program contains no marker of a declared SDK.

use crate::review::{context::Context, remark::Remark, third_parties::catalogued};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let has_sign = |id: &str| {
        let signs = context.input.programs.iter().flat_map(|reviewed| &reviewed.scan.third_parties);
        signs.into_iter().any(|sign| sign.party == id)
    };
    // Without an id from the table, it is not known which markers to search for.
    let known = context
        .declarations
        .sdks
        .iter()
        .filter_map(|sdk| Some((sdk, catalogued(context.declarations, sdk)?)));
    known
        .filter(|(_, party)| !has_sign(&party.id))
        .map(|(sdk, party)| {
            Remark::new(
                format!("声明了 {}，程序里没有它的踪迹", party.name.zh),
                format!("{} is declared, and the program shows no sign of it", party.name.en),
            )
            .at(context.declared_at(&sdk.span))
            .help("已经不用就删去这一条声明", "remove the declaration if it is not used any more")
            .help(
                "仍在使用（例如由自己的服务器转交）就去掉 id，只留名称和提供方",
                "if it is still used, by your own server for example, remove the id and keep name and provider",
            )
        })
        .collect()
}
