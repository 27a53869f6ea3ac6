//! The lists are enabled, but something that they must contain is missing.

use crate::{
    declaration::{PartyRole, Sharing},
    review::{
        context::{Context, called, is_absent},
        remark::Remark,
        third_parties::{PLACES_SHOWN, found, party_name},
    },
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let declarations = context.declarations;
    if declarations.guide.lists.is_none() {
        return Vec::new();
    }
    let mut remarks = Vec::new();
    for entry in declarations.information.iter().filter(|entry| is_absent(&entry.scene)) {
        let name = called(&entry.id.value);
        let remark = Remark::new(
            format!("清单里没有{}的使用场景：缺少 scene", name.zh),
            format!("the list has no scene for {}: scene is missing", name.en),
        );
        remarks.push(remark.about(&entry.id.value).at(context.declared_at(&entry.id.span)).help(
            "写明在哪个功能或页面用到，例如 scene = \"下单\"",
            "write the feature or page, such as scene = \"checkout\"",
        ));
    }
    let detected = context.detected();
    let signs = found(context);
    for party in declarations.others() {
        let mut absent = absent(&party.sharing, party.role);
        let is_open = |id: &str| {
            declarations.permissions_of(party, id, detected.kind, &detected.parties).is_none()
        };
        if party.information.iter().any(|entry| is_open(&entry.id.value)) {
            absent.push("permissions");
        }
        if absent.is_empty() {
            continue;
        }
        let name = party_name(party);
        remarks.push(
            Remark::new(
                format!("清单里第三方{}缺少 {}", name.zh, absent.join("、")),
                format!("the list of third parties lacks {} of {}", absent.join(", "), name.en),
            )
            .at(context.declared_at(&party.span))
            .help(
                "scene 使用场景，manner 共享方式（例如“SDK 自动采集”“由服务器传输”），link 隐私政策，contact 联系方式，permissions \
                 它要用户授权的 scope（没有就写 []）",
                "scene: in which feature; manner: how information gets there (\"collected by the SDK\", \"sent by the server\"); link: its privacy \
                 policy; contact: how it is reached; permissions: the scopes that it asks users for ([] for none)",
            ),
        );
    }
    for party in declarations.undeclared(&detected.parties) {
        let (name, id) = (&party.name, &party.id);
        let remark = Remark::new(
            format!("清单里没有程序用到的第三方“{}”", name.zh),
            format!("the list of third parties lacks “{}”, which is in the program", name.en),
        );
        let places = signs.get(id.as_str()).into_iter().flatten().take(PLACES_SHOWN);
        let remark = places.fold(remark, |remark, sign| remark.at(sign.place.clone()));
        remarks.push(remark.help(
            format!("在 privguide.toml 里写 [[sdk]]，id = \"{id}\"；认错了就写 [[third-party]]，id = \"{id}\"，取代表里的这一行"),
            format!(
                "add [[sdk]] with id = \"{id}\" to privguide.toml; if it is not that SDK, a [[third-party]] with id = \"{id}\" takes the \
                 place of that row of the table"
            ),
        ));
    }
    remarks
}

fn absent(sharing: &Sharing, role: PartyRole) -> Vec<&'static str> {
    let is_blank = |text: Option<&str>| text.is_none_or(|text| text.trim().is_empty());
    let contact = sharing.contact.as_ref().map(|text| text.value.as_str());
    let fields = [
        ("scene", is_absent(&sharing.scene)),
        ("manner", is_absent(&sharing.manner)),
        ("link", is_blank(sharing.link.as_ref().map(|text| text.value.as_str()))),
        ("contact", role == PartyRole::ThirdParty && is_blank(contact)),
    ];
    fields.into_iter().filter(|(_, absent)| *absent).map(|(key, _)| key).collect()
}
