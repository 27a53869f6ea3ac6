//! A list that grows without being moved. A vector of the solver's size would need twice its memory
//! while it grows.

use std::ops::{Index, IndexMut};

/// Elements per chunk.
const SIZE: usize = 1 << 12;

/// A list that is stored in chunks.
#[derive(Debug)]
pub(super) struct Chunks<T> {
    chunks: Vec<Vec<T>>,
    length: usize,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), length: 0 }
    }
}

impl<T> Chunks<T> {
    pub(super) fn len(&self) -> usize {
        self.length
    }

    pub(super) fn push(&mut self, element: T) {
        if self.length.is_multiple_of(SIZE) {
            // A small program needs less than one chunk.
            self.chunks.push(if self.length == 0 { Vec::new() } else { Vec::with_capacity(SIZE) });
        }
        if let Some(last) = self.chunks.last_mut() {
            last.push(element);
            self.length += 1;
        }
    }

    pub(super) fn get(&self, at: usize) -> Option<&T> {
        self.chunks.get(at / SIZE)?.get(at % SIZE)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flatten()
    }

    /// Appends default elements up to a length.
    pub(super) fn grow_to(&mut self, length: usize, element: impl Fn() -> T) {
        while self.length < length {
            self.push(element());
        }
    }
}

impl<T> Index<usize> for Chunks<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        &self.chunks[at / SIZE][at % SIZE]
    }
}

impl<T> IndexMut<usize> for Chunks<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        &mut self.chunks[at / SIZE][at % SIZE]
    }
}

impl<T> Extend<T> for Chunks<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, elements: I) {
        elements.into_iter().for_each(|element| self.push(element));
    }
}

#[cfg(test)]
mod tests {
    use super::{Chunks, SIZE};

    #[test]
    fn elements_stay_in_their_order() {
        let mut list = Chunks::default();
        list.extend(0..=SIZE);
        list.grow_to(2 * SIZE + 1, || 7);
        list.grow_to(3, || 8);
        list[SIZE] += 1;
        assert_eq!((list.len(), list.iter().count()), (2 * SIZE + 1, 2 * SIZE + 1));
        assert_eq!(
            [list[0], list[SIZE - 1], list[SIZE], list[SIZE + 1], list[2 * SIZE]],
            [0, SIZE - 1, SIZE + 1, 7, 7]
        );
    }
}
