//! A list that is almost always empty. An empty list takes the space of one pointer.

use std::ops::Deref;

/// The list is mostly empty, so the vector is boxed.
#[expect(
    clippy::box_collection,
    reason = "three words for each of the lists that an object may have are most of its size"
)]
#[derive(Clone, Debug)]
pub(super) struct Few<T>(Option<Box<Vec<T>>>);

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Few<T> {
    pub(super) fn push(&mut self, element: T) {
        self.0.get_or_insert_default().push(element);
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}
