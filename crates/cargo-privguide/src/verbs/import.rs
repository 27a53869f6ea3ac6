//! `import`: declarations from a response that the open platform gave.

use std::{
    fs,
    io::{Read as _, Write as _},
    path::Path,
};

use privguide::{declaration::platform, language::Text};

use crate::{
    arguments::Import,
    failure::Failure,
    inside,
    locate::{DECLARATIONS, declarations},
    output::Output,
    status::Status,
    write::write_if_changed,
};

/// A response is a few kilobytes; what is larger is none.
const LARGEST: u64 = 4 * 1024 * 1024;

/// Runs `import`.
///
/// # Errors
/// When the response cannot be read or is none, a privguide.toml exists already, or it cannot be written.
pub fn run(arguments: &Import, output: &Output) -> Result<Status, Failure> {
    let language = output.language(None);
    let shown = arguments.response.display();
    let import = platform::import(&read(&arguments.response)?).map_err(|error| {
        let Text { zh, en } = error.text();
        Failure::new(format!("{shown}：{zh}"), format!("{shown}: {en}"))
    })?;
    if arguments.stdout {
        output.results().write_all(import.text.as_bytes())?;
    } else {
        let folder = arguments.path.as_deref().unwrap_or(Path::new("."));
        let shown = folder.join(DECLARATIONS);
        let written = shown.strip_prefix(".").unwrap_or(&shown).display();
        let path = inside::writable(folder, &declarations())?;
        if path.exists() {
            return Err(Failure::new(format!("{written} 已经存在"), format!("{written} exists already"))
                .help("加上 --stdout 只打印，再自行合并", "add --stdout to print it, then merge by hand"));
        }
        write_if_changed(&path, import.text.as_bytes())?;
        let text = Text::new(
            format!("已写入 {written}\n下一步：填好其中每一处 \"\"，然后运行 cargo privguide check"),
            format!("wrote {written}\nnext: fill in every \"\" in it, then run cargo privguide check"),
        );
        output.note(&text, language);
    }
    for note in &import.notes {
        output.note(note, language);
    }
    Ok(Status::Clean)
}

fn read(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().take(LARGEST + 1).read_to_end(&mut bytes)
    } else {
        let real = inside::given(path)?;
        if !real.is_file() {
            let shown = path.display();
            return Err(Failure::new(format!("{shown} 不是普通文件"), format!("{shown} is no regular file")));
        }
        fs::File::open(real).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
    };
    let shown = path.display();
    read.map_err(|error| Failure::new(format!("无法读取 {shown}：{error}"), format!("cannot read {shown}: {error}")))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::new(format!("{shown} 太大，不会是接口的返回"), format!("{shown} is too large to be a response")));
    }
    String::from_utf8(bytes).map_err(|_| Failure::new(format!("{shown} 不是 UTF-8 编码"), format!("{shown} is not UTF-8")))
}
