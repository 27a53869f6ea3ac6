//! Results of earlier runs, keyed by digests of all their inputs. They can be shared between work
//! trees, revisions and unsaved buffers, and do not depend on a clock.

use std::{
    collections::BTreeMap,
    fmt,
    hash::{DefaultHasher, Hash, Hasher as _},
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
};

use rustc_hash::FxHasher;
use serde::{Serialize, de::DeserializeOwned};
use serde_bytes::ByteBuf;

/// Stored results, by digests of everything that they depend on.
pub(crate) type RecordMap = BTreeMap<u128, ByteBuf>;

/// Reads the results of earlier runs on other states of the same sources.
pub(crate) type OtherRecords = Box<dyn FnOnce() -> Vec<RecordMap> + Send>;

/// The results of an earlier run, and those to store for the next. Only results that were requested
/// are stored, so nothing is stored forever.
pub(crate) struct Records {
    earlier: RecordMap,
    /// Read when a result is missing in `earlier`.
    others: LazyLock<Vec<RecordMap>, OtherRecords>,
    fresh: Mutex<RecordMap>,
}

impl Default for Records {
    fn default() -> Self {
        Self::new(RecordMap::new(), Box::new(Vec::new))
    }
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records").field("earlier", &self.earlier).finish_non_exhaustive()
    }
}

impl Records {
    /// `earlier`, and each map that `others` returns, is a return value of [`Records::lasting`].
    pub(crate) fn new(earlier: RecordMap, others: OtherRecords) -> Self {
        Self { earlier, others: LazyLock::new(others), fresh: Mutex::default() }
    }

    /// The results to store for the next run, and whether they differ from those of the earlier
    /// run.
    pub(crate) fn lasting(self) -> (RecordMap, bool) {
        let fresh = self.fresh.into_inner().unwrap_or_else(PoisonError::into_inner);
        let is_new = fresh != self.earlier;
        (fresh, is_new)
    }

    /// The result of `work`, which depends on the key only: from the earlier run, or computed now.
    pub(crate) fn take<T: Serialize + DeserializeOwned>(
        records: Option<&Self>,
        key: impl FnOnce() -> u128,
        work: impl FnOnce() -> T,
    ) -> T {
        let Some(records) = records else { return work() };
        let key = key();
        records.get(key, |_| true).unwrap_or_else(|| {
            let value = work();
            records.put(key, &value);
            value
        })
    }

    /// The result of an earlier run under a key, if it is valid; `None` if the bytes are damaged.
    pub(crate) fn get<T: DeserializeOwned>(
        &self,
        key: u128,
        is_valid: impl Fn(&T) -> bool,
    ) -> Option<T> {
        let valid = |kept: &RecordMap| {
            let bytes = kept.get(&key)?;
            let value = postcard::from_bytes(bytes).ok().filter(&is_valid)?;
            self.fresh().insert(key, bytes.clone());
            Some(value)
        };
        valid(&self.earlier).or_else(|| self.others.iter().find_map(valid))
    }

    pub(crate) fn put(&self, key: u128, value: &impl Serialize) {
        if let Ok(bytes) = postcard::to_stdvec(value) {
            self.fresh().insert(key, ByteBuf::from(bytes));
        }
    }

    fn fresh(&self) -> MutexGuard<'_, RecordMap> {
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// 128 bits of the standard library's hash, whose keys are fixed, so it is the same on every
/// machine for the same build. The second half is the hash after one more byte; the internal state
/// is twice as large as one hash.
pub(crate) fn digest(value: &impl Hash) -> u128 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    let first = hasher.finish();
    hasher.write_u8(1);
    (u128::from(first) << 64) | u128::from(hasher.finish())
}

/// A value as bytes with a checksum.
pub(crate) fn packed(value: &impl Serialize) -> Option<Vec<u8>> {
    let mut bytes = postcard::to_stdvec(value).ok()?;
    let sum = checksum(&bytes);
    bytes.extend(sum);
    Some(bytes)
}

/// The value that [`packed`] encoded; `None` if the bytes are damaged.
pub(crate) fn unpacked<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(whole(bytes)?).ok()
}

/// Removes the checksum; `None` if it is wrong.
pub(crate) fn whole(bytes: &[u8]) -> Option<&[u8]> {
    bytes.split_last_chunk().filter(|(bytes, sum)| checksum(bytes) == **sum).map(|(bytes, _)| bytes)
}

/// Detects truncated and damaged files; not secure against forgery.
fn checksum(bytes: &[u8]) -> [u8; 8] {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.finish().to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_earlier(earlier: RecordMap) -> Records {
        Records::new(earlier, Box::new(Vec::new))
    }

    fn next(records: Records) -> RecordMap {
        let (records, is_new) = records.lasting();
        assert!(is_new, "something new");
        records
    }

    #[test]
    fn what_is_kept_is_not_worked_out_again_and_what_is_not_asked_for_goes() {
        let first = Records::default();
        for (key, value) in [(1, "one"), (2, "two")] {
            assert_eq!(Records::take(Some(&first), || key, || value.to_owned()), value);
        }
        let second = with_earlier(next(first));
        assert_eq!(Records::take(Some(&second), || 1, || -> String { unreachable!() }), "one");
        let cached = next(second);
        assert_eq!(cached.keys().collect::<Vec<_>>(), [&1]);
        let third = with_earlier(cached);
        assert_eq!(Records::take(Some(&third), || 1, || -> String { unreachable!() }), "one");
        assert!(!third.lasting().1, "the next run has it already");
    }

    #[test]
    fn what_is_damaged_or_does_not_hold_is_worked_out_again() {
        let records = with_earlier(RecordMap::from([(1, ByteBuf::from([0xff; 3]))]));
        assert_eq!(Records::take(Some(&records), || 1, || "one".to_owned()), "one");
        let records = with_earlier(next(records));
        assert_eq!(records.get(1, |cached: &String| cached == "two"), None);
        assert_eq!(records.get(1, |cached: &String| cached == "one").as_deref(), Some("one"));
    }

    #[test]
    fn a_missing_result_is_looked_up_in_the_others_which_are_only_read_then() {
        let kept = |pairs: &[(u128, &str)]| -> RecordMap {
            let packed = |value| ByteBuf::from(postcard::to_stdvec(value).expect("packed"));
            pairs.iter().map(|(key, value)| (*key, packed(value))).collect()
        };
        let own = kept(&[(1, "one"), (2, "old")]);
        let unread = Records::new(own.clone(), Box::new(|| unreachable!()));
        assert_eq!(unread.get(1, |_: &String| true).as_deref(), Some("one"));
        let others = vec![kept(&[(3, "bad")]), kept(&[(2, "two"), (3, "three")])];
        let records = Records::new(own, Box::new(|| others));
        for (key, value) in [(2, "two"), (3, "three"), (4, "four")] {
            let found = records.get(key, |found: &String| found == value);
            assert_eq!(found.is_some(), key != 4, "{value}");
        }
        assert_eq!(next(records), kept(&[(2, "two"), (3, "three")]));
    }
}
