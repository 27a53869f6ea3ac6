//! The developer's texts are text in every rendering, never markup.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{Rendering, is_rendered};
use crate::{
    declaration::{
        Contact, ContactKind, Declarations, DeclaredInformation, DeclaredParty, PartyRole,
        SdkInformation, ServiceProvider, Sharing, Spanned, Supplement, ThirdPartyKind, Translated,
    },
    guide::{Detected, Guide, build},
    language::Language,
    tree::{SourceText, TreePath},
};

/// A guide in which all declared texts are the same.
fn filled(given: &str, language: Language) -> Guide {
    let spanned = |text: &str| Spanned { value: text.to_owned(), span: 0..0 };
    let text = || Translated { zh: Some(spanned(given)), en: Some(spanned(given)) };
    let handled = || vec![SdkInformation { id: spanned("Location"), purpose: text() }];
    let mut declarations = Declarations::empty(SourceText::new(TreePath::root(), ""));
    declarations.program.name = text();
    declarations.developer.name = text();
    declarations.developer.contacts =
        vec![Contact { kind: ContactKind::Email, value: spanned(given) }];
    declarations.guide.notice = text();
    declarations.guide.storage = text();
    declarations.information = ["Location", "Own"]
        .map(|id| DeclaredInformation {
            id: spanned(id),
            name: text(),
            purpose: text(),
            scene: text(),
            places: Vec::new(),
            span: 0..0,
        })
        .into();
    declarations.sdks = vec![DeclaredParty {
        permissions: None,
        kind: ThirdPartyKind::Sdk,
        number: 1,
        id: None,
        name: text(),
        provider: text(),
        information: handled(),
        role: PartyRole::default(),
        hosts: Vec::new(),
        sharing: Sharing::default(),
        span: 0..0,
    }];
    declarations.service_provider = Some(ServiceProvider { name: text(), span: 0..0 });
    declarations.supplement = Some(Supplement { files: vec![spanned(given)], span: 0..0 });
    let detected = Detected { information: ["Location".to_owned()].into(), ..Detected::default() };
    build(&declarations, &detected, language)
}

/// The kinds of Markdown elements in order, and their concatenated text.
fn elements(markdown: &str) -> (Vec<String>, String) {
    let mut elements = Vec::new();
    let mut text = String::new();
    // All dialects at once, except for typographic quotes, which only change the characters.
    let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(words) => text.push_str(&words),
            Event::Start(Tag::Heading { level, .. }) => elements.push(format!("{level}")),
            // This is a link of the tool: a relative path to some file.
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(is_relative(&dest_url), "{dest_url}");
                elements.push("Link".to_owned());
            }
            Event::Start(tag) => elements.push(format!("{tag:?}")),
            Event::End(_) | Event::SoftBreak => {}
            other => elements.push(format!("{other:?}")),
        }
    }
    (elements, text)
}

fn is_relative(address: &str) -> bool {
    address.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._%/".contains(&byte))
        && !address.starts_with('/')
}

/// The tags of a page in order.
fn tags(page: &str) -> Vec<&str> {
    let tag = |text: &'_ str| text.split('>').next().unwrap_or_default().len();
    let tags = page.split('<').skip(1).map(|text| &text[..tag(text)]);
    let inert =
        |tag| match str::strip_prefix(tag, "a href=\"").and_then(|rest| rest.strip_suffix('"')) {
            Some(address) => {
                assert!(is_relative(address), "{address}");
                "a"
            }
            None => tag,
        };
    tags.map(inert).collect()
}

/// The visible text: the text rendering without list marks, line ends and heading marks.
fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

fn assert_inert(given: &str, language: Language) -> Result<(), TestCaseError> {
    let (hostile, harmless) = (filled(given, language), filled("text", language));
    let of = |guide: &Guide, rendering| guide.render(rendering);

    let (found, text) = elements(&of(&hostile, Rendering::Markdown));
    let (expected, _) = elements(&of(&harmless, Rendering::Markdown));
    prop_assert_eq!(found, expected);
    let plain = of(&hostile, Rendering::Text);
    prop_assert_eq!(letters(&text), letters(&plain));

    let page = of(&hostile, Rendering::Html);
    let expected = of(&harmless, Rendering::Html);
    prop_assert_eq!(tags(&page), tags(&expected));
    for text in [&plain, &page] {
        prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
        let unseen = ['\u{202e}', '\u{2066}', '\u{feff}', '\u{200b}'];
        prop_assert!(!text.contains(unseen));
    }
    prop_assert_eq!(plain.lines().count(), of(&harmless, Rendering::Text).lines().count());
    prop_assert_eq!(
        &of(&hostile, Rendering::Markdown),
        &of(&filled(given, language), Rendering::Markdown)
    );
    prop_assert!(serde_json::from_str::<serde_json::Value>(&of(&hostile, Rendering::Json)).is_ok());
    Ok(())
}

#[test]
fn what_looks_like_markup_is_text() {
    for given in [
        "<script>alert(1)</script>",
        "--> <img src=x onerror=alert(1)>",
        "[click](javascript:alert(1)) ![x](y) <http://x.example>",
        "**bold** _it_ *a* ~~gone~~ `code` $m$ [^1] | a | b |",
        "# heading",
        "1. one",
        "- list\n- list\n\n# heading",
        "===",
        "> quote",
        "&lt;b&gt; &amp; &#60;",
        "\\<b\\> \\",
        "x\u{202e}gpj.exe\u{0}\u{1b}[2J",
        "{{ 7 * 7 }} {% include 'x' %} ${x}",
        "a_b_c __init__ _x_",
        "\"quoted\" 'single' onmouseover=",
    ] {
        for language in Language::ALL {
            assert_inert(given, language).expect(given);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_stays_text(given in r#"x[-a1 \n\t\\`*_{}\[\]<>()#+.!|~&$^=:;"'@/%中，。\u{202e}\u{1b}]{0,24}y"#) {
        assert_inert(&given, Language::ZhCn)?;
    }

    #[test]
    fn a_line_may_begin_with_anything(given in r"[-0-9#+=*>~`.)( |_]{1,6} ?[a-z]{1,3}z") {
        assert_inert(&given, Language::En)?;
    }
}

#[test]
fn a_guide_is_known_again_in_every_form() {
    for language in Language::ALL {
        let guide = filled("x", language);
        for rendering in [Rendering::Markdown, Rendering::Text, Rendering::Html, Rendering::Json] {
            assert!(is_rendered(&guide.render(rendering)), "{language} {rendering:?}");
        }
    }
    assert!(is_rendered("\n") && !is_rendered("# Privacy\n\nWe love privguide.\n"));
}
