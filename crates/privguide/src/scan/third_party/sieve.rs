//! Searches for many short patterns at once in long texts that contain almost none of them.
//!
//! At every third offset of the text, four bytes are looked up in a table. The table contains the
//! four bytes at three consecutive offsets of each pattern, so wherever the pattern occurs, exactly
//! one of these is looked up. An automaton examines every byte: on real programs, it needs four
//! times as many instructions for the search, and as many again for its construction.

use rustc_hash::FxHashMap;

/// The number of bytes that are looked up.
const GRAM: usize = 4;
/// The distance between offsets at which bytes are looked up.
const STEP: usize = 3;
/// The number of hash values.
const HASHES: usize = 1 << 16;

/// Patterns, prepared for searching.
pub(super) struct Sieve {
    /// By hash: whether some pattern contains four bytes with this hash.
    passes: Box<[bool; HASHES]>,
    /// By four bytes: the patterns that contain them, with the offset in the pattern.
    places: FxHashMap<u32, Vec<(usize, usize)>>,
    patterns: Vec<String>,
    /// Patterns that are too short for this, which are searched for individually.
    short: Vec<usize>,
}

impl Sieve {
    pub(super) fn new<'p>(patterns: impl Iterator<Item = &'p str>) -> Self {
        let patterns: Vec<String> = patterns.map(str::to_owned).collect();
        let (mut shared, mut short) = (FxHashMap::<u32, usize>::default(), Vec::new());
        for gram in patterns.iter().flat_map(|pattern| grams(pattern)) {
            *shared.entry(gram).or_default() += 1;
        }
        let mut passes: Box<[bool; HASHES]> =
            vec![false; HASHES].into_boxed_slice().try_into().expect("so many");
        let mut places: FxHashMap<u32, Vec<(usize, usize)>> = FxHashMap::default();
        for (number, pattern) in patterns.iter().enumerate() {
            let all: Vec<u32> = grams(pattern).collect();
            // Bytes that several patterns share, such as `.com` or `api.`, are also frequent in
            // other texts.
            let cost =
                |&start: &usize| all[start..start + STEP].iter().map(|gram| shared[gram]).max();
            let Some(start) = (0..(all.len() + 1).saturating_sub(STEP)).rev().min_by_key(cost)
            else {
                short.push(number);
                continue;
            };
            for (at, &gram) in all.iter().enumerate().skip(start).take(STEP) {
                passes[hash(gram)] = true;
                places.entry(gram).or_default().push((number, at));
            }
        }
        Self { passes, places, patterns, short }
    }

    /// Every occurrence of every pattern, as the number of the pattern and the offset, in no
    /// particular order.
    pub(super) fn find(&self, text: &str) -> Vec<(usize, usize)> {
        let bytes = text.as_bytes();
        let passes = &*self.passes;
        let mut found = Vec::new();
        let mut at = 0;
        // Two offsets at a time, because the whole text passes through this loop.
        for eight in bytes.array_windows::<8>().step_by(2 * STEP) {
            let eight = u64::from_le_bytes(*eight);
            let (first, second) = (low(eight), low(eight >> (8 * STEP)));
            if passes[hash(first)] {
                self.confirm(first, bytes, at, &mut found);
            }
            if passes[hash(second)] {
                self.confirm(second, bytes, at + STEP, &mut found);
            }
            at += 2 * STEP;
        }
        while let Some(&four) = bytes.get(at..).and_then(|rest| rest.first_chunk::<GRAM>()) {
            self.confirm(u32::from_le_bytes(four), bytes, at, &mut found);
            at += STEP;
        }
        for &number in &self.short {
            let finder = memchr::memmem::Finder::new(&self.patterns[number]);
            let mut from = 0;
            while let Some(at) = finder.find(&bytes[from..]) {
                found.push((number, from + at));
                from += at + 1;
            }
        }
        found
    }

    /// The text of a pattern.
    pub(super) fn pattern(&self, number: usize) -> &str {
        &self.patterns[number]
    }

    #[cold]
    fn confirm(&self, gram: u32, text: &[u8], at: usize, found: &mut Vec<(usize, usize)>) {
        for &(number, inside) in self.places.get(&gram).into_iter().flatten() {
            let Some(start) = at.checked_sub(inside) else { continue };
            if text[start..].starts_with(self.patterns[number].as_bytes()) {
                found.push((number, start));
            }
        }
    }
}

/// The first four of eight bytes.
#[expect(clippy::cast_possible_truncation, reason = "the other half is left out")]
const fn low(eight: u64) -> u32 {
    eight as u32
}

/// All sequences of four bytes in a pattern.
fn grams(pattern: &str) -> impl Iterator<Item = u32> {
    pattern.as_bytes().array_windows::<GRAM>().map(|four| u32::from_le_bytes(*four))
}

/// Multiplicative hashing: the upper half of the product depends on every bit of the input.
const fn hash(gram: u32) -> usize {
    (gram.wrapping_mul(0x9e37_79b1) >> 16) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by_hand(patterns: &[String], text: &str) -> Vec<(usize, usize)> {
        let starts = |at: usize| {
            patterns
                .iter()
                .enumerate()
                .filter(move |(_, pattern)| text[at..].starts_with(pattern.as_str()))
        };
        (0..text.len()).flat_map(|at| starts(at).map(move |(number, _)| (number, at))).collect()
    }

    proptest! {
        /// Patterns inside each other, at both ends, overlapping, shorter and longer than the step.
        #[test]
        fn it_finds_what_a_search_for_each_pattern_finds(
            patterns in proptest::collection::vec("[abc]{1,12}", 1..12),
            pieces in proptest::collection::vec(("[abc]{0,5}", any::<prop::sample::Index>()), 0..12),
        ) {
            let text: String = pieces.iter().flat_map(|(between, at)| [between.as_str(), patterns[at.index(patterns.len())].as_str()]).collect();
            let mut found = Sieve::new(patterns.iter().map(String::as_str)).find(&text);
            let mut expected = by_hand(&patterns, &text);
            found.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn text_in_chinese_is_searched_like_any_other() {
        let sieve = Sieve::new(["restapi.amap.com", "统计代码"].into_iter());
        assert_eq!(sieve.find("地址 https://restapi.amap.com 统计代码"), [(0, 15), (1, 32)]);
        assert_eq!(sieve.find(""), []);
    }
}
