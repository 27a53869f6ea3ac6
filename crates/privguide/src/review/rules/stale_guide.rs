//! The guide's file differs from what `generate` would write.

use crate::{
    review::{GuideFreshness, context::Context, remark::Remark},
    tree::Place,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let stale = context.input.guides.iter().filter(|file| file.state == GuideFreshness::Stale);
    stale
        .map(|file| {
            Remark::new(
                format!("指引 {} 与代码和声明不一致", file.path),
                format!("the guide {} does not match the code and the declarations", file.path),
            )
            .at(Place::file_start(file.path.clone()))
            .help(
                "运行 cargo privguide generate 重新生成；想先看差异就加 --diff",
                "run cargo privguide generate; add --diff to see the difference first",
            )
        })
        .collect()
}
