//! Reasons why a project cannot be analysed, with what to do about them.

use privguide::{
    declaration::{Gravity, ParsedDeclarations},
    project::{GuideError, LoadError, Project},
    review::{Finding, ReviewSettings},
    tree::{ReadError, SourceTree},
};

use crate::{
    projects::DECLARATIONS,
    trouble::{Kind, Trouble},
};

/// The guide has no valid path, or cannot be read.
#[must_use]
pub fn no_guide(error: GuideError) -> Trouble {
    match error {
        GuideError::Path { why, .. } => Trouble::new(Kind::Project, why.zh, why.en).help(
            "修改 privguide.toml 里 [guide] 的 path",
            "change path of [guide] in privguide.toml",
        ),
        GuideError::Read(error) => Trouble::new(
            Kind::Project,
            format!("无法读取现有的指引：{error}"),
            format!("cannot read the guide that is there: {error}"),
        ),
    }
}

/// The project cannot be read, or contains no program; `folder` is its name.
#[must_use]
pub fn not_loaded(folder: &str, error: LoadError) -> Trouble {
    match error {
        LoadError::Declarations(ReadError::NotFound(path)) => Trouble::new(
            Kind::Project,
            format!("没有读取 {path}：它是链接，指向文件夹之外，或者指向的文件不存在"),
            format!("{path} is not read: it is a link out of the folder, or to nothing"),
        )
        .help("把文件本身放到这里", "put the file itself in its place"),
        LoadError::Declarations(error) => Trouble::new(
            Kind::Project,
            format!("无法读取声明：{error}"),
            format!("cannot read the declarations: {error}"),
        ),
        LoadError::RootOutside(root) => Trouble::new(
            Kind::Project,
            format!("[program] root = \"{root}\" 指到了 privguide.toml 所在文件夹之外"),
            format!("[program] root = \"{root}\" leaves the folder of privguide.toml"),
        )
        .help(
            "把 privguide.toml 放到小程序的文件夹或它的上级",
            "put privguide.toml into the Mini Program's folder or above it",
        ),
        LoadError::NoRoot(root) => Trouble::new(
            Kind::NoProgram,
            format!("[program] root = \"{root}\" 指的文件夹不存在，或者是空的"),
            format!("[program] root = \"{root}\" names a folder that is not there or is empty"),
        )
        .help(
            "写出小程序的文件夹，相对于 privguide.toml 所在的文件夹",
            "name the Mini Program's folder, relative to the folder of privguide.toml",
        ),
        LoadError::NothingBuilt(built) => Trouble::new(
            Kind::Project,
            format!("{built} 里没有构建好的小程序"),
            format!("{built} contains no built Mini Program"),
        )
        .help(
            "先构建，再指定含有 app.json 的文件夹",
            "build first, and name the folder that contains app.json",
        ),
        LoadError::Catalog(error) => Trouble::new(
            Kind::Project,
            format!("[[interface]] 有误：{error}"),
            format!("[[interface]] is wrong: {error}"),
        ),
        LoadError::NoProgram { looked_for, unread } => {
            let names = looked_for.join("、");
            let english = looked_for.join(", ");
            let unread = unread.iter().take(3);
            let (zh, en): (Vec<_>, Vec<_>) =
                unread.map(|why| (format!("；{}", why.zh), format!("; {}", why.en))).unzip();
            Trouble::new(
                Kind::NoProgram,
                format!("在 {folder} 里没有找到小程序：找过 {names}{}", zh.concat()),
                format!("no Mini Program in {folder}: looked for {english}{}", en.concat()),
            )
            .help(
                "在小程序的文件夹里运行，或给出它的路径；也可以在 privguide.toml 里写 [program] root",
                "run inside the Mini Program's folder or name its path; or set [program] root in privguide.toml",
            )
        }
    }
}

/// The declarations cannot be used; every mistake is named.
#[must_use]
pub fn unusable(parsed: &ParsedDeclarations) -> Trouble {
    let unreadable = parsed.problems.iter().filter(|problem| problem.gravity != Gravity::Mistake);
    let (zh, en): (Vec<_>, Vec<_>) =
        unreadable.clone().map(|problem| (&*problem.message.zh, &*problem.message.en)).unzip();
    let mut trouble = Trouble::new(
        Kind::Project,
        format!("{DECLARATIONS} 无法使用：{}", zh.join("；")),
        format!("{DECLARATIONS} cannot be used: {}", en.join("; ")),
    );
    trouble.help.extend(unreadable.filter_map(|problem| problem.help.clone()));
    trouble.help(
        "改正这里，再运行 cargo privguide check",
        "correct this, then run cargo privguide check",
    )
}

/// The findings of a project from every rule; without declarations, from those that need none.
///
/// # Errors
/// When the declarations are unreadable, or the guide has no valid path.
pub fn review(
    project: &Project,
    tree: &dyn SourceTree,
    settings: &ReviewSettings,
) -> Result<Vec<Finding>, Trouble> {
    match &project.declarations {
        Some(parsed) if !parsed.is_readable() => Err(unusable(parsed)),
        _ => Ok(project.review(tree, settings).map_err(no_guide)?.findings),
    }
}
