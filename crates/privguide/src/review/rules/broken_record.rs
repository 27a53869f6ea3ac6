//! `privguide.lock` cannot be read, so its content does not count.

use crate::{
    declaration::record::RecordTrouble,
    review::{context::Context, remark::Remark},
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let broken = context.input.record.iter().filter_map(|problem| match &problem.trouble {
        RecordTrouble::Unreadable(why) => Some((problem, why)),
        _ => None,
    });
    broken
        .map(|(problem, why)| {
            let remark = Remark::new(
                format!("privguide.lock 无法使用：{}", why.zh),
                format!("privguide.lock cannot be used: {}", why.en),
            )
            .help(
                "安装依赖后运行 cargo privguide record 重新生成",
                "install the packages and run cargo privguide record to write it again",
            );
            problem.recorded.iter().cloned().fold(remark, Remark::at)
        })
        .collect()
}
