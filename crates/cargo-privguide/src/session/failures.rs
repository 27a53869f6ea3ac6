//! Why a project cannot be loaded or its guide not be found, with what to do about it.

use privguide::{
    program::why_unread,
    project::{GuideError, LoadError},
    tree::{ReadError, Skipped},
};

use crate::{failure::Failure, locate::Site};

pub(super) fn no_guide(error: GuideError) -> Failure {
    match error {
        GuideError::Path(problem) => {
            let text = problem.text();
            Failure::new(text.zh, text.en).help(
                "修改 privguide.toml 里 [guide] 的 path",
                "change path of [guide] in privguide.toml",
            )
        }
        GuideError::Read(error) => Failure::new(
            format!("无法读取现有的指引：{error}"),
            format!("cannot read the guide that is there: {error}"),
        ),
    }
}

pub(super) fn not_loaded(site: &Site, error: LoadError) -> Failure {
    let folder = site.folder.display();
    match error {
        LoadError::Declarations(ReadError::NotFound(path)) => Failure::new(
            format!("没有读取 {path}：它是链接，指向文件夹之外，或者指向的文件不存在"),
            format!("{path} is not read: it is a link out of the folder, or to nothing"),
        )
        .help("把文件本身放到这里", "put the file itself in its place"),
        LoadError::Declarations(error) => Failure::new(
            format!("无法读取声明：{error}"),
            format!("cannot read the declarations: {error}"),
        ),
        LoadError::RootOutside(root) => Failure::new(
            format!("[program] root = \"{root}\" 指到了 privguide.toml 所在文件夹之外"),
            format!("[program] root = \"{root}\" leaves the folder of privguide.toml"),
        )
        .help(
            "把 privguide.toml 放到小程序的文件夹或它的上级",
            "put privguide.toml into the Mini Program's folder or above it",
        ),
        LoadError::NothingBuilt(built) => Failure::new(
            format!("{built} 里没有构建好的小程序"),
            format!("{built} holds no built Mini Program"),
        )
        .help(
            "先构建，再指定含有 app.json 的文件夹",
            "build first, and name the folder that holds app.json",
        ),
        LoadError::Catalog(error) => Failure::new(
            format!("[[interface]] 有误：{error}"),
            format!("[[interface]] is wrong: {error}"),
        ),
        LoadError::NoProgram { looked_for, unread } => {
            let names = looked_for.join("、");
            let english = looked_for.join(", ");
            let of = |skipped: &Skipped| (skipped.path.clone(), why_unread(skipped.reason));
            let unread: Vec<_> = unread.iter().take(3).map(of).collect();
            let zh: Vec<String> =
                unread.iter().map(|(path, why)| format!("；没有读取 {path}：{}", why.zh)).collect();
            let en: Vec<String> = unread
                .iter()
                .map(|(path, why)| format!("; {path} is not read: {}", why.en))
                .collect();
            Failure::new(
                format!("在 {folder} 里没有找到小程序：找过 {names}{}", zh.concat()),
                format!("no Mini Program in {folder}: looked for {english}{}", en.concat()),
            )
            .help(
                "在小程序的文件夹里运行，或给出它的路径；也可以在 privguide.toml 里写 [program] root",
                "run inside the Mini Program's folder or name its path; or set [program] root in privguide.toml",
            )
            .for_no_program()
        }
    }
}
