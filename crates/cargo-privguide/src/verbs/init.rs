//! `init`: writes a privguide.toml that already lists what the code uses.

use std::io::Write as _;

use privguide::{
    declaration::Draft,
    language::{Language, Text},
    program::Otherwise,
};

use crate::{
    Status,
    arguments::Init,
    failure::Failure,
    inside,
    locate::{self, DECLARATIONS, Site, declarations},
    output::{Output, plain},
    question::Person,
    report::count,
    session::Session,
    write::write_if_changed,
};

/// Runs `init`.
///
/// # Errors
/// When there is no program, a privguide.toml already exists, or it cannot be written.
pub fn run(arguments: &Init, output: &Output) -> Result<Status, Failure> {
    for session in sessions(arguments, output)? {
        let language = output.language(session.language());
        let path = inside::writable(&session.site.folder, &declarations())?;
        let shown = session.shown_for_people().file(DECLARATIONS);
        if !arguments.stdout && path.exists() {
            return Err(Failure::new(
                format!("{shown} 已经存在"),
                format!("{shown} exists already"),
            )
            .help(
                "运行 cargo privguide declare 补上缺少的声明",
                "run cargo privguide declare to add what is missing",
            ));
        }
        let mut draft = draft(&session, language);
        if let Some(person) = Person::at_terminal(output).filter(|_| !arguments.stdout) {
            ask(&person, &session, &mut draft);
        }
        let text = draft.new_file();
        if arguments.stdout {
            output.results().write_all(text.as_bytes())?;
        } else {
            write_if_changed(&path, text.as_bytes())?;
            output.note(&written(&session, &shown), language);
        }
        session.print_unknown(output);
    }
    Ok(Status::Clean)
}

/// The projects for which a file is written. Every program is published with its own guide, so
/// several programs are several projects, unless a single file was requested or the folder of one
/// program contains another.
fn sessions(arguments: &Init, output: &Output) -> Result<Vec<Session>, Failure> {
    let target = &arguments.target;
    let sites = locate::sites(target)?;
    // If there are only declarations in subfolders, other programs may still have none.
    let are_below = sites
        .iter()
        .all(|site| site.declarations.is_some() && !site.scanned.starts_with(&site.folder));
    let whole = match sites.first() {
        Some(first) if are_below => Site {
            folder: first.scanned.clone(),
            declarations: None,
            scanned: first.scanned.clone(),
        },
        Some(first) if sites.len() == 1 && first.declarations.is_none() => first.clone(),
        _ => return Session::load_all(target, Otherwise::Nothing),
    };
    let session = Session::load_alone(whole, Otherwise::Nothing, target)?;
    let folders = session.project.folders(&*session.tree);
    if folders.len() < 2 || arguments.shared {
        return if are_below {
            Session::load_all(target, Otherwise::Nothing)
        } else {
            Ok(vec![session])
        };
    }
    let shown = session.shown_for_people();
    let list = folders.iter().map(|folder| shown.path(folder)).collect::<Vec<_>>();
    let count = list.len();
    let nested = folders
        .iter()
        .any(|folder| folders.iter().any(|other| other != folder && other.is_inside(folder)));
    let (zh, en) = if nested {
        (
            "其中一个在另一个里面，因此只写一份 privguide.toml",
            "one lies in another, so one privguide.toml is written for all",
        )
    } else {
        (
            "每个程序在平台上有自己的指引，因此各写一份 privguide.toml（--shared 只写一份）",
            "each has its own guide on the platform, so each gets a privguide.toml (--shared: one for all)",
        )
    };
    let note = Text::new(
        format!("找到 {count} 个程序：{}。{zh}", list.join("、")),
        format!("found {count} programs: {}; {en}", list.join(", ")),
    );
    output.note(&note, output.language(session.language()));
    if nested {
        return Ok(vec![session]);
    }
    let Site { folder: top, scanned, .. } = &session.site;
    let sites = folders.iter().map(|folder| Site {
        folder: top.join(folder.as_str()),
        declarations: None,
        scanned: scanned.clone(),
    });
    let sites: Vec<Site> = sites.filter(|site| !site.folder.join(DECLARATIONS).exists()).collect();
    if sites.is_empty() {
        return Session::load_all(target, Otherwise::Nothing);
    }
    sites.into_iter().map(|site| Session::load_alone(site, Otherwise::Nothing, target)).collect()
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
            "wrote {shown}: {}, {}, {}\nnext: fill in every \"\" in it, then run cargo privguide check",
            count(information, "information type"),
            count(uses, "use"),
            count(plugins, "plugin")
        ),
    )
}

/// The draft of the declarations with today's date; the clock is read nowhere else. If messages are
/// in Chinese, the guide is in Chinese only, so that no translation is required.
fn draft(session: &Session, language: Language) -> Draft {
    let languages = match language {
        Language::ZhCn => vec![Language::ZhCn],
        Language::En => vec![Language::ZhCn, Language::En],
    };
    let mut draft = session.project.draft();
    draft.date = Some(jiff::ZonedDateTime::now().date());
    draft.languages = languages;
    draft
}

/// Asks for values that only the user knows. Every question can be skipped: the value is then blank
/// in the file, and `check` reports it.
fn ask(person: &Person<'_>, session: &Session, draft: &mut Draft) {
    // If there are several projects, the name says which one a question is about.
    let name = plain(&session.shown_for_people().path(&session.project.home)).into_owned();
    let (of, colon) = if name == "." {
        (String::new(), String::new())
    } else {
        (format!("{name}："), format!("{name}: "))
    };
    let also = draft.languages.contains(&Language::En);
    let (zh, en) = if also { ("Y/n", "Y/n") } else { ("y/N", "y/N") };
    let answer = person.ask(&Text::new(
        format!("{of}指引除中文外，还要英文版吗？［{zh}］"),
        format!("{colon}shall the guide have an English edition beside the Chinese one? [{en}] "),
    ));
    let english = match answer.chars().next() {
        Some('y' | 'Y' | '是' | '要') => true,
        Some(_) => false,
        None => also,
    };
    draft.languages =
        if english { vec![Language::ZhCn, Language::En] } else { vec![Language::ZhCn] };
    let non_empty = |answer: String| Some(answer).filter(|answer| !answer.is_empty());
    if draft.program_name.is_none() {
        draft.program_name =
            non_empty(person.ask(&Text::new("小程序的名称：", "name of the Mini Program: ")));
    }
    draft.developer = non_empty(person.ask(&Text::new(
        "开发者主体的名称（与公众平台登记的一致）：",
        "the responsible party, as registered with the platform: ",
    )));
    draft.email = non_empty(person.ask(&Text::new("联系邮箱：", "e-mail address for users: ")));
}
