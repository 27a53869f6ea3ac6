//! A hostile repository runs nothing, and nothing is read or written outside of it: every verb
//! against every attack, with the real program, real git and real cargo. A canary program must
//! never run, a canary folder must never change and never be mentioned.

#![cfg(unix)]

mod lab;
mod program;
mod reads;
mod writes;
