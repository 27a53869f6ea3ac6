//! Sentences and headings of the two lists in both languages.

use crate::guide::layout::wording::Wording;

pub(in super::super) const LISTS: Wording =
    Wording::new("{name}个人信息清单", "Personal information lists of {name}");
pub(in super::super) const LISTS_UNTITLED: Wording =
    Wording::new("个人信息清单", "Personal information lists");
pub(in super::super) const LISTS_LEAD: Wording = Wording::new(
    "{developer}在此逐项列明收集的个人信息，以及接收个人信息的第三方。完整的说明见用户隐私保护指引。",
    "{developer} lists here, item by item, the personal information collected and the third parties that receive it. The privacy guide tells \
     the whole.",
);
pub(in super::super) const INFORMATION_LIST: Wording =
    Wording::new("个人信息收集清单", "Personal information that is collected");
pub(in super::super) const INFORMATION_LIST_NONE: Wording =
    Wording::new("没有收集个人信息。", "No personal information is collected.");
pub(in super::super) const THIRD_PARTY_LIST: Wording =
    Wording::new("第三方共享个人信息清单", "Third parties that receive personal information");
pub(in super::super) const THIRD_PARTY_LIST_NONE: Wording = Wording::new(
    "没有向第三方共享个人信息。",
    "No personal information is shared with third parties.",
);
pub(in super::super) const COLUMN_INFORMATION: Wording =
    Wording::new("个人信息种类", "Personal information");
pub(in super::super) const COLUMN_PURPOSE: Wording = Wording::new("使用目的", "Purpose");
pub(in super::super) const COLUMN_SCENE: Wording = Wording::new("使用场景", "Scene");
pub(in super::super) const COLUMN_COLLECTED: Wording =
    Wording::new("收集方式", "Manner of collection");
pub(in super::super) const COLUMN_PARTY: Wording = Wording::new("第三方名称", "Third party");
pub(in super::super) const COLUMN_KIND: Wording = Wording::new("类型", "Kind");
pub(in super::super) const COLUMN_PROVIDER: Wording = Wording::new("提供方", "Provider");
pub(in super::super) const COLUMN_SHARED: Wording = Wording::new("共享方式", "Manner of sharing");
pub(in super::super) const COLUMN_PERMISSIONS: Wording = Wording::new("权限", "Permissions");
pub(in super::super) const COLUMN_PROTECTION: Wording = Wording::new("安全处理方式", "Protection");
pub(in super::super) const COLUMN_WEBSITE: Wording = Wording::new("官网", "Web site");
pub(in super::super) const PERMISSION: Wording =
    Wording::new("{name}（{scope}）", "{name} ({scope})");
pub(in super::super) const PERMISSIONS_NOTE: Wording = Wording::new(
    "“权限”是该第三方的代码要用到、须经你授权才能使用的微信权限；“—”表示没有。",
    "“Permissions” are those that the third party’s code needs and that WeChat asks you for; “—” means that there are none.",
);
pub(in super::super) const COLUMN_CONTACT: Wording = Wording::new("联系方式", "Contact");
pub(in super::super) const COLUMN_LINK: Wording = Wording::new("隐私政策", "Privacy policy");
pub(in super::super) const KIND_PLUGIN: Wording = Wording::new("插件", "plugin");
pub(in super::super) const KIND_SDK: Wording = Wording::new("SDK", "SDK");
pub(in super::super) const KIND_SERVICE: Wording = Wording::new("服务", "service");
pub(in super::super) const ROLE_PROCESSOR: Wording =
    Wording::new("受托处理", "processor on behalf of the developer");
pub(in super::super) const ROLE_THIRD_PARTY: Wording = Wording::new("第三方", "third party");
pub(in super::super) const COLLECTED_CONSENT: Wording = Wording::new(
    "经你明示同意，通过微信接口获取",
    "with your explicit consent, from an interface of WeChat",
);
pub(in super::super) const COLLECTED_PLAIN: Wording = Wording::new(
    "你主动选择或操作时，通过微信接口获取",
    "when you choose to, from an interface of WeChat",
);
pub(in super::super) const COLLECTED_SELF: Wording = Wording::new(
    "由你填写，或在你使用功能时产生",
    "you enter it, or it arises while you use a feature",
);
