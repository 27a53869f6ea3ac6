//! Compares the results for sources with those for the built output.

use std::{collections::BTreeSet, fmt};

use super::scan::{Found, Use};

/// The side on which something was found that the other side lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Sources,
    Output,
}

/// An interface that only one side has in a file: a source, or the built file if its source is not
/// known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Difference {
    pub(super) side: Side,
    pub(super) interface: String,
    pub(super) file: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = if self.side == Side::Sources { "only-sources" } else { "only-output" };
        write!(out, "{side} {} {}", self.interface, self.file)
    }
}

/// The result for one sample.
pub(super) struct Compared {
    in_sources: usize,
    in_output: usize,
    explained: usize,
    /// Differences that were not expected, and expected differences that did not occur.
    pub(super) surprises: Vec<String>,
}

impl Compared {
    pub(super) fn summary(&self, name: &str) -> String {
        let Self { in_sources, in_output, explained, surprises } = self;
        let state = if surprises.is_empty() { "equal" } else { "different" };
        format!(
            "{state:9} {name}: {in_sources} interfaces by file in the sources, {in_output} in what is built, \
             {explained} differences with a reason"
        )
    }
}

/// The origin of a use in the output.
enum Origin {
    /// A source.
    File(String),
    /// An installed package.
    Package(String),
    /// Not known.
    Unknown,
}

/// Compares both sides, and the differences with the expected ones.
pub(super) fn compare(sources: &Found, output: &Found, expected: &[Difference]) -> Compared {
    let written: BTreeSet<(&str, &str)> =
        sources.uses.iter().map(|one| (one.interface.as_str(), one.file.as_str())).collect();
    let files: BTreeSet<&str> = sources.uses.iter().map(|one| one.file.as_str()).collect();
    let anywhere: BTreeSet<&str> = written.iter().map(|(interface, _)| *interface).collect();
    let mut built: BTreeSet<(&str, String)> = BTreeSet::new();
    let mut unplaced: BTreeSet<&str> = BTreeSet::new();
    let mut differences: BTreeSet<Difference> = BTreeSet::new();
    let mut only = |side, interface: &str, file: &str| {
        differences.insert(Difference {
            side,
            interface: interface.to_owned(),
            file: file.to_owned(),
        });
    };
    for one in &output.uses {
        let interface = one.interface.as_str();
        match origin(one, &files, &written) {
            Origin::File(file) if written.contains(&(interface, file.as_str())) => {
                built.insert((interface, file));
            }
            Origin::File(file) => only(Side::Output, interface, &file),
            Origin::Package(name) if sources.packages.contains(&name) => {}
            Origin::Package(name) => only(Side::Output, interface, &name),
            Origin::Unknown if anywhere.contains(interface) => drop(unplaced.insert(interface)),
            Origin::Unknown => only(Side::Output, interface, &one.file),
        }
    }
    for (interface, file) in &written {
        if !built.contains(&(*interface, (*file).to_owned())) && !unplaced.contains(interface) {
            only(Side::Sources, interface, file);
        }
    }
    let expected: BTreeSet<Difference> = expected.iter().cloned().collect();
    let new = differences.difference(&expected).map(Difference::to_string);
    let gone = expected.difference(&differences).map(|gone| format!("no longer: {gone}"));
    Compared {
        in_sources: written.len(),
        in_output: built.len() + unplaced.len(),
        explained: differences.intersection(&expected).count(),
        surprises: new.chain(gone).collect(),
    }
}

/// The origin according to a source map; without one, the source with the same name.
fn origin(one: &Use, files: &BTreeSet<&str>, written: &BTreeSet<(&str, &str)>) -> Origin {
    let Some(original) = &one.original else {
        let same =
            |file: &&&str| stem(file.strip_prefix("src/").unwrap_or(file)) == stem(&one.file);
        let has = |file: &&&str| written.contains(&(one.interface.as_str(), **file));
        let found = files.iter().filter(same).find(has).or_else(|| files.iter().find(same));
        return found.map_or(Origin::Unknown, |file| Origin::File((*file).to_owned()));
    };
    let named = original.file.trim_start_matches("./");
    // Webpack's names for concatenated modules in Taro's configuration: `._src_pages_a.tsx`.
    let flat = named.strip_prefix("._");
    if let Some(file) =
        flat.and_then(|flat| files.iter().find(|file| file.replace('/', "_") == flat))
    {
        return Origin::File((*file).to_owned());
    }
    let package =
        named.strip_prefix("node_modules/").map(|rest| rest.split('/').next().unwrap_or(rest));
    let package = package.or_else(|| flat?.strip_prefix("node_modules_")?.split('_').next());
    match package {
        Some(name) => Origin::Package(name.to_owned()),
        None => Origin::File(named.to_owned()),
    }
}

fn stem(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::{Difference, Side, compare};
    use crate::builds::scan::Found;

    fn found(text: &str, packages: &[&str]) -> Found {
        let uses = text.lines().map(|line| {
            let mut words = line.split(' ');
            let mut word = || words.next().unwrap_or_default().to_owned();
            let (interface, file, original) = (word(), word(), word());
            let original = (!original.is_empty()).then(|| serde_json::json!({ "file": original }));
            let one = serde_json::json!({ "interface": interface, "status": "reachable", "file": file, "original": original });
            serde_json::from_value(one).expect("a use")
        });
        Found {
            uses: uses.collect(),
            packages: packages.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    #[test]
    fn both_sides_are_compared_file_by_file() {
        let sources = found("a src/p/p.vue\nb src/p/p.vue\nc src/q.js\nd src/e/f.ts", &["kit"]);
        let output = found(
            "a p/p.wxml\nb x.js ./src/p/p.vue\nc v.js ./src/r.js\nc q.js\nd m.js ._src_e_f.ts\ne v.js node_modules/kit/i.js\nf y.js",
            &[],
        );
        let compared = compare(&sources, &output, &[]);
        assert_eq!(compared.surprises, ["only-output c src/r.js", "only-output f y.js"]);
        let reasons = [
            Difference {
                side: Side::Output,
                interface: "c".to_owned(),
                file: "src/r.js".to_owned(),
            },
            Difference {
                side: Side::Sources,
                interface: "a".to_owned(),
                file: "src/p/p.vue".to_owned(),
            },
        ];
        let compared = compare(&sources, &output, &reasons);
        assert_eq!(
            compared.surprises,
            ["only-output f y.js", "no longer: only-sources a src/p/p.vue"]
        );
        assert_eq!(compared.explained, 1);
    }
}
