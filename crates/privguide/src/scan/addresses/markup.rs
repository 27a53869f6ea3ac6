//! Addresses in templates: web-views, pictures, videos.

use super::script::{in_code, origins};
use crate::{
    catalog::{Channel, addresses},
    framework::kebab,
    origin::{named, origin},
    scan::{
        Address,
        markup::{MarkupToken, MarkupTokens, TagShape},
    },
    tree::SourceText,
};

/// Elements whose content is not markup.
const RAW: &[&str] = &["script", "style", "wxs"];

/// Every address that an element of a template loads. `text` is the file's text, or a text of the
/// same length in which code for other platforms is replaced by spaces.
pub(in crate::scan) fn in_markup(source: &SourceText, text: &str) -> Vec<Address> {
    let holds = |part: &str| memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some();
    if !["//", "web-view", "pusher", "app-id"].into_iter().any(holds) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut is_code = false;
    for token in
        MarkupTokens::new(text, 0..text.len(), TagShape { braces_in_values: true, raw: RAW })
    {
        let element = match token {
            MarkupToken::Open(element) => element,
            MarkupToken::Raw(part) if is_code => {
                found.extend(in_code(source, text, part));
                continue;
            }
            _ => continue,
        };
        is_code = element.tag == "wxs";
        let tag = kebab(element.tag);
        for attribute in &element.attributes {
            let name = attribute.name.trim_start_matches("v-bind:").trim_start_matches(':');
            let Some(value) = attribute.value else { continue };
            // An address in any other attribute is only named.
            let row = addresses().element(&tag, name);
            let channel = row.map_or(Channel::Named, |row| row.channel);
            let is_bound = name.len() < attribute.name.len();
            let place = || source.place(attribute.start..attribute.end);
            let plain = row.and_then(|row| match &row.scheme {
                Some(scheme) => named(scheme, value.trim()).filter(|_| !is_bound),
                None => origin(value.trim()),
            });
            let within = origins(value).into_iter().filter_map(|range| origin(&value[range]));
            let known: Vec<String> = plain.map_or_else(|| within.collect(), |origin| vec![origin]);
            let is_dynamic = is_bound || value.contains("{{");
            if known.is_empty()
                && is_dynamic
                && matches!(channel, Channel::WebView | Channel::Stream)
            {
                let giver = Some(value.trim().to_owned());
                found.push(Address { place: place(), channel, origin: None, giver, bringer: None });
            }
            let address = |origin| Address {
                place: place(),
                channel,
                origin: Some(origin),
                giver: None,
                bringer: None,
            };
            found.extend(known.into_iter().map(address));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::TreePath;

    fn found(text: &str) -> Vec<(Channel, Option<String>)> {
        let source = SourceText::new(TreePath::new("a.wxml").expect("inside"), text);
        in_markup(&source, text).into_iter().map(|found| (found.channel, found.origin)).collect()
    }

    #[test]
    fn a_page_and_a_picture_are_told_apart() {
        let host = || Some("https://a.example".to_owned());
        assert_eq!(
            found("<web-view src=\"https://a.example/p?x={{id}}\"/>"),
            [(Channel::WebView, host())]
        );
        assert_eq!(found("<image src='//a.example/p.png'/>"), [(Channel::Media, host())]);
        assert_eq!(
            found("<image :src=\"ok ? 'https://a.example/1' : 'x'\"/>"),
            [(Channel::Media, host())]
        );
        assert_eq!(
            found(
                "<!-- <web-view src=\"https://a.example\"/> --><view style=\"background: url(https://a.example/1)\"/>"
            ),
            [(Channel::Named, host())]
        );
    }

    #[test]
    fn code_in_a_template_is_code() {
        let text = "<wxs module=\"m\">// https://comment.example\nmodule.exports = 'https://a.example/p'</wxs><view/>";
        assert_eq!(found(text), [(Channel::Named, Some("https://a.example".to_owned()))]);
    }

    #[test]
    fn a_page_that_only_data_knows_is_said() {
        assert_eq!(
            found("<web-view src=\"{{url}}\"/><image src=\"{{url}}\"/>"),
            [(Channel::WebView, None)]
        );
    }
}
