//! `scan` and `check --format ndjson`: folders and archives, with a line for each project and for
//! each input without a result.

mod committed;
mod framed;
mod schema;

use std::{
    fs,
    io::{Cursor, Write as _},
    path::Path,
    process::Stdio,
};

use flate2::{Compression, write::GzEncoder};
use privguide_tests::privguide;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde_json::Value;
use tar::{EntryType, Header};
use zip::{ZipWriter, write::SimpleFileOptions};

/// A program that uses the location without declaring it.
const PROGRAM: &[(&str, &str)] = &[
    ("app.json", r#"{ "pages": ["pages/index"] }"#),
    ("app.js", "App({})"),
    (
        "pages/index.js",
        "Page({ onLoad() { wx.getLocation({}); wx.request({ url: 'https://api.shop.example/a' }) } })",
    ),
    ("pages/index.wxml", "<view/>"),
    ("privguide.toml", "format = 2\n"),
];

fn header(kind: EntryType, name: &[u8], size: usize) -> Header {
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    header.set_mode(0o644);
    header.set_size(size as u64);
    // `set_path` rejects the names that are tested here.
    header.as_old_mut().name[..name.len()].copy_from_slice(name);
    header.set_cksum();
    header
}

fn tar_of(files: &[(&str, &str)]) -> Vec<u8> {
    let mut out = tar::Builder::new(Vec::new());
    for (name, content) in files {
        out.append(&header(EntryType::Regular, name.as_bytes(), content.len()), content.as_bytes())
            .expect("memory");
    }
    out.into_inner().expect("memory")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

fn zip_of(files: &[(&str, &str)]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        out.start_file(*name, SimpleFileOptions::default()).expect("memory");
        out.write_all(content.as_bytes()).expect("memory");
    }
    out.finish().expect("memory").into_inner()
}

/// The exit code and the lines.
fn run(folder: &Path, arguments: &[&str], input: &[u8]) -> (i32, Vec<Value>) {
    let mut child = privguide(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    child.stdin.take().expect("piped").write_all(input).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let lines = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    (output.status.code().expect("no signal"), lines)
}

fn written(files: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("written");
    }
    folder
}

fn without_input(mut line: Value) -> Value {
    line.as_object_mut().expect("an object").remove("input");
    line
}

#[test]
fn a_folder_and_every_form_of_archive_give_the_same() {
    let wrapped: Vec<(String, &str)> =
        PROGRAM.iter().map(|(name, content)| (format!("shop-1.0/{name}"), *content)).collect();
    let wrapped: Vec<(&str, &str)> =
        wrapped.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    let bare = tar_of(PROGRAM);
    let folder = written(&[
        ("a.tar", bare.clone()),
        ("b.tar.gz", gzip(&bare)),
        ("c.tar.zst", compress_to_vec(&*bare, CompressionLevel::Fastest)),
        ("d.zip", zip_of(PROGRAM)),
        ("wrapped.tgz", gzip(&tar_of(&wrapped))),
        // The file name does not matter.
        ("package.bin", zip_of(PROGRAM)),
    ]);
    for (name, content) in PROGRAM {
        let path = folder.path().join("folder").join(name);
        fs::create_dir_all(path.parent().expect("inside")).expect("made");
        fs::write(path, content).expect("written");
    }
    let inputs =
        ["folder", "a.tar", "b.tar.gz", "c.tar.zst", "d.zip", "wrapped.tgz", "package.bin"];
    for verb in ["scan", "check"] {
        let (code, lines) =
            run(folder.path(), &[&[verb, "--format", "ndjson"], &inputs[..]].concat(), b"");
        assert_eq!(code, i32::from(verb == "check"), "findings alone make it fail");
        let named: Vec<&str> =
            lines.iter().map(|line| line["input"].as_str().expect("named")).collect();
        assert_eq!(named, inputs, "in their order");
        assert_eq!(lines[0]["programs"][0]["uses"][0]["interface"], "wx.getLocation");
        assert_eq!(lines[0]["findings"].is_array(), verb == "check");
        let first = without_input(lines[0].clone());
        for line in lines {
            // A line does not depend on other inputs.
            let alone = run(
                folder.path(),
                &[verb, "--format", "ndjson", line["input"].as_str().expect("named")],
                b"",
            )
            .1;
            assert_eq!(alone.as_slice(), std::slice::from_ref(&line));
            assert_eq!(without_input(line), first, "{verb}");
        }
    }
}

/// Inputs that cannot be looked at: name, content, and the kind of error.
fn bad_inputs() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let whole = tar_of(PROGRAM);
    let with = |kind: EntryType, name: &[u8]| {
        let mut bytes = header(kind, name, 0).as_bytes().to_vec();
        bytes.extend(&whole);
        bytes
    };
    let mut encrypted = zip_of(PROGRAM);
    // Sets the first bit of the flags in each header.
    for at in 0..encrypted.len() - 10 {
        match encrypted[at..at + 4] {
            [0x50, 0x4b, 3, 4] => encrypted[at + 6] |= 1,
            [0x50, 0x4b, 1, 2] => encrypted[at + 8] |= 1,
            _ => {}
        }
    }
    let zipped = zip_of(PROGRAM);
    let mut flipped = gzip(&whole);
    let last = flipped.len() - 6;
    flipped[last] ^= 0xff;
    let packed = compress_to_vec(&*whole, CompressionLevel::Fastest);
    // No library writes a name twice, so it replaces another name of the same length.
    let mut twice = zip_of(&[("app.json", "{}"), ("app.jsxx", "{}")]);
    while let Some(at) = twice.windows(8).position(|name| name == b"app.jsxx") {
        twice[at..at + 8].copy_from_slice(b"app.json");
    }
    let zeros = tar_of(&[("app.json", "{ \"pages\": [] }"), ("zeros.js", &"\0".repeat(512))]);
    vec![
        ("text", b"no archive".to_vec(), "no-archive"),
        ("empty", Vec::new(), "no-archive"),
        ("cut.tar", whole[..700].to_vec(), "damaged"),
        ("cut-between.tar", whole[..1024].to_vec(), "damaged"),
        ("cut.tgz", gzip(&whole)[..80].to_vec(), "damaged"),
        ("flipped.tgz", flipped, "damaged"),
        ("cut.tar.zst", packed[..packed.len() / 2].to_vec(), "damaged"),
        ("cut.zip", zipped[..zipped.len() / 2].to_vec(), "damaged"),
        ("other.tgz", gzip(&[b'x'; 2_000]), "damaged"),
        ("encrypted.zip", encrypted, "encrypted"),
        ("up.tar", with(EntryType::Regular, b"../up.js"), "name"),
        ("up-inside.tar", with(EntryType::Regular, b"a/../../up.js"), "name"),
        ("absolute.tar", with(EntryType::Regular, b"/etc/x.js"), "name"),
        ("backslash.tar", with(EntryType::Regular, b"..\\up.js"), "name"),
        ("drive.tar", with(EntryType::Regular, b"C:up.js"), "name"),
        ("bytes.tar", with(EntryType::Regular, b"\xff\xfe.js"), "name"),
        ("twice.tar", with(EntryType::Regular, b"app.js"), "name"),
        ("twice.zip", twice, "name"),
        ("cut-in-zeros.tar", zeros[..zeros.len() - 1_024].to_vec(), "damaged"),
        (
            "joined.tar",
            [whole.clone(), tar_of(&[("more.js", "wx.getLocation()")])].concat(),
            "damaged",
        ),
        ("up.zip", zip_of(&[("../up.js", "")]), "name"),
        ("link.tar", with(EntryType::Symlink, b"link"), "link"),
        ("hard.tar", with(EntryType::Link, b"link"), "link"),
        ("pipe.tar", with(EntryType::Fifo, b"pipe"), "unsupported"),
        ("bomb.tgz", gzip(&vec![0; 257 << 20]), "too-large"),
        ("nested.zip", zip_of(&[("inner.zip", "PK")]), "no-program"),
        (
            "declared.zip",
            zip_of(&[("app.json", "{ \"pages\": [] }"), ("privguide.toml", "format = [")]),
            "project",
        ),
    ]
}

#[test]
fn what_cannot_be_looked_at_is_a_line_with_its_kind() {
    let bad = bad_inputs();
    let files: Vec<(&str, Vec<u8>)> =
        bad.iter().map(|(name, bytes, _)| (*name, bytes.clone())).collect();
    let folder = written(&files);
    fs::write(folder.path().join("good.tar"), tar_of(PROGRAM)).expect("written");
    let mut inputs: Vec<&str> = bad.iter().map(|(name, ..)| *name).collect();
    inputs.extend(["missing", "good.tar"]);
    let (code, lines) =
        run(folder.path(), &[&["check", "--format", "ndjson"], &inputs[..]].concat(), b"");
    assert_eq!(code, 2, "some failed");
    let kinds: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| {
            (
                line["input"].as_str().expect("named"),
                line["error"]["kind"].as_str().unwrap_or("fine"),
            )
        })
        .collect();
    let expected = bad
        .iter()
        .map(|(name, _, kind)| (*name, *kind))
        .chain([("missing", "unreadable"), ("good.tar", "fine")]);
    assert_eq!(kinds, expected.collect::<Vec<_>>());
    assert!(lines.iter().all(|line| line["error"].is_null()
        || !line["error"]["message"].as_str().expect("said").is_empty()));
    let left: Vec<_> = fs::read_dir(folder.path()).expect("there").collect();
    assert_eq!(left.len(), bad.len() + 1, "nothing is unpacked");
}

/// A package that contains declarations, a program without declarations beside one with them, a
/// project inside another: the results are the same as for a folder.
#[test]
fn the_projects_of_an_archive_are_those_of_the_folder() {
    let program =
        [("app.json", r#"{ "pages": ["a"] }"#), ("a.js", "wx.getLocation()"), ("a.wxml", "")];
    let below = |folder: &str| {
        program.map(|(name, content)| (format!("{folder}{name}"), content.to_owned())).to_vec()
    };
    let declared =
        |folder: &str| vec![(format!("{folder}privguide.toml"), "format = 1\n".to_owned())];
    // The workspace names the programs.
    let cargo = || {
        let manifest =
            "[workspace]\nmembers = []\n[workspace.metadata.privguide]\nprograms = [\"apps/a\"]\n";
        vec![("Cargo.toml".to_owned(), manifest.to_owned())]
    };
    let shapes = [
        ("package", [below(""), declared("node_modules/x/")].concat()),
        ("beside", [below("a/"), below("b/"), declared("b/")].concat()),
        ("nested", [below("a/"), declared("a/"), below("a/inner/"), declared("a/inner/")].concat()),
        ("root", [below(""), declared(""), below("inner/"), declared("inner/")].concat()),
        ("broken", [below("a/"), declared("a/"), declared("b/")].concat()),
        (
            "cargo",
            [
                below("apps/a/"),
                declared("apps/a/"),
                below("fixtures/b/"),
                declared("fixtures/b/"),
                cargo(),
            ]
            .concat(),
        ),
        ("alike", [below("a/"), declared("a/"), below("a-b/"), declared("a-b/")].concat()),
    ];
    for (shape, files) in shapes {
        let files: Vec<(&str, &str)> =
            files.iter().map(|(name, content)| (name.as_str(), content.as_str())).collect();
        // A file at the root keeps the single top-level folder from being removed as an artefact of
        // packing.
        let files = [files, vec![("README.md", "")]].concat();
        let folder = written(&[("a.zip", zip_of(&files))]);
        for (name, content) in &files {
            let path = folder.path().join("folder").join(name);
            fs::create_dir_all(path.parent().expect("inside")).expect("made");
            fs::write(path, content).expect("written");
        }
        for verb in ["scan", "check"] {
            let look = |input: &str| {
                let (code, lines) =
                    run(folder.path(), &[verb, "--format", "ndjson", "--lang", "en", input], b"");
                let line = |mut line: Value| {
                    // For folders, errors contain the system's message; for archives, they do not.
                    if let Some(error) = line.get_mut("error") {
                        error["message"].take();
                    }
                    without_input(line)
                };
                (code, lines.into_iter().map(line).collect::<Vec<_>>())
            };
            let (code, lines) = look("a.zip");
            assert_eq!((code, &lines), (look("folder").0, &look("folder").1), "{shape}, {verb}");
            let projects: Vec<&str> =
                lines.iter().filter_map(|line| line["project"].as_str()).collect();
            let expected: &[&str] = match shape {
                "package" | "root" => &["."],
                "beside" => &["b"],
                "nested" => &["a/inner", "a"],
                "broken" => &["a", "b"],
                "cargo" => &["apps/a"],
                _ => &["a-b", "a"],
            };
            assert_eq!(projects, expected, "{shape}, {verb}: {lines:?}");
            let is_looked_at = |line: &&Value| line["error"].is_null();
            assert_eq!(
                lines.iter().filter(is_looked_at).count(),
                // In `b`, there is no program.
                expected.len() - usize::from(shape == "broken"),
                "{shape}, {verb}"
            );
        }
    }
}

#[test]
fn an_error_does_not_say_where_the_archive_is() {
    let lines = || {
        let folder = written(&[("none.zip", zip_of(&[("a.txt", "")]))]);
        run(folder.path(), &["check", "--format", "ndjson", "none.zip"], b"")
    };
    assert_eq!(lines(), lines());
}

/// No program, and broken declarations in the folder, below it and above it.
#[test]
fn an_error_does_not_say_where_the_folder_is() {
    let broken = tempfile::tempdir().expect("a folder");
    for (path, content) in [
        ("none/a.txt", ""),
        ("broken/privguide.toml", "format = ["),
        ("broken/app.json", "{}"),
        ("broken/inner/app.json", "{}"),
        ("below/shop/privguide.toml", "format = 2\n[program]\nroot = \"../..\"\n"),
        ("cargo/Cargo.toml", "[workspace.metadata.privguide]\nprograms = [\"../../x\"]\n"),
    ] {
        let path = broken.path().join(path);
        fs::create_dir_all(path.parent().expect("inside")).expect("made");
        fs::write(path, content).expect("written");
    }
    let absolute = broken.path().canonicalize().expect("there").to_string_lossy().into_owned();
    for lang in ["en", "zh-CN"] {
        let inputs = ["none", "broken", "broken/inner", "below", "./none/", "cargo"];
        let (code, lines) = run(
            broken.path(),
            &[&["check", "--format", "ndjson", "--lang", lang], &inputs[..]].concat(),
            b"",
        );
        assert_eq!(code, 2);
        for (line, input) in lines.iter().zip(inputs) {
            assert!(!line["error"].is_null(), "{input}: {line}");
            assert!(!line.to_string().contains(&absolute), "{input}: {line}");
        }
        let said = lines[0]["error"]["message"].as_str().expect("said");
        assert!(said.contains("none"), "{said}");
    }
}

#[test]
fn what_names_one_project_does_not_go_with_many() {
    let folder =
        written(&[("a.zip", zip_of(PROGRAM)), ("privguide.toml", b"format = 1\n".to_vec())]);
    for named in [
        &["--config", "privguide.toml"][..],
        &["--package", "x"],
        &["--workspace"],
        &["--manifest-path", "Cargo.toml"],
    ] {
        for verb in ["scan", "check"] {
            let (code, lines) = run(
                folder.path(),
                &[&[verb, "--format", "ndjson"], named, &["a.zip"]].concat(),
                b"",
            );
            assert_eq!((code, lines), (2, Vec::new()), "{verb} {named:?}");
        }
    }
}

#[test]
fn every_bound_is_said_when_it_is_hit() {
    let long = format!("{}a.js", "a/".repeat(2_100));
    let mut entries = header(EntryType::Directory, b"folder/", 0).as_bytes().repeat(200_001);
    entries.resize(entries.len() + 1_024, 0);
    // The directory of this zip archive is too long by itself: its entries are not read.
    let mut listed =
        b"PK\x01\x02".iter().copied().chain([0; 42]).collect::<Vec<_>>().repeat(200_001);
    listed.extend(zip_of(PROGRAM));
    listed.splice(0..0, *b"PK\x03\x04");
    let projects: Vec<String> = (0..1_001).map(|at| format!("p{at}/privguide.toml")).collect();
    let projects: Vec<(&str, &str)> = projects.iter().map(|name| (name.as_str(), "")).collect();
    let folder = written(&[
        ("name.zip", zip_of(&[(&long, "")])),
        ("entries.tgz", gzip(&entries)),
        ("entries.zip", listed),
        ("projects.zip", zip_of(&projects)),
        ("good.zip", zip_of(PROGRAM)),
    ]);
    let large = fs::File::create(folder.path().join("large.zip")).expect("made");
    large.set_len((256 << 20) + 1).expect("a sparse file");
    let (code, lines) = run(
        folder.path(),
        &[
            "scan",
            "--format",
            "ndjson",
            "name.zip",
            "entries.tgz",
            "large.zip",
            "projects.zip",
            "entries.zip",
            "good.zip",
        ],
        b"",
    );
    let kinds: Vec<&str> =
        lines.iter().map(|line| line["error"]["kind"].as_str().unwrap_or("fine")).collect();
    assert_eq!(
        (code, kinds),
        (2, vec!["name", "too-large", "too-large", "too-large", "too-large", "fine"]),
        "{lines:?}"
    );
    let said = |at: usize| lines[at]["error"]["message"].as_str().expect("said");
    assert!(
        said(1).contains("200000") && said(2).contains("256 MB") && said(3).contains("1000"),
        "{lines:?}"
    );
    assert!(said(4).contains("200000"), "{lines:?}");
    // A truncated list would leave inputs out.
    let list = "good.zip\n".repeat((64 << 20) / 9 + 1);
    fs::write(folder.path().join("list"), list).expect("written");
    assert_eq!(
        run(folder.path(), &["scan", "--format", "ndjson", "--inputs-from", "list"], b""),
        (2, Vec::new())
    );
}

#[test]
fn inputs_come_from_a_list_too_and_several_need_the_format() {
    let folder = written(&[("a.zip", zip_of(PROGRAM)), ("b c.zip", zip_of(PROGRAM))]);
    for list in ["a.zip\nb c.zip\n", "a.zip\r\nb c.zip", "a.zip\0b c.zip\0"] {
        let (code, lines) = run(
            folder.path(),
            &["scan", "--format", "ndjson", "--inputs-from", "-"],
            list.as_bytes(),
        );
        let named: Vec<&str> = lines.iter().filter_map(|line| line["input"].as_str()).collect();
        assert_eq!((code, named), (0, vec!["a.zip", "b c.zip"]), "{list:?}");
    }
    assert_eq!(
        run(folder.path(), &["scan", "--format", "ndjson", "--inputs-from", "-"], b""),
        (0, Vec::new()),
        "an empty list"
    );
    assert_eq!(run(folder.path(), &["scan", "a.zip", "b c.zip"], b"").0, 2);
    assert_eq!(
        run(folder.path(), &["check", "--format", "ndjson", "--base", "HEAD", "a.zip"], b"").0,
        2
    );
}

#[test]
fn each_project_of_an_input_is_a_line() {
    let files: Vec<(String, &str)> = ["shop", "game"]
        .iter()
        .flat_map(|top| {
            PROGRAM.iter().map(move |(name, content)| (format!("{top}/{name}"), *content))
        })
        .collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    let folder = written(&[("two.zip", zip_of(&files))]);
    let (_, lines) = run(folder.path(), &["check", "--format", "ndjson", "two.zip"], b"");
    let named: Vec<&str> = lines.iter().filter_map(|line| line["project"].as_str()).collect();
    assert_eq!(named, ["game", "shop"]);
    assert_eq!(
        lines[1]["programs"][0]["uses"][0]["file"], "shop/pages/index.js",
        "paths are those of the input"
    );
}
