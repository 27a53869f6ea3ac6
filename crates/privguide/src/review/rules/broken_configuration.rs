//! A configuration file is not well formed, or leads out of the program.

use crate::{
    program::ProblemKind,
    review::{context::Context, remark::Remark},
    tree::Place,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for reviewed in context.input.programs {
        let program = reviewed.program;
        for problem in &program.problems {
            let place = problem.place.clone().unwrap_or_else(|| Place::file_start(program.root.clone()));
            let (file, subject) = (&place.file, &problem.subject);
            let remark = match problem.kind {
                ProblemKind::BrokenConfiguration => Remark::new(
                    format!("{file} 不是合格的 JSON：{subject}"),
                    format!("{file} is not well-formed JSON: {subject}"),
                )
                .help("开发者工具和上传都会拒绝它", "the developer tool refuses it, and so does the upload"),
                ProblemKind::OutsideRoot => Remark::new(
                    format!("路径 `{subject}` 超出了小程序的文件夹"),
                    format!("the path `{subject}` leaves the Mini Program's folder"),
                ),
                ProblemKind::MissingFile | ProblemKind::StrippedButRuns => continue,
            };
            remarks.push(remark.at(place));
        }
    }
    remarks
}
