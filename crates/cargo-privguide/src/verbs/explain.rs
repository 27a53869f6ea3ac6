//! `explain`: describes a rule, an information type, an interface, an error or a configuration key.

use std::io::Write as _;

use privguide::review;

use crate::{
    Status,
    arguments::{Explain, Format},
    failure::Failure,
    output::{Output, write_json},
};

/// Runs `explain`.
///
/// # Errors
/// When the topic is not known.
pub fn run(arguments: &Explain, output: &Output) -> Result<Status, Failure> {
    let topic = &arguments.topic;
    if let Some(text) = review::explain(topic, output.language(None)) {
        say(topic, &text, arguments.format, output)?;
        return Ok(Status::Clean);
    }
    let failure = Failure::new(
        format!("不认识 {topic}：不是规则、信息类型、接口、错误码，也不是配置项"),
        format!(
            "{topic} is unknown: no rule, information type, interface, error number or configuration key"
        ),
    );
    Err(match review::nearest_topic(topic) {
        Some(near) => failure.help(format!("你是不是想写 {near}？"), format!("did you mean {near}?")),
        None => failure.help(
            "cargo privguide list rules、list information、list interfaces、list unlisted 列出全部",
            "cargo privguide list rules, list information, list interfaces and list unlisted show them all",
        ),
    })
}

/// Writes the result of [`review::explain`]: as Markdown, only its headings, or as a JSON string.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn say(topic: &str, text: &str, format: Format, output: &Output) -> Result<(), Failure> {
    let text = output.called().advise(text);
    let mut out = output.results();
    match format {
        Format::Human => out.write_all(text.as_bytes())?,
        Format::Short => {
            for heading in text.lines().filter_map(|line| line.strip_prefix("# ")) {
                writeln!(out, "{heading}")?;
            }
        }
        Format::Json => write_json(
            &mut out,
            &serde_json::json!({ "version": 1, "topic": topic, "text": text }),
        )?,
    }
    Ok(())
}
