//! The inputs of a run: arguments, then those of a list.

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use crate::failure::Failure;

/// The maximum number of bytes of a list: several hundred thousand paths.
const MAX_LIST: u64 = 64 << 20;

/// The inputs in order: arguments first, then those of a list; the current folder if there are
/// none.
///
/// # Errors
/// When the list cannot be read or is not valid text.
pub fn all(arguments: &[PathBuf], list: Option<&Path>) -> Result<Vec<String>, Failure> {
    let mut inputs = Vec::new();
    for path in arguments {
        let text = path.to_str().ok_or_else(|| {
            let shown = path.display();
            Failure::new(
                format!("路径不是 UTF-8：{shown}"),
                format!("the path is not UTF-8: {shown}"),
            )
        })?;
        inputs.push(text.to_owned());
    }
    match list {
        Some(list) => inputs.extend(listed(&read(list)?)),
        None if inputs.is_empty() => inputs.push(".".to_owned()),
        None => {}
    }
    Ok(inputs)
}

fn read(list: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    if list == Path::new("-") {
        std::io::stdin().lock().take(MAX_LIST + 1).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(list)
            .and_then(|file| file.take(MAX_LIST + 1).read_to_end(&mut bytes))
            .map_err(|error| {
                let shown = list.display();
                Failure::new(
                    format!("无法读取清单 {shown}：{error}"),
                    format!("cannot read the list {shown}: {error}"),
                )
            })?;
    }
    if bytes.len() as u64 > MAX_LIST {
        return Err(Failure::new("输入清单超过 64 MB", "the list of inputs has more than 64 MB"));
    }
    String::from_utf8(bytes)
        .map_err(|_| Failure::new("输入清单不是 UTF-8", "the list of inputs is not UTF-8"))
}

/// Paths separated by NUL if the text contains one, otherwise by line breaks.
fn listed(text: &str) -> impl Iterator<Item = String> + '_ {
    let separator = if text.contains('\0') { '\0' } else { '\n' };
    let line = move |path| {
        if separator == '\n' { str::strip_suffix(path, '\r').unwrap_or(path) } else { path }
    };
    text.split(separator).map(line).filter(|path| !path.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_separates_where_it_occurs_and_line_breaks_elsewhere() {
        let paths = |text| listed(text).collect::<Vec<_>>();
        assert_eq!(paths("a\nb c\r\n\n"), ["a", "b c"]);
        assert_eq!(paths("a\nb\0c\0"), ["a\nb", "c"]);
        assert_eq!(paths(""), [""; 0]);
    }
}
