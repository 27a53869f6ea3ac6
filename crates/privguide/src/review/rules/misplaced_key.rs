//! A key that decides about privacy stands where nobody reads it.

use crate::{
    catalog::ProgramKind,
    program::JsonNode,
    review::{
        configuration::{self, Settings},
        context::Context,
        remark::Remark,
    },
};

const KEYS: [&str; 4] = ["requiredPrivateInfos", "requiredBackgroundModes", "permission", "__usePrivacyCheck__"];

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for reviewed in context.input.programs {
        let program = reviewed.program;
        for file in program.config.components.values() {
            let Some(node) = &file.root else { continue };
            remarks.extend(found(Settings { file, node }, &KEYS));
        }
        if let Some(app) = configuration::app(reviewed) {
            let unread: &[&str] = match program.kind {
                ProgramKind::MiniProgram => &[],
                ProgramKind::MiniGame => &["requiredPrivateInfos", "requiredBackgroundModes", "__usePrivacyCheck__"],
                ProgramKind::Plugin => &KEYS,
            };
            remarks.extend(found(app, unread));
            let packages =
                ["subPackages", "subpackages"].into_iter().filter_map(|key| app.node.get(key)).flat_map(JsonNode::items);
            for node in packages.chain(app.node.get("window")) {
                remarks.extend(found(Settings { node, ..app }, &KEYS));
            }
        }
        if let Some(ext) = configuration::ext(reviewed) {
            remarks.extend(found(ext, &["__usePrivacyCheck__"]));
        }
    }
    remarks
}

fn found(settings: Settings<'_>, unread: &[&str]) -> Vec<Remark> {
    let misplaced = settings.node.members().iter().filter(|member| unread.contains(&member.key.as_str()));
    misplaced
        .map(|member| {
            let key = &member.key;
            Remark::new(format!("`{key}` 写在这里不起作用"), format!("`{key}` has no effect here"))
                .at(settings.at(&member.key_range))
                .help(
                    "它只在小程序的 app.json 最外层有效；请移过去或删去，官方工具至多有一条不显示的警告",
                    "it only counts at the top of a Mini Program's app.json: move it there or remove it; the official tool keeps a hidden \
                     warning at most",
                )
        })
        .collect()
}
