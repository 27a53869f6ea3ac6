//! Cleans the developer's texts for the document.
//!
//! `privguide.toml` is untrusted: a pull request can change it. Characters that could make the
//! displayed text differ from the text in the file (control characters, bidirectional overrides,
//! invisible characters) are removed before a text enters the model. Renderers escape markup.

use super::document::{Inline, Span};
use crate::text::clean;
use crate::{declaration::Translated, language::Language};

/// The text in the guide's language, otherwise the text in the other language with a mark; `None`
/// if there is neither.
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

/// A text that belongs to no language: an address, a file name.
pub(super) fn given_text(text: &str) -> Option<Inline> {
    let text = clean(text);
    (!text.is_empty()).then(|| Inline(vec![Span::Given { text, language: None }]))
}

/// A purpose; the layout adds its own full stop after it.
pub(super) fn given_purpose(text: &Translated, language: Language) -> Option<Inline> {
    let mut inline = given(text, language)?;
    for span in &mut inline.0 {
        if let Span::Given { text, .. } = span {
            let end = text.trim_end_matches(['。', '．', '.', '；', ';', '，', ',', ' ']).len();
            // "…etc." and a purpose that consists of full stops are reported by the review.
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
