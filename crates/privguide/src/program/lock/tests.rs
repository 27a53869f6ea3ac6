use super::{Importer, Lock};
use crate::tree::{MemoryTree, TreePath};

const MANIFEST: &str = r#"{ "dependencies": { "a": "^1.0.0", "@s/b": "^2.0.0", "alias": "npm:real@^3.0.0", "geo": "github:o/geo" } }"#;

/// The same project in the format of each package manager: `a` depends on another version of `@s/b`
/// than the project does.
const FORMS: [(&str, &str); 9] = [
    (
        "package-lock.json",
        r#"{ "lockfileVersion": 3, "packages": {
            "": { "dependencies": { "a": "^1.0.0" } },
            "node_modules/a": { "version": "1.0.1", "integrity": "sha512-a" },
            "node_modules/a/node_modules/@s/b": { "version": "1.0.0", "integrity": "sha512-b1" },
            "node_modules/@s/b": { "version": "2.0.0", "integrity": "sha512-b2" },
            "node_modules/alias": { "name": "real", "version": "3.0.0", "integrity": "sha512-r" },
            "node_modules/geo": { "version": "0.1.0", "resolved": "git+ssh://git@github.com/o/geo.git#0123456789012345678901234567890123456789" },
            "packages/own": { "name": "own", "version": "0.0.1" },
            "node_modules/own": { "resolved": "packages/own", "link": true },
            "packages/own/node_modules/@s/b": { "version": "1.0.0", "integrity": "sha512-b1" } } }"#,
    ),
    (
        "npm-shrinkwrap.json",
        r#"{ "lockfileVersion": 1, "dependencies": {
            "a": { "version": "1.0.1", "integrity": "sha512-a", "requires": { "@s/b": "^1.0.0" },
                   "dependencies": { "@s/b": { "version": "1.0.0", "integrity": "sha512-b1" } } },
            "@s/b": { "version": "2.0.0", "integrity": "sha512-b2" },
            "alias": { "version": "npm:real@3.0.0", "integrity": "sha512-r" },
            "geo": { "version": "github:o/geo#0123456789012345678901234567890123456789" } } }"#,
    ),
    (
        "pnpm-lock.yaml",
        "lockfileVersion: 5.4\n\nspecifiers:\n  a: ^1.0.0\n\ndependencies:\n  '@s/b': 2.0.0\n  a: 1.0.1_vue@3.0.0\n  alias: /real/3.0.0\n  \
         geo: github.com/o/geo/0123456789012345678901234567890123456789\n\npackages:\n\n  /@s/b/1.0.0:\n    resolution: {integrity: sha512-b1}\n    \
         dev: false\n\n  /@s/b/2.0.0:\n    resolution: {integrity: sha512-b2}\n\n  /a/1.0.1_vue@3.0.0:\n    resolution: {integrity: sha512-a}\n    \
         dependencies:\n      '@s/b': 1.0.0\n\n  /real/3.0.0:\n    resolution: {integrity: sha512-r}\n\n  \
         github.com/o/geo/0123456789012345678901234567890123456789:\n    resolution: {tarball: https://codeload.github.com/o/geo/tar.gz/0123456789012345678901234567890123456789}\n    \
         name: geo\n    version: 0.1.0\n",
    ),
    (
        "pnpm-lock.yaml",
        "lockfileVersion: '6.0'\n\nimporters:\n\n  .:\n    dependencies:\n      '@s/b':\n        specifier: ^2.0.0\n        version: 2.0.0\n      \
         a:\n        specifier: ^1.0.0\n        version: 1.0.1(vue@3.0.0)\n      alias:\n        specifier: npm:real@^3.0.0\n        version: /real@3.0.0\n      \
         geo:\n        specifier: github:o/geo\n        version: github.com/o/geo/0123456789012345678901234567890123456789\n\n  \
         packages/own:\n    dependencies:\n      '@s/b':\n        specifier: ^1.0.0\n        version: 1.0.0\n\npackages:\n\n  \
         /@s/b@1.0.0:\n    resolution: {integrity: sha512-b1}\n  /@s/b@2.0.0:\n    resolution: {integrity: sha512-b2}\n  \
         ? /a@1.0.1(vue@3.0.0)\n  : resolution: {integrity: sha512-a}\n    dependencies:\n      '@s/b': 1.0.0\n  \
         /real@3.0.0:\n    resolution: {integrity: sha512-r}\n  github.com/o/geo/0123456789012345678901234567890123456789:\n    \
         resolution: {commit: '0123456789012345678901234567890123456789', repo: https://github.com/o/geo.git, type: git}\n    name: geo\n    version: 0.1.0\n",
    ),
    (
        "pnpm-lock.yaml",
        "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      '@s/b':\n        specifier: ^2.0.0\n        version: 2.0.0\n      \
         a:\n        specifier: ^1.0.0\n        version: 1.0.1(vue@3.0.0)\n      alias:\n        specifier: npm:real@^3.0.0\n        version: real@3.0.0\n      \
         geo:\n        specifier: github:o/geo\n        version: https://codeload.github.com/o/geo/tar.gz/0123456789012345678901234567890123456789\n\n  \
         packages/own:\n    dependencies:\n      '@s/b':\n        specifier: ^1.0.0\n        version: 1.0.0\n\npackages:\n\n  \
         '@s/b@1.0.0':\n    resolution: {integrity: sha512-b1}\n  '@s/b@2.0.0':\n    resolution: {integrity: sha512-b2}\n  \
         a@1.0.1:\n    resolution: {integrity: sha512-a}\n    peerDependencies:\n      vue: '3'\n  real@3.0.0:\n    resolution: {integrity: sha512-r}\n  \
         geo@https://codeload.github.com/o/geo/tar.gz/0123456789012345678901234567890123456789:\n    \
         resolution: {tarball: https://codeload.github.com/o/geo/tar.gz/0123456789012345678901234567890123456789}\n    version: 0.1.0\n\n\
         snapshots:\n\n  '@s/b@1.0.0': {}\n  '@s/b@2.0.0': {}\n  a@1.0.1(vue@3.0.0):\n    dependencies:\n      '@s/b': 1.0.0\n  real@3.0.0: {}\n  \
         geo@https://codeload.github.com/o/geo/tar.gz/0123456789012345678901234567890123456789: {}\n",
    ),
    (
        "yarn.lock",
        "# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.\n# yarn lockfile v1\n\n\n\"@s/b@^1.0.0\":\n  version \"1.0.0\"\n  \
         integrity sha512-b1\n\n\"@s/b@^2.0.0\", \"@s/b@^2.0.1\":\n  version \"2.0.0\"\n  resolved \"https://r.example/b.tgz#0123456789012345678901234567890123456789\"\n  \
         integrity sha512-b2\n\na@^1.0.0:\n  version \"1.0.1\"\n  integrity sha512-a\n  dependencies:\n    \"@s/b\" \"^1.0.0\"\n\n\
         \"alias@npm:real@^3.0.0\":\n  version \"3.0.0\"\n  integrity sha512-r\n\n\"geo@github:o/geo\":\n  version \"0.1.0\"\n  \
         resolved \"git+https://github.com/o/geo.git#0123456789012345678901234567890123456789\"\n",
    ),
    (
        "yarn.lock",
        "# This file is generated by running \"yarn install\" inside your project.\n\n__metadata:\n  version: 8\n  cacheKey: 10c0\n\n\
         \"@s/b@npm:^1.0.0\":\n  version: 1.0.0\n  resolution: \"@s/b@npm:1.0.0\"\n  checksum: 10c0/b1\n  languageName: node\n\n\
         \"@s/b@npm:^2.0.0, @s/b@npm:^2.0.1\":\n  version: 2.0.0\n  resolution: \"@s/b@npm:2.0.0\"\n  checksum: 10c0/b2\n\n\
         \"a@npm:^1.0.0\":\n  version: 1.0.1\n  resolution: \"a@npm:1.0.1\"\n  dependencies:\n    \"@s/b\": \"npm:^1.0.0\"\n  checksum: 10c0/a\n\n\
         \"alias@npm:real@^3.0.0\":\n  version: 3.0.0\n  resolution: \"real@npm:3.0.0\"\n  checksum: 10c0/r\n\n\
         \"geo@github:o/geo\":\n  version: 0.1.0\n  resolution: \"geo@https://github.com/o/geo.git#commit=0123456789012345678901234567890123456789\"\n  checksum: 10c0/g\n",
    ),
    (
        "bun.lock",
        r#"{
  "lockfileVersion": 1,
  "workspaces": {
    "": { "name": "root", "dependencies": { "a": "^1.0.0", }, },
    "packages/own": { "name": "own", "version": "0.0.1", },
  },
  "packages": {
    "a": ["a@1.0.1", "", { "dependencies": { "@s/b": "^1.0.0" } }, "sha512-a"],
    "@s/b": ["@s/b@2.0.0", "", {}, "sha512-b2"],
    "alias": ["real@3.0.0", "", {}, "sha512-r"],
    "geo": ["geo@github:o/geo#0123456", {}, "0123456789012345678901234567890123456789"],
    "own": ["own@workspace:packages/own"],
    "a/@s/b": ["@s/b@1.0.0", "", {}, "sha512-b1"],
    "own/@s/b": ["@s/b@1.0.0", "", {}, "sha512-b1"],
  }
}
"#,
    ),
    (
        "package-lock.json",
        r#"{ "lockfileVersion": 2, "packages": {
            "node_modules/a": { "version": "1.0.1", "integrity": "sha512-a" },
            "node_modules/a/node_modules/@s/b": { "version": "1.0.0", "integrity": "sha512-b1" },
            "node_modules/@s/b": { "version": "2.0.0", "integrity": "sha512-b2" },
            "node_modules/alias": { "name": "real", "version": "3.0.0", "integrity": "sha512-r" },
            "node_modules/geo": { "version": "0.1.0", "resolved": "git+https://x/o/geo.git#0123456789012345678901234567890123456789" } },
            "dependencies": {} }"#,
    ),
];

#[test]
fn every_package_manager_says_the_same() {
    let tree = MemoryTree::new().with("package.json", MANIFEST);
    for (name, text) in FORMS {
        let lock = Lock::read(&TreePath::new(name).expect("a name"), text)
            .unwrap_or_else(|problem| panic!("{name}: {problem:?}"));
        let shown = |number: usize| {
            let package = lock.package(number);
            let integrity = package
                .integrity
                .as_deref()
                .unwrap_or("none")
                .rsplit('-')
                .next()
                .unwrap_or_default();
            format!("{} {} {integrity}", package.name, package.version)
        };
        let folder = TreePath::new("src/pages").expect("inside");
        let find = |name: &str| lock.find(&tree, Importer::Folder(&folder), name);
        let a = find("a").unwrap_or_else(|| panic!("{name}: a\n{text}"));
        assert_eq!(shown(a), "a 1.0.1 a", "{name}");
        assert_eq!(find("@s/b").map(shown).as_deref(), Some("@s/b 2.0.0 b2"), "{name}");
        assert_eq!(
            lock.find(&tree, Importer::Package(a), "@s/b").map(shown).as_deref(),
            Some("@s/b 1.0.0 b1"),
            "{name}\n{text}"
        );
        assert_eq!(find("alias").map(shown).as_deref(), Some("real 3.0.0 r"), "{name}");
        let geo = find("geo").map_or_else(|| panic!("{name}: geo"), shown);
        assert!(geo.ends_with(" 0123456789012345678901234567890123456789"), "{name}: {geo}");
        assert_eq!(find("gone"), None, "{name}");
        assert_eq!(find("../a"), None, "{name}");
        if text.contains("packages/own") {
            let own = TreePath::new("packages/own/src").expect("inside");
            let found = lock.find(&tree, Importer::Folder(&own), "@s/b").map(shown);
            assert_eq!(found.as_deref(), Some("@s/b 1.0.0 b1"), "{name}: a member has its own");
        }
    }
}

#[test]
fn the_nearest_lock_file_counts() {
    let tree = MemoryTree::new()
        .with("package-lock.json", FORMS[0].1)
        .with("apps/a/yarn.lock", FORMS[5].1);
    let nearest = |folder: &str| {
        let lock = Lock::nearest(&tree, &TreePath::new(folder).expect("inside"));
        lock.map(|lock| lock.expect("whole").file.to_string())
    };
    assert_eq!(nearest("apps/a/src").as_deref(), Some("apps/a/yarn.lock"));
    assert_eq!(nearest("apps/b").as_deref(), Some("package-lock.json"));
    assert!(Lock::nearest(&MemoryTree::new(), &TreePath::root()).is_none());
}

#[test]
fn what_is_damaged_says_so_and_is_never_an_empty_lock() {
    for (name, text) in FORMS {
        let file = TreePath::new(name).expect("a name");
        let conflict = format!("{text}<<<<<<< HEAD\n=======\n>>>>>>> other\n");
        let why = Lock::read(&file, &conflict).expect_err("in conflict").why;
        assert!(why.en.contains("conflict"), "{name}: {why:?}");
        assert!(Lock::read(&file, "").is_err() || name == "yarn.lock", "{name}: empty");
        if name.ends_with("json") || name == "bun.lock" {
            for end in
                (1..text.trim_end().len()).filter(|end| text.is_char_boundary(*end)).step_by(41)
            {
                assert!(Lock::read(&file, &text[..end]).is_err(), "{name}: cut at {end}");
            }
        }
    }
    for (name, text) in [
        ("package-lock.json", r#"{ "lockfileVersion": 9, "packages": {} }"#),
        ("pnpm-lock.yaml", "lockfileVersion: '12.0'\n"),
        ("pnpm-lock.yaml", "a: &a [x]\nlockfileVersion: '9.0'\nb: *a\n"),
        ("pnpm-lock.yaml", &"[".repeat(100_000)),
        ("bun.lock", r#"{ "lockfileVersion": 7, "packages": {} }"#),
        ("bun.lockb", ""),
        ("yarn.lock", "a@1:\n  version\n"),
        ("yarn.lock", "  version \"1\"\n"),
    ] {
        let file = TreePath::new(name).expect("a name");
        assert!(Lock::read(&file, text).is_err(), "{name}");
    }
}

/// The results of the general parser and of the reader of the subset for one text; the latter may
/// be `None`.
fn readings(name: &str, text: &str) -> (super::LockReading, Option<super::LockReading>) {
    match name {
        "pnpm-lock.yaml" => super::pnpm::both(text),
        _ => super::yarn::both(text),
    }
}

fn same(name: &str, text: &str) -> bool {
    let (whole, block) = readings(name, text);
    let Some(block) = block else { return false };
    // Skipped parts are not examined, so the second reader rejects less.
    if whole.is_ok() {
        assert_eq!(block, whole, "{text}");
    }
    true
}

#[test]
fn the_block_form_is_read_as_all_of_yaml_is() {
    let is_yaml =
        |(name, text): &(&str, &str)| *name == "pnpm-lock.yaml" || text.contains("__metadata");
    for (name, text) in FORMS.into_iter().filter(is_yaml) {
        // Keys that are too long for one line are left to the general parser.
        assert_eq!(same(name, text), !text.contains("\n  ? "), "{text}");
    }
    let folder = std::env::var_os("PRIVGUIDE_LOCKS");
    for entry in folder.iter().flat_map(|folder| std::fs::read_dir(folder).expect("a folder")) {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("text");
        let name = if text.contains("lockfileVersion") { "pnpm-lock.yaml" } else { "yarn.lock" };
        assert!(same(name, &text), "{} is left to the other reader", path.display());
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2_000))]

    /// Lines of real lock files in any order; any of them may be truncated, indented differently or
    /// followed by unusual text.
    #[test]
    fn the_block_form_never_says_something_else(
        form in 2_usize..9,
        edits in proptest::collection::vec((0_usize..80, 0_usize..EDITS.len(), 0_usize..40), 0..4),
    ) {
        let (name, text) = FORMS[form];
        if name == "pnpm-lock.yaml" || text.contains("__metadata") {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            for (line, edit, at) in edits {
                let line = line % lines.len();
                let mut at = at.min(lines[line].len());
                while !lines[line].is_char_boundary(at) { at -= 1; }
                match EDITS[edit] {
                    "" => drop(lines.remove(line)),
                    "\n" => lines[line].truncate(at),
                    text => lines[line].insert_str(at, text),
                }
                if lines.is_empty() { lines.push(String::new()); }
            }
            same(name, &lines.join("\n"));
        }
    }
}

/// Texts that are inserted into a line; an empty one removes the rest of the line, and a line break
/// splits it.
const EDITS: [&str; 23] = [
    "",
    "\n",
    ">-\n        ",
    " ",
    "  ",
    ":",
    ": ",
    "#",
    " #",
    "'",
    "\"",
    "{",
    "}",
    ", ",
    "- ",
    "|",
    ">-",
    "&a ",
    "*a",
    "? ",
    "\t",
    "---",
    "\u{e9}",
];
