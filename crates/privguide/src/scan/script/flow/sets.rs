//! Points-to sets: the values that one node can hold. Most sets hold one value or none; almost all
//! others hold two or three.

use rustc_hash::FxHashSet as HashSet;

use super::{
    program::count,
    value::{ANY_LABEL, Sym, Unknown, Value},
};
use crate::scan::script::chunks::Chunks;

/// The maximum number of values in one set. The bounds of the solver are much smaller; only names
/// and members of the platform are not bounded, and there are fewer of them than this.
const MAX_VALUES: usize = u16::MAX as usize;
/// Sets with more values are searched with a hash table.
const MAX_SCANNED: usize = 16;

/// The set of a node, or the location of its values.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Values {
    #[default]
    Empty,
    One(Value),
    Two(u32),
    Three(u32),
    Four(u32),
    Five(u32),
    Six(u32),
    Seven(u32),
    Eight(u32),
    Many(u32),
}

/// Every node has both, so their size matters.
const _: () = assert!(size_of::<Value>() == 8 && size_of::<Values>() == 8);

/// The values of all sets with more than one value. Sets of equal size are stored together, so that
/// a small set takes no more space than its values.
#[derive(Default)]
pub(super) struct Sets {
    two: Rows<2>,
    three: Rows<3>,
    four: Rows<4>,
    five: Rows<5>,
    six: Rows<6>,
    seven: Rows<7>,
    eight: Rows<8>,
    many: Chunks<Many>,
}

/// The sets of one size, and free rows of sets that have since grown.
struct Rows<const N: usize> {
    rows: Chunks<[Value; N]>,
    free: Vec<u32>,
}

impl<const N: usize> Default for Rows<N> {
    fn default() -> Self {
        Self { rows: Chunks::default(), free: Vec::new() }
    }
}

impl<const N: usize> Rows<N> {
    fn keep(&mut self, row: [Value; N]) -> u32 {
        if let Some(place) = self.free.pop() {
            self.rows[place as usize] = row;
            return place;
        }
        self.rows.push(row);
        count(self.rows.len() - 1)
    }

    fn take(&mut self, place: u32) -> [Value; N] {
        self.free.push(place);
        self.rows[place as usize]
    }
}

/// A row with one more value.
fn longer<const N: usize, const M: usize>(row: [Value; N], value: Value) -> [Value; M] {
    const { assert!(M == N + 1) };
    let mut all = [value; M];
    all[..N].copy_from_slice(&row);
    all
}

/// A set of many values.
#[derive(Debug, Default)]
struct Many {
    all: Vec<Value>,
    index: Option<Box<HashSet<Value>>>,
    covered: Covered,
    counts: Counts,
}

/// How many values a set distinguishes: objects or functions, strings, and labels.
pub(super) type Most = (u8, u8, u8);

/// The value that represents all values of the kind of this one; `None` for kinds that are not
/// bounded, for names that the catalogue knows, and for such a value itself.
fn cover_of(value: Value, is_relevant: impl FnOnce(Sym) -> bool) -> Option<Unknown> {
    match value {
        Value::Function(_) | Value::Object(_) => Some(Unknown::Widened),
        Value::Text(text, _) => (!is_relevant(text)).then_some(Unknown::OtherTexts),
        Value::Unknown(Unknown::Beyond(label)) => {
            (label != ANY_LABEL).then_some(Unknown::Beyond(ANY_LABEL))
        }
        _ => None,
    }
}

/// Whether a set contains the values that represent a whole kind of values.
#[derive(Clone, Copy, Debug, Default)]
struct Covered {
    /// [`Unknown::Widened`], which covers all objects and functions.
    values: bool,
    /// [`Unknown::OtherTexts`], which covers all strings that the catalogue does not know.
    texts: bool,
    /// [`ANY_LABEL`], which covers all labels.
    labels: bool,
}

impl Covered {
    fn note(&mut self, value: Value) {
        match value {
            Value::Unknown(Unknown::Widened) => self.values = true,
            Value::Unknown(Unknown::OtherTexts) => self.texts = true,
            Value::Unknown(Unknown::Beyond(ANY_LABEL)) => self.labels = true,
            _ => {}
        }
    }

    fn contains(self, cover: Unknown) -> bool {
        match cover {
            Unknown::Widened => self.values,
            Unknown::OtherTexts => self.texts,
            _ => self.labels,
        }
    }
}

/// The number of values of each bounded kind in a set.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    objects: u8,
    functions: u8,
    texts: u8,
    labels: u8,
}

impl Counts {
    /// Counts a value; false if the bound of its kind is reached.
    fn admits(
        &mut self,
        value: Value,
        (values, texts, labels): Most,
        is_relevant: impl Fn(Sym) -> bool,
    ) -> bool {
        let (number, most) = match value {
            Value::Function(_) => (&mut self.functions, values),
            Value::Object(_) => (&mut self.objects, values),
            Value::Text(text, _) if !is_relevant(text) => (&mut self.texts, texts),
            Value::Unknown(Unknown::Beyond(label)) if label != ANY_LABEL => {
                (&mut self.labels, labels)
            }
            _ => return true,
        };
        let has_room = *number < most;
        *number += u8::from(has_room);
        has_room
    }
}

/// The result of adding a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Added {
    Old,
    New,
    /// The set is full: the value must be widened.
    Full,
    /// The set has [`MAX_VALUES`] values.
    TooMany,
}

impl Sets {
    #[inline]
    pub(super) fn slice<'s>(&'s self, set: &'s Values) -> &'s [Value] {
        match set {
            Values::Empty => &[],
            Values::One(value) => std::slice::from_ref(value),
            _ => self.stored(*set),
        }
    }

    /// The values of a set that has more than one.
    fn stored(&self, set: Values) -> &[Value] {
        match set {
            Values::Empty | Values::One(_) => &[],
            Values::Two(place) => &self.two.rows[place as usize],
            Values::Three(place) => &self.three.rows[place as usize],
            Values::Four(place) => &self.four.rows[place as usize],
            Values::Five(place) => &self.five.rows[place as usize],
            Values::Six(place) => &self.six.rows[place as usize],
            Values::Seven(place) => &self.seven.rows[place as usize],
            Values::Eight(place) => &self.eight.rows[place as usize],
            Values::Many(place) => &self.many[place as usize].all,
        }
    }

    /// Adds a value to a set.
    pub(super) fn add(
        &mut self,
        set: &mut Values,
        value: Value,
        most: Most,
        is_relevant: impl Fn(Sym) -> bool,
    ) -> Added {
        if let Values::Many(place) = *set {
            return self.many[place as usize].add(value, most, &is_relevant);
        }
        if self.slice(set).contains(&value) {
            return Added::Old;
        }
        let known = self.slice(set);
        // The first value is always accepted.
        if !known.is_empty()
            && let Some(cover) = cover_of(value, &is_relevant)
        {
            // Strings are still distinguished until their bound is reached.
            let is_covered = cover != Unknown::OtherTexts && known.contains(&Value::Unknown(cover));
            let mut counts = Counts::default();
            for &known in known {
                counts.admits(known, MOST, &is_relevant);
            }
            if is_covered || !counts.admits(value, most, &is_relevant) {
                return Added::Full;
            }
        }
        *set = match *set {
            Values::Empty => Values::One(value),
            Values::One(first) => Values::Two(self.two.keep([first, value])),
            Values::Two(place) => {
                Values::Three(self.three.keep(longer(self.two.take(place), value)))
            }
            Values::Three(place) => {
                Values::Four(self.four.keep(longer(self.three.take(place), value)))
            }
            Values::Four(place) => {
                Values::Five(self.five.keep(longer(self.four.take(place), value)))
            }
            Values::Five(place) => Values::Six(self.six.keep(longer(self.five.take(place), value))),
            Values::Six(place) => {
                Values::Seven(self.seven.keep(longer(self.six.take(place), value)))
            }
            Values::Seven(place) => {
                Values::Eight(self.eight.keep(longer(self.seven.take(place), value)))
            }
            Values::Eight(place) => {
                let mut all = Vec::with_capacity(10);
                all.extend(self.eight.take(place));
                all.push(value);
                let (mut covered, mut counts) = (Covered::default(), Counts::default());
                for &value in &all {
                    covered.note(value);
                    counts.admits(value, MOST, &is_relevant);
                }
                self.many.push(Many { all, index: None, covered, counts });
                Values::Many(count(self.many.len() - 1))
            }
            Values::Many(place) => Values::Many(place),
        };
        Added::New
    }

    /// Whether the value is propagated from here. If not, another value of the set covers it.
    pub(super) fn passes_on(
        &self,
        set: Values,
        value: Value,
        is_relevant: impl FnOnce(Sym) -> bool,
    ) -> bool {
        let Some(cover) = cover_of(value, is_relevant) else { return true };
        match set {
            Values::Empty | Values::One(_) => true,
            Values::Many(place) => !self.many[place as usize].covered.contains(cover),
            _ => !self.slice(&set).contains(&Value::Unknown(cover)),
        }
    }
}

/// No bound, to count the values that are already in a set.
const MOST: Most = (u8::MAX, u8::MAX, u8::MAX);

impl Many {
    fn add(&mut self, value: Value, most: Most, is_relevant: &impl Fn(Sym) -> bool) -> Added {
        if self.contains(value) {
            return Added::Old;
        }
        // Strings are still distinguished until their bound is reached.
        let is_covered = cover_of(value, is_relevant)
            .is_some_and(|cover| cover != Unknown::OtherTexts && self.covered.contains(cover));
        if is_covered || !self.counts.admits(value, most, is_relevant) {
            return Added::Full;
        }
        if self.all.len() == MAX_VALUES {
            return Added::TooMany;
        }
        if self.all.len() == self.all.capacity() {
            // Few sets have many values, so they grow in small steps.
            self.all.reserve_exact(self.all.len() / 2);
        }
        self.all.push(value);
        self.covered.note(value);
        if let Some(index) = &mut self.index {
            index.insert(value);
        } else if self.all.len() > MAX_SCANNED {
            self.index = Some(Box::new(self.all.iter().copied().collect()));
        }
        Added::New
    }

    fn contains(&self, value: Value) -> bool {
        match &self.index {
            Some(index) => index.contains(&value),
            None => self.all.contains(&value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::script::flow::value::Passed;

    /// Sets of every size return their values in insertion order and are full at their bound.
    #[test]
    fn sets_of_any_size_are_alike() {
        let mut sets = Sets::default();
        let mut all = [Values::default(); 3];
        for number in 0..40 {
            for (set, most) in all.iter_mut().zip([1, 3, 30]) {
                let before = sets.slice(set).to_vec();
                let added = sets.add(set, Value::Object(number), (most, 2, 1), |_| false);
                let expected =
                    if before.len() < usize::from(most) { Added::New } else { Added::Full };
                assert_eq!(added, expected, "{number} {most}");
                assert_eq!(sets.add(set, Value::Object(0), (most, 2, 1), |_| false), Added::Old);
                assert!(sets.slice(set).starts_with(&before));
            }
        }
        assert_eq!(all.iter().map(|set| sets.slice(set).len()).collect::<Vec<_>>(), [1, 3, 30]);
    }

    #[test]
    fn a_set_has_a_largest_size() {
        let (mut sets, mut set) = (Sets::default(), Values::default());
        for number in 0..count(MAX_VALUES) {
            assert_eq!(
                sets.add(&mut set, Value::Require(number), (1, 1, 1), |_| false),
                Added::New
            );
        }
        let more = Value::Require(u32::MAX);
        assert_eq!(sets.add(&mut set, more, (1, 1, 1), |_| false), Added::TooMany);
        assert_eq!(sets.add(&mut set, Value::Require(7), (1, 1, 1), |_| false), Added::Old);
    }

    #[test]
    fn what_stands_for_others_covers_them() {
        let mut sets = Sets::default();
        let wide = Value::Unknown(Unknown::Widened);
        for other in 0..20 {
            let mut set = Values::default();
            for value in (0..other)
                .map(|name| Value::Text(name, Passed::Plainly))
                .chain([Value::Object(7), wide])
            {
                assert_eq!(sets.add(&mut set, value, (9, 99, 9), |_| false), Added::New);
            }
            assert_eq!(sets.add(&mut set, Value::Object(8), (9, 99, 9), |_| false), Added::Full);
            assert!(!sets.passes_on(set, Value::Object(7), |_| false));
            assert!(sets.passes_on(set, wide, |_| false));
            assert!(sets.passes_on(set, Value::Text(0, Passed::Plainly), |_| false));
        }
    }
}
