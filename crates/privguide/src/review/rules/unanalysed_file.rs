//! A file could not be fully analysed.

use crate::{
    review::{context::Context, remark::Remark},
    scan::{Unanalysed, UnanalysedReason},
    tree::Place,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    context
        .input
        .programs
        .iter()
        .flat_map(|reviewed| &reviewed.scan.unanalysed)
        .map(remark)
        .collect()
}

fn remark(unanalysed: &Unanalysed) -> Remark {
    if unanalysed.reason == UnanalysedReason::SourceMap {
        return broken_map(unanalysed);
    }
    let why = unanalysed.reason.why();
    let place =
        unanalysed.place.clone().unwrap_or_else(|| Place::file_start(unanalysed.file.clone()));
    let file = &unanalysed.file;
    let detail = if unanalysed.detail.is_empty() {
        String::new()
    } else {
        format!(": {}", unanalysed.detail)
    };
    let remark = Remark::new(
        format!("{file} 没能完整分析，{}{}", why.zh, detail.replacen(": ", "：", 1)),
        format!("{file} could not be analysed in full: {}{detail}", why.en),
    )
    .at(place);
    if file.extension() == "rs"
        && let Some(remark) = not_searched(&remark, unanalysed.reason)
    {
        return remark;
    }
    match unanalysed.reason {
        UnanalysedReason::LfsPointer => remark.help("先取回内容：git lfs pull", "fetch its content first: git lfs pull"),
        UnanalysedReason::Encoding => remark.help("请用 UTF-8 编码另存", "save it as UTF-8"),
        UnanalysedReason::Unreadable => remark.help("请检查文件的权限", "check the file's permissions"),
        UnanalysedReason::SourceMap => remark,
        UnanalysedReason::Syntax => remark.help(
            "改正这里的语法；在那之前只能逐词查找，结果可能有遗漏",
            "correct the syntax here; until then the file is searched word by word, and something may be missed",
        ),
        UnanalysedReason::Budget => remark.help("请简化这些规则", "make the patterns simpler"),
        UnanalysedReason::LinkOutside => remark.help(
            "上传会打包链接指向的内容：请把文件复制进项目，或把项目文件夹扩大到包含它",
            "the upload contains the target of the link: copy it into the project, or name a project folder that contains it",
        ),
        UnanalysedReason::LinkNowhere => {
            remark.help("官方工具遇到它会中止：请修正或删除这个链接", "the official tool aborts there: correct or remove the link")
        }
        UnanalysedReason::LinkToFolder => {
            remark.help("请改用真正的文件夹，或改成指向各个文件的链接", "put a real folder there, or links to files")
        }
        UnanalysedReason::UnreadableName => remark.help("请改名", "rename it"),
        UnanalysedReason::Submodule => {
            remark.help("先取回子模块：git submodule update --init", "fetch the submodule first: git submodule update --init")
        }
        UnanalysedReason::UnreadableFolder => remark.help("请检查文件夹的权限", "check the folder's permissions"),
        UnanalysedReason::ValueBudget => remark.help(
            "请把不上传的文件和打包产物用 packOptions.ignore 排除后再试",
            "exclude files and bundles that are not needed with packOptions.ignore and try again",
        ),
        UnanalysedReason::TooDeep | UnanalysedReason::TooLarge | UnanalysedReason::ProgramTooLarge | UnanalysedReason::OnlyBeginning => remark.help(
            "已改为逐词查找，结果可能有遗漏；不上传的文件请用 packOptions.ignore 排除",
            "it was searched word by word, so something may be missed; exclude files that are not needed with packOptions.ignore",
        ),
    }
}

/// A Rust file that cannot be parsed is not searched, because names without a syntax tree say too
/// little.
fn not_searched(remark: &Remark, reason: UnanalysedReason) -> Option<Remark> {
    let remark = remark.clone();
    match reason {
        UnanalysedReason::Syntax => Some(remark.help(
            "改正这里的语法；在那之前，这个文件里用到的接口都查不到",
            "correct the syntax here; until then nothing in the file is found",
        )),
        UnanalysedReason::TooDeep
        | UnanalysedReason::TooLarge
        | UnanalysedReason::ProgramTooLarge => Some(remark.help(
            "这个文件没有查找，里面用到的接口都查不到：请把它拆成几个较小的文件",
            "the file was not searched: split it into smaller files",
        )),
        _ => None,
    }
}

/// The file itself was analysed; only its original places are unknown.
fn broken_map(unanalysed: &Unanalysed) -> Remark {
    let Unanalysed { file, detail, .. } = unanalysed;
    Remark::new(
        format!("{file} 的 source map 无法读取，查不到对应的源文件：{detail}"),
        format!("the source map of {file} cannot be read, so places in its sources are unknown: {detail}"),
    )
    .at(Place::file_start(file.clone()))
    .help("重新构建，或去掉文件末尾的 sourceMappingURL 注释", "build it again, or take the sourceMappingURL comment out")
}
