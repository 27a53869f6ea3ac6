//! Empty: only the compiler's own command line, which is not built here, would use it.
