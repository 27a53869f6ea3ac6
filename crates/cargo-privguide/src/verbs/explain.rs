//! `explain`: what a rule, an information type or an interface is.

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
        output.results().write_all(text.as_bytes())?;
        return Ok(Status::Clean);
    }
    let failure = Failure::new(
        format!("没有名为 {topic} 的规则、信息类型或接口"),
        format!("there is no rule, information type or interface {topic}"),
    );
    Err(match review::nearest_topic(topic) {
        Some(near) => failure.help(format!("你是不是想写 {near}？"), format!("did you mean {near}?")),
        None => failure.help(
            "cargo privguide list rules、list information、list interfaces 列出全部",
            "cargo privguide list rules, list information and list interfaces show them all",
        ),
    })
}
