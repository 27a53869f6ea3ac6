//! The baseline allows more than is found. The review itself applies this rule, together with the
//! baseline.

use crate::{
    language::Text,
    review::{baseline::Allowance, remark::Remark},
    tree::Place,
};

pub(in crate::review) const ID: &str = "stale-baseline";

pub(in crate::review) fn remark(allowance: &Allowance, found: usize, place: Place) -> Remark {
    let Allowance { file, rule, count, .. } = allowance;
    let what = Text::new(format!("{file} 的 {rule}"), format!("{rule} in {file}"));
    Remark::new(
        format!("基线里 {} 记了 {count} 处，现在只有 {found} 处", what.zh),
        format!("the baseline has {count} of {}, and there are {found} now", what.en),
    )
    .at(place)
    .help(
        "运行 cargo privguide check --write-baseline 重写基线",
        "run cargo privguide check --write-baseline to write it again",
    )
}
