//! The two lists that accompany the guide.

/// The kind of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ListKind {
    /// 个人信息收集清单
    Information,
    /// 第三方共享个人信息清单
    ThirdParties,
}

impl ListKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Information, Self::ThirdParties];

    /// The name that replaces `{list}` in `[guide] lists`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Information => "personal-information",
            Self::ThirdParties => "third-parties",
        }
    }
}
