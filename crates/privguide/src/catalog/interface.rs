//! Interfaces: calls, scopes and elements whose use requires an information type.

use serde::Serialize;

use crate::language::Text;

/// One interface of the platform's table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Interface {
    /// The name that reports use: `wx.getLocation`, `scope.record`, `RecorderManager.start`,
    /// `button[open-type=getPhoneNumber]`.
    pub name: String,
    /// How it is found in sources; derived from the name.
    pub form: InterfaceForm,
    /// The information types that a use of it requires; empty if it only has to be listed in the
    /// configuration.
    pub information: Vec<String>,
    /// Events that an element only has if it is this interface.
    pub events: Vec<String>,
    /// The platform has withdrawn the interface, but code that contains it still requires the
    /// declaration.
    pub retired: bool,
    /// The part of a program in which it counts.
    pub scoping: Scoping,
    /// The first month (`YYYY-MM`) in which a dated source shows it in the table; empty for a row
    /// of the project.
    pub since: String,
    /// Why a user may want to know about it although the platform's table does not list it;
    /// reported by the rule `sensitive-interface` if that is enabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<Text>,
}

/// How an interface is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "form")]
pub enum InterfaceForm {
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

impl InterfaceForm {
    /// Derives the form from a name; `None` if the name has none of the known shapes.
    #[must_use]
    pub(crate) fn of_name(name: &str) -> Option<Self> {
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

/// The part of a program in which an interface counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scoping {
    /// Everywhere.
    #[default]
    Anywhere,
    /// Only inside a mini game's open data context.
    OpenData,
}
