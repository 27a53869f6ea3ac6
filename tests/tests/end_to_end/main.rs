//! Runs the real binary on sample programs.

mod built;
mod cache;
mod dependencies;
mod edits;
mod hostile;
mod main_job;
mod monorepo;
mod picture;
mod programs;
