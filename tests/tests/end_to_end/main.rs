//! The real binary on sample programs, as its users run it.

mod built;
mod edits;
mod hostile;
mod main_job;
mod picture;
