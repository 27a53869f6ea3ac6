//! An interface that no table lists provides sensitive information. Off by default, because the
//! platform does not require a declaration.

use crate::{
    program::Status,
    review::{context::Context, remark::Remark},
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for reviewed in context.input.programs {
        let listed = reviewed
            .scan
            .listed
            .iter()
            .filter(|found| reviewed.status(&found.place.file) != Some(Status::Outside));
        for found in listed {
            let Some(hint) = &found.interface.hint else { continue };
            let name = &found.interface.name;
            let remark = Remark::new(
                format!("{name} 不在平台的接口表里：{}", hint.zh),
                format!("{name} is not in the platform's table: {}", hint.en),
            );
            remarks.push(remark.at_uses(context, [found]).help(
                "平台不强制声明；上传后看后台检测到什么，保存这些信息时在指引里自行说明",
                "nothing demands a declaration; look at what the console detects, and say so in the guide when you store it",
            ));
        }
    }
    remarks
}
