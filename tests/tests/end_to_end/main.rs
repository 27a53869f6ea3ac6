//! The real binary on sample programs, as its users run it.

mod built;
mod cache;
mod dependencies;
mod edits;
mod hostile;
mod main_job;
mod monorepo;
mod picture;
mod programs;
