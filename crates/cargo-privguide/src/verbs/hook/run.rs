//! `hook run pre-push`: judges every tree that a push makes visible. Nothing is read from the work tree.

use std::{
    io::{IsTerminal as _, Read as _, Write as _},
    path::Path,
};

use privguide::{
    language::{Language, Text},
    review::{Level, Settings},
};
use privguide_git::{
    ObjectId, Repository,
    hook::is_outdated,
    push::{self, Judgement, Update, WhySkipped},
};

use crate::{
    arguments::HookRun,
    failure::Failure,
    output::{Output, plain},
    report, revision,
    status::Status,
};

/// Runs the hook.
///
/// # Errors
/// When git's lines are not understood or the repository cannot be read: the push is then refused.
pub fn run(arguments: &HookRun, output: &Output) -> Result<Status, Failure> {
    if std::env::var_os("PRIVGUIDE_SKIP").is_some_and(|value| value == "1") {
        output.note(
            &Text::new("privguide：已跳过核对（PRIVGUIDE_SKIP=1）", "privguide: not checked (PRIVGUIDE_SKIP=1)"),
            output.language(None),
        );
        return Ok(Status::Clean);
    }
    let repository = repository()?;
    let updates = updates(&repository)?;
    let plan = push::plan(&repository, &updates)?;
    let mut worst = Status::Clean;
    let mut language = output.language(None);
    for judgement in &plan.judge {
        let (status, of_project) = judge(&repository, judgement, output)?;
        worst = worst.max(status);
        language = of_project.unwrap_or(language);
    }
    for skipped in plan.skipped.iter().filter(|skipped| skipped.why == WhySkipped::NoTree) {
        let name = &skipped.name;
        output.note(
            &Text::new(format!("{name}：不指向目录树，未核对"), format!("{name}: leads to no tree, not checked")),
            language,
        );
    }
    if arguments.script.is_some_and(is_outdated) {
        output.note(
            &Text::new(
                "hook 脚本是旧版本：运行 cargo privguide hook install",
                "the hook's script is an old one: run cargo privguide hook install",
            ),
            language,
        );
    }
    if worst != Status::Clean {
        output.note(
            &Text::new(
                "privguide：已拒绝推送；修正后重新提交，或用 PRIVGUIDE_SKIP=1 git push、git push --no-verify 跳过一次",
                "privguide: push refused; commit what is missing, or skip once with PRIVGUIDE_SKIP=1 git push or git push --no-verify",
            ),
            language,
        );
    }
    Ok(worst)
}

/// git says in the environment which repository it is, when it is not the one around the current folder.
fn repository() -> Result<Repository, Failure> {
    Ok(match std::env::var_os("GIT_DIR") {
        Some(git_dir) => Repository::open(Path::new(&git_dir))?,
        None => Repository::discover(Path::new("."))?,
    })
}

/// What is pushed: git's lines; or what pre-commit and prek put in their place; or, run by hand, the commit that is checked out.
fn updates(repository: &Repository) -> Result<Vec<Update>, Failure> {
    let id = |name: &str| std::env::var(name).ok().and_then(|text| ObjectId::parse(&text));
    if std::env::var_os("PRE_COMMIT").is_some() {
        if let Some(local) = id("PRE_COMMIT_TO_REF") {
            let name = |variable: &str| std::env::var(variable).unwrap_or_else(|_| local.to_string());
            return Ok(vec![Update {
                local_ref: name("PRE_COMMIT_LOCAL_BRANCH"),
                local: Some(local),
                remote_ref: name("PRE_COMMIT_REMOTE_BRANCH"),
                remote: id("PRE_COMMIT_FROM_REF"),
            }]);
        }
        return head(repository);
    }
    if std::io::stdin().is_terminal() {
        return head(repository);
    }
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input)?;
    push::parse(&input).map_err(|error| Failure::new(format!("git 传给 hook 的内容无法识别：{error}"), error.to_string()))
}

fn head(repository: &Repository) -> Result<Vec<Update>, Failure> {
    let head = repository.resolve("HEAD")?;
    let name = "HEAD".to_owned();
    Ok(vec![Update { local_ref: name.clone(), local: head.commit, remote_ref: name, remote: None }])
}

/// Judges one tree; how it went, and the language its project asks for.
fn judge(repository: &Repository, judgement: &Judgement, output: &Output) -> Result<(Status, Option<Language>), Failure> {
    let refs = judgement.refs.join(", ");
    let id = judgement.snapshot.commit.unwrap_or(judgement.snapshot.tree).short();
    let mut worst = Status::Clean;
    let mut language = None;
    let sessions = revision::sessions(repository, &judgement.snapshot)?;
    if sessions.is_empty() {
        let text = Text::new(
            format!("{refs}（{id}）：没有 privguide.toml，未核对"),
            format!("{refs} ({id}): no privguide.toml, not checked"),
        );
        output.note(&text, output.language(None));
    }
    for session in sessions {
        let judged = session.and_then(|session| session.review(&Settings::default()).map(|findings| (session, findings)));
        let mut out = output.results();
        writeln!(out, "{} ({id})", plain(&refs))?;
        match judged {
            Ok((session, findings)) => {
                language = session.language();
                report::human(&mut out, &session, &findings, &report::View::new(output, output.language(language)).for_hook())?;
                out.flush()?;
                session.say_notes(output);
                if findings.iter().any(|finding| finding.level == Level::Error) {
                    worst = worst.max(Status::Findings);
                }
            }
            Err(failure) => {
                out.flush()?;
                output.failure(&failure);
                worst = Status::Failed;
            }
        }
        out.flush()?;
    }
    Ok((worst, language.map(|_| output.language(language))))
}
