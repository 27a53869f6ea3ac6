//! The configuration names a file that is not there.

use crate::{
    program::ProblemKind,
    review::{context::Context, remark::Remark},
    tree::Place,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for reviewed in context.input.programs {
        let program = reviewed.program;
        for problem in program.problems.iter().filter(|problem| problem.kind == ProblemKind::MissingFile) {
            let place = problem.place.clone().unwrap_or_else(|| Place::file_start(program.root.clone()));
            let subject = &problem.subject;
            let remark = Remark::new(format!("找不到 `{subject}`"), format!("`{subject}` does not exist")).at(place).help(
                "改正路径或补上文件；它若是生成的，请先构建",
                "correct the path or add the file; if it is generated, build first",
            );
            remarks.push(remark);
        }
    }
    remarks
}
