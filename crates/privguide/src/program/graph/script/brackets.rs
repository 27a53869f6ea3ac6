//! The open brackets of a script that is read by its tokens: what they belong to.

/// The open brackets.
#[derive(Default)]
pub(super) struct Brackets<'t> {
    open: Vec<Bracket>,
    /// The names that come first between commas, of all open brackets.
    names: Vec<&'t str>,
    /// How many open braces may be the body of a function.
    functions: usize,
    closed: Closed,
}

struct Bracket {
    /// `if`, `for` or `while` precedes it.
    head: bool,
    /// Some other word that is followed by a block precedes it.
    control: bool,
    /// A brace that may be the body of a function.
    function: bool,
    /// Where its names begin.
    names: usize,
    /// A name is in it twice.
    repeats: bool,
}

/// What the bracket that was just closed was.
#[derive(Clone, Copy, Default)]
pub(super) struct Closed {
    /// The head of an `if` or a loop.
    pub(super) head: bool,
    /// A name was in it twice: an error when these are parameters.
    pub(super) repeats: bool,
    control: bool,
}

/// More arguments than anyone gives parameters: comparing all of them would take too long.
const MOST_NAMES: usize = 32;

impl<'t> Brackets<'t> {
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// How many open braces may be the body of a function: with none, a `return` is an error.
    pub(super) fn functions(&self) -> usize {
        self.functions
    }

    pub(super) fn closed(&self) -> Closed {
        self.closed
    }

    /// Opens a bracket: with the word and the byte right before it.
    pub(super) fn open(&mut self, bracket: u8, word: &str, before: Option<u8>) {
        let head = bracket == b'(' && matches!(word, "if" | "for" | "while");
        let control = head || bracket == b'(' && matches!(word, "switch" | "catch" | "with");
        let block = match before {
            None | Some(b';' | b'{' | b'}') => true,
            Some(b')') => self.closed.control,
            // A label or a case; in an object, whose brace is no block, it does not matter.
            Some(b':') => self.functions == 0,
            _ => matches!(word, "else" | "do" | "try" | "finally"),
        };
        let function = bracket != b'(' && bracket != b'[' && !block;
        self.functions += usize::from(function);
        self.open.push(Bracket {
            head,
            control,
            function,
            names: self.names.len(),
            repeats: false,
        });
    }

    pub(super) fn close(&mut self) -> Option<()> {
        let bracket = self.open.pop()?;
        self.functions -= usize::from(bracket.function);
        self.names.truncate(bracket.names);
        self.closed = Closed {
            head: bracket.head,
            control: bracket.control,
            repeats: bracket.repeats && !bracket.control,
        };
        Some(())
    }

    /// A name that is the first token between commas.
    pub(super) fn name(&mut self, name: Option<&'t str>) {
        let (Some(bracket), Some(name)) = (self.open.last_mut(), name) else {
            return;
        };
        let known = &self.names[bracket.names..];
        if known.len() < MOST_NAMES {
            bracket.repeats |= known.contains(&name);
            self.names.push(name);
        }
    }
}
