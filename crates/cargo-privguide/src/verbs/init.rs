//! `init`: a privguide.toml that already lists what the code uses.

use std::io::Write as _;

use privguide::{
    declaration::{self, Draft},
    language::{Language, Text},
    program::Otherwise,
};

use crate::{
    arguments::Init, failure::Failure, locate::DECLARATIONS, output::Output, report::Shown, session::Session, status::Status,
    write::write_if_changed,
};

/// Runs `init`.
///
/// # Errors
/// When there is no program, a privguide.toml exists already, or it cannot be written.
pub fn run(arguments: &Init, output: &Output) -> Result<Status, Failure> {
    for session in Session::load_all(&arguments.target, Otherwise::Nothing)? {
        let language = output.language(session.language());
        let text = declaration::init(&draft(&session));
        if arguments.stdout {
            output.results().write_all(text.as_bytes())?;
            continue;
        }
        let path = session.site.folder.join(DECLARATIONS);
        let shown = Shown::for_people(&session).file(DECLARATIONS);
        if path.exists() {
            return Err(Failure::new(format!("{shown} 已经存在"), format!("{shown} exists already"))
                .help("运行 cargo privguide declare 补上缺少的声明", "run cargo privguide declare to add what is missing"));
        }
        write_if_changed(&path, text.as_bytes())?;
        output.note(&written(&session, &shown), language);
    }
    Ok(Status::Clean)
}

fn written(session: &Session, shown: &str) -> Text {
    let information = session.project.information().len();
    let uses: usize = session.project.programs.iter().map(|program| program.scan.uses.len()).sum();
    let plugins = session.project.plugins().len();
    Text::new(
        format!(
            "已写入 {shown}：{information} 类信息（{uses} 处使用），{plugins} 个插件\n下一步：填好其中每一处 \"\"，然后运行 cargo privguide check"
        ),
        format!(
            "wrote {shown}: {information} information types ({uses} uses), {plugins} plugins\nnext: fill in every \"\" in it, then run cargo privguide check"
        ),
    )
}

/// What the code tells about the project, with today's date: the only place where the clock is read.
pub fn draft(session: &Session) -> Draft {
    Draft {
        date: Some(jiff::ZonedDateTime::now().date()),
        languages: vec![Language::ZhCn, Language::En],
        ..session.project.draft()
    }
}
