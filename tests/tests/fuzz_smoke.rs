//! Runs the fuzzer's entry points on all inputs that were found, and on a few thousand variants of
//! them, which are the same in every run.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use privguide_tests::{doors::DOORS, repository};

/// The number of variants of each input.
const VARIANTS: usize = 12;

/// Parts from which variants are built: syntax that opens or closes something.
const PARTS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "</",
    "/>",
    "{{",
    "}}",
    "`",
    "${",
    "\"",
    "'",
    "\\",
    "/*",
    "*/",
    "//",
    "<!--",
    "-->",
    "#",
    "@",
    "=",
    "\n",
    "\0",
    "\u{feff}",
    "，",
    "；",
    "\u{2028}",
    "<script>",
    "</script>",
    "<template>",
    "wx.",
    "wx[",
    "scope.",
    "import ",
    "#ifdef MP",
    "0x",
    "1e999",
    "\\u",
    "\u{1}",
    "(?:",
    "{1,9}",
    "**",
    "!(",
];

/// A deterministic generator of pseudo-random numbers (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (end.max(1) as u64)).expect("below a usize")
    }

    fn variant(&mut self, input: &[u8]) -> Vec<u8> {
        let mut out = input.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(out.len() + 1);
            match self.below(4) {
                0 => drop(out.splice(at..at, PARTS[self.below(PARTS.len())].bytes())),
                1 => out.truncate(at),
                2 if at < out.len() => out[at] = u8::try_from(self.below(256)).expect("a byte"),
                _ => {
                    let end = at + self.below((out.len() - at).min(64) + 1);
                    let again = out[at..end].to_vec();
                    drop(out.splice(at..at, again));
                }
            }
        }
        out
    }
}

fn inputs(door: &str) -> Vec<Vec<u8>> {
    let folder = repository().join("tests/fuzz/corpus").join(door);
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .expect("a corpus for every door")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path: &std::path::PathBuf| fs::read(Path::new(path)).expect("an input"))
        .collect()
}

#[test]
fn no_door_gives_way() {
    for (name, door) in DOORS {
        let inputs = inputs(name);
        assert!(!inputs.is_empty(), "{name}");
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        for input in &inputs {
            let variants: Vec<Vec<u8>> = (0..VARIANTS).map(|_| numbers.variant(input)).collect();
            for bytes in std::iter::once(input).chain(&variants) {
                let started = Instant::now();
                door(bytes);
                assert!(
                    started.elapsed() < Duration::from_secs(20),
                    "{name}: {:?}",
                    String::from_utf8_lossy(bytes)
                );
            }
        }
    }
}

#[test]
fn every_door_is_fuzzed_by_the_scheduled_job() {
    let read = |path: &str| fs::read_to_string(repository().join(path)).expect("a file");
    let (workflow, manifest) = (read(".github/workflows/facts.yml"), read("tests/fuzz/Cargo.toml"));
    for (name, _) in DOORS {
        assert!(workflow.contains(&format!("          - {name}\n")), "{name}: facts.yml");
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
        assert!(
            read(&format!("tests/fuzz/fuzz_targets/{name}.rs"))
                .contains(&format!("doors::{name}("))
        );
    }
}
