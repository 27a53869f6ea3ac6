//! The guide would not name the responsible party or the program.

use crate::{
    declaration::Translated,
    review::{
        context::{Context, is_absent},
        remark::Remark,
    },
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let declarations = context.declarations;
    let mut remarks = Vec::new();
    if is_absent(&declarations.program.name) {
        let remark = Remark::new("没有写小程序的名称", "the name of the Mini Program is missing")
            .at(context.table_at(span(&declarations.program.name).as_ref()))
            .help("在 [program] 里写 name = \"…\"", "write name = \"…\" in [program]");
        remarks.push(remark);
    }
    if is_absent(&declarations.developer.name) {
        let span =
            span(&declarations.developer.name).or_else(|| declarations.developer.span.clone());
        let remark =
            Remark::new("没有写开发者主体的名称", "the name of the responsible party is missing")
                .at(context.table_at(span.as_ref()))
                .help(
                    "在 [developer] 里写 name = \"…\"，与公众平台登记的主体名称一致",
                    "write name = \"…\" in [developer], as registered with the platform",
                );
        remarks.push(remark);
    }
    remarks
}

fn span(name: &Translated) -> Option<std::ops::Range<usize>> {
    name.zh.as_ref().or(name.en.as_ref()).map(|text| text.span.clone())
}
