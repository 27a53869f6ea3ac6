//! `hook`: installs, removes, describes and runs the pre-push hook.

mod run;

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use privguide::language::{Language, Text};
use privguide_git::{
    Git,
    hook::{self, Change, Force, Installation, Method, Outcome},
};

use crate::{
    Status,
    arguments::{Hook, HookAction, HookInstall, HookMethod, HookRepository},
    failure::Failure,
    output::{Output, plain},
};

/// Runs `hook`.
///
/// # Errors
/// When there is no repository, or git or the file system fails.
pub fn run(arguments: &Hook, output: &Output) -> Result<Status, Failure> {
    let language = output.language(None);
    match &arguments.action {
        HookAction::Install(arguments) => install(arguments, output, language),
        HookAction::Uninstall(arguments) => {
            show(&hook::uninstall(&git(arguments))?, output, language)
        }
        HookAction::Status(arguments) => status(arguments, output, language),
        HookAction::Run(arguments) => run::run(arguments, output),
    }
}

fn install(
    arguments: &HookInstall,
    output: &Output,
    language: Language,
) -> Result<Status, Failure> {
    let installation = Installation {
        program: program()?,
        method: arguments.method.map(|method| match method {
            HookMethod::Config => Method::Config,
            HookMethod::File => Method::File,
        }),
        force: if arguments.force { Force::Yes } else { Force::No },
    };
    show(&hook::install(&git(&arguments.repository), &installation)?, output, language)
}

fn show(outcome: &Outcome, output: &Output, language: Language) -> Result<Status, Failure> {
    match outcome {
        Outcome::Installed { method, place, changed, notes } => {
            output.note(&installed(*method, place, *changed), language);
            say(notes, output, language);
            Ok(Status::Clean)
        }
        Outcome::Removed { done } if done.is_empty() => {
            output.note(&Text::new("没有安装 hook", "no hook is installed"), language);
            Ok(Status::Clean)
        }
        Outcome::Removed { done } => {
            say(done, output, language);
            Ok(Status::Clean)
        }
        Outcome::Advised { why, snippet } => {
            output.note(why, language);
            output.note(
                &Text::new(format!("{}：", snippet.file), format!("{}:", snippet.file)),
                language,
            );
            write!(output.results(), "{}", plain(&snippet.lines))?;
            // Pushes are not checked yet: a script that installs the hook must notice this.
            Ok(Status::Findings)
        }
        Outcome::Refused { why } => Err(Failure::new(&why.zh, &why.en)),
    }
}

fn say(texts: &[Text], output: &Output, language: Language) {
    for text in texts {
        output.note(text, language);
    }
}

fn installed(method: Method, place: &Path, changed: Change) -> Text {
    let place = place.display();
    match (changed, method) {
        (Change::None, _) => Text::new(
            format!("hook 已安装：{place}"),
            format!("the hook is installed already: {place}"),
        ),
        (Change::Written, Method::Config) => Text::new(
            format!("已安装 hook：{place} 中的 hook.privguide"),
            format!("installed the hook: hook.privguide in {place}"),
        ),
        (Change::Written, Method::File) => {
            Text::new(format!("已安装 hook：{place}"), format!("installed the hook: {place}"))
        }
    }
}

fn status(
    arguments: &HookRepository,
    output: &Output,
    language: Language,
) -> Result<Status, Failure> {
    let status = hook::status(&git(arguments), &program()?)?;
    let mut lines = Vec::new();
    let runs = |runs: bool| {
        if runs {
            Text::new("会运行", "git runs it")
        } else {
            Text::new("不会运行", "git does not run it")
        }
    };
    if let Some(config) = &status.config {
        let (place, runs) = (config.place.display(), runs(config.runs));
        lines.push(Text::new(
            format!("git 配置：{place} 中的 hook.privguide，{}", runs.zh),
            format!("in git's configuration: hook.privguide in {place}, {}", runs.en),
        ));
    }
    if let Some(file) = &status.file {
        let (place, runs, version) = (file.place.display(), runs(file.runs), file.version);
        lines.push(Text::new(
            format!("hook 文件：{place}，版本 {version}，{}", runs.zh),
            format!("as a file: {place}, version {version}, {}", runs.en),
        ));
        if let Some(previous) = &file.previous {
            let previous = previous.display();
            lines.push(Text::new(
                format!("先运行原有的 hook：{previous}"),
                format!("the earlier hook runs first: {previous}"),
            ));
        }
    }
    if lines.is_empty() {
        lines.push(Text::new(
            "没有安装 hook；运行 cargo privguide hook install",
            "no hook is installed; run cargo privguide hook install",
        ));
    }
    if let Some(foreign) = &status.foreign {
        let (foreign, manager) = (
            foreign.display(),
            status.manager.map(|manager| format!(" ({})", manager.name())).unwrap_or_default(),
        );
        lines.push(Text::new(
            format!("另有 pre-push：{foreign}{manager}"),
            format!("another pre-push is there: {foreign}{manager}"),
        ));
    }
    lines.extend(status.problems.iter().cloned());
    let mut out = output.results();
    for line in &lines {
        writeln!(out, "{}", plain(line.get(language)))?;
    }
    Ok(if status.runs() { Status::Clean } else { Status::Findings })
}

fn git(arguments: &HookRepository) -> Git {
    Git::at(arguments.repository.clone().unwrap_or_else(|| PathBuf::from(".")))
}

/// The absolute path of this program: it need not be in the search path of a graphical client.
fn program() -> Result<PathBuf, Failure> {
    Ok(std::env::current_exe()?)
}
