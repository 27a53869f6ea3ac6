//! The hook, the installer and revisions with the real `git`, against bare repositories on this
//! disk.
//!
//! Set `PRIVGUIDE_TEST_GIT` to a folder with another `git` to run all tests with it: hooks in git's
//! configuration need 2.54.

mod configured;
mod difference;
mod hooks_path;
mod install;
mod kept;
mod lab;
mod managers;
mod packages;
mod pushed;
mod record;
mod recorded_cache;
mod recorded_deeds;
mod recorded_faults;
mod recorded_layouts;
mod recorded_passing;
mod revision;
mod weakened;
