//! `generate`: writes the guide, or shows what would change.

use std::{collections::BTreeSet, io::Write as _};

use privguide::{
    guide::{self, Expected, Gap, GuideState},
    language::{Language, Text},
    program::Otherwise,
    review::{Level, ReviewSettings},
};

use crate::{
    Status, arguments::Generate, failure::Failure, inside, output::Output, report,
    session::Session, write::write_if_changed,
};

/// Runs `generate`.
///
/// # Errors
/// When a project has no declarations or the guide cannot be written.
pub fn run(arguments: &Generate, output: &Output) -> Result<Status, Failure> {
    let mut status = Status::Clean;
    for session in Session::load_all(&arguments.target, Otherwise::Nothing)? {
        let language = output.language(session.language());
        let guides = session.guides()?;
        for (file, state) in &guides {
            status = status.max(one(arguments, output, &session, (file, state), language)?);
        }
        status = status.max(gaps(output, &session, &guides, language)?);
    }
    Ok(status)
}

fn one(
    arguments: &Generate,
    output: &Output,
    session: &Session,
    (file, state): (&Expected, &GuideState),
    language: Language,
) -> Result<Status, Failure> {
    let shown = session.shown_for_people().path(&file.path);
    if arguments.stdout {
        output.results().write_all(file.text.as_bytes())?;
        return Ok(Status::Clean);
    }
    if arguments.check || arguments.diff {
        if *state == GuideState::Current {
            output.note(
                &Text::new(format!("{shown} 是最新的"), format!("{shown} is up to date")),
                language,
            );
            return Ok(Status::Clean);
        }
        write!(output.results(), "{}", report::coloured_diff(&difference(file, state)))?;
        if arguments.diff {
            return Ok(Status::Clean);
        }
        let help = Text::new(
            format!("{shown} 不是最新的：运行 cargo privguide generate"),
            format!("{shown} is out of date: run cargo privguide generate"),
        );
        output.note(&help, language);
        return Ok(Status::Findings);
    }
    let path = inside::writable(&session.site.folder, &file.path)?;
    if matches!(state, GuideState::Stale { .. })
        && session.source(&file.path).is_some_and(|old| !guide::is_rendered(old.text()))
    {
        return Err(Failure::new(
            format!("{shown} 已经存在，而且不是 privguide 生成的指引，未写入"),
            format!("{shown} exists and is not a guide of privguide: it is not written"),
        )
        .help(
            "给 [guide] 的 path 换一个文件名，或先移走这个文件",
            "give path of [guide] another name, or move the file away first",
        ));
    }
    // If only line ends differ, the file is current and is not changed.
    let written = *state != GuideState::Current && write_if_changed(&path, file.text.as_bytes())?;
    let text = if written {
        Text::new(format!("已写入 {shown}"), format!("wrote {shown}"))
    } else {
        Text::new(format!("{shown} 没有变化"), format!("{shown} is unchanged"))
    };
    output.note(&text, language);
    Ok(Status::Clean)
}

/// The difference from the current to the expected content.
fn difference(file: &Expected, state: &GuideState) -> String {
    match state {
        GuideState::Current => String::new(),
        GuideState::Stale { diff } => diff.clone(),
        GuideState::Missing => guide::unified(&file.path, "", &file.text),
    }
}

/// Writes what the guides leave out because it is not declared, each with its level in `check` and
/// with what to do; gaps that concern all languages are written once. A guide with such gaps is not
/// finished.
fn gaps(
    output: &Output,
    session: &Session,
    guides: &[(Expected, GuideState)],
    language: Language,
) -> Result<Status, Failure> {
    let gaps: BTreeSet<&Gap> = guides.iter().flat_map(|(file, _)| &file.gaps).collect();
    if gaps.is_empty() {
        return Ok(Status::Clean);
    }
    let findings = session.review(&ReviewSettings::default())?;
    let level = |gap: &Gap| {
        findings
            .iter()
            .filter(|finding| finding.rule == gap.rule())
            .map(|finding| finding.level)
            .min()
    };
    let mut status = Status::Clean;
    for gap in &gaps {
        let level = level(gap);
        let Text { zh, en } = gap.text();
        let (help, rule) = (gap.next_step(), gap.rule());
        let name = match level {
            Some(Level::Error) => Text::new("错误", "error"),
            Some(Level::Warning) => Text::new("警告", "warning"),
            // The project allows the rule.
            None => Text::new("已忽略", "allowed"),
        };
        output.note(
            &Text::new(
                format!("{}[{rule}]：{zh}\n  下一步：{}", name.zh, help.zh),
                format!("{}[{rule}]: {en}\n  next: {}", name.en, help.en),
            ),
            language,
        );
        if level == Some(Level::Error) {
            status = Status::Findings;
        }
    }
    if status == Status::Findings {
        let count = gaps.len();
        output.note(
            &Text::new(
                format!("指引还没有写完：{count} 处待填写"),
                format!(
                    "the guide is not finished: {count} {} to be filled in",
                    if count == 1 { "place is" } else { "places are" }
                ),
            ),
            language,
        );
    }
    Ok(status)
}
