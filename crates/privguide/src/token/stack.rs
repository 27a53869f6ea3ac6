//! Stacks deep enough for what the depth guard lets through.

use std::sync::OnceLock;

/// Address space, not memory: pages are only used when a file is that deep.
const STACK_SIZE: usize = 256 << 20;

/// Runs `work` on threads whose stacks are deep enough for what [`is_too_deep`](super::is_too_deep)
/// lets through.
///
/// When the system refuses such threads, the work runs on the default ones: the guard then protects
/// less, but an answer is worth more.
pub(crate) fn with_deep_stacks<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    static POOL: OnceLock<Option<rayon::ThreadPool>> = OnceLock::new();
    let build = || {
        rayon::ThreadPoolBuilder::new()
            .stack_size(STACK_SIZE)
            .num_threads(rayon::current_num_threads())
            .build()
            .ok()
    };
    match POOL.get_or_init(build) {
        Some(pool) => pool.install(work),
        None => work(),
    }
}
