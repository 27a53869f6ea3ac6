//! `record`: writes privguide.lock, the record of what installed packages and a build use.

use std::io::Write as _;

use privguide::{
    declaration::record::{RECORD_FILE, Record},
    guide,
    language::{Language, Text},
    program::Otherwise,
    project::NotInstalled,
    tree::TreePath,
};

use crate::{
    Status,
    arguments::Record as Arguments,
    failure::Failure,
    inside,
    output::{Output, plain},
    report::{self},
    session::Session,
    write::write_if_changed,
};

/// Runs `record`.
///
/// # Errors
/// When packages are not installed as locked, or the file cannot be written.
pub fn run(arguments: &Arguments, output: &Output) -> Result<Status, Failure> {
    let sessions = match &arguments.built {
        Some(folder) => Session::load_built(&arguments.target, folder)?,
        None => Session::load_all(&arguments.target, Otherwise::Nothing)?,
    };
    let mut status = Status::Clean;
    let mut sessions = sessions;
    for session in &mut sessions {
        session.analyse_packages()?;
        status = status.max(one(arguments, session, output)?);
    }
    Ok(status)
}

fn one(arguments: &Arguments, session: &Session, output: &Output) -> Result<Status, Failure> {
    let language = output.language(session.language());
    let file = session.project.home.join(RECORD_FILE).unwrap_or_else(TreePath::root);
    let shown = session.shown_for_people().path(&file);
    let before = session.source(&file);
    let mut record = session
        .project
        .record(&*session.tree, session.observed())
        .map_err(|why| not_installed(why, session))?;
    if let Some(earlier) = before.as_ref().and_then(|source| Record::parse((**source).clone())) {
        record.keep_builds(earlier, |program| {
            session.project.programs.iter().any(|own| own.program.root.as_str() == program)
        });
    }
    print_unrecorded(session, &record, output, language);
    let old = before.map(|source| source.text().replace("\r\n", "\n"));
    if old.is_none() && record.is_empty() {
        let text = Text::new(
            "没有需要记录的：程序没有引用仓库以外的 npm 包",
            "nothing to record: the program imports no npm package from outside the repository",
        );
        output.note(&text, language);
        return Ok(Status::Clean);
    }
    let text = record.to_text();
    let old = old.unwrap_or_default();
    if arguments.check {
        return if old == text {
            output.note(
                &Text::new(format!("{shown} 是最新的"), format!("{shown} is up to date")),
                language,
            );
            Ok(Status::Clean)
        } else {
            write!(
                output.results(),
                "{}",
                report::coloured_diff(&guide::unified(&file, &old, &text))
            )?;
            let help = Text::new(
                format!("{shown} 不是最新的：运行 cargo privguide record"),
                format!("{shown} is out of date: run cargo privguide record"),
            );
            output.note(&help, language);
            Ok(Status::Findings)
        };
    }
    let path = inside::writable(&session.site.folder, &file)?;
    let written = old != text && write_if_changed(&path, text.as_bytes())?;
    let (zh, en) = if written { ("已写入", "wrote") } else { ("没有变化：", "unchanged:") };
    let count = record.package_names().len();
    output.note(
        &Text::new(
            format!("{zh} {shown}：{count} 个 npm 包"),
            format!("{en} {shown}: {}", report::count(count, "npm package")),
        ),
        language,
    );
    let mut out = output.results();
    for (what, uses) in summary(&record, language) {
        writeln!(out, "  {}: {}", plain(&what), plain(&uses))?;
    }
    out.flush()?;
    Ok(Status::Clean)
}

/// Pairs of a package or build and what it uses.
fn summary(record: &Record, language: Language) -> Vec<(String, String)> {
    let packages = record.package_uses().into_iter();
    let mut lines: Vec<(String, String)> =
        packages.map(|(name, uses)| (name, uses.join(", "))).collect();
    for (folder, place, uses) in record.build_uses() {
        let title = Text::new(format!("构建结果 {folder}"), format!("the build in {folder}"));
        let title = title.get(language);
        let title = place.map_or_else(|| title.to_owned(), |place| format!("{title}, {place}"));
        lines.push((title, uses.join(", ")));
    }
    lines
}

/// Writes which imports are neither in the lock file nor in `node_modules`, and which packages have
/// no checksum.
fn print_unrecorded(session: &Session, record: &Record, output: &Output, language: Language) {
    let is_recorded = |name: &String| record.package_names().any(|own| own == name);
    let names: Vec<String> = session
        .project
        .missing()
        .into_iter()
        .map(|package| package.name)
        .filter(|name| !is_recorded(name))
        .collect();
    if !names.is_empty() {
        let text = Text::new(
            format!("没有记录 {}：锁文件和 node_modules 里都没有", names.join("、")),
            format!(
                "not recorded: {}; neither the lock file nor node_modules has it",
                names.join(", ")
            ),
        );
        output.note(&text, language);
    }
    let unsure: Vec<&str> = record.without_checksum().collect();
    if !unsure.is_empty() {
        let text = Text::new(
            format!("锁文件没有 {} 的校验值，以后只能核对版本", unsure.join("、")),
            format!(
                "the lock file has no checksum of {}; only the version can be compared later",
                unsure.join(", ")
            ),
        );
        output.note(&text, language);
    }
}

fn not_installed(why: NotInstalled, session: &Session) -> Failure {
    match why {
        NotInstalled::Absent(names) => {
            let failure = Failure::new(
                format!("这些 npm 包没有安装，无法记录：{}", names.join("、")),
                format!(
                    "these npm packages are not installed and cannot be recorded: {}",
                    names.join(", ")
                ),
            );
            let limit = inside::limit(&session.site.folder);
            let mut folders =
                session.site.folder.ancestors().take_while(|folder| folder.starts_with(&limit));
            if folders.any(|folder| folder.join(".pnp.cjs").is_file()) {
                return failure.help(
                    "yarn 的 Plug'n'Play 把包放在压缩文件里，这里不读取：在 .yarnrc.yml 里写 nodeLinker: node-modules，安装后再运行",
                    "yarn's Plug'n'Play keeps packages in archives, which are not read: write nodeLinker: node-modules into .yarnrc.yml, \
                     install, and run this again",
                );
            }
            failure.help(
                "先安装依赖（npm install、pnpm install、yarn）再运行",
                "install the packages first (npm install, pnpm install, yarn)",
            )
        }
        NotInstalled::Outdated(packages) => {
            let zh: Vec<String> = packages
                .iter()
                .map(|(name, here, locked)| format!("{name} 装的是 {here}，锁定在 {locked}"))
                .collect();
            let en: Vec<String> = packages
                .iter()
                .map(|(name, here, locked)| {
                    format!("{name} {here} is installed, {locked} is locked")
                })
                .collect();
            Failure::new(
                format!("安装的版本与锁文件不同：{}", zh.join("；")),
                format!(
                    "the installed versions differ from those in the lock file: {}",
                    en.join("; ")
                ),
            )
            .help("重新安装依赖再运行", "install the packages again and run this once more")
        }
        NotInstalled::Lock { file, why } => Failure::new(
            format!("锁文件 {file} 无法使用：{}", why.zh),
            format!("the lock file {file} cannot be used: {}", why.en),
        )
        .help(
            "修好它，例如重新安装依赖",
            "repair it, for example by installing the packages again",
        ),
    }
}
