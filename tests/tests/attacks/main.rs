//! A hostile repository cannot run programs or cause access to files outside of it: every verb is
//! tested with every attack, with the real program, real git and real cargo. A canary program must
//! never run; a canary folder must never change, and its content must never be printed.

#![cfg(unix)]

mod lab;
mod program;
mod reads;
mod writes;
