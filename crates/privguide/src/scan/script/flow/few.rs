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
    pub(super) const EMPTY: Self = Self(None);

    pub(super) fn push(&mut self, element: T) {
        push_tightly(self.0.get_or_insert_default(), element);
    }
}

/// Appends an element. The capacity grows by half and not to the double, because there are many
/// short lists.
pub(super) fn push_tightly<T>(list: &mut Vec<T>, element: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 2 + 1);
    }
    list.push(element);
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}
