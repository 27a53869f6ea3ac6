//! Interfaces: what makes a program need an information type.

use serde::Serialize;

use crate::language::Text;

/// One interface of the platform's table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Interface {
    /// As reports write it: `wx.getLocation`, `scope.record`, `RecorderManager.start`,
    /// `button[open-type=getPhoneNumber]`.
    pub name: String,
    /// How it is found in sources; derived from the name.
    pub form: Form,
    /// The information types that a use of it requires; none when it only has to be listed in the
    /// configuration.
    pub information: Vec<String>,
    /// Events whose binding on the element gives it away.
    pub events: Vec<String>,
    /// The platform has withdrawn it; its text still asks for the declaration.
    pub retired: bool,
    /// In which part of a program it counts.
    pub scoping: Scoping,
    /// Month in which the table first had it (`YYYY-MM`), as far as a dated source shows; empty for
    /// a project's own.
    pub since: String,
    /// Why a person may want to know of it although the table does not list it; the rule
    /// `sensitive-interface` says so when it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<Text>,
}

/// How an interface is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "form")]
pub enum Form {
    /// A member of the platform host.
    Member {
        /// `getLocation`
        member: String,
    },
    /// An authorisation scope, an argument of [`crate::catalog::Catalog::scope_call`].
    Scope {
        /// `scope.userLocation`
        scope: String,
    },
    /// A method of an object that a factory returns.
    Method {
        /// `RecorderManager`
        object: String,
        /// `start`
        method: String,
    },
    /// An element alone.
    Element {
        /// `camera`
        tag: String,
    },
    /// An element with an attribute value.
    Attribute {
        /// `button`
        tag: String,
        /// `open-type`
        attribute: String,
        /// `getPhoneNumber`
        value: String,
    },
}

impl Form {
    /// Reads the form off a name; `None` when the name has none of the known shapes.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let word = |text: &str| {
            !text.is_empty()
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '$')
        };
        if let Some(member) = name.strip_prefix("wx.") {
            return word(member).then(|| Self::Member { member: member.to_owned() });
        }
        if let Some(scope) = name.strip_prefix("scope.") {
            return word(scope).then(|| Self::Scope { scope: name.to_owned() });
        }
        if let Some((tag, rest)) = name.split_once('[') {
            let (attribute, value) = rest.strip_suffix(']')?.split_once('=')?;
            let good = word(tag) && word(attribute) && word(value);
            return good.then(|| Self::Attribute {
                tag: tag.to_owned(),
                attribute: attribute.to_owned(),
                value: value.to_owned(),
            });
        }
        if let Some((object, method)) = name.split_once('.') {
            return (word(object) && word(method))
                .then(|| Self::Method { object: object.to_owned(), method: method.to_owned() });
        }
        word(name).then(|| Self::Element { tag: name.to_owned() })
    }
}

/// In which part of a program an interface counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scoping {
    /// Everywhere.
    #[default]
    Anywhere,
    /// Only inside a mini game's open data context.
    OpenData,
}
