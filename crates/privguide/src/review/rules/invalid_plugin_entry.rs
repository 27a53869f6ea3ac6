//! The official tool rejects an entry of `plugins` in app.json.

use std::collections::HashMap;

use crate::{
    catalog::ProgramKind,
    program::{JsonMember, JsonNode},
    review::{
        Reviewed,
        configuration::{self, ConfigObject, is_object, wrong_type},
        context::Context,
        remark::Remark,
    },
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let programs = context
        .input
        .programs
        .iter()
        .filter(|reviewed| reviewed.program.kind != ProgramKind::Plugin);
    programs
        .filter_map(|reviewed| Some(remarks_on(reviewed, configuration::app(reviewed)?)))
        .flatten()
        .collect()
}

fn remarks_on(reviewed: &Reviewed<'_>, app: ConfigObject<'_>) -> Vec<Remark> {
    let packages = ["subPackages", "subpackages"]
        .into_iter()
        .filter_map(|key| app.node.get(key))
        .flat_map(JsonNode::items);
    let tables = app
        .node
        .get("plugins")
        .into_iter()
        .chain(packages.filter_map(|package| package.get("plugins")));
    let mut remarks = Vec::new();
    let mut seen = EarlierPlugins::default();
    for table in tables {
        if !is_object(table) {
            let (zh, en) = wrong_type(table);
            remarks.push(refused(
                app,
                &table.range,
                format!("plugins 应当是对象，写成了{zh}"),
                format!("plugins must be an object, not {en}"),
            ));
        }
        for plugin in table.members() {
            remarks.extend(entry(reviewed, app, plugin));
            remarks.extend(seen.twice(app, plugin));
        }
    }
    remarks
}

fn entry(reviewed: &Reviewed<'_>, app: ConfigObject<'_>, plugin: &JsonMember) -> Vec<Remark> {
    let alias = &plugin.key;
    if !is_object(&plugin.node) {
        let (zh, en) = wrong_type(&plugin.node);
        return vec![refused(
            app,
            &plugin.node.range,
            format!("插件 `{alias}` 应当是对象，写成了{zh}"),
            format!("plugin `{alias}` must be an object, not {en}"),
        )];
    }
    let mut remarks = Vec::new();
    match plugin.node.get("version") {
        None => remarks.push(refused(
            app,
            &plugin.key_range,
            format!("插件 `{alias}` 没有写 version"),
            format!("plugin `{alias}` has no version"),
        )),
        Some(version) => {
            let own = reviewed
                .program
                .config
                .project
                .as_ref()
                .and_then(|project| project.get(&["compileType"]))
                .and_then(JsonNode::as_str)
                == Some("plugin");
            let written = version.as_str().unwrap_or_default();
            if !is_version(written) && (!own || written != "dev") {
                remarks.push(refused(
                    app,
                    &version.range,
                    format!("插件 `{alias}` 的 version 不合格：`{written}`"),
                    format!("plugin `{alias}` has an invalid version: `{written}`"),
                ));
            }
        }
    }
    if plugin.node.get("provider").is_none() {
        remarks.push(refused(
            app,
            &plugin.key_range,
            format!("插件 `{alias}` 没有写 provider"),
            format!("plugin `{alias}` has no provider"),
        ));
    }
    remarks
}

/// The plugins seen so far, by alias and by provider, in the order of the file.
#[derive(Default)]
struct EarlierPlugins<'p> {
    aliases: HashMap<&'p str, (usize, &'p JsonMember)>,
    providers: HashMap<&'p str, (usize, &'p JsonMember)>,
    count: usize,
}

impl<'p> EarlierPlugins<'p> {
    fn twice(&mut self, app: ConfigObject<'_>, plugin: &'p JsonMember) -> Option<Remark> {
        let provider = plugin.node.get("provider").and_then(JsonNode::as_str);
        let same = [
            self.aliases.get(plugin.key.as_str()),
            provider.and_then(|provider| self.providers.get(provider)),
        ];
        let same = same.into_iter().flatten().min_by_key(|(at, _)| *at).map(|(_, same)| *same);
        let this = (self.count, plugin);
        self.count += 1;
        self.aliases.entry(&plugin.key).or_insert(this);
        if let Some(provider) = provider {
            self.providers.entry(provider).or_insert(this);
        }
        let same = same?;
        let (alias, other) = (&plugin.key, &same.key);
        let remark = refused(
            app,
            &plugin.key_range,
            format!("插件 `{alias}` 与 `{other}` 重复"),
            format!("plugin `{alias}` is the same as `{other}`"),
        );
        Some(remark.decided_by(
            app.at(&same.key_range),
            "这里已经引用过",
            "it is listed here already",
        ))
    }
}

/// `1.2.3` with up to three digits each, `latest`, `dev-` and letters or digits.
fn is_version(version: &str) -> bool {
    let numbers: Vec<&str> = version.split('.').collect();
    let numbered = numbers.len() == 3
        && numbers.iter().all(|part| {
            (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        });
    let development = version.strip_prefix("dev-").is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    numbered || development || version == "latest"
}

fn refused(
    app: ConfigObject<'_>,
    range: &std::ops::Range<usize>,
    zh: String,
    en: String,
) -> Remark {
    Remark::new(zh, en).at(app.at(range)).help(
        "每个插件写一次：{ \"version\": \"1.2.3\", \"provider\": \"插件的 AppID\" }；官方工具会报错（10009）",
        "list each plugin once: { \"version\": \"1.2.3\", \"provider\": \"its appid\" }; the official tool fails (10009)",
    )
}
