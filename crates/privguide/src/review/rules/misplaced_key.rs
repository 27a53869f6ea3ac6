//! A key that decides about privacy is in a place where it has no effect.

use crate::{
    catalog::ProgramKind,
    program::{JsonFile, JsonNode, Program},
    review::{
        configuration::{self, ConfigObject},
        context::Context,
        remark::Remark,
    },
};

const KEYS: [&str; 4] =
    ["requiredPrivateInfos", "requiredBackgroundModes", "permission", "__usePrivacyCheck__"];

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for reviewed in context.input.programs {
        let program = reviewed.program;
        for file in program.config.components.values() {
            let Some(node) = &file.root else { continue };
            remarks.extend(found(ConfigObject { file, node }, &KEYS));
        }
        if let Some(app) = configuration::app(reviewed) {
            let unread: &[&str] = match program.kind {
                ProgramKind::MiniProgram => &[],
                ProgramKind::MiniGame => {
                    &["requiredPrivateInfos", "requiredBackgroundModes", "__usePrivacyCheck__"]
                }
                ProgramKind::Plugin => &KEYS,
            };
            remarks.extend(found(app, unread));
            let packages = ["subPackages", "subpackages"]
                .into_iter()
                .filter_map(|key| app.node.get(key))
                .flat_map(JsonNode::items);
            for node in packages.chain(app.node.get("window")) {
                remarks.extend(found(ConfigObject { node, ..app }, &KEYS));
            }
        }
        remarks.extend(in_uni_app(program));
        if let Some(ext) = configuration::ext(reviewed) {
            remarks.extend(found(ext, &["__usePrivacyCheck__"]));
        }
    }
    remarks
}

/// uni-app reads them below `mp-weixin` of manifest.json only.
fn in_uni_app(program: &Program) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let Some(pages) = &program.config.pages else { return remarks };
    let top = [Some(pages), program.config.app.as_ref()].into_iter().flatten();
    let mut places: Vec<(&JsonFile, &JsonNode)> =
        top.filter_map(|file| Some((file, file.root.as_ref()?))).collect();
    if let Some(root) = &pages.root {
        let packages = ["subPackages", "subpackages"]
            .into_iter()
            .filter_map(|key| root.get(key))
            .flat_map(JsonNode::items);
        let listed =
            packages.chain([root]).filter_map(|owner| owner.get("pages")).flat_map(JsonNode::items);
        let styles = listed.filter_map(|page| page.get("style")).chain(root.get("globalStyle"));
        places.extend(styles.map(|node| (pages, node)));
    }
    for (file, node) in places {
        remarks.extend(found(ConfigObject { file, node }, &KEYS));
    }
    remarks
}

fn found(settings: ConfigObject<'_>, unread: &[&str]) -> Vec<Remark> {
    let misplaced =
        settings.node.members().iter().filter(|member| unread.contains(&member.key.as_str()));
    misplaced
        .map(|member| {
            let key = &member.key;
            Remark::new(format!("`{key}` 写在这里不起作用"), format!("`{key}` has no effect here"))
                .at(settings.at(&member.key_range))
                .help(
                    "它只在小程序的 app.json 最外层（uni-app：manifest.json 的 mp-weixin 里）有效；请移过去或删去，官方工具至多有一条不显示的警告",
                    "it only counts at the top of a Mini Program's app.json (uni-app: in mp-weixin of manifest.json): move it there or \
                     remove it; the official tool keeps a hidden warning at most",
                )
        })
        .collect()
}
