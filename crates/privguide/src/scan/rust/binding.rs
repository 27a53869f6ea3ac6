//! Reads `#[wasm_bindgen]` attributes: the JavaScript name for a Rust name.

use std::ops::Range;

use proc_macro2::TokenTree;
use syn::{
    Attribute, ForeignItem, ItemForeignMod, LitStr, Meta, ReturnType, Type, parse::ParseStream,
};

use super::condition::is_compiled;
use crate::common_places::GLOBAL_OBJECTS;

/// A name that JavaScript provides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binding {
    /// The name in Rust.
    pub(super) name: String,
    /// What it refers to in JavaScript.
    pub(super) target: JsTarget,
    /// The type that a call returns, if it is a plain name.
    pub(super) returns: Option<String>,
}

/// What a bound name refers to in JavaScript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum JsTarget {
    /// A function that is a member of the platform host.
    Member(String),
    /// A method of a bound type.
    Method {
        /// The type's name in Rust.
        of: String,
        /// The method's name in JavaScript.
        method: String,
    },
    /// The platform host itself: a static with that JavaScript name, and the static's type.
    Host(Option<String>),
    /// A type, with its name in JavaScript.
    Type(String),
}

/// The content of an `extern` block.
#[derive(Debug, Default)]
pub(super) struct ExternBlock {
    /// Bound names.
    pub(super) bindings: Vec<Binding>,
    /// JavaScript inside the attribute: the byte range of its literal.
    pub(super) inline: Option<Range<usize>>,
    /// The path of a JavaScript file.
    pub(super) module: Option<String>,
}

/// Reads an `extern` block under `#[wasm_bindgen]`; `None` for any other.
pub(super) fn read(block: &ItemForeignMod) -> Option<ExternBlock> {
    let outer = Arguments::from_attributes(&block.attrs)?;
    let from_module = outer.module.is_some() || outer.inline.is_some() || outer.raw_module;
    let mut found = ExternBlock {
        bindings: Vec::new(),
        inline: outer.inline.clone(),
        module: outer.module.clone(),
    };
    for item in &block.items {
        found.bindings.extend(bind(item, &outer).filter(|binding| {
            // Names from a module are not the platform; the module's own text is analysed instead.
            !from_module || matches!(binding.target, JsTarget::Type(_) | JsTarget::Method { .. })
        }));
    }
    Some(found)
}

fn bind(item: &ForeignItem, outer: &Arguments) -> Option<Binding> {
    let (attributes, name) = match item {
        ForeignItem::Fn(item) => (&item.attrs, &item.sig.ident),
        ForeignItem::Static(item) => (&item.attrs, &item.ident),
        ForeignItem::Type(item) => (&item.attrs, &item.ident),
        _ => return None,
    };
    if !is_compiled(attributes) {
        return None;
    }
    let own = Arguments::from_attributes(attributes).unwrap_or_default();
    let name = plain(&name.to_string());
    let js_name = own.js_name.clone().unwrap_or_else(|| name.clone());
    let namespace = if own.namespace.is_empty() { &outer.namespace } else { &own.namespace };
    let mut returns = None;
    let target = match item {
        ForeignItem::Fn(item) if own.method => {
            let first = item.sig.inputs.first()?;
            let syn::FnArg::Typed(this) = first else { return None };
            returns = returned(&item.sig.output);
            JsTarget::Method { of: type_name(&this.ty)?, method: js_name }
        }
        ForeignItem::Fn(item) => {
            returns = returned(&item.sig.output);
            match &own.static_of {
                Some(of) => JsTarget::Method { of: of.clone(), method: js_name },
                None if is_host(namespace) => JsTarget::Member(js_name),
                None => return None,
            }
        }
        ForeignItem::Static(item)
            if is_host(std::slice::from_ref(&js_name)) && is_global(namespace) =>
        {
            JsTarget::Host(type_name(&item.ty))
        }
        ForeignItem::Type(_) => JsTarget::Type(js_name),
        _ => return None,
    };
    Some(Binding { name, target, returns })
}

/// `["wx"]`, or `wx` as a member of the global object.
fn is_host(namespace: &[String]) -> bool {
    namespace.split_last().is_some_and(|(last, before)| last == "wx" && is_global(before))
}

fn is_global(namespace: &[String]) -> bool {
    namespace.iter().all(|name| GLOBAL_OBJECTS.contains(&name.as_str()))
}

fn returned(output: &ReturnType) -> Option<String> {
    match output {
        ReturnType::Type(_, ty) => type_name(ty),
        ReturnType::Default => None,
    }
}

/// The last name of a type, without references and wrappers for fallible calls.
fn type_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Reference(reference) => type_name(&reference.elem),
        Type::Paren(inner) => type_name(&inner.elem),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            if matches!(last.ident.to_string().as_str(), "Result" | "Option") {
                let syn::PathArguments::AngleBracketed(inner) = &last.arguments else {
                    return None;
                };
                let syn::GenericArgument::Type(inner) = inner.args.first()? else { return None };
                return type_name(inner);
            }
            Some(plain(&last.ident.to_string()))
        }
        _ => None,
    }
}

/// A name without the prefix of a raw identifier.
pub(super) fn plain(name: &str) -> String {
    name.strip_prefix("r#").unwrap_or(name).to_owned()
}

/// The arguments of `#[wasm_bindgen(…)]` that matter here.
#[derive(Debug, Default)]
struct Arguments {
    namespace: Vec<String>,
    js_name: Option<String>,
    method: bool,
    static_of: Option<String>,
    inline: Option<Range<usize>>,
    module: Option<String>,
    raw_module: bool,
}

impl Arguments {
    /// `None` without such an attribute. An item may carry several.
    fn from_attributes(attributes: &[Attribute]) -> Option<Self> {
        let mut found: Option<Self> = None;
        for attribute in attributes {
            if attribute.path().segments.last().is_none_or(|last| last.ident != "wasm_bindgen") {
                continue;
            }
            let arguments = found.get_or_insert_default();
            if let Meta::List(list) = &attribute.meta {
                // Arguments that cannot be parsed are ignored, because the attribute macro rejects
                // them.
                let _ = list.parse_args_with(|input: ParseStream<'_>| arguments.read(input));
            }
        }
        found
    }

    fn read(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        while !input.is_empty() {
            let key = input.call(<syn::Ident as syn::ext::IdentExt>::parse_any)?.to_string();
            let mut value = Vec::new();
            while !input.is_empty() && !input.peek(syn::Token![,]) {
                value.push(input.parse::<TokenTree>()?);
            }
            let _: Option<syn::Token![,]> = input.parse()?;
            self.take(&key, &value);
        }
        Ok(())
    }

    fn take(&mut self, key: &str, value: &[TokenTree]) {
        match key {
            "js_namespace" => self.namespace = value.iter().flat_map(names).collect(),
            "js_name" => self.js_name = value.iter().flat_map(names).next(),
            "static_method_of" => self.static_of = value.iter().flat_map(names).next(),
            "method" => self.method = true,
            "inline_js" => {
                self.inline = value.iter().find_map(text).map(|text| text.span().byte_range());
            }
            "module" => self.module = value.iter().find_map(text).map(|text| text.value()),
            "raw_module" => self.raw_module = true,
            _ => {}
        }
    }
}

fn text(token: &TokenTree) -> Option<LitStr> {
    match token {
        TokenTree::Literal(_) => syn::parse2(token.clone().into()).ok(),
        _ => None,
    }
}

/// `wx`, `"wx"`, `["wx", "cloud"]`, `[wx]`.
fn names(token: &TokenTree) -> Vec<String> {
    match token {
        TokenTree::Ident(name) => vec![plain(&name.to_string())],
        TokenTree::Literal(_) => text(token).map(|text| text.value()).into_iter().collect(),
        TokenTree::Group(group) => {
            group.stream().into_iter().flat_map(|token| names(&token)).collect()
        }
        TokenTree::Punct(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{JsTarget, read};

    fn targets(block: &str) -> Vec<JsTarget> {
        let block = syn::parse_str(block).expect("a block");
        read(&block).expect("bound").bindings.into_iter().map(|binding| binding.target).collect()
    }

    #[test]
    fn every_spelling_of_the_namespace() {
        let member = |name: &str| JsTarget::Member(name.to_owned());
        let block = r#"#[wasm_bindgen] extern "C" {
            #[wasm_bindgen(js_namespace = wx)] fn getLocation(o: &Object);
            #[wasm_bindgen(js_namespace = "wx", js_name = chooseImage)] fn choose(o: &Object);
            #[wasm_bindgen(js_namespace = ["globalThis", "wx"], js_name = "chooseMedia")] fn media(o: &Object);
            #[wasm_bindgen(js_namespace = [wx, cloud])] fn init(o: &Object);
            #[wasm_bindgen(js_namespace = wx_api)] fn chooseVideo(o: &Object);
            fn getUserInfo();
        }"#;
        assert_eq!(
            targets(block),
            [member("getLocation"), member("chooseImage"), member("chooseMedia")]
        );
        let block =
            r#"#[wasm_bindgen(js_namespace = wx)] extern "C" { fn getLocation(o: &Object); }"#;
        assert_eq!(targets(block), [member("getLocation")]);
    }

    #[test]
    fn what_a_module_provides_is_not_the_platform() {
        let block = r#"#[wasm_bindgen(module = "/wx.js")] extern "C" { #[wasm_bindgen(js_namespace = wx)] fn getLocation(); }"#;
        assert_eq!(targets(block), []);
    }

    #[test]
    fn the_host_as_a_static_and_methods() {
        let block = r#"#[wasm_bindgen] extern "C" {
            type Wx;
            #[wasm_bindgen(thread_local_v2, js_name = wx)] static WX: Wx;
            #[wasm_bindgen(method, js_name = getLocation)] fn get_location(this: &Wx, options: &Object);
        }"#;
        let expected = [
            JsTarget::Type("Wx".into()),
            JsTarget::Host(Some("Wx".into())),
            JsTarget::Method { of: "Wx".into(), method: "getLocation".into() },
        ];
        assert_eq!(targets(block), expected);
    }
}
