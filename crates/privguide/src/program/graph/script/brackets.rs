//! The open brackets of a script that is read by its tokens, with their contexts.

/// The open brackets.
#[derive(Default)]
pub(super) struct Brackets<'t> {
    open: Vec<Bracket>,
    /// For all open brackets: the names that are the first token after a bracket or comma.
    names: Vec<&'t str>,
    /// The number of open braces that may be the body of a function.
    functions: usize,
    closed: Closed,
}

struct Bracket {
    /// It follows `if`, `for` or `while`.
    head: bool,
    /// It follows another word that a block may follow.
    control: bool,
    /// It is a brace that may be the body of a function.
    function: bool,
    /// The index of its first name.
    names: usize,
    /// A name occurs twice in it.
    repeats: bool,
}

/// The bracket that was just closed.
#[derive(Clone, Copy, Default)]
pub(super) struct Closed {
    /// The head of an `if` or a loop.
    pub(super) head: bool,
    /// A name occurs twice in it: an error if these are parameters.
    pub(super) repeats: bool,
    control: bool,
}

/// The maximum number of names that are compared: functions do not have more parameters, and
/// comparing more would take too long.
const MOST_NAMES: usize = 32;

impl<'t> Brackets<'t> {
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The number of open braces that may be the body of a function; if it is 0, a `return` is an
    /// error.
    pub(super) fn functions(&self) -> usize {
        self.functions
    }

    pub(super) fn closed(&self) -> Closed {
        self.closed
    }

    /// Opens a bracket; `word` and `before` are the word and the byte directly before it.
    pub(super) fn open(&mut self, bracket: u8, word: &str, before: Option<u8>) {
        let head = bracket == b'(' && matches!(word, "if" | "for" | "while");
        let control = head || bracket == b'(' && matches!(word, "switch" | "catch" | "with");
        let block = match before {
            None | Some(b';' | b'{' | b'}') => true,
            Some(b')') => self.closed.control,
            // After a label or `case x:`, it is a block; after a key, an object. Inside of an
            // object's brace, which counts as a function, either answer will do.
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

    /// Records a name that is the first token after a bracket or comma.
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
