//! A contact of the developer is invalid.

use crate::{
    declaration::ContactKind,
    review::{context::Context, remark::Remark},
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let malformed = context
        .declarations
        .developer
        .contacts
        .iter()
        .filter(|contact| !is_well_formed(contact.kind, contact.value.value.trim()));
    malformed
        .map(|contact| {
            let written = &contact.value.value;
            let (zh, en, example) = match contact.kind {
                ContactKind::Email => ("邮箱", "an e-mail address", "privacy@example.com"),
                ContactKind::Phone => ("电话", "a phone number", "0755-12345678"),
                ContactKind::Wechat => ("微信号", "a WeChat id", "example_service"),
                ContactKind::Qq => ("QQ 号", "a QQ number", "10000"),
            };
            Remark::new(
                format!("{zh}写得不对：`{written}`"),
                format!("this is not {en}: `{written}`"),
            )
            .at(context.declared_at(&contact.value.span))
            .help(format!("写成 {example} 这样的形式"), format!("write it like {example}"))
        })
        .collect()
}

fn is_well_formed(kind: ContactKind, text: &str) -> bool {
    match kind {
        ContactKind::Email => {
            let Some((name, host)) = text.split_once('@') else { return false };
            let word = |part: &str| {
                !part.is_empty()
                    && !part.contains(|c: char| c.is_whitespace() || c == '@' || c == ',')
            };
            let labels: Vec<&str> = host.split('.').collect();
            word(name) && labels.len() > 1 && labels.iter().all(|label| word(label))
        }
        ContactKind::Phone => {
            let digits = text.chars().filter(char::is_ascii_digit).count();
            let only = text.chars().all(|c| c.is_ascii_digit() || "+-() 转#（）—ext.".contains(c));
            (3..=20).contains(&digits) && only
        }
        ContactKind::Wechat => {
            let word = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
            word && (5..=30).contains(&text.len())
        }
        ContactKind::Qq => {
            (5..=12).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit())
        }
    }
}
