//! The guide's file does not exist.

use crate::{
    review::{GuideFreshness, context::Context, remark::Remark},
    tree::Place,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let guide = &context.declarations.guide;
    let missing = context.input.guides.iter().filter(|file| file.state == GuideFreshness::Missing);
    let names: Vec<&str> = missing.map(|file| file.path.as_str()).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let span = guide.path.as_ref().map(|path| &path.span).or(guide.span.as_ref());
    let place = span.map_or_else(
        || Place::file_start(context.declarations.source.path().clone()),
        |span| context.declared_at(span),
    );
    let verb = if names.len() > 1 { "do" } else { "does" };
    let remark = Remark::new(
        format!("还没有生成指引 {}", names.join("、")),
        format!("the guide {} {verb} not exist yet", names.join(", ")),
    );
    vec![remark.at(place).help("运行 cargo privguide generate", "run cargo privguide generate")]
}
