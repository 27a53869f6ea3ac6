//! The developer's texts, cleaned for the document.
//!
//! `privguide.toml` is untrusted: a pull request can change it. Characters that would show a reader
//! something else than the text in the file (controls, bidirectional overrides, invisible ones)
//! never reach the model, and so no rendering. Markup is left to the renderers.

use super::document::{Inline, Span};
use crate::text::clean;
use crate::{declaration::Translated, language::Language};

/// The text in the guide's language, else in the other one and marked; `None` when neither says
/// anything.
pub(super) fn given(text: &Translated, language: Language) -> Option<Inline> {
    let other = match language {
        Language::ZhCn => Language::En,
        Language::En => Language::ZhCn,
    };
    [(language, None), (other, Some(other))].into_iter().find_map(|(wanted, mark)| {
        let text = clean(&text.get(wanted)?.value);
        (!text.is_empty()).then(|| Inline(vec![Span::Given { text, language: mark }]))
    })
}

/// A text that has no language: an address, a file name.
pub(super) fn given_text(text: &str) -> Option<Inline> {
    let text = clean(text);
    (!text.is_empty()).then(|| Inline(vec![Span::Given { text, language: None }]))
}

/// A purpose, which comes before the layout's own full stop.
pub(super) fn given_purpose(text: &Translated, language: Language) -> Option<Inline> {
    let mut inline = given(text, language)?;
    for span in &mut inline.0 {
        if let Span::Given { text, .. } = span {
            let end = text.trim_end_matches(['。', '．', '.', '；', ';', '，', ',', ' ']).len();
            // "…etc." and a purpose of nothing but stops are the review's business, not ours.
            if end > 0 {
                text.truncate(end);
            }
        }
    }
    Some(inline)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declaration::Spanned;

    fn zh(text: &str) -> Translated {
        Translated { zh: Some(Spanned { value: text.into(), span: 0..0 }), en: None }
    }

    #[test]
    fn the_layout_brings_its_own_full_stop() {
        assert_eq!(
            given_purpose(&zh("配送商品。"), Language::ZhCn).expect("given").plain(),
            "配送商品"
        );
        assert_eq!(given_purpose(&zh("。"), Language::ZhCn).expect("given").plain(), "。");
    }

    #[test]
    fn the_other_language_stands_in_and_is_marked() {
        let inline = given(&zh("配送"), Language::En).expect("given");
        assert_eq!(inline.0, [Span::Given { text: "配送".into(), language: Some(Language::ZhCn) }]);
        assert_eq!(given(&zh("\u{200b} "), Language::ZhCn), None);
    }
}
