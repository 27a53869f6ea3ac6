//! The figures of a run of the oracle.

use std::{collections::BTreeMap, io::Write as _};

use anyhow::{Context as _, Result};

use super::{Tried, judge::Verdict, rows::Rows};

/// The number of accesses with each verdict.
#[derive(Default)]
pub(super) struct Report {
    programs: usize,
    accesses: usize,
    verdicts: BTreeMap<Verdict, usize>,
    /// Silent accesses in programs that have an unresolved place elsewhere.
    silent_beside_unresolved: usize,
    /// The number of used interfaces that no run reads, and of programs with such uses.
    unseen: usize,
    programs_with_unseen: usize,
    /// Programs that threw an exception.
    failed: usize,
    /// Chains without any access, by label: the row does not work as described.
    pub(super) idle: Vec<String>,
}

const WORDS: [(Verdict, &str); 7] = [
    (Verdict::Used, "a use on the line"),
    (Verdict::UsedByCaller, "a use where the wrapper is called"),
    (Verdict::Unresolved, "unresolved on the line"),
    (Verdict::UnresolvedByCaller, "unresolved where the wrapper is called"),
    (Verdict::Unanalysed, "in a file that is not analysed in full"),
    (Verdict::UsedElsewhere, "a use on a line that did not lead there"),
    (Verdict::Silent, "silent"),
];

impl Report {
    pub(super) fn new(tried: &[Tried], rows: &Rows) -> Self {
        let mut report = Self { programs: tried.len(), ..Self::default() };
        for one in tried {
            report.accesses += one.run.accesses.len();
            for access in &one.run.accesses {
                let verdict = one.reported.verdict(access);
                *report.verdicts.entry(verdict).or_default() += 1;
                report.silent_beside_unresolved +=
                    usize::from(verdict == Verdict::Silent && one.reported.has_unresolved());
            }
            let unseen = one.reported.unseen(&one.run.accesses).len();
            report.unseen += unseen;
            report.programs_with_unseen += usize::from(unseen > 0);
            report.failed += usize::from(!one.run.errors.is_empty());
            for chain in &one.chains {
                if one.verdicts(chain).next().is_none() {
                    let error = one.run.errors.first().map_or("", |error| error);
                    report.idle.push(format!(
                        "{}: {} ({error})",
                        chain.variant(),
                        chain.label(rows)
                    ));
                }
            }
        }
        report.idle.dedup();
        report
    }

    fn count(&self, verdict: Verdict) -> usize {
        self.verdicts.get(&verdict).copied().unwrap_or(0)
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of accesses are small")]
    fn share(&self, count: usize) -> f64 {
        if self.accesses == 0 { 0.0 } else { count as f64 * 100.0 / self.accesses as f64 }
    }

    /// Silent accesses, in percent.
    pub(super) fn silent(&self) -> f64 {
        self.share(self.count(Verdict::Silent))
    }

    /// Unresolved accesses, in percent.
    pub(super) fn unresolved(&self) -> f64 {
        self.share(self.count(Verdict::Unresolved) + self.count(Verdict::UnresolvedByCaller))
    }

    pub(super) fn print(&self) -> Result<()> {
        print_line(&format!("oracle: {} programs, {} accesses", self.programs, self.accesses))?;
        for (verdict, words) in WORDS {
            let count = self.count(verdict);
            print_line(&format!("    {count:7} {:6.2} %  {words}", self.share(count)))?;
        }
        print_line(&format!(
            "    beside the silent ones something else is unresolved: {}; uses that no run reads: {} in {} programs; programs that \
             threw: {}; chains without an access: {}",
            self.silent_beside_unresolved,
            self.unseen,
            self.programs_with_unseen,
            self.failed,
            self.idle.len()
        ))
    }
}

/// Prints a line of the result.
pub(super) fn print_line(line: &str) -> Result<()> {
    writeln!(anstream::stdout(), "{line}").context("writing the result")
}
