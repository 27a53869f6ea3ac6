//! `--framed`: archives that are passed on standard input, each with a name.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{ChildStdin, ChildStdout, Stdio},
};

use privguide_tests::privguide;
use serde_json::{Value, json};

use super::{PROGRAM, gzip, run, schema::faults, tar_of, without_input, written, zip_of};

const CHECK: &[&str] = &["check", "--format", "ndjson", "--framed", "--lang", "en"];

fn frame(name: &str, content: &[u8]) -> Vec<u8> {
    let name_length = u32::try_from(name.len()).expect("short").to_be_bytes();
    [&name_length[..], name.as_bytes(), &(content.len() as u64).to_be_bytes(), content].concat()
}

fn kinds(lines: &[Value]) -> Vec<String> {
    let kind = |line: &Value| match &line["error"]["kind"] {
        Value::String(kind) => kind.clone(),
        _ if line["lines"].is_null() => "fine".to_owned(),
        _ => format!("end of {}", line["lines"]),
    };
    lines.iter().map(kind).collect()
}

#[test]
fn a_frame_gives_what_its_file_gives_and_says_when_it_is_done() {
    let two = ["a", "b"].iter().flat_map(|top| {
        PROGRAM.iter().map(move |(name, content)| (format!("{top}/{name}"), *content))
    });
    let two: Vec<(String, &str)> = two.collect();
    let two: Vec<(&str, &str)> =
        two.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    let archives = [
        ("one.zip", zip_of(PROGRAM)),
        ("two.tgz", gzip(&tar_of(&two))),
        ("bad.zip", b"PK\x03\x04".to_vec()),
        ("none.zip", zip_of(&[("a.txt", "")])),
        ("empty", Vec::new()),
    ];
    let folder = written(&archives);
    for verb in ["scan", "check"] {
        let stream: Vec<u8> =
            archives.iter().flat_map(|(name, content)| frame(name, content)).collect();
        let (code, lines) = run(folder.path(), &[&[verb], &CHECK[1..]].concat(), &stream);
        let (mut expected, mut worst) = (Vec::new(), 0);
        for (name, _) in &archives {
            let (code, lines) =
                run(folder.path(), &[verb, "--format", "ndjson", "--lang", "en", name], b"");
            let end = json!({ "version": 1, "input": name, "lines": lines.len() });
            expected.extend(lines.into_iter().chain([end]));
            worst = worst.max(code);
        }
        assert_eq!((code, lines), (worst, expected), "{verb}");
    }
    assert_eq!(run(folder.path(), CHECK, b""), (0, Vec::new()), "no frame at all");
}

fn answer(input: &mut ChildStdin, output: &mut BufReader<ChildStdout>, frame: &[u8]) -> Vec<Value> {
    input.write_all(frame).expect("it reads");
    input.flush().expect("it reads");
    let mut lines: Vec<Value> = Vec::new();
    while lines.last().is_none_or(|line| line["lines"].is_null()) {
        let mut line = String::new();
        assert_ne!(output.read_line(&mut line).expect("it writes"), 0, "it ended: {lines:?}");
        lines.push(serde_json::from_str(&line).expect("JSON"));
    }
    lines
}

/// A caller that sends the next frame only after it has read the whole answer to the previous one:
/// unflushed output would block both.
#[test]
fn a_process_is_driven_frame_by_frame() {
    let mut child = privguide(Path::new("."), CHECK)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut input = child.stdin.take().expect("piped");
    let mut output = BufReader::new(child.stdout.take().expect("piped"));
    let first = answer(&mut input, &mut output, &frame("first", &zip_of(PROGRAM)));
    for at in 0..20 {
        let name = format!("s3://bucket/{at}.zip");
        if at % 3 == 0 {
            assert_eq!(
                kinds(&answer(&mut input, &mut output, &frame(&name, b"no archive"))),
                ["no-archive", "end of 1"]
            );
        } else {
            let lines = answer(&mut input, &mut output, &frame(&name, &zip_of(PROGRAM)));
            assert!(lines.iter().all(|line| line["input"] == name.as_str()), "{lines:?}");
            let without =
                |lines: &[Value]| lines.iter().cloned().map(without_input).collect::<Vec<_>>();
            assert_eq!(without(&lines), without(&first), "frames before it change nothing");
        }
    }
    drop(input);
    assert_eq!(child.wait().expect("it ends").code(), Some(2), "some failed");
}

/// The name of a frame is only a label: no file is opened, and what a path would refer to does not
/// affect the result.
#[test]
fn names_are_no_paths() {
    let folder = written(&[("privguide.toml", b"format = [".to_vec())]);
    let files: Vec<(String, &str)> =
        PROGRAM.iter().map(|(name, content)| (format!("shop/{name}"), *content)).collect();
    let mut files: Vec<(&str, &str)> =
        files.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    files.push(("README.md", ""));
    let content = zip_of(&files);
    let names = [
        "",
        ".",
        "..",
        "/",
        "../../etc",
        "/etc/passwd",
        "a/../b",
        "privguide.toml",
        "C:\\x",
        "a\0b",
        "页 \u{202e}\n",
        "-",
    ];
    let stream: Vec<u8> = names.iter().flat_map(|name| frame(name, &content)).collect();
    let (code, lines) = run(folder.path(), CHECK, &stream);
    assert_eq!((code, lines.len()), (1, 2 * names.len()));
    let first = without_input(lines[0].clone());
    assert_eq!(first["programs"][0]["uses"][0]["file"], "shop/pages/index.js");
    for (pair, name) in lines.chunks(2).zip(names) {
        assert_eq!(
            (pair[0]["input"].as_str(), pair[1]["input"].as_str()),
            (Some(name), Some(name))
        );
        assert_eq!(without_input(pair[0].clone()), first, "{name:?}");
    }
}

#[test]
fn a_frame_beyond_a_bound_is_skipped_and_one_that_is_cut_off_ends_the_stream() {
    let good = frame("good", &zip_of(PROGRAM));
    let long = frame(&"n".repeat(4_097), b"x");
    let zeros = vec![0; (256 << 20) + 1];
    let stream = [&*long, &frame("large", &zeros), &good, &good[..good.len() - 1]].concat();
    drop(zeros);
    let (code, lines) = run(Path::new("."), CHECK, &stream);
    let expected =
        ["name", "end of 1", "too-large", "end of 1", "fine", "end of 1", "frame", "end of 1"]
            .map(str::to_owned)
            .to_vec();
    assert_eq!((code, kinds(&lines)), (2, expected), "{lines:?}");
    let said = |at: usize| lines[at]["error"]["message"].as_str().expect("said");
    assert!(said(0).contains("4096") && said(2).contains("256 MB"), "{lines:?}");
    assert_eq!(lines[6]["input"], "good", "what is known of it");
}

#[test]
fn frames_do_not_go_with_other_inputs_or_formats() {
    let folder = written(&[("a.zip", zip_of(PROGRAM)), ("list", b"a.zip".to_vec())]);
    for more in [
        &["a.zip"][..],
        &["--inputs-from", "list"],
        &["--format", "json"],
        &["--config", "privguide.toml"],
    ] {
        let arguments = [&["scan", "--format", "ndjson", "--framed"], more].concat();
        let arguments = if more[0] == "--format" {
            vec!["scan", "--format", "json", "--framed"]
        } else {
            arguments
        };
        assert_eq!(run(folder.path(), &arguments, b""), (2, Vec::new()), "{more:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).expect("there").count(), 2, "nothing is written");
}

#[test]
fn lines_of_frames_are_as_the_schema_says() {
    let output = privguide(Path::new("."), &["schema", "ndjson"]).output().expect("it runs");
    let schema: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let stream = [frame("a", &zip_of(PROGRAM)), frame("b", b"x"), vec![0]].concat();
    let (_, lines) = run(Path::new("."), CHECK, &stream);
    assert_eq!(kinds(&lines), ["fine", "end of 1", "no-archive", "end of 1", "frame", "end of 1"]);
    for line in lines {
        let mut found = Vec::new();
        faults(&schema, &schema, &line, "line", &mut found);
        assert_eq!(found, Vec::<String>::new(), "{line}");
        let are = schema["oneOf"].as_array().expect("one of them").iter().filter(|one| {
            one["required"]
                .as_array()
                .expect("fields")
                .iter()
                .filter_map(Value::as_str)
                .all(|name| !line[name].is_null())
        });
        assert_eq!(are.count(), 1, "one kind of line: {line}");
    }
}
