//! Compares every template of the sample programs, and of the trees in `PRIVGUIDE_TREES` (separated
//! by `:`).

use std::{
    fs,
    path::{Path, PathBuf},
};

use privguide_oracle::{by_compiler, by_tokenizer};

#[test]
fn the_tokenizer_reads_templates_as_the_platforms_compiler_does() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../programs")];
    folders.extend(std::env::var_os("PRIVGUIDE_TREES").iter().flat_map(std::env::split_paths));
    // The compiler recurses once for each level of nesting.
    let compare = std::thread::Builder::new().stack_size(1 << 30).spawn(move || compare(folders)).expect("a thread");
    let (templates, elements, refused, different) = compare.join().expect("no panic");
    println!("{templates} templates, {elements} elements; {refused} templates that the compiler refuses");
    assert!(elements > 0);
    assert!(different.is_empty(), "{} of {templates} templates differ:\n{}", different.len(), different.join("\n"));
}

fn compare(mut folders: Vec<PathBuf>) -> (usize, usize, usize, Vec<String>) {
    let (mut templates, mut elements, mut refused, mut different) = (0, 0, 0, Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "wxml") {
                let Ok(text) = fs::read_to_string(&path) else { continue };
                let Some(expected) = by_compiler(&text) else {
                    refused += 1;
                    continue;
                };
                templates += 1;
                elements += expected.len();
                let actual = by_tokenizer(&text);
                let missing = expected.difference(&actual).map(|line| format!("  missing {line}"));
                let extra = actual.difference(&expected).map(|line| format!("  extra   {line}"));
                let lines: Vec<String> = missing.chain(extra).take(6).collect();
                if !lines.is_empty() {
                    different.push(format!("{}\n{}", path.display(), lines.join("\n")));
                }
            }
        }
    }
    (templates, elements, refused, different)
}
