//! GitHub workflow commands: annotations on the lines of a pull request.
//!
//! GitHub shows at most ten errors and ten warnings per step, so the most serious come first, and
//! only the number of the rest is given.

use std::io::{self, Write};

use privguide::{
    language::{Language, Text},
    review::Level,
};

use super::{
    count,
    located::{Located, Spot},
};
use crate::output::plain;

/// The number of annotations per level that GitHub shows for a step.
const SHOWN: usize = 10;

/// Writes one workflow command per finding.
///
/// # Errors
/// When the stream cannot be written.
pub fn github(out: &mut dyn Write, located: &[Located<'_>], language: Language) -> io::Result<()> {
    for level in [Level::Error, Level::Warning] {
        for finding in located.iter().filter(|finding| finding.finding.level == level).take(SHOWN) {
            writeln!(out, "{}", command(finding, language))?;
        }
    }
    let left = [Level::Error, Level::Warning].map(|level| {
        located
            .iter()
            .filter(|finding| finding.finding.level == level)
            .count()
            .saturating_sub(SHOWN)
    });
    if left != [0, 0] {
        let text = left_text(left[0], left[1]);
        writeln!(out, "::notice title=privguide::{}", data(text.get(language)))?;
    }
    Ok(())
}

fn left_text(errors: usize, warnings: usize) -> Text {
    Text::new(
        format!("另有 {errors} 个错误、{warnings} 个警告，见作业摘要"),
        format!(
            "{} and {}, see the job summary",
            count(errors, "more error"),
            count(warnings, "more warning")
        ),
    )
}

fn command(located: &Located<'_>, language: Language) -> String {
    let finding = located.finding;
    let name = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
    };
    let spot = &located.spots[0];
    let title = property(&format!("privguide({})", finding.rule));
    let lines = std::iter::once(&finding.message).chain(&finding.help);
    let text: Vec<&str> = lines.map(|line| line.get(language)).collect();
    format!(
        "::{name} file={}{},title={title}::{}",
        property(&spot.path),
        position(spot),
        data(&text.join("\n"))
    )
}

/// Columns may only be given for a place on one line.
fn position(spot: &Spot) -> String {
    let (start, end) = (spot.span.start, spot.span.end);
    if spot.whole_file {
        format!(",line={}", start.0)
    } else if start.0 == end.0 {
        format!(",line={},col={},endColumn={}", start.0, start.1, end.1)
    } else {
        format!(",line={},endLine={}", start.0, end.0)
    }
}

fn data(text: &str) -> String {
    plain(&text.replace('\r', "")).replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, Sample};
    use super::*;

    fn written(sample: &Sample) -> String {
        let mut out = Vec::new();
        github(&mut out, &sample.located(), Language::En).expect("written to memory");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn a_finding_is_an_annotation_of_its_line() {
        let sample =
            sample::one(Level::Error, "pages/map.js", "a\nwx.getLocation()\n", "wx.getLocation");
        assert_eq!(
            written(&sample),
            "::error file=pages/map.js,line=2,col=1,endColumn=15,title=privguide(undeclared-information)::a message%0Ado this\n"
        );
    }

    #[test]
    fn a_place_of_several_lines_has_no_columns() {
        let sample = sample::one(
            Level::Warning,
            "a.wxml",
            "<button\n open-type='x'>",
            "<button\n open-type='x'>",
        );
        assert!(written(&sample).starts_with("::warning file=a.wxml,line=1,endLine=2,title="));
    }

    #[test]
    fn only_ten_of_a_level_are_shown_and_errors_come_first() {
        let mut sample = sample::many(Level::Warning, 13);
        sample.findings.extend(sample::many(Level::Error, 11).findings);
        let text = written(&sample);
        let names: Vec<&str> =
            text.lines().filter_map(|line| line.split([' ', ':']).nth(2)).collect();
        assert_eq!(names[..10], ["error"; 10]);
        assert_eq!(names[10..20], ["warning"; 10]);
        assert!(
            text.ends_with(
                "::notice title=privguide::1 more error and 3 more warnings, see the job summary\n"
            ),
            "{text}"
        );
    }
}
