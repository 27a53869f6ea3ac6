//! How a dialect of templates spells the catalogue's names: plain and dynamic attributes, event
//! bindings, loops.

use std::{borrow::Cow, sync::LazyLock};

use rustc_hash::FxHashSet;

use super::token::TagShape;
use crate::framework::kebab;

/// A dialect of templates, as data.
#[derive(Debug)]
pub struct Vocabulary {
    /// The syntax of its tags.
    pub shape: TagShape,
    /// Attributes whose value is an object with further attributes.
    pub objects: &'static [&'static str],
    /// Prefixes after which the value is an expression: `:`, `v-bind:`.
    pub dynamic: &'static [&'static str],
    /// Prefixes of event bindings, longest first.
    pub events: &'static [&'static str],
    /// Prefixes of tags that refer to an element of the platform: kbone's `wx-button`.
    pub tags: &'static [&'static str],
    /// How a list is repeated.
    pub repeat: Repeat,
    /// Whether tags may be written like `LivePusher`.
    pub pascal_tags: Pascal,
    /// Which of its expressions are code of the component.
    pub code: CodeIn,
    /// Whether `@ali` marks elements and attributes of other platforms.
    pub platforms: Platforms,
}

/// Which expressions of a template a compiler makes part of the component's script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeIn {
    /// None: the platform evaluates them, with data and names of methods.
    Nothing,
    /// The values of `@tap` and `v-on:tap`; the platform evaluates the others.
    Handlers,
    /// All of them.
    Everything,
}

/// Whether elements and attributes can be restricted to some platforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platforms {
    /// They apply to every platform.
    All,
    /// mpx: `<view @ali|swan>`, `open-type@wx="…"`, `wx:if="{{__mpx_mode__ === 'ali'}}"`.
    Marked,
}

/// How a list is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// `wx:for="{{list}}" wx:for-item="item"`
    Attributes {
        /// `wx:for`
        list: &'static str,
        /// `wx:for-item`
        item: &'static str,
        /// `wx:for-index`
        index: &'static str,
    },
    /// `v-for="(item, index) in list"`
    Phrase {
        /// `v-for`
        list: &'static str,
    },
}

/// Whether `LivePusher` is a spelling of `live-pusher`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pascal {
    /// Both are the same element.
    Same,
    /// They are different elements.
    Different,
}

const REPEAT: Repeat =
    Repeat::Attributes { list: "wx:for", item: "wx:for-item", index: "wx:for-index" };

/// The platform's own templates.
pub static WXML: Vocabulary = Vocabulary {
    objects: &[],
    shape: TagShape { braces_in_values: true, raw: &["wxs", "script", "style"] },
    dynamic: &["model:"],
    events: &[
        "capture-mut-bind:",
        "capture-bind:",
        "capture-catch:",
        "capture-bind",
        "capture-catch",
        "mut-bind:",
        "mut-bind",
        "bind:",
        "catch:",
        "bind",
        "catch",
    ],
    tags: &[],
    repeat: REPEAT,
    pascal_tags: Pascal::Different,
    code: CodeIn::Nothing,
    platforms: Platforms::All,
};

/// mpx: the platform's dialect, with marks for platforms.
pub static MPX: Vocabulary = Vocabulary { platforms: Platforms::Marked, ..WXML };

/// Templates of Vue and of frameworks that follow Vue.
pub static VUE: Vocabulary = Vocabulary {
    shape: TagShape { braces_in_values: false, raw: &["wxs", "script", "style"] },
    objects: &["v-bind", ":"],
    dynamic: &["v-bind:", "v-model:", ":"],
    events: &["v-on:", "@", "c-bind:", "bind:", "catch:", "bind", "catch"],
    tags: &["wx-"],
    repeat: Repeat::Phrase { list: "v-for" },
    pascal_tags: Pascal::Same,
    code: CodeIn::Everything,
    platforms: Platforms::All,
};

/// wepy 1: WXML with Vue's prefixes.
pub static WEPY: Vocabulary = Vocabulary {
    shape: TagShape { braces_in_values: true, raw: &["wxs", "script", "style"] },
    objects: &["v-bind"],
    dynamic: &["v-bind:", ":"],
    events: &["v-on:", "@", "bind:", "catch:", "bind", "catch"],
    tags: &[],
    repeat: REPEAT,
    pascal_tags: Pascal::Different,
    code: CodeIn::Handlers,
    platforms: Platforms::All,
};

/// chameleon: both of its syntaxes.
pub static CHAMELEON: Vocabulary = Vocabulary {
    shape: TagShape { braces_in_values: true, raw: &["script", "style"] },
    objects: &["v-bind"],
    dynamic: &["v-bind:", ":"],
    events: &["c-bind:", "c-catch:", "v-on:", "@", "bind", "catch"],
    tags: &["origin-"],
    repeat: Repeat::Attributes { list: "c-for", item: "c-for-item", index: "c-for-index" },
    pascal_tags: Pascal::Different,
    code: CodeIn::Nothing,
    platforms: Platforms::All,
};

/// The meaning of an attribute's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeMeaning<'a> {
    /// A plain attribute; its value may contain `{{ … }}`.
    Plain(Cow<'a, str>),
    /// An attribute whose value is an expression.
    Dynamic(Cow<'a, str>),
    /// The binding of an event.
    Event(String),
}

impl Vocabulary {
    /// Interprets an attribute's name.
    #[must_use]
    pub fn meaning<'a>(&self, name: &'a str) -> AttributeMeaning<'a> {
        if let Some(name) = self.dynamic.iter().find_map(|prefix| name.strip_prefix(prefix)) {
            return AttributeMeaning::Dynamic(kebab(without_modifiers(name)));
        }
        match self.events.iter().find_map(|prefix| name.strip_prefix(prefix)) {
            Some(event) if !event.is_empty() => AttributeMeaning::Event(event_name(event)),
            _ => AttributeMeaning::Plain(kebab(name)),
        }
    }

    /// The name of an element in the catalogue's spelling.
    #[must_use]
    pub fn tag<'a>(&self, tag: &'a str) -> Cow<'a, str> {
        let tag = self.tags.iter().find_map(|prefix| tag.strip_prefix(prefix)).unwrap_or(tag);
        if self.pascal_tags == Pascal::Same && tag.starts_with(|c: char| c.is_ascii_uppercase()) {
            kebab(tag)
        } else {
            tag.into()
        }
    }
}

/// An event's name in the catalogue's spelling: `getPhoneNumber.stop` and `get-phone-number` are
/// `getphonenumber`.
#[must_use]
pub fn event_name(name: &str) -> String {
    without_modifiers(name).chars().filter(|&c| c != '-').map(|c| c.to_ascii_lowercase()).collect()
}

/// The name of an attribute as a property: `openType` for `open-type`.
#[must_use]
pub fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut upper = false;
    for c in name.chars() {
        if c == '-' {
            upper = true;
        } else {
            camel.push(if upper { c.to_ascii_uppercase() } else { c });
            upper = false;
        }
    }
    camel
}

/// An attribute's name without its mark for platforms; `None` if it is not for WeChat.
#[must_use]
pub(super) fn for_wechat(name: &str) -> Option<&str> {
    match name.split_once('@') {
        Some((name, platforms)) => names_wechat(platforms).then_some(name),
        None => Some(name),
    }
}

/// `ali|wx`, `_wx`, `wx:env`
fn names_wechat(platforms: &str) -> bool {
    platforms
        .split('|')
        .any(|platform| platform.trim().trim_start_matches('_').split(':').next() == Some("wx"))
}

/// True for conditions such as `__mpx_mode__ === 'ali'`, which never hold in a build for WeChat.
#[must_use]
pub(super) fn never_holds(condition: &str) -> bool {
    let condition = condition.trim().trim_start_matches("{{").trim_end_matches("}}");
    let (left, right, is_equal) = match (condition.split_once("!="), condition.split_once("==")) {
        (Some((left, right)), _) => (left, right, false),
        (None, Some((left, right))) => (left, right, true),
        (None, None) => return false,
    };
    let (left, right) = (left.trim(), right.trim_start_matches('=').trim());
    let value = match ("__mpx_mode__" == left, "__mpx_mode__" == right) {
        (true, false) => right,
        (false, true) => left,
        _ => return false,
    };
    let quoted =
        ['\'', '"'].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
    quoted.filter(|text| !text.contains(['\'', '"'])).is_some_and(|text| (text == "wx") != is_equal)
}

fn without_modifiers(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// Elements that the platform provides. Every other tag is a custom component.
const BUILT_IN: &[&str] = &[
    "ad",
    "ad-custom",
    "animation-image",
    "animation-video",
    "audio",
    "block",
    "button",
    "camera",
    "canvas",
    "channel-live",
    "channel-video",
    "checkbox",
    "checkbox-group",
    "component",
    "cover-image",
    "cover-view",
    "custom-tab-bar",
    "custom-wrapper",
    "double-tap-gesture-handler",
    "draggable-sheet",
    "editor",
    "editor-portal",
    "force-press-gesture-handler",
    "form",
    "functional-page-navigator",
    "grid-builder",
    "grid-view",
    "horizontal-drag-gesture-handler",
    "icon",
    "image",
    "import",
    "include",
    "inference",
    "input",
    "keep-alive",
    "keyboard-accessory",
    "label",
    "list-builder",
    "list-view",
    "live-player",
    "live-pusher",
    "long-press-gesture-handler",
    "map",
    "match-media",
    "movable-area",
    "movable-view",
    "native-component",
    "nested-scroll-body",
    "nested-scroll-header",
    "navigation-bar",
    "navigator",
    "official-account",
    "open-container",
    "open-data",
    "open-data-item",
    "open-data-list",
    "page-container",
    "page-meta",
    "pan-gesture-handler",
    "picker",
    "picker-view",
    "picker-view-column",
    "progress",
    "radio",
    "radio-group",
    "rich-text",
    "root-portal",
    "scale-gesture-handler",
    "scroll-view",
    "script",
    "selection",
    "share-element",
    "slider",
    "slot",
    "snapshot",
    "span",
    "sticky-header",
    "sticky-section",
    "store-coupon",
    "store-gift",
    "store-home",
    "store-product",
    "style",
    "swiper",
    "swiper-item",
    "switch",
    "tap-gesture-handler",
    "template",
    "text",
    "textarea",
    "transition",
    "transition-group",
    "vertical-drag-gesture-handler",
    "video",
    "view",
    "voip-room",
    "web-view",
    "wxs",
    "xr-frame",
    "div",
    "p",
    "a",
    "img",
    "ul",
    "li",
    "section",
    "header",
    "footer",
    "main",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "strong",
    "em",
    "i",
    "b",
];

/// True for an element that the platform provides.
#[must_use]
pub fn is_built_in(tag: &str) -> bool {
    static KNOWN: LazyLock<FxHashSet<&'static str>> =
        LazyLock::new(|| BUILT_IN.iter().copied().collect());
    KNOWN.contains(tag)
}
