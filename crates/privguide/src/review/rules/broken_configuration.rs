//! A configuration file is malformed, or refers to a path out of the program.

use crate::{
    program::{NOT_AN_OBJECT, ProblemKind, ProgramProblem},
    review::{Reviewed, context::Context, remark::Remark},
    tree::Place,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for reviewed in context.input.programs {
        let program = reviewed.program;
        for problem in &program.problems {
            let place =
                problem.place.clone().unwrap_or_else(|| Place::file_start(program.root.clone()));
            let subject = &problem.subject;
            let remark = match problem.kind {
                ProblemKind::BrokenConfiguration => refused(&place, problem),
                ProblemKind::OutsideRoot => Remark::new(
                    format!("路径 `{subject}` 超出了小程序的文件夹"),
                    format!("the path `{subject}` leaves the Mini Program's folder"),
                ),
                ProblemKind::MissingFile
                | ProblemKind::MissingComponent
                // It is among the files that are not analysed.
                | ProblemKind::RefusedConfiguration
                | ProblemKind::StrippedButRuns => continue,
            };
            remarks.push(remark.at(place));
        }
    }
    remarks.extend(context.input.programs.iter().filter_map(unlike_app_json));
    remarks
}

/// A remark about a configuration file that the official tool rejects; with some frameworks, it is
/// a script.
fn refused(place: &Place, problem: &ProgramProblem) -> Remark {
    let (file, subject) = (&place.file, &problem.subject);
    let chinese = problem.detail.as_ref().map_or(subject, |detail| &detail.zh);
    if subject == NOT_AN_OBJECT {
        return Remark::new(
            format!("{file} 的最外层应当是对象"),
            format!("{file} must be an object"),
        )
        .help(
            "写成 { … }；app.json 不是对象时，官方工具会报错（10009）",
            "write { … }; the official tool fails at such an app.json (10009)",
        );
    }
    if !matches!(file.extension(), "js" | "ts") {
        return Remark::new(
            format!("{file} 不是合格的 JSON：{chinese}"),
            format!("{file} is not well-formed JSON: {subject}"),
        )
        .help(
            "开发者工具和上传都会拒绝它",
            "the developer tool refuses it, and so does the upload",
        );
    }
    Remark::new(
        format!("{file} 没能完整读取：{chinese}"),
        format!("{file} could not be read in full: {subject}"),
    )
    .help(
        "页面和分包可能不全，请改正语法",
        "pages and sub-packages may be missing: correct the syntax",
    )
}

/// `app.json` is not UTF-8.
fn unlike_app_json(reviewed: &Reviewed<'_>) -> Option<Remark> {
    let app = reviewed.program.config.app.as_ref()?;
    let file = app.source.path();
    app.source.is_lossy().then(|| {
        Remark::new(format!("{file} 不是 UTF-8 编码"), format!("{file} is not UTF-8"))
            .at(Place::file_start(file.clone()))
            .help(
                "请用 UTF-8 编码另存；官方工具会报错（10031）",
                "save it as UTF-8; the official tool fails (10031)",
            )
    })
}
