//! A terminal with a certain width that runs the real binary.

use std::{
    io::{Read as _, Write},
    path::Path,
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use privguide_tests::binary;

/// What is typed when a question appears; `|` separates variants of the question.
pub struct Answer(pub &'static str, pub &'static str);

/// The output of a run.
pub struct Shown {
    pub text: String,
    pub code: u32,
}

pub struct Terminal<'t> {
    pub columns: u16,
    pub language: &'t str,
}

impl Terminal<'_> {
    /// The output as a person sees it, without colours.
    pub fn run(&self, folder: &Path, words: &[&str], answers: &[Answer]) -> Shown {
        let (raw, code) = self.start(folder, words, answers, &[("FORCE_HYPERLINK", "0")]);
        let text = anstream::adapter::strip_str(&without_progress(&raw))
            .to_string()
            .replace("\r\n", "\n")
            .replace('\r', "");
        // The terminal echoes the end of input, before or after the last line is read.
        let mut lines: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
        lines.push("");
        let text = lines.join("\n");
        Shown { text, code }
    }

    /// The raw output on the terminal.
    pub fn raw(
        &self,
        folder: &Path,
        words: &[&str],
        answers: &[Answer],
        environment: &[(&str, &str)],
    ) -> String {
        self.start(folder, words, answers, environment).0
    }

    fn start(
        &self,
        folder: &Path,
        words: &[&str],
        answers: &[Answer],
        environment: &[(&str, &str)],
    ) -> (String, u32) {
        let mut running = self.spawn(folder, words, environment);
        for Answer(question, answer) in answers {
            running.wait_for(question);
            running.type_line(answer);
        }
        running.end()
    }

    /// Starts a command that the test observes or stops.
    pub fn spawn(&self, folder: &Path, words: &[&str], environment: &[(&str, &str)]) -> Running {
        let size = PtySize { rows: 50, cols: self.columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let mut command = CommandBuilder::new(binary());
        command.args(["privguide"].iter().chain(words));
        command.cwd(folder);
        command.env_clear();
        let locale = if self.language == "zh-CN" { "zh_CN.UTF-8" } else { "en_US.UTF-8" };
        for (name, value) in
            [("LANG", locale), ("TERM", "xterm-256color"), ("PRIVGUIDE_CACHE_DIR", "")]
                .iter()
                .chain(environment)
        {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("it starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("an end to read");
        let writer = pair.master.take_writer().expect("an end to write");
        let shown = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&shown);
        let reading = thread::spawn(move || {
            let mut piece = [0; 4096];
            // On some systems, the end of a terminal is reported as an error.
            while let Ok(read) = reader.read(&mut piece) {
                if read == 0 {
                    break;
                }
                kept.lock().expect("not poisoned").extend_from_slice(&piece[..read]);
            }
        });
        Running { child, writer, master: pair.master, shown, reading, seen: 0 }
    }
}

/// A command in its terminal.
pub struct Running {
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    shown: Arc<Mutex<Vec<u8>>>,
    reading: JoinHandle<()>,
    seen: usize,
}

impl Running {
    /// Waits for a text after the last match, and returns the output since then. `|` separates
    /// variants.
    pub fn wait_for(&mut self, wanted: &str) -> String {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_mins(1) {
            let text = self.shown.lock().expect("not poisoned").clone();
            let new = String::from_utf8_lossy(&text[self.seen..]).into_owned();
            if wanted.split('|').any(|form| new.contains(form)) {
                self.seen = text.len();
                return new;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!(
            "no {wanted}: {}",
            String::from_utf8_lossy(&self.shown.lock().expect("not poisoned"))
        );
    }

    fn type_line(&mut self, text: &str) {
        self.writer.write_all(format!("{text}\n").as_bytes()).expect("typed");
    }

    /// Stops a command that would run forever.
    pub fn stop(mut self) -> String {
        self.child.kill().expect("it was running");
        self.end().0
    }

    /// Waits for the end; returns all output and the exit code.
    fn end(mut self) -> (String, u32) {
        let code = self.child.wait().expect("it ends").exit_code();
        drop((self.writer, self.master));
        self.reading.join().expect("read");
        let raw = self.shown.lock().expect("not poisoned").clone();
        (String::from_utf8(raw).expect("UTF-8"), code)
    }
}

/// A slow machine shows progress lines, which clear themselves.
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
