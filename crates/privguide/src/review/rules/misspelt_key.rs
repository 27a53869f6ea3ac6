//! A key of the configuration is misspelt, so it has no effect.

use crate::{
    language::Text,
    review::{
        Fix,
        configuration::{self, ConfigObject},
        context::Context,
        remark::Remark,
    },
    suggest,
};

/// Keys of app.json that decide about privacy.
const KEYS: [&str; 5] = [
    "requiredPrivateInfos",
    "requiredBackgroundModes",
    "permission",
    "plugins",
    "__usePrivacyCheck__",
];

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for reviewed in context.input.programs {
        for settings in
            [configuration::app(reviewed), configuration::ext(reviewed)].into_iter().flatten()
        {
            remarks.extend(remarks_on(settings));
        }
    }
    remarks
}

fn remarks_on(settings: ConfigObject<'_>) -> Vec<Remark> {
    let members = settings.node.members();
    let misspelt =
        members.iter().filter(|member| !KEYS.contains(&member.key.as_str())).filter_map(|member| {
            let near = suggest::nearest(&member.key, KEYS)?;
            Some((member, near))
        });
    misspelt
        .map(|(member, near)| {
            let (file, key) = (settings.name(), &member.key);
            let remark = Remark::new(
                format!("{file} 里的 `{key}` 应当是 `{near}`，写错的键不起作用"),
                format!("`{key}` in {file} should be `{near}`: a misspelt key has no effect"),
            )
            .at(settings.at(&member.key_range))
            .help(
                format!(
                    "改为 `{near}`，大小写、下划线和空格都要一致；官方工具只有一条不显示的警告"
                ),
                format!(
                    "write `{near}`, exactly so; the official tool only keeps a hidden warning"
                ),
            );
            if members.iter().any(|other| other.key == near) {
                return remark;
            }
            remark.fix(Fix {
                title: Text::new(format!("改为 {near}"), format!("write {near}")),
                edits: vec![settings.edit(member.key_range.clone(), format!("\"{near}\""))],
            })
        })
        .collect()
}
