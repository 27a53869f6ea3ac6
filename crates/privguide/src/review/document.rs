//! The Markdown file of a rule: description, reasons, and examples that run as tests.
//!
//! ```text
//! ---
//! id: blank-purpose
//! level: error
//! zh: 没有写用途
//! en: No purpose is given
//! ---
//!
//! ## zh-CN          what it means and what to do, in Chinese
//! ## en             the same in English
//! ## Sources        where the platform or the law says so, one bullet each
//! ## Fails          files in fences, ```toml privguide.toml; `## Fails (guide: stale)` sets the state of the guide
//! ## Passes
//! ```

use super::Level;
use crate::language::Text;

/// A rule's document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDocument {
    /// The rule's id.
    pub id: String,
    /// Its default level.
    pub level: Level,
    /// True when it is off by default.
    pub is_off: bool,
    /// The problem, in a few words.
    pub title: Text,
    /// The explanation and what to do, as Markdown.
    pub body: Text,
    /// Where the platform or the law requires this.
    pub sources: Vec<String>,
    /// Its examples.
    pub examples: Vec<Example>,
}

/// A small project that violates or satisfies a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Whether the rule must report something.
    pub fails: bool,
    /// The text in brackets in the heading: `guide: stale`.
    pub setting: Option<String>,
    /// Path and content of its files.
    pub files: Vec<(String, String)>,
}

impl RuleDocument {
    /// Reads a rule's Markdown.
    ///
    /// # Errors
    /// When a part is missing; the message says which one.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.replace("\r\n", "\n");
        let rest = text.strip_prefix("---\n").ok_or("it does not begin with ---")?;
        let (head, body) = rest.split_once("\n---\n").ok_or("the front matter does not end")?;
        let field = |name: &str| {
            let value = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            value.map(|value| value.trim().to_owned()).ok_or(format!("`{name}` is missing"))
        };
        let (level, is_off) = match field("level")?.as_str() {
            "error" => (Level::Error, false),
            "warning" => (Level::Warning, false),
            "off" => (Level::Warning, true),
            other => return Err(format!("`{other}` is no level")),
        };
        let mut document = Self {
            id: field("id")?,
            level,
            is_off,
            title: Text::new(field("zh")?, field("en")?),
            body: Text::new("", ""),
            sources: Vec::new(),
            examples: Vec::new(),
        };
        for section in sections(body) {
            document.read_section(&section)?;
        }
        match () {
            () if document.body.zh.is_empty() || document.body.en.is_empty() => {
                Err("a language is missing".to_owned())
            }
            () if document.sources.is_empty() => Err("the sources are missing".to_owned()),
            () => Ok(document),
        }
    }

    fn read_section(&mut self, section: &DocumentSection) -> Result<(), String> {
        let (name, setting) = match section.heading.split_once(" (") {
            Some((name, rest)) => (name, rest.strip_suffix(')').map(str::to_owned)),
            None => (section.heading.as_str(), None),
        };
        match name {
            "zh-CN" => section.prose.trim().clone_into(&mut self.body.zh),
            "en" => section.prose.trim().clone_into(&mut self.body.en),
            "Sources" => {
                self.sources = section
                    .prose
                    .lines()
                    .filter_map(|line| line.strip_prefix("- "))
                    .map(str::to_owned)
                    .collect();
            }
            "Fails" | "Passes" => {
                self.examples.push(Example {
                    fails: name == "Fails",
                    setting,
                    files: section.files.clone(),
                });
            }
            other => return Err(format!("`## {other}` is unknown")),
        }
        Ok(())
    }
}

#[derive(Default)]
struct DocumentSection {
    heading: String,
    prose: String,
    files: Vec<(String, String)>,
}

/// Splits at `## ` headings; fences become files.
fn sections(body: &str) -> Vec<DocumentSection> {
    let mut sections: Vec<DocumentSection> = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in body.lines() {
        let Some(section) = (match line.strip_prefix("## ") {
            Some(heading) if open.is_none() => {
                sections.push(DocumentSection {
                    heading: heading.trim().to_owned(),
                    ..DocumentSection::default()
                });
                continue;
            }
            _ => sections.last_mut(),
        }) else {
            continue;
        };
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => section.files.extend(open.take()),
            (Some(info), None) => {
                let path = info.split_once(' ').map_or("", |(_, path)| path);
                open = Some((path.to_owned(), String::new()));
            }
            (None, Some((_, content))) => {
                content.push_str(line);
                content.push('\n');
            }
            (None, None) => {
                section.prose.push_str(line);
                section.prose.push('\n');
            }
        }
    }
    sections
}
