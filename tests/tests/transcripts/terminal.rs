//! A terminal of a certain width with the real binary in it.

use std::{
    io::{Read as _, Write as _},
    path::Path,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use privguide_tests::binary;

/// What is typed when a question appears; `|` parts the question's forms.
pub struct Answer(pub &'static str, pub &'static str);

/// What a run showed.
pub struct Shown {
    pub text: String,
    pub code: u32,
}

pub struct Terminal<'t> {
    pub columns: u16,
    pub language: &'t str,
}

impl Terminal<'_> {
    /// What a person sees, without colours.
    pub fn run(&self, folder: &Path, words: &[&str], answers: &[Answer]) -> Shown {
        let (raw, code) = self.start(folder, words, answers, &[("FORCE_HYPERLINK", "0")]);
        let text = anstream::adapter::strip_str(&without_progress(&raw)).to_string().replace("\r\n", "\n").replace('\r', "");
        // The terminal echoes the end of its input, before or after the last line is read.
        let mut lines: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
        lines.push("");
        let text = lines.join("\n");
        Shown { text, code }
    }

    /// Everything that was written to the terminal.
    pub fn raw(&self, folder: &Path, words: &[&str], answers: &[Answer], environment: &[(&str, &str)]) -> String {
        self.start(folder, words, answers, environment).0
    }

    fn start(&self, folder: &Path, words: &[&str], answers: &[Answer], environment: &[(&str, &str)]) -> (String, u32) {
        let size = PtySize { rows: 50, cols: self.columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let mut command = CommandBuilder::new(binary());
        command.args(["privguide"].iter().chain(words));
        command.cwd(folder);
        command.env_clear();
        let locale = if self.language == "zh-CN" { "zh_CN.UTF-8" } else { "en_US.UTF-8" };
        for (name, value) in [("LANG", locale), ("TERM", "xterm-256color"), ("PRIVGUIDE_CACHE_DIR", "")].iter().chain(environment)
        {
            command.env(name, value);
        }
        let mut child = pair.slave.spawn_command(command).expect("it starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("an end to read");
        let mut writer = pair.master.take_writer().expect("an end to write");
        let shown = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&shown);
        let reading = thread::spawn(move || {
            let mut piece = [0; 4096];
            // The end of a terminal is an error on some systems.
            while let Ok(read) = reader.read(&mut piece) {
                if read == 0 {
                    break;
                }
                kept.lock().expect("not poisoned").extend_from_slice(&piece[..read]);
            }
        });
        let mut seen = 0;
        for Answer(question, answer) in answers {
            seen = wait_for(&shown, question, seen);
            writer.write_all(format!("{answer}\n").as_bytes()).expect("typed");
        }
        let code = child.wait().expect("it ends").exit_code();
        drop((writer, pair.master));
        reading.join().expect("read");
        let raw = shown.lock().expect("not poisoned").clone();
        (String::from_utf8(raw).expect("UTF-8"), code)
    }
}

/// Waits for a question behind what was seen before; where it ends.
fn wait_for(shown: &Mutex<Vec<u8>>, question: &str, seen: usize) -> usize {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_mins(1) {
        let text = shown.lock().expect("not poisoned").clone();
        let new = String::from_utf8_lossy(&text[seen..]).into_owned();
        if question.split('|').any(|form| new.contains(form)) {
            return text.len();
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("no question {question}: {}", String::from_utf8_lossy(&shown.lock().expect("not poisoned")));
}

/// A slow machine gets lines that say that the work goes on; each takes itself away.
fn without_progress(raw: &str) -> String {
    let mut parts = raw.split("\r\u{1b}[K");
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        if !part.starts_with("privguide: /") {
            out.push_str(part);
        }
    }
    out
}
