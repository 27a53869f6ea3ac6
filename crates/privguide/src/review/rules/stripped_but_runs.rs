//! The filter of unused files removes a file that the program loads.

use std::collections::BTreeMap;

use crate::{
    program::{ChainStep, ProblemKind, Program},
    review::{context::Context, remark::Remark},
    tree::{Place, TreePath},
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    context.input.programs.iter().flat_map(|reviewed| remarks(context, reviewed.program)).collect()
}

/// One remark for every place that loads removed files.
fn remarks(context: &Context<'_>, program: &Program) -> Vec<Remark> {
    let stripped =
        program.problems.iter().filter(|problem| problem.kind == ProblemKind::StrippedButRuns);
    let files = stripped.filter_map(|problem| problem.place.as_ref()).map(|place| &place.file);
    let mut by_place: BTreeMap<Place, Vec<&TreePath>> = BTreeMap::new();
    for file in files {
        let steps = program.steps(context.input.tree, file).unwrap_or_default();
        let loader =
            steps.iter().rev().nth(1).and_then(|ChainStep { names_next, .. }| names_next.clone());
        by_place
            .entry(loader.unwrap_or_else(|| Place::file_start(file.clone())))
            .or_default()
            .push(file);
    }
    by_place.into_iter().map(|(place, files)| remark(program, place, &files)).collect()
}

fn remark(program: &Program, place: Place, files: &[&TreePath]) -> Remark {
    let first = files[0];
    let (zh, en) = match files.len() - 1 {
        0 => (String::new(), String::new()),
        more => (format!(" 等 {} 个文件", more + 1), format!(" and {more} more")),
    };
    let entry = |file: &TreePath| {
        let value = file.relative_to(&program.root).unwrap_or(file.as_str());
        serde_json::json!({ "type": "file", "value": value }).to_string()
    };
    let mut remark = Remark::new(
        format!("`{first}`{zh} 运行时要加载，上传时却会被过滤掉"),
        format!("`{first}`{en} is loaded at run time, but the upload leaves it out"),
    )
    .at_labelled(place, "在这里加载", "loaded here");
    let project = program.config.project.as_ref();
    let setting = project
        .and_then(|project| Some((project, project.get(&["setting", "ignoreUploadUnusedFiles"])?)));
    if let Some((project, node)) = setting {
        remark = remark.decided_by(
            project.place(node.range.clone()),
            "过滤无依赖文件",
            "unused files are left out",
        );
    }
    remark.help(
        "官方的依赖分析看不懂这种写法：改成普通的 import 或 require（不用可选链、不写在类字段里）",
        "the official analysis does not follow this form: write a plain import or require (no optional chaining, no class field)",
    )
    .help(
        format!("或在 project.config.json 的 packOptions.include 里加上 {}", entry(first)),
        format!("or add {} to packOptions.include of project.config.json", entry(first)),
    )
}
