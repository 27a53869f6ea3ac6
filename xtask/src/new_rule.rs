//! `new-rule`: creates the files of a rule and its two lines in other files, to be completed. Its
//! tests fail until the rule reports its own failing example.

use std::{fs, process::ExitCode};

use anyhow::{Context as _, Result, ensure};

use crate::repository;

const DOCUMENTS: &str = "crates/privguide/rules";
const RULES: &str = "crates/privguide/src/review/rules";
const REGISTRY: &str = "crates/privguide/src/review/registry.rs";

/// Writes a rule's document and source file, and enters it in the registry.
///
/// # Errors
/// When the id is not kebab-case, the rule exists, or a file cannot be read or written.
pub fn run(id: &str) -> Result<ExitCode> {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
    ensure!(
        id.split('-').all(is_word),
        "`{id}` is not in kebab-case: small letters and single hyphens, as in vague-purpose"
    );
    let module = id.replace('-', "_");
    let document = repository().join(DOCUMENTS).join(format!("{id}.md"));
    let source = repository().join(RULES).join(format!("{module}.rs"));
    ensure!(
        !document.exists() && !source.exists(),
        "there is a rule {id} already; ids are never used twice"
    );

    let list = repository().join(RULES).join("mod.rs");
    let modules = with_line(&read(&list)?, &format!("pub(super) mod {module};"))?;
    let registry = repository().join(REGISTRY);
    let entries = with_line(
        &read(&registry)?,
        &format!("    \"{id}\" => Some(super::rules::{module}::check),"),
    )?;

    write(&document, &document_template(id))?;
    write(&source, SOURCE)?;
    write(&list, &modules)?;
    write(&registry, &entries)?;
    anstream::println!(
        "wrote {DOCUMENTS}/{id}.md and {RULES}/{module}.rs; entered in the registry"
    );
    anstream::println!(
        "next: fill in both, then run `cargo test -p privguide --lib review::examples` and `cargo xtask docs`"
    );
    Ok(ExitCode::SUCCESS)
}

fn read(path: &std::path::Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

fn write(path: &std::path::Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

/// Inserts a line into the first sorted run of lines with the same beginning.
fn with_line(text: &str, line: &str) -> Result<String> {
    let start: String =
        line.chars().take_while(|c| *c == ' ').chain(line.trim_start().chars().take(1)).collect();
    let lines: Vec<&str> = text.lines().collect();
    let first = lines
        .iter()
        .position(|other| other.starts_with(&start))
        .context("the list of rules has another form")?;
    let run = lines[first..].iter().take_while(|other| other.starts_with(&start)).count();
    let at = first + lines[first..first + run].partition_point(|other| *other < line);
    let mut all = lines;
    all.insert(at, line);
    Ok(all.join("\n") + "\n")
}

fn document_template(id: &str) -> String {
    format!(
        "---
id: {id}
level: warning
zh: 一句话说明问题
en: One line that names the problem
---

## zh-CN

为什么这是问题，依据是什么。

怎么办：写明具体做法。

## en

Why this is a problem, and which source says so.

What to do about it.

## Sources

- 来源 / source: https://developers.weixin.qq.com/miniprogram/dev/framework/user-privacy/

## Fails

```js pages/index/index.js
Page({{ onLoad() {{ wx.getLocation({{}}) }} }})
```

## Passes

```js pages/index/index.js
Page({{}})
```
"
    )
}

/// This compiles and reports nothing, so the example fails until the condition is written.
const SOURCE: &str = "//! What is wrong, in one sentence.

use crate::review::{context::Context, remark::Remark};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    // `Context` has the programs, their uses, the declarations and the state of the guide.
    let is_wrong = |name: &str| name == \"wx.theInterface\";
    let wrong = context.uses().map(|(_, found)| found).filter(|found| is_wrong(&found.interface.name));
    wrong
        .map(|found| {
            Remark::new(\"哪里不对\", \"what is wrong\")
                .at_uses(context, [found])
                .help(\"怎样改正\", \"what to do about it\")
        })
        .collect()
}
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_put_where_it_belongs() {
        let text = "//! Rules.\n\nmod a;\nmod c;\n\nfn main() {}\n";
        assert_eq!(
            with_line(text, "mod b;").expect("a list"),
            "//! Rules.\n\nmod a;\nmod b;\nmod c;\n\nfn main() {}\n"
        );
        assert_eq!(
            with_line(text, "mod d;").expect("a list"),
            "//! Rules.\n\nmod a;\nmod c;\nmod d;\n\nfn main() {}\n"
        );
        let entries = "rules! {\n    \"a\" => x,\n    \"c\" => x,\n}\n";
        assert_eq!(
            with_line(entries, "    \"b\" => x,").expect("a list"),
            "rules! {\n    \"a\" => x,\n    \"b\" => x,\n    \"c\" => x,\n}\n"
        );
    }

    #[test]
    fn an_id_is_in_kebab_case() {
        for id in ["VaguePurpose", "vague_purpose", "-x", "x--y", ""] {
            assert!(run(id).is_err(), "{id}");
        }
    }
}
