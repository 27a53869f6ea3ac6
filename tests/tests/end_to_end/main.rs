//! The real binary on sample programs, as its users run it.

mod hostile;
mod main_job;
mod picture;
