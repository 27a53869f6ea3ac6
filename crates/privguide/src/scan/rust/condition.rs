//! Evaluates `#[cfg(…)]` for a build to WebAssembly for a Mini Program.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{Attribute, Meta};

/// False only if an attribute certainly excludes the item from such a build; features may be
/// enabled or not.
pub(super) fn is_compiled(attributes: &[Attribute]) -> bool {
    attributes.iter().all(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => {
            let tokens: Vec<TokenTree> = list.tokens.clone().into_iter().collect();
            holds(&tokens) != Some(false)
        }
        Meta::Path(path) => !path.is_ident("test"),
        _ => true,
    })
}

/// `None` if the condition depends on something unknown.
fn holds(condition: &[TokenTree]) -> Option<bool> {
    let [TokenTree::Ident(name), rest @ ..] = condition else { return None };
    match (name.to_string().as_str(), rest) {
        ("all", [TokenTree::Group(group)]) => {
            let parts = parts(group.stream());
            if parts.iter().any(|part| holds(part) == Some(false)) {
                return Some(false);
            }
            parts.iter().all(|part| holds(part) == Some(true)).then_some(true)
        }
        ("any", [TokenTree::Group(group)]) => {
            let parts = parts(group.stream());
            if parts.iter().any(|part| holds(part) == Some(true)) {
                return Some(true);
            }
            parts.iter().all(|part| holds(part) == Some(false)).then_some(false)
        }
        ("not", [TokenTree::Group(group)]) if group.delimiter() == Delimiter::Parenthesis => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            holds(&inner).map(|value| !value)
        }
        ("test" | "unix" | "windows", []) => Some(false),
        (key, [TokenTree::Punct(_), TokenTree::Literal(value)]) => {
            let value = value.to_string();
            let value = value.trim_matches('"');
            match key {
                "target_arch" => Some(value == "wasm32"),
                "target_family" => Some(value == "wasm"),
                "target_os" => Some(value == "unknown"),
                _ => None,
            }
        }
        _ => None,
    }
}

fn parts(stream: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    for token in stream {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == ',' => parts.push(Vec::new()),
            token => parts.last_mut().expect("never empty").push(token),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::is_compiled;

    fn compiled(attribute: &str) -> bool {
        let item: syn::ItemFn =
            syn::parse_str(&format!("{attribute} fn f() {{}}")).expect("an item");
        is_compiled(&item.attrs)
    }

    #[test]
    fn a_build_to_webassembly_is_no_test_and_has_no_other_target() {
        for gone in [
            "#[cfg(test)]",
            "#[test]",
            "#[cfg(not(target_arch = \"wasm32\"))]",
            "#[cfg(all(feature = \"a\", windows))]",
        ] {
            assert!(!compiled(gone), "{gone}");
        }
        let there = [
            "",
            "#[cfg(feature = \"a\")]",
            "#[cfg(not(feature = \"a\"))]",
            "#[cfg(any(test, target_family = \"wasm\"))]",
        ];
        for there in there {
            assert!(compiled(there), "{there}");
        }
    }
}
