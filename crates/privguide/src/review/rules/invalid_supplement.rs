//! The platform would not accept a supplement.

use crate::{
    declaration::Spanned,
    review::{context::Context, remark::Remark},
    tree::ReadError,
};

/// 100 KB
const LARGEST: u64 = 100 * 1024;

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let Some(supplement) = &context.declarations.supplement else { return Vec::new() };
    if supplement.files.is_empty() {
        let remark = Remark::new("[supplement] 没有写 files", "[supplement] has no files")
            .at(context.declared_at(&supplement.span))
            .help(
                "写成 files = [\"补充说明.txt\"]，或删去这个表",
                "write files = [\"….txt\"], or remove the table",
            );
        return vec![remark];
    }
    let mut remarks: Vec<Remark> =
        supplement.files.iter().filter_map(|file| remark_on(context, file)).collect();
    if let [_, second, ..] = &supplement.files[..] {
        let remark = Remark::new(
            format!("补充文档有 {} 份，平台只收一份", supplement.files.len()),
            format!("there are {} supplements, and the platform takes one", supplement.files.len()),
        )
        .at(context.declared_at(&second.span))
        .help("把它们合并成一个 .txt 文件", "put them into one .txt file");
        remarks.push(remark);
    }
    remarks
}

fn remark_on(context: &Context<'_>, file: &Spanned<String>) -> Option<Remark> {
    let name = &file.value;
    let remark =
        |zh: String, en: String| Some(Remark::new(zh, en).at(context.declared_at(&file.span)));
    let too_large = |bytes: u64| {
        let size = bytes.div_ceil(1024);
        remark(
            format!("补充文档 {name} 有 {size} KB，超过 100 KB"),
            format!("the supplement {name} has {size} KB, more than 100 KB"),
        )
    };
    let help = (
        "补充文档要求：.txt 纯文本，UTF-8 编码，不超过 100 KB",
        "a supplement is a plain .txt file, UTF-8, of at most 100 KB",
    );
    let home = context.declarations.source.path().parent();
    let bytes = match home.join(name).map(|path| context.input.tree.read(&path)) {
        Some(Ok(bytes)) => Some(bytes),
        Some(Err(ReadError::TooLarge { size, .. })) => {
            return too_large(size).map(|remark| remark.help(help.0, help.1));
        }
        Some(Err(ReadError::NotFound(_))) | None => None,
        Some(Err(ReadError::Failed { message, .. })) => {
            return remark(
                format!("补充文档 {name} 无法读取：{message}"),
                format!("the supplement {name} cannot be read: {message}"),
            );
        }
    };
    let fault = match bytes {
        None => remark(
            format!("没有补充文档 {name}：它不存在，或者不是项目里的普通文件"),
            format!(
                "the supplement {name} does not exist, or is not a regular file of the project"
            ),
        ),
        Some(_) if !name.to_ascii_lowercase().ends_with(".txt") => remark(
            format!("补充文档 {name} 不是 .txt 文件"),
            format!("the supplement {name} is not a .txt file"),
        ),
        Some(bytes) if bytes.len() as u64 > LARGEST => too_large(bytes.len() as u64),
        Some(bytes) if std::str::from_utf8(&bytes).is_err() || bytes.contains(&0) => remark(
            format!("补充文档 {name} 不是 UTF-8 纯文本"),
            format!("the supplement {name} is not plain UTF-8 text"),
        ),
        Some(_) => None,
    };
    fault.map(|remark| remark.help(help.0, help.1))
}
