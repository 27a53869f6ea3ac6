//! A declared information type has no purpose.

use crate::{
    declaration::DeclaredInformation,
    review::{
        context::{Context, called, is_absent},
        remark::Remark,
    },
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let blank = context.declarations.information.iter().filter(|entry| is_absent(&entry.purpose));
    let blank: Vec<&DeclaredInformation> = blank.collect();
    let remark = match blank[..] {
        [] => return Vec::new(),
        [one] => {
            let name = called(&one.id.value);
            Remark::new(
                format!("没有写{}的用途", name.zh),
                format!("the purpose of {} is blank", name.en),
            )
        }
        // Directly after `init`, all purposes are blank: they are reported once, with every place.
        _ => Remark::new(
            format!("有 {} 类信息还没有写用途", blank.len()),
            format!("the purposes of {} information types are blank", blank.len()),
        ),
    };
    let remark = blank.iter().fold(remark, |remark, entry| {
        let span = entry.purpose.zh.as_ref().map_or(&entry.id.span, |purpose| &purpose.span);
        let name = called(&entry.id.value);
        remark.about(&entry.id.value).at_labelled(context.declared_at(span), name.zh, name.en)
    });
    let (zh, en) = (
        "写明哪个功能用它做什么；平台不接受空白的用途",
        "say which feature needs it and what for, as the platform does not accept a blank purpose",
    );
    vec![match blank[..] {
        [one] => remark.help_example(&one.id.value, zh, en),
        _ => remark.help(
            format!("{zh}；cargo privguide explain 加上信息类型会给出例子"),
            format!("{en}; cargo privguide explain with an information type gives an example"),
        ),
    }]
}
