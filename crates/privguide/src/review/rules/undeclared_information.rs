//! The code uses an information type that is not declared.

use crate::{
    review::{
        context::{Context, called},
        remark::Remark,
    },
    scan::Use,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let undeclared = context.required().into_iter().filter(|(id, _)| context.said.information(id).is_none());
    undeclared.map(|(id, uses)| remark(context, id, &uses)).collect()
}

fn remark(context: &Context<'_>, id: &str, uses: &[&Use]) -> Remark {
    let name = called(id);
    let remark = Remark::new(
        format!("代码用到了{}，privguide.toml 里没有声明", name.zh),
        format!("the code uses {}, and privguide.toml does not declare it", name.en),
    )
    .about(id)
    .at_uses(uses.iter().copied());
    if uses.iter().all(|found| context.is_idle(&found.place.file)) {
        return remark.help(
            "没有页面用到这些文件，但它们会随代码包上传、被平台检测：用不到就用 packOptions.ignore 排除，排除后不用声明",
            "no page uses these files, but they are uploaded and the platform will see them: leave them out with packOptions.ignore if \
             you do not need them, and no declaration is needed",
        )
        .help(
            "要保留就运行 cargo privguide declare 补上声明，再写明用途",
            "to keep them, run cargo privguide declare and fill in the purpose",
        );
    }
    remark.help(
        "运行 cargo privguide declare 补上声明，再写明用途；用不到的调用请从代码里删去",
        "run cargo privguide declare and fill in the purpose; remove calls that are not needed",
    )
}
