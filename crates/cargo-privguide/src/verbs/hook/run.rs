//! `hook run pre-push`: judges every tree that a push makes visible, without reading the work tree.

use std::{
    io::{IsTerminal as _, Read as _, Write as _},
    path::Path,
};

use privguide::{
    language::{Language, Text},
    review::{Level, ReviewSettings, Weakening},
    tree::TreePath,
};
use privguide_fleet::projects::Uncovered;
use privguide_git::{
    ObjectId, Repository, Snapshot,
    hook::is_outdated,
    push::{self, Base, Judgement, Update, WhySkipped},
};

use crate::{
    Status,
    arguments::HookRun,
    failure::Failure,
    judges,
    output::{Output, plain},
    report,
    revision::Committed,
};

/// Runs the hook.
///
/// # Errors
/// When git's input cannot be parsed or the repository cannot be read: the push is then rejected.
pub fn run(arguments: &HookRun, output: &Output) -> Result<Status, Failure> {
    if std::env::var_os("PRIVGUIDE_SKIP").is_some_and(|value| value == "1") {
        output.note(
            &Text::new(
                "privguide：已跳过核对（PRIVGUIDE_SKIP=1）",
                "privguide: not checked (PRIVGUIDE_SKIP=1)",
            ),
            output.language(None),
        );
        return Ok(Status::Clean);
    }
    let repository = repository()?;
    let updates = updates(&repository)?;
    // The first argument from git is the name of the server, or its address.
    let server = arguments.git.first().and_then(|name| name.to_str()).map(str::to_owned);
    let server = server.or_else(|| std::env::var("PRE_COMMIT_REMOTE_NAME").ok());
    let plan = push::plan(&repository, &updates, server.as_deref())?;
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
            &Text::new(
                format!("{name}：不指向目录树，未核对"),
                format!("{name}: leads to no tree, not checked"),
            ),
            language,
        );
    }
    if std::env::var_os("PRE_COMMIT").is_some() {
        print_one_ref(&repository, &updates, server.as_deref(), output, language)?;
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

/// The repository. If it is not the one around the current folder, git passes its path in the
/// environment.
fn repository() -> Result<Repository, Failure> {
    Ok(match std::env::var_os("GIT_DIR") {
        Some(git_dir) => Repository::open(Path::new(&git_dir))?,
        None => Repository::discover(Path::new("."))?,
    })
}

/// The refs that are pushed: from git's input, or from the variables of pre-commit and prek. If the
/// hook is run by hand, the commit that is checked out.
fn updates(repository: &Repository) -> Result<Vec<Update>, Failure> {
    let id = |name: &str| std::env::var(name).ok().and_then(|text| ObjectId::parse(&text));
    if std::env::var_os("PRE_COMMIT").is_some() {
        if let Some(local) = id("PRE_COMMIT_TO_REF") {
            let name =
                |variable: &str| std::env::var(variable).unwrap_or_else(|_| local.to_string());
            return Ok(vec![Update {
                local_ref: name("PRE_COMMIT_LOCAL_BRANCH"),
                local: Some(local),
                remote_ref: name("PRE_COMMIT_REMOTE_BRANCH"),
                remote: id("PRE_COMMIT_FROM_REF"),
            }]);
        }
        // At a first push, only "all files" and the branch are given.
        if let Ok(local) = std::env::var("PRE_COMMIT_LOCAL_BRANCH") {
            let commit = repository.resolve(&local)?.commit;
            let remote_ref =
                std::env::var("PRE_COMMIT_REMOTE_BRANCH").unwrap_or_else(|_| local.clone());
            return Ok(vec![Update { local_ref: local, local: commit, remote_ref, remote: None }]);
        }
        return head(repository);
    }
    if std::io::stdin().is_terminal() {
        return head(repository);
    }
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input)?;
    push::parse(&input).map_err(|error| {
        Failure::new(format!("git 传给 hook 的内容无法识别：{error}"), error.to_string())
    })
}

/// pre-commit and prek only pass on the first ref of a push. This matters if there is another
/// branch with commits that the server lacks.
fn print_one_ref(
    repository: &Repository,
    updates: &[Update],
    server: Option<&str>,
    output: &Output,
    language: Language,
) -> Result<(), Failure> {
    let judged: Vec<&str> = updates.iter().map(|update| update.local_ref.as_str()).collect();
    let others = push::unpushed(repository, server)?;
    let others: Vec<String> =
        others.into_iter().filter(|name| !judged.contains(&name.as_str())).collect();
    if !others.is_empty() {
        let others = others.join(", ");
        output.note(
            &Text::new(
                format!("pre-commit 和 prek 只转交一次推送中的一个引用；如果这次还推送了 {others}，它们没有核对。请分开推送，或运行 cargo-privguide hook install"),
                format!("the hook manager hands on only one ref of a push; if this one also carries {others}, that was not checked: push one by one, or run cargo-privguide hook install"),
            ),
            language,
        );
    }
    Ok(())
}

fn head(repository: &Repository) -> Result<Vec<Update>, Failure> {
    let head = repository.resolve("HEAD")?;
    let name = "HEAD".to_owned();
    Ok(vec![Update { local_ref: name.clone(), local: head.commit, remote_ref: name, remote: None }])
}

fn had(base: &Base) -> &[Snapshot] {
    match base {
        Base::Had(snapshots) => snapshots,
        Base::Nothing | Base::NotAtHand => &[],
    }
}

/// Writes weakenings that concern a folder without a project, for which there is no other report.
fn print_homeless(
    found: &[Weakening],
    (refs, id): (&str, &str),
    output: &Output,
) -> Result<Status, Failure> {
    let language = output.language(None);
    let mut out = output.results();
    writeln!(out, "{} ({id})", plain(refs))?;
    for weakening in found {
        let level = match (weakening.level(), language) {
            (Level::Error, Language::ZhCn) => "错误",
            (Level::Error, Language::En) => "error",
            (Level::Warning, Language::ZhCn) => "警告",
            (Level::Warning, Language::En) => "warning",
        };
        let message = plain(weakening.message.get(language)).into_owned();
        let allowed = weakening
            .allowed
            .as_ref()
            .map(|allowed| format!(" ({})", plain(allowed.get(language))));
        writeln!(out, "{level}[weakened-check]: {message}{}", allowed.unwrap_or_default())?;
    }
    let words = judges::refused(found);
    if words.is_empty() {
        return Ok(Status::Clean);
    }
    let words = words.into_iter().collect::<Vec<_>>().join("|");
    let help = Text::new(
        format!(
            "如果是有意的，在某个一起推送的提交的说明里单独写一行：`Privguide-Allow: {words}: 理由`"
        ),
        format!(
            "if it is intended, write this line into the message of one of the new commits: `Privguide-Allow: {words}: reason`"
        ),
    );
    writeln!(out, "{}", help.get(language))?;
    out.flush()?;
    Ok(Status::Findings)
}

/// Judges one tree; returns the status, and the language that its project states.
fn judge(
    repository: &Repository,
    judgement: &Judgement,
    output: &Output,
) -> Result<(Status, Option<Language>), Failure> {
    let refs = judgement.refs.join(", ");
    let id = judgement.snapshot.commit.unwrap_or(judgement.snapshot.tree).short();
    let mut worst = Status::Clean;
    let mut language = None;
    let committed = Committed::read(repository, &judgement.snapshot)?;
    let sessions = committed.sessions();
    let before: Vec<Snapshot> = judgement.bases.iter().flat_map(had).cloned().collect();
    let weakened = judges::of_push(repository, &before, &judgement.snapshot)?;
    if judgement.bases.contains(&Base::NotAtHand) {
        let text = Text::new(
            format!(
                "{refs}（{id}）：服务器现有的提交不在本地，没有比较核对规则是否变松；git fetch 之后可以比较"
            ),
            format!(
                "{refs} ({id}): what the server has is not at hand, so whether rules were taken away was not compared; git fetch gets it"
            ),
        );
        output.note(&text, output.language(None));
    }
    let folders: Vec<TreePath> = sessions.iter().map(|(folder, _)| folder.clone()).collect();
    let (weakened, homeless) = judges::by_folder(weakened, &folders);
    if !homeless.is_empty() {
        worst = worst.max(print_homeless(&homeless, (&refs, &id), output)?);
    }
    let uncovered = committed.uncovered(&folders);
    let is_nothing_judged = sessions.is_empty();
    if is_nothing_judged && homeless.is_empty() {
        print_unchecked(&uncovered, (&refs, &id), output);
    }
    for ((_, session), weakened) in sessions.into_iter().zip(weakened) {
        let settings = ReviewSettings { weakened, ..ReviewSettings::default() };
        let judged = session
            .and_then(|session| session.review(&settings).map(|findings| (session, findings)));
        let mut out = output.results();
        let judged_tree = |language| match language {
            Language::ZhCn => format!("{}（{id}）", plain(&refs)),
            Language::En => format!("{} ({id})", plain(&refs)),
        };
        match judged {
            Ok((session, findings)) => {
                language = session.language();
                let view = report::View::new(output, output.language(language)).for_hook();
                report::human_for_push(
                    &mut out,
                    &session,
                    &findings,
                    &view,
                    &judged_tree(view.language),
                )?;
                out.flush()?;
                session.print_notes(output);
                if findings.iter().any(|finding| finding.level == Level::Error) {
                    worst = worst.max(Status::Findings);
                }
            }
            Err(failure) => {
                writeln!(out, "{}", judged_tree(output.language(None)))?;
                out.flush()?;
                output.failure(&failure);
                worst = Status::Failed;
            }
        }
        out.flush()?;
    }
    if !is_nothing_judged {
        for note in uncovered.notes() {
            output.note(&note, output.language(language));
        }
    }
    Ok((worst, language.map(|_| output.language(language))))
}

/// Says that a tree has no declarations to judge it by, or why they are not read.
fn print_unchecked(uncovered: &Uncovered, (refs, id): (&str, &str), output: &Output) {
    let language = output.language(None);
    let mut unreadable = uncovered.unreadable_declarations().peekable();
    if unreadable.peek().is_none() {
        let text = Text::new(
            format!("{refs}（{id}）：没有 privguide.toml，未核对"),
            format!("{refs} ({id}): no privguide.toml, not checked"),
        );
        output.note(&text, language);
    }
    for Text { zh, en } in unreadable {
        let text = Text::new(format!("{refs}（{id}）：{zh}"), format!("{refs} ({id}): {en}"));
        output.note(&text, language);
    }
}
