//! An index of all words in the texts of all modules.

use rustc_hash::{FxHashMap, FxHashSet};

use super::words::{is_assigned, ranges_of_words, words};

/// Every word of the modules, with the modules that contain it. Packed code has a hundred thousand
/// words, so a word needs one table row and four bytes for each module.
pub(super) struct WordIndex<'m> {
    /// The number of each word.
    words: FxHashMap<&'m str, u32>,
    /// For each word: the index of its first entry in `modules`; the last element is the length of
    /// `modules`.
    starts: Vec<u32>,
    /// The modules of all words, concatenated.
    modules: Vec<u32>,
}

impl<'m> WordIndex<'m> {
    pub(super) fn new(texts: &[&'m str]) -> Self {
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        // Each word of each module.
        let mut spelled: Vec<(u32, u32)> = Vec::new();
        // The last module of each word.
        let mut last: Vec<u32> = Vec::new();
        for (module, text) in (0_u32..).zip(texts.iter().copied()) {
            for word in words(text) {
                let next = u32::try_from(last.len()).expect("fewer words than bytes");
                let number = *numbers.entry(word).or_insert(next);
                if number == next {
                    last.push(u32::MAX);
                }
                if std::mem::replace(&mut last[number as usize], module) != module {
                    spelled.push((number, module));
                }
            }
        }
        // Modules stay in order.
        spelled.sort_by_key(|&(word, _)| word);
        let mut starts = vec![0; numbers.len() + 1];
        for &(word, _) in &spelled {
            starts[word as usize + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let modules = spelled.into_iter().map(|(_, module)| module).collect();
        Self { words: numbers, starts, modules }
    }

    /// Each word that is assigned to, with the module.
    pub(super) fn assigned(&self, texts: &[&'m str]) -> FxHashSet<(u32, u32)> {
        let of_module = |(module, text): (u32, &&'m str)| {
            let text: &'m str = text;
            let assigned =
                ranges_of_words(text).filter(move |word| is_assigned(text, word.start, word.end));
            assigned.filter_map(move |word| Some((*self.words.get(&text[word])?, module)))
        };
        (0_u32..).zip(texts).flat_map(of_module).collect()
    }

    /// The number of a word.
    pub(super) fn number(&self, word: &str) -> Option<u32> {
        self.words.get(word).copied()
    }

    pub(super) fn modules_of(&self, word: &str) -> impl Iterator<Item = usize> {
        let range = self.words.get(word).map(|&word| {
            self.starts[word as usize] as usize..self.starts[word as usize + 1] as usize
        });
        self.modules[range.unwrap_or_default()].iter().map(|&module| module as usize)
    }
}
