//! `explain`: what a rule, an information type, an interface, an error or a configuration key is.

use std::io::Write as _;

use privguide::review;

use crate::{arguments::Explain, failure::Failure, output::Output, status::Status};

/// Runs `explain`.
///
/// # Errors
/// When there is no such thing.
pub fn run(arguments: &Explain, output: &Output) -> Result<Status, Failure> {
    let topic = &arguments.topic;
    if let Some(text) = review::explain(topic, output.language(None)) {
        output.results().write_all(output.called().advise(&text).as_bytes())?;
        return Ok(Status::Clean);
    }
    let failure = Failure::new(
        format!("不认识 {topic}：不是规则、信息类型、接口、错误码，也不是配置项"),
        format!("{topic} is unknown: no rule, information type, interface, error number or configuration key"),
    );
    Err(match review::nearest_topic(topic) {
        Some(near) => failure.help(format!("你是不是想写 {near}？"), format!("did you mean {near}?")),
        None => failure.help(
            "cargo privguide list rules、list information、list interfaces、list unlisted 列出全部",
            "cargo privguide list rules, list information, list interfaces and list unlisted show them all",
        ),
    })
}
