//! Questions to the user at the terminal; none if input or output is not a terminal.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use privguide::language::Text;

use crate::output::Output;

/// A user who can be asked.
pub struct Person<'o> {
    output: &'o Output,
}

impl<'o> Person<'o> {
    /// The user, if both questions and answers go through a terminal.
    pub fn at_terminal(output: &'o Output) -> Option<Self> {
        (std::io::stdin().is_terminal() && std::io::stderr().is_terminal())
            .then_some(Self { output })
    }

    /// The answer on one line; empty if the user only presses Return or the input ends.
    pub fn ask(&self, question: &Text) -> String {
        let text = question.get(self.output.language(None));
        let mut messages = self.output.messages();
        drop(write!(messages, "{text}").and_then(|()| messages.flush()));
        drop(messages);
        let mut answer = String::new();
        match std::io::stdin().lock().read_line(&mut answer) {
            Ok(read) if read > 0 => answer.trim().to_owned(),
            _ => String::new(),
        }
    }
}
