//! A list that grows without being moved. A vector of constraints or nodes would need twice its
//! memory while it grows.

use std::ops::{Index, IndexMut};

/// Elements per chunk.
const SIZE: usize = 1 << 12;

/// A list that is stored in chunks.
#[derive(Debug)]
pub(in crate::scan::script) struct Chunks<T> {
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

    #[inline]
    pub(super) fn push(&mut self, element: T) {
        match self.chunks.last_mut().filter(|last| last.len() < SIZE) {
            Some(last) => last.push(element),
            None => self.begin(element),
        }
        self.length += 1;
    }

    /// Begins a chunk with an element.
    #[cold]
    fn begin(&mut self, element: T) {
        // A small program needs less than one chunk.
        let chunk = if self.chunks.is_empty() { Vec::new() } else { Vec::with_capacity(SIZE) };
        self.begin_in(chunk, element);
    }

    fn begin_in(&mut self, mut chunk: Vec<T>, element: T) {
        chunk.push(element);
        self.chunks.push(chunk);
    }

    /// Moves the changed elements of another list to the end. The memory of its chunks is used
    /// again.
    pub(super) fn append(&mut self, other: Self, change: impl Fn(T) -> T) {
        let mut spare: Option<Vec<T>> = None;
        for mut chunk in other.chunks {
            for element in chunk.drain(..) {
                let is_full = self.chunks.last().is_some_and(|last| last.len() == SIZE);
                match spare.take_if(|_| is_full) {
                    Some(empty) => {
                        self.begin_in(empty, change(element));
                        self.length += 1;
                    }
                    None => self.push(change(element)),
                }
            }
            spare = Some(chunk).filter(|chunk| chunk.capacity() >= SIZE).or(spare);
        }
    }

    #[inline]
    pub(super) fn get(&self, at: usize) -> Option<&T> {
        self.chunks.get(at / SIZE)?.get(at % SIZE)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flatten()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.chunks.iter_mut().flatten()
    }

    /// Removes the elements that are not to be kept; the others stay in order.
    pub(super) fn retain(&mut self, mut is_kept: impl FnMut(&T) -> bool)
    where
        T: Copy,
    {
        let mut length = 0;
        for at in 0..self.length {
            let element = self[at];
            if is_kept(&element) {
                self[length] = element;
                length += 1;
            }
        }
        self.length = length;
        self.chunks.truncate(length.div_ceil(SIZE));
        if let Some(last) = self.chunks.last_mut() {
            last.truncate(length - (length - 1) / SIZE * SIZE);
        }
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

    #[inline]
    fn index(&self, at: usize) -> &T {
        &self.chunks[at / SIZE][at % SIZE]
    }
}

impl<T> IndexMut<usize> for Chunks<T> {
    #[inline]
    fn index_mut(&mut self, at: usize) -> &mut T {
        &mut self.chunks[at / SIZE][at % SIZE]
    }
}

impl<T> Extend<T> for Chunks<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, elements: I) {
        elements.into_iter().for_each(|element| self.push(element));
    }
}

impl<T> IntoIterator for Chunks<T> {
    type Item = T;
    type IntoIter = std::iter::Flatten<std::vec::IntoIter<Vec<T>>>;

    /// Each chunk is freed after its last element was taken.
    fn into_iter(self) -> Self::IntoIter {
        self.chunks.into_iter().flatten()
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

    #[test]
    fn another_list_is_moved_to_the_end_in_its_own_memory() {
        for length in [0, 1, SIZE - 1, SIZE, SIZE + 1] {
            for more in [0, 1, SIZE, 2 * SIZE + 3] {
                let (mut list, mut other) = (Chunks::default(), Chunks::default());
                list.extend(0..length);
                other.extend(0..more);
                list.append(other, |element| element + length);
                assert_eq!(list.len(), length + more);
                assert!(list.into_iter().eq(0..length + more), "{length} {more}");
            }
        }
        let (mut list, mut other) = (Chunks::default(), Chunks::default());
        list.extend(0..=SIZE);
        other.extend(0..4 * SIZE);
        let of_other: Vec<*const usize> = other.chunks.iter().map(Vec::as_ptr).collect();
        list.append(other, |element| element);
        let reused = list.chunks.iter().filter(|chunk| of_other.contains(&chunk.as_ptr()));
        assert_eq!(reused.count(), 3);
    }

    #[test]
    fn what_is_not_kept_is_left_out() {
        for length in [0, 1, SIZE - 1, SIZE, SIZE + 1, 2 * SIZE, 2 * SIZE + 3] {
            for keep in [1, 2, 3, usize::MAX] {
                let mut list = Chunks::default();
                list.extend(0..length);
                list.retain(|element| (element + 1) % keep == 0);
                let mut expected: Vec<usize> =
                    (0..length).filter(|element| (element + 1) % keep == 0).collect();
                assert_eq!(list.len(), expected.len());
                list.push(length);
                expected.push(length);
                assert!(list.iter().eq(&expected), "{length} {keep}");
                assert!(list.into_iter().eq(expected), "{length} {keep}");
            }
        }
    }
}
