//! Interprets a word that a user typed or pasted: an interface in any spelling, a label, an error,
//! a configuration key.

use std::collections::BTreeSet;

use super::{
    Catalog, Explanation, InformationType, Interface, InterfaceForm, ProgramKind, Unlisted,
    answers, information_types, other_members, unlisted,
};

/// Objects through which frameworks offer the platform's interfaces, in lower case.
const HOSTS: [&str; 9] = ["wx", "uni", "taro", "mpx", "wepy", "cml", "mpvue", "remax", "tt"];
/// The maximum number of meanings that are given for a pasted text.
const MOST: usize = 4;

/// The meanings of a word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordMeaning {
    /// Information types.
    pub information: Vec<&'static InformationType>,
    /// Errors and configuration keys.
    pub(crate) answers: Vec<&'static Explanation>,
    /// Names of interfaces in the tables.
    pub interfaces: Vec<String>,
    /// Interfaces that need no declaration, each with the name that the user meant.
    pub(crate) unlisted: Vec<(String, Option<&'static Unlisted>)>,
}

impl WordMeaning {
    /// True when no meaning was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.information.is_empty()
            && self.answers.is_empty()
            && self.interfaces.is_empty()
            && self.unlisted.is_empty()
    }

    /// The meanings of a single word.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        let word = word.trim();
        let meaning = Self { information: labelled(word), answers: named(word), ..Self::default() };
        if !meaning.is_empty() {
            return meaning;
        }
        let key = NormalisedWord::new(word);
        let interfaces = interfaces(&key);
        let unlisted = without_declaration(&key);
        let is_hint = |name: &String| {
            ProgramKind::ALL.into_iter().any(|kind| {
                Catalog::for_kind(kind).by_name(name).is_some_and(|row| row.hint.is_some())
            })
        };
        let only_hints =
            interfaces.iter().all(is_hint) && unlisted.iter().any(|(_, row)| row.is_some());
        if !interfaces.is_empty() && !only_hints {
            return Self { interfaces, ..Self::default() };
        }
        if !unlisted.is_empty() {
            return Self { unlisted, ..Self::default() };
        }
        Self { information: like(word), ..Self::default() }
    }

    /// The meanings of the names in a longer text, such as a line of a console or a question.
    #[must_use]
    pub(crate) fn mentioned(text: &str) -> Self {
        let mut meaning = Self::default();
        let folded = text.to_lowercase();
        let words: Vec<&str> =
            text.split(|c: char| !(c.is_ascii_alphanumeric() || "_.$-".contains(c))).collect();
        let stands = |name: &&String| words.iter().any(|word| word.trim_matches('.') == *name);
        let occurs = |text: &String| !text.is_empty() && folded.contains(&text.to_lowercase());
        let is_named = |answer: &&Explanation, plain: bool| {
            answer
                .names
                .iter()
                .filter(|name| NormalisedWord::new(name).is_plain_word() == plain)
                .any(|name| stands(&name))
        };
        meaning.answers = answers()
            .iter()
            .filter(|answer| answer.texts.iter().any(occurs) || is_named(answer, false))
            .collect();
        if meaning.answers.is_empty() {
            // `permission` is both a key and a common word in messages.
            meaning.answers = answers().iter().filter(|answer| is_named(answer, true)).collect();
        }
        let mut seen = BTreeSet::new();
        for word in words.iter().map(|word| word.trim_matches('.')).filter(|word| word.len() > 4) {
            let key = NormalisedWord::new(word);
            let found = if key.is_plain_word() { Vec::new() } else { interfaces(&key) };
            let new: Vec<String> =
                found.into_iter().filter(|name| seen.insert(name.clone())).collect();
            if new.is_empty() && !key.is_plain_word() {
                let other = without_declaration(&key)
                    .into_iter()
                    .filter(|(name, _)| seen.insert(name.clone()));
                meaning.unlisted.extend(other.collect::<Vec<_>>());
            }
            meaning.interfaces.extend(new);
        }
        meaning.information = information_types()
            .iter()
            .filter(|row| labels(row).any(|label| text.contains(label)))
            .collect();
        meaning.answers.truncate(MOST);
        meaning.interfaces.truncate(MOST);
        meaning.unlisted.truncate(MOST);
        meaning.information.truncate(MOST);
        meaning
    }
}

/// The name of an interface, without the notation around it.
struct NormalisedWord {
    /// `getlocation`
    folded: String,
    /// True when it was written as a member of a host.
    of_host: bool,
    written: String,
}

impl NormalisedWord {
    fn new(word: &str) -> Self {
        let word = attribute_value(word).unwrap_or(word);
        let word = word.trim_matches(|c: char| "`'\"<>;,/ ".contains(c));
        let word = word.split(['(', ':', '=']).next().unwrap_or(word).trim();
        let word = word.strip_suffix("?.").unwrap_or(word).trim_start_matches("this.");
        let (of_host, member) = match word.split_once('.') {
            Some((host, member))
                if HOSTS.contains(&host.trim_start_matches('$').to_ascii_lowercase().as_str()) =>
            {
                (true, member)
            }
            _ => (false, word),
        };
        Self { folded: fold(member), of_host, written: member.to_owned() }
    }

    /// True for words of ordinary sentences that are also names: `camera`, `input`, `permission`.
    fn is_plain_word(&self) -> bool {
        let tells = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || "._-".contains(c);
        !self.of_host && !self.written.contains(tells)
    }
}

/// The value in `<button open-type="getPhoneNumber">`, `openType="…"`, `input[type=nickname]`.
fn attribute_value(word: &str) -> Option<&str> {
    let at = ["open-type", "openType", "type"]
        .iter()
        .find_map(|name| Some(word.find(name)? + name.len()))?;
    let value =
        word[at..].trim_start().strip_prefix('=')?.trim_start_matches(['"', '\'', '{', ' ']);
    let end = value.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(value.len());
    (end > 0).then(|| &value[..end])
}

/// Letters and digits only, in lower case.
fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn labels(row: &InformationType) -> impl Iterator<Item = &str> {
    std::iter::once(row.thing.zh.as_str()).chain(row.aliases.iter().map(String::as_str))
}

fn labelled(word: &str) -> Vec<&'static InformationType> {
    let folded = fold(word);
    let same = |row: &&InformationType| {
        fold(&row.id) == folded
            || fold(&row.thing.en) == folded
            || labels(row).any(|label| label == word)
            || row.label().zh == word
    };
    if folded.is_empty() { Vec::new() } else { information_types().iter().filter(same).collect() }
}

/// Types whose Chinese label contains the word, or is contained in it: 位置, 剪贴板, 用户的手机号码.
fn like(word: &str) -> Vec<&'static InformationType> {
    // The platform writes 剪切板, but most people write 剪贴板.
    let word = word
        .replace("剪贴", "剪切")
        .replace("手机号码", "手机号")
        .replace("电话号码", "手机号")
        .replace("相片", "照片");
    // These words are in neither label, and users may mean either type.
    let album = ["相册", "图片", "选照片"].iter().any(|part| word.contains(part));
    let is_chinese = word.chars().filter(|c| !c.is_ascii()).count() >= 2;
    let near = |row: &&InformationType| {
        (album && row.id == "Album")
            || labels(row).any(|label| label.contains(&word) || word.contains(label))
    };
    if is_chinese {
        information_types().iter().filter(near).take(MOST).collect()
    } else {
        Vec::new()
    }
}

fn named(word: &str) -> Vec<&'static Explanation> {
    let same = |answer: &&Explanation| {
        let name = |name: &String| {
            name.eq_ignore_ascii_case(word) || word.eq_ignore_ascii_case(&format!("errcode {name}"))
        };
        answer.names.iter().any(name)
            || answer.texts.iter().any(|text| text.eq_ignore_ascii_case(word))
    };
    answers().iter().filter(same).collect()
}

/// The folded names by which a source may refer to an interface.
fn keys(interface: &Interface) -> Vec<String> {
    let mut keys = match &interface.form {
        InterfaceForm::Member { member } => vec![fold(member)],
        InterfaceForm::Scope { scope } => {
            vec![fold(scope), fold(scope.trim_start_matches("scope."))]
        }
        InterfaceForm::Method { object, method } => vec![fold(object) + &fold(method)],
        InterfaceForm::Element { tag } => vec![fold(tag)],
        InterfaceForm::Attribute { tag, attribute, value } => {
            vec![fold(value), fold(tag) + &fold(attribute) + &fold(value)]
        }
    };
    for event in &interface.events {
        keys.extend(["", "bind", "on", "catch"].map(|prefix| format!("{prefix}{}", fold(event))));
    }
    keys
}

fn interfaces(key: &NormalisedWord) -> Vec<String> {
    if key.folded.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<(bool, String)> = Vec::new();
    for kind in ProgramKind::ALL {
        for interface in Catalog::for_kind(kind)
            .interfaces()
            .iter()
            .filter(|interface| keys(interface).contains(&key.folded))
        {
            let found =
                (matches!(interface.form, InterfaceForm::Member { .. }), interface.name.clone());
            if !all.contains(&found) {
                all.push(found);
            }
        }
    }
    // If the name was written with a host and a member has this name, only members are meant.
    let only_members = key.of_host && all.iter().any(|(member, _)| *member);
    all.into_iter().filter(|(member, _)| *member || !only_members).map(|(_, name)| name).collect()
}

fn without_declaration(key: &NormalisedWord) -> Vec<(String, Option<&'static Unlisted>)> {
    let same = |name: &str| {
        let name = attribute_value(name).unwrap_or(name);
        fold(name.trim_start_matches("wx.").trim_start_matches("scope.")) == key.folded
            || fold(name) == key.folded
    };
    for row in unlisted() {
        if let Some(name) = row.names.iter().find(|name| same(name)) {
            return vec![(name.clone(), Some(row))];
        }
    }
    let member = other_members().keys().find(|member| fold(member) == key.folded);
    member.map(|member| (format!("wx.{member}"), None)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interfaces_of(word: &str) -> String {
        WordMeaning::of_word(word).interfaces.join(" ")
    }

    #[test]
    fn an_interface_is_known_in_any_spelling() {
        for word in [
            "wx.getLocation",
            "getLocation",
            "uni.getLocation",
            "Taro.getLocation",
            "wx.getLocation()",
            "uni.getLocation({",
            "WX.GETLOCATION",
            "`wx.getLocation`",
            "this.$wx.getLocation",
            "mpx.getLocation",
        ] {
            assert_eq!(interfaces_of(word), "wx.getLocation", "{word}");
        }
        for word in [
            "chooseAvatar",
            "<button open-type=\"chooseAvatar\">",
            "openType=\"chooseAvatar\"",
            "bindchooseavatar",
            "onChooseAvatar",
        ] {
            assert_eq!(interfaces_of(word), "button[open-type=chooseAvatar]", "{word}");
        }
        assert_eq!(interfaces_of("<LivePusher>"), "live-pusher");
        assert_eq!(interfaces_of("recorderManager.start"), "RecorderManager.start");
        assert_eq!(interfaces_of("userLocation"), "scope.userLocation");
        assert_eq!(interfaces_of("getUserInfo"), "wx.getUserInfo button[open-type=getUserInfo]");
        assert_eq!(interfaces_of("wx.getUserInfo"), "wx.getUserInfo");
    }

    #[test]
    fn labels_are_known_as_people_say_them() {
        let ids = |word: &str| {
            WordMeaning::of_word(word)
                .information
                .iter()
                .map(|row| row.id.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(ids("位置"), "Location ChooseLocation");
        assert_eq!(ids("位置信息"), "Location");
        assert_eq!(ids("剪贴板"), "Clipboard");
        assert_eq!(ids("手机号码"), "PhoneNumber");
        assert_eq!(ids("收集你的位置信息"), "Location");
        assert_eq!(ids("clipboard"), "Clipboard");
        assert_eq!(ids("天气"), "");
    }

    #[test]
    fn what_needs_no_declaration_is_known_too() {
        let of = |word: &str| {
            WordMeaning::of_word(word)
                .unlisted
                .first()
                .map(|(name, row)| (name.clone(), row.is_some()))
        };
        assert_eq!(of("wx.scanCode"), Some(("wx.scanCode".into(), true)));
        assert_eq!(
            of("uni.onAccelerometerChange"),
            Some(("wx.onAccelerometerChange".into(), true))
        );
        assert_eq!(of("wx.request"), Some(("wx.request".into(), false)));
        assert_eq!(of("wx.nothingOfTheKind"), None);
    }

    #[test]
    fn a_pasted_line_names_the_error_and_the_interface() {
        let meaning = WordMeaning::mentioned(
            "setClipboardData:fail api scope is not declared in the privacy agreement, errno: 112",
        );
        assert_eq!(meaning.interfaces, ["wx.setClipboardData"]);
        assert_eq!(
            meaning.answers.iter().map(|answer| answer.names[0].as_str()).collect::<Vec<_>>(),
            ["errno 112"]
        );
        let other = WordMeaning::mentioned(
            "errcode: 61040, wx.getLocation 已经写在 ext.json 的 requiredPrivateInfos 里",
        );
        assert!(
            other.answers.iter().any(|answer| answer.names.contains(&"61040".to_owned())),
            "{other:?}"
        );
        assert!(
            WordMeaning::mentioned("the camera of my phone does not start").interfaces.is_empty()
        );
        assert!(WordMeaning::mentioned("order 1120 was paid").is_empty());
    }
}
