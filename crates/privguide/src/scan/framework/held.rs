//! The data that a script holds for its template: initial values, and what is assigned later.

use oxc::{allocator::Allocator, parser::Parser, span::SourceType};

use super::{
    assigned,
    setup::{BindingReader, SetupConstants},
};
use crate::token::{is_read_in_full, is_too_deep};

/// The maximum number of bytes of a script that is read. The exports of a larger one are open: it
/// is a bundled library, not the program's own table of constants.
const MOST_READ: usize = 256 << 10;

/// The constants of a script: if it is larger than [`MOST_READ`] or too deep, none; if it can only
/// be parsed in part, those of that part.
pub(super) fn read(text: &str, ways: &[SourceType]) -> SetupConstants {
    let unread = SetupConstants { is_unread: true, ..SetupConstants::default() };
    if text.len() > MOST_READ || is_too_deep(text) {
        return unread;
    }
    let mut in_part = None;
    for way in ways {
        let arena = Allocator::default();
        let parsed = Parser::new(&arena, text, *way).parse();
        if parsed.panicked {
            continue;
        }
        let mut reader = BindingReader::default();
        for statement in &parsed.program.body {
            reader.statement(statement);
        }
        assigned::add(&parsed.program, &mut reader);
        if is_read_in_full(&parsed, text) {
            return reader.found;
        }
        in_part.get_or_insert(SetupConstants { is_unread: true, ..reader.found });
    }
    in_part.unwrap_or(unread)
}

#[cfg(test)]
mod tests {
    use oxc::span::SourceType;

    use super::{super::setup::Elsewhere, MOST_READ, read};

    #[test]
    fn names_at_the_top_are_data() {
        for (text, expected) in [
            ("const a = 'x'", "a=x"),
            ("let a: string = cond ? 'x' : 'y'", "a=x|y"),
            ("const a = ref<string>('x'), b = f()", "a=x b=?"),
            (
                "const a = { b: 'x', 'c-d': { e: `y` }, n: 1 } as const",
                "a= a.b=x a.c-d= a.c-d.e=y a.n=",
            ),
            ("const a = reactive({ ...f(), b: 'x' })", "a=? a.b=x"),
            ("const a = ['x', { b: 'y' }]", "a= a.[]=x a.[].b=y"),
            ("function f() { const a = 'x' }", ""),
            ("const a = b.c, d = { ...e }", "a=>b.c d=>e"),
            ("enum A { B = 'x', C, 'd-e' = `y` }", "A= A.B=x A.C= A.d-e=y"),
            (
                "import a, { b, c as d } from './m'; import * as e from 'n'",
                "a=>./m:default b=>./m:b d=>./m:c e=>n:",
            ),
        ] {
            let found = read(text, &[SourceType::ts()]).top;
            let shown = found.iter().map(|(path, held)| {
                let texts = held.texts.iter().map(String::as_str).collect::<Vec<_>>().join("|");
                let also = held.is_also.iter().map(|other| match other {
                    Elsewhere::Here(path) => format!(">{}", path.join(".")),
                    Elsewhere::Export(module, path) => format!(">{module}:{}", path.join(".")),
                });
                let also: String = also.collect();
                format!("{}={texts}{}{also}", path.join("."), if held.is_open { "?" } else { "" })
            });
            assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_may_export_anything() {
        let constant = "export const a = 'x'\n";
        let padded = |length: usize| constant.to_owned() + &" ".repeat(length - constant.len());
        for (text, is_unread, names) in [
            (constant.to_owned(), false, 1),
            (padded(MOST_READ), false, 1),
            (padded(MOST_READ + 1), true, 0),
            ("export const = 'x'".to_owned(), true, 0),
            // What precedes the mistake is still found.
            (format!("{constant}# TODO\nexport const b = 'y'"), true, 1),
            (format!("{constant}a = {}", "(".repeat(10_000)), true, 0),
        ] {
            let found = read(&text, &[SourceType::ts()]);
            assert_eq!((found.is_unread, found.exports.len()), (is_unread, names));
        }
    }

    #[test]
    fn exports_have_many_forms() {
        let text = "export const a = 'x', b = 'y'\nconst c = 'z'\nexport { c as d }\nexport enum E { F = 'x' }\n\
            export { g as h, default as i } from './m'\nexport * as n from './n'\nexport * from './o'\nexport default { k: 'x' }";
        let found = read(text, &[SourceType::ts()]);
        let names: Vec<&str> = found.exports.keys().map(String::as_str).collect();
        assert_eq!(names, ["E", "a", "b", "d", "default", "h", "i", "n"]);
        assert_eq!(found.stars, ["./o"]);
    }
}
