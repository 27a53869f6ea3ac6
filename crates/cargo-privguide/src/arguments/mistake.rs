//! Errors of the command line's parser in both languages.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::failure::Failure;

/// An error as a failure. `verb` is the command to type before `--help`: `cargo privguide check`.
pub fn failure(error: &Error, verb: &str) -> Failure {
    let failure = message(error);
    let failure = match context_text(error, ContextKind::SuggestedArg)
        .or_else(|| context_text(error, ContextKind::SuggestedValue))
        .or_else(|| context_text(error, ContextKind::SuggestedSubcommand))
    {
        Some(near) => {
            failure.help(format!("你是不是想写 {near}？"), format!("did you mean {near}?"))
        }
        None => failure,
    };
    let failure = match context_text(error, ContextKind::ValidValue) {
        Some(values) => failure.help(
            format!("可用的值：{}", values.replace(", ", "、")),
            format!("possible values: {values}"),
        ),
        None => failure,
    };
    failure
        .help(format!("{verb} --help 列出全部参数"), format!("{verb} --help lists every argument"))
}

fn message(error: &Error) -> Failure {
    let get = |kind| context_text(error, kind).unwrap_or_default();
    let (argument, value) = (get(ContextKind::InvalidArg), get(ContextKind::InvalidValue));
    match error.kind() {
        ErrorKind::UnknownArgument => Failure::new(
            format!("不认识的参数：{argument}"),
            format!("unexpected argument: {argument}"),
        ),
        ErrorKind::InvalidSubcommand => {
            let name = get(ContextKind::InvalidSubcommand);
            Failure::new(format!("没有 {name} 这个命令"), format!("there is no command {name}"))
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            Failure::new(format!("{argument} 缺少值"), format!("{argument} needs a value"))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let why = error.source().map(ToString::to_string).filter(|why| !why.is_empty());
            let (zh, en) = why.map_or_else(Default::default, |why| {
                (format!("，可用的是：{why}"), format!("; possible: {why}"))
            });
            Failure::new(
                format!("{argument} 不能取值 {value:?}{zh}"),
                format!("{argument} cannot be {value:?}{en}"),
            )
        }
        ErrorKind::ArgumentConflict => {
            let prior = get(ContextKind::PriorArg);
            let again = prior.is_empty() || prior == argument;
            if again {
                Failure::new(
                    format!("{argument} 只能给出一次"),
                    format!("{argument} can be given only once"),
                )
            } else {
                Failure::new(
                    format!("{argument} 不能与 {prior} 同时使用"),
                    format!("{argument} cannot be used with {prior}"),
                )
            }
        }
        ErrorKind::MissingRequiredArgument => {
            Failure::new(format!("还缺少 {argument}"), format!("{argument} is missing"))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Failure::new("还缺少一个命令", "a command is missing")
        }
        ErrorKind::TooManyValues
        | ErrorKind::TooFewValues
        | ErrorKind::WrongNumberOfValues
        | ErrorKind::NoEquals => Failure::new(
            format!("{argument} 的值的个数不对"),
            format!("{argument} has the wrong number of values"),
        ),
        ErrorKind::InvalidUtf8 => Failure::new("参数不是 UTF-8 编码", "an argument is not UTF-8"),
        kind => Failure::new(
            format!("命令行有误：{kind}"),
            format!("the command line is wrong: {kind}"),
        ),
    }
}

fn context_text(error: &Error, kind: ContextKind) -> Option<String> {
    let text = match error.get(kind)? {
        ContextValue::String(text) => text.clone(),
        // The closest candidate is the last.
        ContextValue::Strings(texts) if kind == ContextKind::SuggestedSubcommand => {
            texts.last().cloned().unwrap_or_default()
        }
        ContextValue::Strings(texts) => texts.join(", "),
        _ => return None,
    };
    (!text.is_empty() || kind == ContextKind::InvalidValue).then_some(text)
}
