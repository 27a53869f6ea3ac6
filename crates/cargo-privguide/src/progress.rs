//! Shows a line on the terminal while a run takes longer than a moment; nothing if standard error
//! is not a terminal.

use std::{
    io::{IsTerminal as _, Write as _},
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use crate::output::one_line;

/// A run that takes less time shows nothing.
const MOMENT: Duration = Duration::from_secs(1);

/// Shows that the run continues, until it is dropped.
pub struct Progress {
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts the timer; `what` is the name of what is analysed. The line consists of a name and a
    /// time, so it needs no translation.
    pub fn start(what: &str) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self { running: None };
        }
        let (sender, receiver) = channel();
        let text = format!("privguide: {}", one_line(what));
        let begun = Instant::now();
        let thread = std::thread::spawn(move || {
            let mut is_shown = false;
            while receiver.recv_timeout(MOMENT) == Err(RecvTimeoutError::Timeout) {
                let seconds = begun.elapsed().as_secs();
                is_shown = true;
                drop(write!(std::io::stderr(), "\r\u{1b}[K{text} … {seconds} s"));
            }
            if is_shown {
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
