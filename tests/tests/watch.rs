//! `watch`: a change is noticed, and files that a run itself writes do not cause an endless loop.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::{Child, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use privguide_tests::{copy, privguide, repository};

/// A watch that ends with the test.
struct Watch {
    child: Child,
    messages: Receiver<String>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Watch {
    fn start(folder: &std::path::Path, arguments: &[&str]) -> Self {
        let mut child = privguide(folder, arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let stderr = child.stderr.take().expect("a pipe");
        let (sender, messages) = channel();
        thread::spawn(move || {
            BufReader::new(stderr)
                .lines()
                .map_while(Result::ok)
                .try_for_each(|line| sender.send(line))
        });
        Self { child, messages }
    }

    /// True when a run ends within the time.
    fn runs_within(&self, time: Duration) -> bool {
        while let Ok(line) = self.messages.recv_timeout(time) {
            if line.contains("waiting for changes") {
                return true;
            }
        }
        false
    }
}

#[test]
fn a_change_is_checked_and_the_guide_is_written() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&repository().join("tests/cargo/backend/miniprogram"), folder.path());
    let long = Duration::from_mins(1);
    let watch = Watch::start(folder.path(), &["watch", "--generate"]);
    assert!(watch.runs_within(long), "the first run");
    let guide = folder.path().join("privacy-guide.zh-CN.md");
    assert!(fs::read_to_string(&guide).expect("a guide").contains("展示你附近的门店"));

    // The guide that was just written may cause one more run, which writes nothing.
    while watch.runs_within(Duration::from_secs(3)) {}
    let declarations = folder.path().join("privguide.toml");
    let text = fs::read_to_string(&declarations).expect("declarations");
    fs::write(&declarations, text.replace("展示你附近的门店", "计算到门店的距离"))
        .expect("written");
    assert!(watch.runs_within(long), "the declarations changed");
    assert!(fs::read_to_string(&guide).expect("a guide").contains("计算到门店的距离"));
}
