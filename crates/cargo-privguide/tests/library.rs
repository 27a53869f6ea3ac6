//! The library returns the same lines for an archive as the program for a frame.

use std::{
    io::{Cursor, Write as _},
    process::{Command, Stdio},
};

use privguide::{language::Language, review::ReviewSettings};
use privguide_fleet::{Status, check, scan};
use zip::{ZipWriter, write::SimpleFileOptions};

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        out.start_file(*name, SimpleFileOptions::default()).expect("memory");
        out.write_all(content.as_bytes()).expect("memory");
    }
    out.finish().expect("memory").into_inner()
}

/// The program's output without the line that closes the frame, and its exit code.
fn program(verb: &str, name: &str, content: &[u8]) -> (String, Option<i32>) {
    let name_length = u32::try_from(name.len()).expect("short").to_be_bytes();
    let frame = [&name_length[..], name.as_bytes(), &(content.len() as u64).to_be_bytes(), content]
        .concat();
    let mut child = Command::new(env!("CARGO_BIN_EXE_cargo-privguide"))
        .args(["privguide", verb, "--format", "ndjson", "--framed", "--lang", "en"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    child.stdin.take().expect("piped").write_all(&frame).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let lines: Vec<&str> =
        text.split_inclusive('\n').filter(|line| !line.contains("\"lines\":")).collect();
    (lines.concat(), output.status.code())
}

#[test]
fn the_call_and_the_program_say_the_same() {
    let page = [
        ("app.json", r#"{ "pages": ["a"] }"#),
        ("a.js", "Page({ onLoad() { wx.getLocation({}) } })"),
        ("a.wxml", ""),
    ];
    let declared = |text: &'static str| archive(&[&page[..], &[("privguide.toml", text)]].concat());
    let archives = [
        archive(&page),
        declared("format = 2\n"),
        declared("format = ["),
        archive(&[("a.txt", "")]),
        b"PK\x03\x04".to_vec(),
        Vec::new(),
    ];
    let mut seen = Vec::new();
    for content in &archives {
        let name = "s3://bucket/a.zip";
        for (verb, answer) in [
            ("scan", scan(name, content, Language::En)),
            ("check", check(name, content, &ReviewSettings::default(), Language::En)),
        ] {
            assert_eq!(
                (answer.lines, Some(i32::from(answer.status.code()))),
                program(verb, name, content),
                "{verb}"
            );
            seen.push(answer.status);
        }
    }
    assert!(
        [Status::Clean, Status::Findings, Status::Failed]
            .iter()
            .all(|status| seen.contains(status)),
        "{seen:?}"
    );
}
