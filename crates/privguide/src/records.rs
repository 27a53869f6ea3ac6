//! Results of earlier runs, keyed by digests of all their inputs. They can be shared between work
//! trees, revisions and unsaved buffers, and do not depend on a clock.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher as _},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::{Serialize, de::DeserializeOwned};
use serde_bytes::ByteBuf;

/// Stored results, by digests of everything that they depend on.
type RecordMap = BTreeMap<u128, ByteBuf>;

/// The results of an earlier run, and those to store for the next. Only results that were requested
/// are stored, so nothing is stored forever.
#[derive(Debug, Default)]
pub(crate) struct Records {
    earlier: RecordMap,
    fresh: Mutex<RecordMap>,
}

impl Records {
    /// `earlier` is the return value of [`Records::lasting`].
    pub(crate) fn new(earlier: RecordMap) -> Self {
        Self { earlier, fresh: Mutex::default() }
    }

    /// The results to store for the next run; `None` if nothing has changed.
    pub(crate) fn lasting(self) -> Option<RecordMap> {
        let fresh = self.fresh.into_inner().unwrap_or_else(PoisonError::into_inner);
        (fresh != self.earlier).then_some(fresh)
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

    /// The result of the earlier run under a key, if it is valid; `None` if the bytes are damaged.
    pub(crate) fn get<T: DeserializeOwned>(
        &self,
        key: u128,
        is_valid: impl FnOnce(&T) -> bool,
    ) -> Option<T> {
        let bytes = self.earlier.get(&key)?;
        let value = postcard::from_bytes(bytes).ok().filter(is_valid)?;
        self.fresh().insert(key, bytes.clone());
        Some(value)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn next(records: Records) -> RecordMap {
        records.lasting().expect("something new")
    }

    #[test]
    fn what_is_kept_is_not_worked_out_again_and_what_is_not_asked_for_goes() {
        let first = Records::default();
        for (key, value) in [(1, "one"), (2, "two")] {
            assert_eq!(Records::take(Some(&first), || key, || value.to_owned()), value);
        }
        let second = Records::new(next(first));
        assert_eq!(Records::take(Some(&second), || 1, || -> String { unreachable!() }), "one");
        let cached = next(second);
        assert_eq!(cached.keys().collect::<Vec<_>>(), [&1]);
        let third = Records::new(cached);
        assert_eq!(Records::take(Some(&third), || 1, || -> String { unreachable!() }), "one");
        assert!(third.lasting().is_none(), "the next run has it already");
    }

    #[test]
    fn what_is_damaged_or_does_not_hold_is_worked_out_again() {
        let records = Records::new(RecordMap::from([(1, ByteBuf::from([0xff; 3]))]));
        assert_eq!(Records::take(Some(&records), || 1, || "one".to_owned()), "one");
        let records = Records::new(next(records));
        assert_eq!(records.get(1, |cached: &String| cached == "two"), None);
        assert_eq!(records.get(1, |cached: &String| cached == "one").as_deref(), Some("one"));
    }
}
