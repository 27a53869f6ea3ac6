//! The platform, as far as the shop needs it.

mod platform;

/// Everything at once.
pub mod prelude {
    pub use crate::platform::{copy, locate};
}
