//! Places that all code can reach, as expressions: `globalThis.api`, `wx.$api`,
//! `getApp().globalData.api`.

/// The global object.
pub(crate) const GLOBAL: &str = "globalThis";
/// Names of the global object; `GameGlobal` is that of mini games.
pub(crate) const GLOBAL_OBJECTS: [&str; 5] = [GLOBAL, "window", "global", "self", "GameGlobal"];
/// The platform's object.
pub(crate) const HOST: &str = "wx";
/// The app.
pub(crate) const THE_APP: &str = "getApp()";
/// A page.
pub(crate) const A_PAGE: &str = "getCurrentPages()[0]";
/// The instances of an unknown class, such as the components of a framework.
pub(crate) const INSTANCES: &str = "any.prototype";
/// The app's data.
pub(crate) const DATA: &str = "globalData";
/// The field that is shared by all objects of a class.
const PROTOTYPE: &str = "prototype";
/// An unknown name, in brackets.
const ANY: &str = "[any]";

const ROOTS: [&str; 5] = [GLOBAL, HOST, THE_APP, A_PAGE, INSTANCES];

/// The expression that reaches the first name below a shared object; deeper places are reached
/// through it. An unknown name is `[any]`.
pub(crate) fn written(root: &str, names: &[Option<&str>]) -> String {
    let mut text = root.to_owned();
    let leads_on = |name: Option<&str>| {
        matches!(name, Some(PROTOTYPE)) || root == THE_APP && matches!(name, Some(DATA))
    };
    for (at, name) in names.iter().enumerate() {
        match name.filter(|name| is_name(name)) {
            Some(name) => {
                text.push('.');
                text += name;
            }
            None => text += ANY,
        }
        // For `Object.prototype.api`, `Object` alone is not the place.
        let is_behind = names.get(at + 1).is_some_and(|next| *next == Some(PROTOTYPE));
        if !is_behind && !leads_on(*name) {
            break;
        }
    }
    text
}

/// Whether a text is exactly such an expression. This is checked because it becomes part of a
/// script.
#[must_use]
pub(crate) fn is_place(text: &str) -> bool {
    let Some(mut rest) =
        ROOTS.iter().find_map(|root| text.strip_prefix(*root)).filter(|rest| !rest.is_empty())
    else {
        return false;
    };
    while !rest.is_empty() {
        let further = rest.strip_prefix(ANY).or_else(|| {
            let name = rest.strip_prefix('.')?;
            let end = name.find(['.', '[']).unwrap_or(name.len());
            is_name(&name[..end]).then(|| &name[end..])
        });
        let Some(further) = further else { return false };
        rest = further;
    }
    true
}

/// A script that stores a value in a place.
pub(crate) fn store(place: &str, value: &str) -> String {
    // It is not known what else the app has.
    let app = |object: &str| format!("Object.assign({object}, any)");
    let of = |prefix: &str| place.strip_prefix(THE_APP)?.strip_prefix(prefix);
    let field = |name: &str| format!("{{ {}: {value} }}", name.strip_prefix('.').unwrap_or(name));
    if let Some(name) = of(".globalData").filter(|name| !name.is_empty()) {
        format!("App({})\n", app(&format!("{{ {DATA}: {} }}", app(&field(name)))))
    } else if let Some(name) = of("") {
        format!("App({})\n", app(&field(name)))
    } else if let Some(name) = place.strip_prefix(A_PAGE) {
        // It is not known which objects are pages.
        format!("Object.prototype{name} = {value}\n")
    } else {
        format!("{place} = {value}\n")
    }
}

/// The beginning of a script with such stores.
pub(crate) const HEAD: &str = "const any = unknown()\n";

/// Whether a name can follow a dot.
fn is_name(name: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
    name.chars().all(is_letter) && name.chars().next().is_some_and(|first| !first.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_goes_down_to_the_first_name_behind_what_is_shared() {
        for (root, names, text) in [
            (GLOBAL, &["api", "deep"][..], "globalThis.api"),
            (HOST, &["$api"], "wx.$api"),
            (THE_APP, &["globalData", "api", "deep"], "getApp().globalData.api"),
            (THE_APP, &["tools", "api"], "getApp().tools"),
            (GLOBAL, &["globalData", "api"], "globalThis.globalData"),
            (GLOBAL, &["Object", "prototype", "api"], "globalThis.Object.prototype.api"),
            (A_PAGE, &["api"], "getCurrentPages()[0].api"),
            (GLOBAL, &["a b"], "globalThis[any]"),
        ] {
            let names: Vec<Option<&str>> = names.iter().map(|&name| Some(name)).collect();
            assert_eq!(written(root, &names), text);
            assert!(is_place(text), "{text}");
        }
        assert_eq!(written(GLOBAL, &[None]), "globalThis[any]");
        for text in [
            "",
            "wx",
            "wx.",
            "wx.a-b",
            "wx.a;b()",
            "eval.x",
            "wx.a = 1",
            "wx[1]",
            "globalThis.x\n",
            "wx.a//",
            "wx[any",
        ] {
            assert!(!is_place(text), "{text}");
        }
    }
}
