//! Judges purposes by the criteria of the platform's reviewers.
//!
//! In: an information type and a purpose. Out: its fault, if any. There is no list of bad
//! sentences: a purpose is bad if nothing remains without its meaningless words, if it denies a
//! use, if it repeats the platform's own sentence, or if it only mentions subjects of another
//! information type. A purpose that is not clearly bad is accepted.

mod chinese;
mod english;
mod topic;
mod words;

#[cfg(test)]
mod tests;

pub(super) use super::third_parties::quoted;
use super::{
    context::{Context, called},
    third_parties::party_name,
};
use crate::{
    declaration::{DeclaredInformation, DeclaredParty, SdkInformation, Spanned, Translated},
    language::Text,
};
use topic::topic;

/// The fault of a purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PurposeFault {
    /// Signs, digits, random typing, "test".
    Meaningless,
    /// It says that nothing is used or collected.
    Denied,
    /// It only names the information again.
    Circular,
    /// It would fit any information type of any program.
    Vague,
    /// It is too short to state a purpose.
    Short,
    /// It begins with the words that the platform adds.
    Prefixed,
    /// It contains the platform's whole sentence.
    Sentence,
    /// It is about the subject of another information type.
    OtherType(&'static str),
    /// It has no word in common with the few purposes that this information can serve.
    Unrelated,
    /// It describes reading, but the permission only allows writing.
    Reading,
}

/// Whether a text is not a name: signs, digits, random typing.
pub(super) fn is_no_name(text: &str) -> bool {
    let text = folded(text);
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    letters == text.chars().filter(char::is_ascii_digit).count() || is_noise(&text)
}

/// The fault of a purpose; `None` if there is clearly none. Blank texts are not judged here.
pub(super) fn judge(id: &str, text: &str) -> Option<PurposeFault> {
    if is_no_name(text) {
        return Some(PurposeFault::Meaningless);
    }
    let text = folded(text);
    if without_prefix(&text).is_some() {
        return Some(PurposeFault::Prefixed);
    }
    if text.chars().any(is_han) { chinese::judge(id, &text) } else { english::judge(id, &text) }
}

/// A purpose without the words that the platform adds automatically; `None` if it does not begin
/// with them.
pub(super) fn without_prefix(text: &str) -> Option<&str> {
    const SIGNS: [char; 15] =
        ['】', '”', '」', '【', '“', '"', '「', '(', '（', ' ', '：', ':', '，', ',', '是'];
    let start = text.trim_start_matches(SIGNS);
    let chinese = ["为了", "用于", "用来", "用以", "用途", "目的是", "目的为"]
        .into_iter()
        .find_map(|prefix| start.strip_prefix(prefix));
    let english = [
        "in order to ",
        "used to ",
        "used for ",
        "for the purpose of ",
        "the purpose is to ",
        "to ",
    ]
    .into_iter()
    .find(|prefix| start.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix)))
    .map(|prefix| &start[prefix.len()..]);
    chinese
        .or(english)
        .map(|rest| rest.trim_start_matches(SIGNS).trim_end_matches(['】', '”', '"', '」']))
}

/// Normalises a text: full-width letters, digits and signs become ordinary ones, and capitals
/// become lower case.
fn folded(text: &str) -> String {
    let fold = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    text.trim().chars().map(fold).flat_map(char::to_lowercase).collect()
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// The same character repeated, or keys that are next to each other.
fn is_noise(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut distinct = letters.clone();
    distinct.sort_unstable();
    distinct.dedup();
    if letters.len() >= 3 && distinct.len() == 1 || letters.len() >= 5 && distinct.len() <= 2 {
        return true;
    }
    let words: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let ascii = !text.chars().any(is_han);
    ascii
        && !words.is_empty()
        && words.iter().all(|word| is_keyboard_walk(word) || is_unpronounceable(word))
}

/// Whether most consecutive letters of the word are neighbours in a row of the keyboard.
fn is_keyboard_walk(word: &str) -> bool {
    const ROWS: [&str; 4] = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let letters: Vec<char> = word.chars().collect();
    let near = |pair: &[char]| {
        ROWS.iter().any(|row| match (row.find(pair[0]), row.find(pair[1])) {
            (Some(a), Some(b)) => a.abs_diff(b) <= 1,
            _ => false,
        })
    };
    letters.len() >= 3
        && letters.windows(2).filter(|pair| near(pair)).count() * 3 >= (letters.len() - 1) * 2
}

/// A longer word without any vowel is not an English word.
fn is_unpronounceable(word: &str) -> bool {
    word.len() >= 4 && word.chars().all(|c| c.is_ascii_alphabetic() && !"aeiouy".contains(c))
}

/// A fault of a purpose that mentions subjects of another type; see [`topic`].
fn contradiction(id: &str, text: &topic::PurposeText<'_>) -> Option<PurposeFault> {
    let own = topic(id)?;
    let foreign = || {
        topic::topics().iter().filter(|other| other.id != own.id && !own.near.contains(&other.id))
    };
    if own.fits(text) {
        // A word that many subjects share, or a single character, is not sufficient if the purpose
        // clearly mentions another subject.
        let outweighed = !own.gives_away(text) && own.weight(text) <= topic::LITTLE;
        let other = foreign().find(|other| {
            outweighed && other.gives_away(text) && other.weight(text) >= topic::MUCH
        });
        return other.map(|other| PurposeFault::OtherType(&other.id));
    }
    if let Some(other) = foreign().find(|other| other.gives_away(text)) {
        return Some(PurposeFault::OtherType(&other.id));
    }
    // There are too few English words for a subject to conclude anything from the absence of all of
    // them.
    if own.closed && matches!(text, topic::PurposeText::Chinese(_)) {
        return Some(PurposeFault::Unrelated);
    }
    foreign()
        .find(|other| other.weight(text) >= topic::MUCH)
        .map(|other| PurposeFault::OtherType(&other.id))
}

/// A purpose declared by the developer or for a plugin, SDK or recipient.
pub(super) struct Declared<'a> {
    /// The party whose purpose it is; `None` for the developer.
    pub(super) party: Option<Text>,
    pub(super) id: &'a str,
    pub(super) purpose: &'a Translated,
}

/// Every declared purpose, in the order of the guide.
pub(super) fn declared<'a>(context: &Context<'a>) -> Vec<Declared<'a>> {
    let own = |entry: &'a DeclaredInformation| Declared {
        party: None,
        id: &entry.id.value,
        purpose: &entry.purpose,
    };
    let of = |party: &'a DeclaredParty| {
        let name = party_name(party);
        let one = move |entry: &'a SdkInformation| Declared {
            party: Some(name.clone()),
            id: &entry.id.value,
            purpose: &entry.purpose,
        };
        party.information.iter().map(one)
    };
    context
        .declarations
        .information
        .iter()
        .map(own)
        .chain(context.declarations.others().flat_map(of))
        .collect()
}

/// The name of information in messages, with the party that handles it if that is not the
/// developer: “高德”处理的“位置信息”（Location）.
pub(super) fn whose(party: Option<&Text>, id: &str) -> Text {
    let name = called(id);
    match party {
        Some(party) => Text::new(
            format!("{}处理的{}", party.zh, name.zh),
            format!("{}'s {}", party.en, name.en),
        ),
        None => name,
    }
}

/// A purpose with a fault.
pub(super) struct Faulty<'a> {
    pub(super) party: Option<Text>,
    pub(super) id: &'a str,
    pub(super) text: &'a Spanned<String>,
    pub(super) fault: PurposeFault,
}

impl Faulty<'_> {
    /// The name of the information, with the party that handles it.
    pub(super) fn name(&self) -> Text {
        whose(self.party.as_ref(), self.id)
    }
}

/// Every declared purpose with a fault, in the order of the file.
pub(super) fn faulty<'a>(context: &Context<'a>) -> Vec<Faulty<'a>> {
    let mut found = Vec::new();
    for Declared { party, id, purpose } in declared(context) {
        for text in [&purpose.zh, &purpose.en]
            .into_iter()
            .flatten()
            .filter(|text| !text.value.trim().is_empty())
        {
            let party = party.clone();
            found.extend(judge(id, &text.value).map(|fault| Faulty { party, id, text, fault }));
        }
    }
    found
}
