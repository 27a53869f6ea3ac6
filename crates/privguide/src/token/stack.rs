//! Stacks that are large enough for texts that the depth guard accepts.

use std::sync::OnceLock;

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Address space, not memory: pages are only used if a file really is that deep.
const STACK_SIZE: usize = 256 << 20;

/// Runs `work` on threads whose stacks are large enough for texts that
/// [`is_too_deep`](super::is_too_deep) accepts.
///
/// If the system cannot create such threads, the work runs on the default ones: the guard then
/// protects less, but that is better than no result.
pub(crate) fn with_deep_stacks<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    static POOL: OnceLock<Option<ThreadPool>> = OnceLock::new();
    match POOL.get_or_init(pool) {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// The same, on threads that end with the work. The allocator keeps the memory that a thread has
/// freed for that thread; after much work, it is needed for what follows.
pub(crate) fn with_deep_stacks_once<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    match pool() {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

fn pool() -> Option<ThreadPool> {
    ThreadPoolBuilder::new()
        .stack_size(STACK_SIZE)
        .num_threads(rayon::current_num_threads())
        .build()
        .ok()
}
