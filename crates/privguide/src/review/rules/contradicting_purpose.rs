//! A purpose is about another information type, or about reading although only writing is allowed.

use crate::review::{
    context::{Context, called},
    purpose::{PurposeFault, faulty, quoted},
    remark::Remark,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for faulty in faulty(context) {
        let (name, text) = (faulty.name(), quoted(&faulty.text.value));
        let remark = match faulty.fault {
            PurposeFault::OtherType(other) => {
                let other = called(other);
                Remark::new(
                    format!("{}的用途说的像是{}：“{text}”", name.zh, other.zh),
                    format!("the purpose of {} seems to be about {}: \"{text}\"", name.en, other.en),
                )
                .help(
                    "是不是写到了别的条目里？请写明这一项信息本身用来做什么",
                    "does it belong to another entry? say what this information itself is needed for",
                )
            }
            PurposeFault::Reading => Remark::new(
                format!("{}只能写入，用途却说的是读取：“{text}”", name.zh),
                format!("{} only allows writing, but its purpose is about reading: \"{text}\"", name.en),
            )
            .help(
                "写明往里面保存什么，例如“把生成的海报保存到相册”；选择照片属于 Album",
                "say what is saved there, such as \"save the poster to the album\"; choosing photos is Album",
            ),
            _ => continue,
        };
        remarks.push(remark.about(faulty.id).at(context.declared_at(&faulty.text.span)));
    }
    remarks
}
