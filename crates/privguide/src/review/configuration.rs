//! Queries about a program's configuration that several rules share, with the semantics of the
//! official tool.

use std::ops::Range;

use super::{FixEdit, Reviewed, context::Context};
use crate::{
    catalog::ProgramKind,
    program::{JsonFile, JsonMember, JsonNode, JsonValue},
    tree::Place,
};

/// The only interfaces that `requiredPrivateInfos` may list.
pub(super) const PRIVATE_INFOS: [&str; 8] = [
    "chooseAddress",
    "chooseLocation",
    "choosePoi",
    "getFuzzyLocation",
    "getLocation",
    "onLocationChange",
    "startLocationUpdate",
    "startLocationUpdateBackground",
];

/// Those that must not be listed together with `getFuzzyLocation`.
pub(super) const PRECISE: [&str; 4] =
    ["getLocation", "onLocationChange", "startLocationUpdate", "startLocationUpdateBackground"];

/// An object of a configuration file, and the file.
#[derive(Clone, Copy)]
pub(super) struct ConfigObject<'a> {
    pub(super) file: &'a JsonFile,
    pub(super) node: &'a JsonNode,
}

impl<'a> ConfigObject<'a> {
    /// A member of the object.
    pub(super) fn get(self, key: &str) -> Option<&'a JsonMember> {
        self.node.members().iter().rev().find(|member| member.key == key)
    }

    /// The place of a range in the file.
    pub(super) fn at(self, range: &Range<usize>) -> Place {
        self.file.place(range.clone())
    }

    /// The file's name, for messages.
    pub(super) fn name(self) -> &'a str {
        self.file.source.path().name()
    }

    /// An edit of the file.
    pub(super) fn edit(self, range: Range<usize>, replacement: impl Into<String>) -> FixEdit {
        FixEdit { file: self.file.source.path().clone(), range, replacement: replacement.into() }
    }
}

/// The settings of the whole program: `app.json`, `game.json`; in uni-app, `mp-weixin` in
/// manifest.json.
pub(super) fn app<'a>(reviewed: &'a Reviewed<'a>) -> Option<ConfigObject<'a>> {
    let (file, node) = reviewed.program.settings()?;
    Some(ConfigObject { file, node })
}

/// `ext.json`, if it has an effect.
pub(super) fn ext<'a>(reviewed: &'a Reviewed<'a>) -> Option<ConfigObject<'a>> {
    let file = reviewed.program.config.enabled_ext()?;
    Some(ConfigObject { file, node: file.root.as_ref()? })
}

/// True when the program is developed by a service provider: only then does the platform read
/// `ext.json`.
pub(super) fn by_service_provider(context: &Context<'_>) -> bool {
    context.declarations.service_provider.is_some()
}

/// `requiredPrivateInfos` as the platform reads it: a list in `ext.json` replaces that of
/// `app.json`.
pub(super) fn private_infos<'a>(
    context: &Context<'_>,
    reviewed: &'a Reviewed<'a>,
) -> Option<(ConfigObject<'a>, &'a JsonMember)> {
    let listed = |settings: Option<ConfigObject<'a>>| {
        let settings = settings?;
        settings.get("requiredPrivateInfos").map(|member| (settings, member))
    };
    let own = if reviewed.program.kind == ProgramKind::MiniProgram {
        listed(app(reviewed))
    } else {
        None
    };
    if by_service_provider(context) { listed(ext(reviewed)).or(own) } else { own }
}

/// The type of a value in both languages, for messages such as 应当是数组，写成了字符串.
pub(super) fn wrong_type(node: &JsonNode) -> (&'static str, &'static str) {
    match &node.value {
        JsonValue::Null => ("null", "null"),
        JsonValue::Bool(_) => ("布尔值", "a boolean"),
        JsonValue::Number(_) => ("数字", "a number"),
        JsonValue::String(_) => ("字符串", "a string"),
        JsonValue::Array(_) => ("数组", "an array"),
        JsonValue::Object(_) => ("对象", "an object"),
        JsonValue::Open => ("表达式", "an expression"),
    }
}

/// True for `{ … }`, and for a value that is computed by code.
pub(super) fn is_object(node: &JsonNode) -> bool {
    matches!(node.value, JsonValue::Object(_) | JsonValue::Open)
}

/// True for `[ … ]`, and for a value that is computed by code.
pub(super) fn is_array(node: &JsonNode) -> bool {
    matches!(node.value, JsonValue::Array(_) | JsonValue::Open)
}
