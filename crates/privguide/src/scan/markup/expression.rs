//! Evaluates the expression of a dynamic attribute to its possible values.
//!
//! Templates use a small subset of JavaScript. The values of all branches are possible. The parser
//! builds no tree, and its depth is bounded, because templates are not trusted.

use super::values::{ELEMENT, ExpressionValues, Member};

/// The maximum nesting depth.
pub(super) const DEEPEST: usize = 48;

/// The possible values of `text`. If it cannot be parsed, the value is unknown, but the strings in
/// it are kept.
#[must_use]
pub fn evaluate(text: &str) -> ExpressionValues {
    if text.trim().is_empty() {
        return ExpressionValues::none();
    }
    let mut parser = ExpressionParser::new(text);
    match parser.sequence(0) {
        Ok(values) if parser.at_end() || parser.at_word("as") || parser.at_word("satisfies") => {
            values
        }
        _ => {
            ExpressionValues { texts: strings(text), unknown: true, ..ExpressionValues::default() }
        }
    }
}

/// The possible values of an attribute that contains `{{ … }}`: `get{{what}}Number`.
#[must_use]
pub fn interpolated(value: &str) -> ExpressionValues {
    let mut whole: Option<ExpressionValues> = None;
    let mut rest = value;
    while !rest.is_empty() {
        let (part, after) = match rest.find("{{") {
            Some(0) => match rest[2..]
                .rfind("}}")
                .filter(|_| !rest[2..].contains("{{"))
                .or_else(|| rest[2..].find("}}"))
            {
                Some(end) => (evaluate(&rest[2..2 + end]), &rest[end + 4..]),
                None => (ExpressionValues::unknown(), ""),
            },
            Some(at) => (ExpressionValues::text(&rest[..at]), &rest[at..]),
            None => (ExpressionValues::text(rest), ""),
        };
        // White space around a single interpolation does not change its value.
        if !(part.is_known()
            && part.texts.len() == 1
            && part.texts.iter().all(|text| text.trim().is_empty()))
        {
            whole = Some(whole.map_or_else(|| part.clone(), |whole| whole.then(&part)));
        }
        rest = after;
    }
    whole.unwrap_or_default()
}

/// The strings in a text that cannot be parsed.
pub(super) fn strings(text: &str) -> std::collections::BTreeSet<String> {
    let mut found = std::collections::BTreeSet::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\'', '"', '`']) {
        let quote = rest[at..].chars().next().unwrap_or('"');
        let Some(end) = rest[at + 1..].find(quote) else { break };
        found.insert(rest[at + 1..at + 1 + end].to_owned());
        rest = &rest[at + end + 2..];
    }
    found
}

/// The expression cannot be parsed.
pub(super) struct NotUnderstood;

type ParsedExpression = Result<ExpressionValues, NotUnderstood>;

pub(super) struct ExpressionParser<'a> {
    text: &'a str,
    pub(super) at: usize,
}

impl<'a> ExpressionParser<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut parser = Self { text, at: 0 };
        parser.skip_blanks();
        parser
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    pub(super) fn eat(&mut self, token: &str) -> bool {
        let eaten = self.rest().starts_with(token);
        if eaten {
            self.at += token.len();
            self.skip_blanks();
        }
        eaten
    }

    fn expect(&mut self, token: &str) -> Result<(), NotUnderstood> {
        if self.eat(token) { Ok(()) } else { Err(NotUnderstood) }
    }

    pub(super) fn at_word(&self, word: &str) -> bool {
        self.rest().strip_prefix(word).is_some_and(|rest| !rest.starts_with(is_name))
    }

    fn name(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        let starts = rest.chars().next().is_some_and(|c| !c.is_ascii_digit());
        (end > 0 && starts).then(|| {
            self.at += end;
            self.skip_blanks();
            &rest[..end]
        })
    }

    fn sequence(&mut self, depth: usize) -> ParsedExpression {
        let mut last = self.ternary(depth)?;
        while self.eat(",") {
            last = self.ternary(depth)?;
        }
        Ok(last)
    }

    fn ternary(&mut self, depth: usize) -> ParsedExpression {
        if depth > DEEPEST {
            return Err(NotUnderstood);
        }
        // A chain of conditions is processed in a loop, without recursion: each test is dropped,
        // each branch is added.
        let mut chosen = ExpressionValues::none();
        loop {
            let test = self.binary(0, depth)?;
            if self.rest().starts_with("?.")
                && !self.rest()[2..].starts_with(|c: char| c.is_ascii_digit())
                || !self.eat("?")
            {
                return Ok(chosen.or(test));
            }
            chosen.add(self.ternary(depth + 1)?);
            self.expect(":")?;
        }
    }

    /// Binary operators by precedence; the result contains the possible string values of the
    /// operation.
    fn binary(&mut self, strength: usize, depth: usize) -> ParsedExpression {
        let mut left = self.unary(depth)?;
        while let Some((token, level)) = self.operator().filter(|&(_, level)| level >= strength) {
            self.eat(token);
            let right = self.binary(level + 1, depth + 1)?;
            left = match token {
                "||" | "??" => left.or(right),
                "&&" => right,
                "+" => left.then(&right),
                // Vue 2 filters, or a bitwise or: the result is unknown.
                "|" => ExpressionValues { unknown: true, ..left },
                _ => ExpressionValues::none(),
            };
        }
        Ok(left)
    }

    fn operator(&self) -> Option<(&'static str, usize)> {
        const OPERATORS: [(&str, usize); 24] = [
            ("===", 4),
            ("!==", 4),
            (">>>", 6),
            ("**", 9),
            ("||", 1),
            ("??", 1),
            ("&&", 2),
            ("==", 4),
            ("!=", 4),
            ("<=", 5),
            (">=", 5),
            ("<<", 6),
            (">>", 6),
            ("<", 5),
            (">", 5),
            ("+", 7),
            ("-", 7),
            ("*", 8),
            ("/", 8),
            ("%", 8),
            ("&", 3),
            ("^", 3),
            ("|", 3),
            ("in ", 5),
        ];
        let rest = self.rest();
        OPERATORS.into_iter().find(|(token, _)| rest.starts_with(token))
    }

    fn unary(&mut self, depth: usize) -> ParsedExpression {
        let mut changed = false;
        loop {
            let word = ["typeof", "void", "delete"].into_iter().find(|word| self.at_word(word));
            let token = word.or_else(|| {
                ["!", "~", "-", "+"].into_iter().find(|token| self.rest().starts_with(token))
            });
            let Some(token) = token else { break };
            self.eat(token);
            changed = true;
        }
        let value = self.postfix(depth)?;
        Ok(if changed { ExpressionValues::none() } else { value })
    }

    fn postfix(&mut self, depth: usize) -> ParsedExpression {
        let mut value = self.primary(depth)?;
        loop {
            if self.eat("?.[") || self.eat("[") {
                let index = self.sequence(depth + 1)?;
                self.expect("]")?;
                value = match (index.is_known(), index.texts.len()) {
                    (true, 1) => index.texts.iter().fold(value, |value, name| value.member(name)),
                    _ => value.member(ELEMENT),
                };
            } else if self.eat("?.(") || self.eat("(") {
                self.list(")", depth)?;
                value = ExpressionValues::unknown();
            } else if self.eat("?.") || (!self.rest().starts_with("..") && self.eat(".")) {
                value = value.member(self.name().ok_or(NotUnderstood)?);
            } else if self.rest().starts_with('!') && !self.rest().starts_with("!=") {
                self.eat("!");
            } else {
                return Ok(value);
            }
        }
    }

    fn primary(&mut self, depth: usize) -> ParsedExpression {
        if depth > DEEPEST {
            return Err(NotUnderstood);
        }
        match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => self.string(quote).map(ExpressionValues::text),
            Some('`') => self.template(depth),
            Some('(') => {
                self.eat("(");
                let value = self.sequence(depth + 1)?;
                self.expect(")").map(|()| value)
            }
            Some('[') => {
                self.eat("[");
                self.list("]", depth)
            }
            Some('{') => self.object(depth),
            Some(digit) if digit.is_ascii_digit() => {
                let end = self
                    .rest()
                    .find(|c: char| !c.is_ascii_alphanumeric() && c != '.')
                    .unwrap_or(self.rest().len());
                let number = self.rest()[..end].to_owned();
                self.at += end;
                self.skip_blanks();
                Ok(ExpressionValues::text(number))
            }
            _ => self.word(),
        }
    }

    fn word(&mut self) -> ParsedExpression {
        let name = self.name().ok_or(NotUnderstood)?;
        match name {
            "true" | "false" | "null" | "undefined" | "NaN" => Ok(ExpressionValues::none()),
            "new" | "function" | "async" | "await" | "class" => Err(NotUnderstood),
            // In a template, `this.x` is `x`.
            "this" | "$props" | "$data" if self.rest().starts_with('.') && self.eat(".") => {
                self.word()
            }
            _ if self.rest().starts_with("=>") => Err(NotUnderstood),
            name => Ok(ExpressionValues::path(vec![name.to_owned()])),
        }
    }

    fn list(&mut self, end: &str, depth: usize) -> ParsedExpression {
        let mut all = ExpressionValues::none();
        while !self.eat(end) {
            self.eat("...");
            all.add(self.ternary(depth + 1)?);
            if !self.eat(",") {
                self.expect(end)?;
                break;
            }
        }
        Ok(all)
    }

    fn object(&mut self, depth: usize) -> ParsedExpression {
        self.expect("{")?;
        let mut members = Vec::new();
        while !self.eat("}") {
            self.member(&mut members, depth + 1)?;
            if !self.eat(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(members.into_iter().fold(ExpressionValues::none(), |all, (_, value)| all.or(value)))
    }

    pub(super) fn member(
        &mut self,
        members: &mut Vec<Member>,
        depth: usize,
    ) -> Result<(), NotUnderstood> {
        if self.eat("...") {
            members.push((None, self.ternary(depth + 1)?));
            return Ok(());
        }
        let key = match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => Some(self.string(quote)?),
            // Which name it has is unknown, so any attribute can have the value.
            Some('[') => {
                self.eat("[");
                self.sequence(depth + 1)?;
                self.expect("]")?;
                self.expect(":")?;
                let texts = self.ternary(depth + 1)?.texts;
                let unknown = true;
                let value = ExpressionValues { texts, unknown, ..ExpressionValues::none() };
                members.push((None, value));
                return Ok(());
            }
            Some(digit) if digit.is_ascii_digit() => {
                let end = self
                    .rest()
                    .find(|c: char| !c.is_ascii_alphanumeric())
                    .unwrap_or(self.rest().len());
                let key = self.rest()[..end].to_owned();
                self.at += end;
                self.skip_blanks();
                Some(key)
            }
            _ => Some(self.name().ok_or(NotUnderstood)?.to_owned()),
        };
        let value = if self.eat(":") {
            self.ternary(depth + 1)?
        } else {
            ExpressionValues::path(vec![key.clone().ok_or(NotUnderstood)?])
        };
        members.push((key, value));
        Ok(())
    }

    fn string(&mut self, quote: char) -> Result<String, NotUnderstood> {
        let mut text = String::new();
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                c if c == quote => {
                    self.at += at + 1;
                    self.skip_blanks();
                    return Ok(text);
                }
                '\\' => text.extend(chars.next().map(|(_, escaped)| escaped)),
                c => text.push(c),
            }
        }
        Err(NotUnderstood)
    }

    fn template(&mut self, depth: usize) -> ParsedExpression {
        let mut whole = ExpressionValues::text("");
        self.at += 1;
        loop {
            let rest = self.rest();
            let end = rest.find(['`', '$', '\\']).ok_or(NotUnderstood)?;
            whole = whole.then(&ExpressionValues::text(&rest[..end]));
            self.at += end;
            if self.rest().starts_with("${") {
                self.eat("${");
                let part = self.sequence(depth + 1)?;
                if !self.rest().starts_with('}') {
                    return Err(NotUnderstood);
                }
                self.at += 1;
                whole = whole.then(&part);
            } else if self.rest().starts_with('`') {
                self.eat("`");
                return Ok(whole);
            } else if self.rest().starts_with('$') {
                self.at += 1;
                whole = whole.then(&ExpressionValues::text("$"));
            } else {
                return Err(NotUnderstood);
            }
        }
    }
}

pub(super) fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}
