//! The guide's file does not exist.

use crate::{
    review::{GuideState, context::Context, remark::Remark},
    tree::Place,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let guide = &context.said.guide;
    let missing = context.input.guides.iter().filter(|file| file.state == GuideState::Missing);
    missing
        .map(|file| {
            let span = guide.path.as_ref().map(|path| &path.span).or(guide.span.as_ref());
            let place =
                span.map_or_else(|| Place::file_start(context.said.source.path().clone()), |span| context.declared_at(span));
            Remark::new(format!("还没有生成指引 {}", file.path), format!("the guide {} does not exist yet", file.path))
                .at(place)
                .help("运行 cargo privguide generate", "run cargo privguide generate")
        })
        .collect()
}
