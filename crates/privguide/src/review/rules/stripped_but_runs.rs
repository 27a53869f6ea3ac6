//! The filter of unused files removes a file that the program loads.

use std::collections::BTreeMap;

use crate::{
    language::Text,
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
    let loader = place.file.clone();
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
    let Text { zh, en } = why_not_followed(program, &loader);
    remark.help(zh, en).help(
        format!("或在 project.config.json 的 packOptions.include 里加上 {}", entry(first)),
        format!("or add {} to packOptions.include of project.config.json", entry(first)),
    )
}

/// Why the official analysis does not follow what the `loader` writes, and what to do.
fn why_not_followed(program: &Program, loader: &TreePath) -> Text {
    if loader.extension() != "json" {
        return Text::new(
            "官方的依赖分析看不懂这种写法：改成普通的 import 或 require（不用可选链、不写在类字段里）",
            "the official analysis does not follow this form: write a plain import or require (no optional chaining, no class field)",
        );
    }
    let app = program.config.app.as_ref().filter(|app| app.source.path() == loader);
    let has = |key| app.is_some_and(|app| app.get(&[key]).is_some());
    if has("subPackages") && has("subpackages") {
        return Text::new(
            format!(
                "{loader} 里 subPackages 和 subpackages 都有：官方的依赖分析用前者，编译用后者。合并成一个"
            ),
            format!(
                "{loader} has both subPackages and subpackages: the official analysis uses the first, the compiler the second; put them together under one key"
            ),
        );
    }
    Text::new(
        format!("官方的依赖分析不看 {loader} 里的这一项"),
        format!("the official analysis does not follow this entry of {loader}"),
    )
}

#[cfg(test)]
mod tests {
    use crate::{
        review::{ReviewSettings, examples::findings_with},
        tree::MemoryTree,
    };

    #[test]
    fn two_spellings_of_a_key_are_the_cause() {
        let app = r#"{ "pages": ["i"], "subPackages": [], "subpackages": [{ "root": "x", "pages": ["x"] }] }"#;
        let tree = MemoryTree::new()
            .with("project.config.json", r#"{ "setting": { "ignoreUploadUnusedFiles": true } }"#)
            .with("app.json", app)
            .with("i.js", "")
            .with("i.wxml", "")
            .with("x/x.js", "")
            .with("x/x.wxml", "")
            .with("privguide.toml", "format = 1");
        let found = findings_with(&tree, None, &ReviewSettings::default());
        let own = found.iter().find(|finding| finding.rule == "stripped-but-runs");
        let help = own.map(|finding| finding.help[0].en.as_str()).unwrap_or_default();
        assert!(help.starts_with("app.json has both subPackages and subpackages"), "{help}");
    }
}
