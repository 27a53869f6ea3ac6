//! The configuration names a file that does not exist.

use crate::{
    program::{ProblemKind, Program, UnreadPath},
    review::{context::Context, remark::Remark},
    tree::Place,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for reviewed in context.input.programs {
        let program = reviewed.program;
        for problem in
            program.problems.iter().filter(|problem| problem.kind == ProblemKind::MissingFile)
        {
            let place =
                problem.place.clone().unwrap_or_else(|| Place::file_start(program.root.clone()));
            remarks.push(remark(program, &problem.subject, place));
        }
    }
    remarks
}

fn remark(program: &Program, subject: &str, place: Place) -> Remark {
    if let Some(unread) = not_read(program, subject, &place) {
        let (path, why) = (&unread.path, &unread.why);
        return Remark::new(
            format!("`{subject}` 没有读取：{path}，{}", why.zh),
            format!("`{subject}` is not read: {path}: {}", why.en),
        )
        .at(place)
        .help(
            "它可能存在，但这里看不到里面用到的接口",
            "it may be there, but the interfaces in it cannot be seen",
        );
    }
    let Some(package) = package(program, subject, &place) else {
        return Remark::new(format!("找不到 `{subject}`"), format!("`{subject}` does not exist"))
            .at(place)
            .help(
                "改正路径或补上文件；它若是生成的，请先构建",
                "correct the path or add the file; if it is generated, build first",
            );
    };
    // Reported once for all components of the package.
    Remark::new(format!("npm 包 `{package}` 还没有构建"), format!("the npm package `{package}` is not built"))
        .at_labelled(place, subject, subject)
        .help(
            "先运行 npm install，再在开发者工具里点“工具 → 构建 npm”；在此之前，包里用到的隐私接口检查不到",
            "run npm install, then let the developer tool build npm; until then the interfaces inside it cannot be seen",
        )
}

/// The entry that exists but is not read, for a file that a configuration or script names.
fn not_read<'p>(program: &'p Program, subject: &str, place: &Place) -> Option<&'p UnreadPath> {
    let named = subject.trim_start_matches('/');
    let meant = [place.file.parent().join(named), program.root.join(named)];
    meant.into_iter().flatten().find_map(|path| program.unread_at(&path))
}

/// `tdesign-miniprogram/button/button`, `@vant/weapp/button/index`: the package that a component
/// comes from.
fn package<'s>(program: &Program, subject: &'s str, place: &Place) -> Option<&'s str> {
    let scoped = subject.starts_with('@');
    let mut ends = subject.match_indices('/').map(|(at, _)| at);
    let end = ends.nth(usize::from(scoped))?;
    let package = &subject[..end];
    let plain =
        package.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"@/-_.".contains(&byte));
    if !plain || subject.starts_with(['.', '/']) || subject.contains("..") {
        return None;
    }
    // In app.json, pages, packages and folders are written in the same form.
    let folder = |path: &str| path.split('/').any(|part| part == package);
    let own = place.file.name() == "app.json"
        && (package == "pages" || program.files.iter().any(|file| folder(file.path.as_str())));
    (scoped || !own).then_some(package)
}
