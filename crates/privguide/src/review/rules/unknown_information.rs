//! A declared information type is not known to the platform and has no name.

use crate::{
    catalog::information_types,
    declaration::Spanned,
    language::Text,
    review::{
        Fix, FixEdit,
        context::{Context, information_type},
        remark::Remark,
    },
    suggest,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let declarations = context.declarations;
    let own = declarations
        .information
        .iter()
        .filter(|entry| entry.name.zh.is_none() && entry.name.en.is_none())
        .map(|entry| &entry.id);
    let named =
        |id: &str| declarations.information(id).is_some_and(|entry| entry.name.zh.is_some());
    let handled = declarations.others().flat_map(|party| &party.information).map(|entry| &entry.id);
    let unknown = own
        .chain(handled.filter(|id| !named(&id.value)))
        .filter(|id| information_type(&id.value).is_none());
    unknown.map(|id| remark(context, id)).collect()
}

fn remark(context: &Context<'_>, id: &Spanned<String>) -> Remark {
    let written = &id.value;
    let remark = Remark::new(
        format!("没有名为 `{written}` 的信息类型"),
        format!("there is no information type `{written}`"),
    )
    .about(written)
    .at(context.declared_at(&id.span));
    let Some(near) = nearest(written) else {
        return remark.help(
            "自己收集的其他信息要写上名称：name = \"车型\"；平台的类型见 cargo privguide list information",
            "give information of your own a name: name = \"…\"; cargo privguide list information shows the platform's types",
        );
    };
    let renamed = remark.help(
        format!("你是不是想写 `{near}`？自己收集的其他信息要写上名称：name = \"…\""),
        format!("did you mean `{near}`? give information of your own a name: name = \"…\""),
    );
    if context.declarations.information(near).is_some() {
        return renamed;
    }
    renamed.fix(Fix {
        title: Text::new(format!("改为 {near}"), format!("write {near}")),
        edits: vec![FixEdit {
            file: context.declarations.source.path().clone(),
            range: id.span.clone(),
            replacement: near.to_owned(),
        }],
    })
}

/// The type with the closest id, label or other spelling.
fn nearest(written: &str) -> Option<&'static str> {
    let labelled = information_types().iter().find(|known| {
        known.thing.zh == written || known.aliases.iter().any(|alias| alias == written)
    });
    labelled.map(|known| known.id.as_str()).or_else(|| {
        suggest::nearest(written, information_types().iter().map(|known| known.id.as_str()))
    })
}
