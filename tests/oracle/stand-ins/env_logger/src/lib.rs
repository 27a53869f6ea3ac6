//! Empty: only the compiler's own command line uses this crate, and it is not built here.
