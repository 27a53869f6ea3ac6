//! Reduces silent programs, to show which construct is not analysed.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use anyhow::Result;

use super::{
    Tried, chain::Chain, judge::Verdict, report::print_line, rows::Rows, tables::Tables, try_all,
    write,
};

/// Chains with the same rows.
struct Group<'a> {
    count: usize,
    variants: BTreeSet<String>,
    chain: Chain<'a>,
}

/// Prints the smallest silent chains, with the number of programs that were reduced to each.
pub(super) fn print(
    rows: &Rows,
    tables: &Tables,
    tried: &[Tried],
    limit: usize,
    show: usize,
) -> Result<()> {
    let silent =
        |one: &Tried, chain: &Chain| one.verdicts(chain).any(|verdict| verdict == Verdict::Silent);
    let all: Vec<Chain> = tried
        .iter()
        .flat_map(|one| one.chains.iter().filter(|chain| silent(one, chain)).cloned())
        .take(limit)
        .collect();
    let mut smallest: BTreeMap<String, Group> = BTreeMap::new();
    for chain in shrunk(rows, tables, all)? {
        let group = smallest.entry(chain.label(rows)).or_insert_with(|| Group {
            count: 0,
            variants: BTreeSet::new(),
            chain: chain.clone(),
        });
        group.count += 1;
        group.variants.insert(chain.variant());
    }
    let mut smallest: Vec<(String, Group)> = smallest.into_iter().collect();
    smallest.sort_by(|(a, one), (b, other)| other.count.cmp(&one.count).then_with(|| a.cmp(b)));
    if !smallest.is_empty() {
        print_line("silent, made as small as they remain silent:")?;
    }
    for (label, group) in &smallest {
        let variants: Vec<&str> = group.variants.iter().map(String::as_str).collect();
        print_line(&format!("    {:5} × {label} ({})", group.count, variants.join(", ")))?;
    }
    for (label, Group { chain, .. }) in smallest.iter().take(show) {
        print_line(&format!("\n==== {label}"))?;
        for (path, text) in write::program(std::slice::from_ref(chain)).files {
            if Path::new(&path).extension().is_some_and(|ending| ending == "js") {
                print_line(&format!("-- {path}\n{}", text.trim_end()))?;
            }
        }
    }
    Ok(())
}

/// In each round, every chain is replaced by the first smaller one that is also silent.
fn shrunk<'a>(
    rows: &'a Rows,
    tables: &Tables,
    mut chains: Vec<Chain<'a>>,
) -> Result<Vec<Chain<'a>>> {
    let mut done = Vec::new();
    while !chains.is_empty() {
        let candidates: Vec<Vec<Chain>> = chains.iter().map(|chain| chain.smaller(rows)).collect();
        let flat: Vec<Vec<Chain>> =
            candidates.iter().flatten().map(|chain| vec![chain.clone()]).collect();
        let mut tried = try_all(tables, flat)?.into_iter();
        let mut next = Vec::new();
        for (chain, candidates) in chains.into_iter().zip(candidates) {
            let results: Vec<Tried> = tried.by_ref().take(candidates.len()).collect();
            let first = results.iter().zip(candidates).find(|(one, smaller)| {
                one.verdicts(smaller).any(|verdict| verdict == Verdict::Silent)
            });
            match first {
                Some((_, smaller)) => next.push(smaller),
                None => done.push(chain),
            }
        }
        chains = next;
    }
    Ok(done)
}
