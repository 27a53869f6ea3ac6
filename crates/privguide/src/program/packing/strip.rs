//! The filter of unused files, which `setting.ignoreUploadUnusedFiles` enables.

use super::{PackOptions, extension::is_code, rules_place};
use crate::{
    catalog::ProgramKind,
    language::Text,
    program::{JsonNode, ProblemKind, Program, ProgramProblem, Status},
    tree::Place,
};

/// True if the project enables the filter.
pub(in crate::program) fn strips(program: &Program) -> bool {
    let setting = program
        .config
        .project
        .as_ref()
        .and_then(|project| project.get(&["setting", "ignoreUploadUnusedFiles"]));
    program.kind == ProgramKind::MiniProgram && setting.and_then(JsonNode::as_bool) == Some(true)
}

/// If the project enables the filter, removes files that are not reached, and reports those that
/// can run nevertheless.
///
/// If the official tool rejects the configuration, nothing is uploaded, and it is not known which
/// files would be reached: every file counts. The same holds if it could not be read here.
pub(in crate::program) fn strip(program: &mut Program) {
    let is_unknown = |problem: &ProgramProblem| {
        matches!(problem.kind, ProblemKind::BrokenConfiguration | ProblemKind::RefusedConfiguration)
    };
    let is_broken = program.problems.iter().any(is_unknown);
    if !strips(program) || is_broken {
        return;
    }
    let options = PackOptions::for_program(program);
    let mut problems = Vec::new();
    for file in &mut program.files {
        let relative = file.path.relative_to(&program.root).unwrap_or_default();
        let kept = file.status != Status::Packed || matches!(relative, "app.json" | "ext.json");
        if kept || !is_code(relative) || options.protects(relative) {
            continue;
        }
        file.status = Status::Outside;
        file.reason = Some(Text::new(
            "没有被任何文件引用，上传时会被过滤（setting.ignoreUploadUnusedFiles）",
            "nothing leads to it, so the upload leaves it out (setting.ignoreUploadUnusedFiles)",
        ));
        if file.runs {
            let place = Some(Place::file_start(file.path.clone()));
            problems.push(ProgramProblem {
                kind: ProblemKind::StrippedButRuns,
                place,
                subject: file.path.to_string(),
                detail: None,
            });
        }
    }
    program.problems.append(&mut problems);
    if options.is_cut_short() && program.cut_short.is_none() {
        program.cut_short = rules_place(program);
    }
}
