//! Finds the end of `{{ … }}`.

/// The longest `{{ … }}` that may contain the quotes of the attribute around it. The limit keeps
/// hostile files linear.
const LONGEST_WITH_QUOTES: usize = 1024;

/// Finds the ends of interpolations in linear time over a whole file: both searches only move
/// forward.
#[derive(Debug)]
pub struct Braces<'a> {
    text: &'a str,
    opening: BraceSearch,
    closing: BraceSearch,
}

impl<'a> Braces<'a> {
    /// Interpolations of a text.
    pub fn new(text: &'a str) -> Self {
        Self { text, opening: BraceSearch::default(), closing: BraceSearch::default() }
    }

    /// The byte after the `}}` that closes the `{{` at `at`. `None` if there is no `{{`, or if
    /// another one opens first: then the first is unclosed and is plain text.
    pub fn end(&mut self, at: usize) -> Option<usize> {
        if !self.text.as_bytes()[at..].starts_with(b"{{") {
            return None;
        }
        let close = self.closing.next(self.text, "}}", at + 2)?;
        // `{{{a: 1}}}` is the data of a template call: the last two braces are the closing ones.
        let close = close
            + self.text.as_bytes()[close + 2..]
                .iter()
                .take(2)
                .take_while(|&&byte| byte == b'}')
                .count();
        match self.opening.next(self.text, "{{", at + 2) {
            Some(open) if open < close && open > at + 2 => None,
            _ => Some(close + 2),
        }
    }

    /// Like [`Braces::end`], inside an attribute's value. Quotes of the kind that encloses the
    /// value belong to the expression if they occur in pairs.
    pub fn end_in_value(&mut self, at: usize, quote: u8) -> Option<usize> {
        let end = self.end(at)?;
        let inside = &self.text.as_bytes()[at..end];
        let Some(first) = memchr::memchr(quote, inside) else { return Some(end) };
        if inside.len() > LONGEST_WITH_QUOTES {
            return None;
        }
        let quotes = 1 + memchr::memchr_iter(quote, &inside[first + 1..]).count();
        quotes.is_multiple_of(2).then_some(end)
    }
}

/// A search that remembers its last answer.
#[derive(Debug, Default)]
struct BraceSearch {
    /// There is no match between `from` and the last answer.
    from: usize,
    to: usize,
    over: bool,
}

impl BraceSearch {
    fn next(&mut self, text: &str, needle: &str, from: usize) -> Option<usize> {
        if !(self.from..=self.to).contains(&from) || (self.from == self.to && !self.over) {
            let found = text
                .as_bytes()
                .get(from..)
                .and_then(|rest| memchr::memmem::find(rest, needle.as_bytes()));
            (self.from, self.over) = (from, found.is_none());
            self.to = found.map_or(text.len(), |length| from + length);
        }
        (!self.over).then_some(self.to)
    }
}
