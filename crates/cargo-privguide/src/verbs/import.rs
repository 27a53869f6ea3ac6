//! `import`: creates declarations from a saved response of the open platform.

use std::{
    fs,
    io::{Read as _, Write as _},
    path::Path,
};

use privguide::{
    declaration::platform::{self, ImportError, MergeError},
    language::Text,
    program::Otherwise,
};

use crate::{
    Status,
    arguments::{Import, Target},
    failure::Failure,
    inside,
    locate::{DECLARATIONS, declarations},
    output::Output,
    session::Session,
    verbs::edit::{self, Edit, Edits},
    write::write_if_changed,
};

/// Larger files are rejected: a response has a few kilobytes.
const LARGEST: u64 = 4 * 1024 * 1024;

/// Runs `import`.
///
/// # Errors
/// When the file cannot be read or is not a known response, a privguide.toml already exists, or it
/// cannot be written.
pub fn run(arguments: &Import, output: &Output) -> Result<Status, Failure> {
    let language = output.language(None);
    let response = read(&arguments.response)?;
    if arguments.merge {
        return merge(arguments, &response, output);
    }
    let import =
        platform::import(&response).map_err(|error| no_reply(&arguments.response, &error))?;
    if arguments.stdout {
        output.results().write_all(import.text.as_bytes())?;
    } else {
        let folder = arguments.path.as_deref().unwrap_or(Path::new("."));
        let shown = folder.join(DECLARATIONS);
        let written = shown.strip_prefix(".").unwrap_or(&shown).display();
        let path = inside::writable(folder, &declarations())?;
        if path.exists() {
            return Err(Failure::new(
                format!("{written} 已经存在"),
                format!("{written} exists already"),
            )
            .help(
                "加上 --merge 补进现有的文件，或加上 --stdout 只打印",
                "add --merge to complete the file that is there, or --stdout to print only",
            ));
        }
        write_if_changed(&path, import.text.as_bytes())?;
        let text = Text::new(
            format!(
                "已写入 {written}\n下一步：填好其中每一处 \"\"，然后运行 cargo privguide check"
            ),
            format!(
                "wrote {written}\nnext: fill in every \"\" in it, then run cargo privguide check"
            ),
        );
        output.note(&text, language);
    }
    for note in &import.notes {
        output.note(note, language);
    }
    Ok(Status::Clean)
}

/// Adds values to the existing privguide.toml.
fn merge(arguments: &Import, response: &str, output: &Output) -> Result<Status, Failure> {
    let target = Target { path: arguments.path.clone(), ..Target::default() };
    for session in Session::load_all(&target, Otherwise::Nothing)? {
        let language = output.language(session.language());
        let Some(parsed) = &session.project.declarations else {
            return Err(Failure::new(
                "这里还没有 privguide.toml",
                "there is no privguide.toml here",
            )
            .help("不加 --merge 写出一份新的", "write a new one without --merge"));
        };
        let source = &parsed.declarations.source;
        let merged = platform::merge(source, response).map_err(|error| match error {
            MergeError::Reply(error) => no_reply(&arguments.response, &error),
            MergeError::Unreadable => Failure::new(
                "privguide.toml 有错误，要先改正",
                "privguide.toml must be corrected first",
            )
            .help("运行 cargo privguide check 查看", "cargo privguide check shows where"),
        })?;
        let shown = session.shown_for_people().path(source.path());
        if arguments.stdout {
            output.results().write_all(merged.text.as_bytes())?;
        } else {
            let edit = Edit { path: source.path(), before: source.text(), after: &merged.text };
            let written = edit::apply(&edit, Edits::Written, &session, output)?;
            let text = if written {
                Text::new(format!("已补全 {shown}"), format!("completed {shown}"))
            } else {
                Text::new(format!("{shown} 没有缺少的内容"), format!("{shown} lacks nothing"))
            };
            output.note(&text, language);
        }
        for note in &merged.notes {
            output.note(note, language);
        }
    }
    Ok(Status::Clean)
}

/// The failure for a file that is not a known reply.
pub(super) fn no_reply(path: &Path, error: &ImportError) -> Failure {
    let (shown, Text { zh, en }) = (path.display(), error.text());
    Failure::new(format!("{shown}：{zh}"), format!("{shown}: {en}"))
}

/// Reads a saved reply.
pub(super) fn read(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().take(LARGEST + 1).read_to_end(&mut bytes)
    } else {
        let real = inside::given(path)?;
        if !real.is_file() {
            let shown = path.display();
            return Err(Failure::new(
                format!("{shown} 不是普通文件"),
                format!("{shown} is not a regular file"),
            ));
        }
        fs::File::open(real).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
    };
    let shown = path.display();
    read.map_err(|error| {
        Failure::new(format!("无法读取 {shown}：{error}"), format!("cannot read {shown}: {error}"))
    })?;
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::new(
            format!("{shown} 太大，不会是接口的返回"),
            format!("{shown} is too large to be a response"),
        ));
    }
    String::from_utf8(bytes).map_err(|_| {
        Failure::new(format!("{shown} 不是 UTF-8 编码"), format!("{shown} is not UTF-8"))
    })
}
