//! A line on the terminal while a run takes longer than a moment; nothing when standard error is no
//! terminal.

use std::{
    io::{IsTerminal as _, Write as _},
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use crate::output::one_line;

/// A run that ends before this says nothing.
const MOMENT: Duration = Duration::from_secs(1);

/// Says that work goes on, until it is dropped.
pub struct Progress {
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins to wait; `what` is what is analysed. A name and a time need no language.
    pub fn of(what: &str) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self { running: None };
        }
        let (sender, receiver) = channel();
        let text = format!("privguide: {}", one_line(what));
        let begun = Instant::now();
        let thread = std::thread::spawn(move || {
            let mut said = false;
            while receiver.recv_timeout(MOMENT) == Err(RecvTimeoutError::Timeout) {
                let seconds = begun.elapsed().as_secs();
                said = true;
                drop(write!(std::io::stderr(), "\r\u{1b}[K{text} … {seconds} s"));
            }
            if said {
                drop(write!(std::io::stderr(), "\r\u{1b}[K"));
            }
        });
        Self { running: Some((sender, thread)) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.running.take() {
            drop(sender);
            drop(thread.join());
        }
    }
}
