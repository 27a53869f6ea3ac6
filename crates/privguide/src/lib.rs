//! A tree of files becomes a **program**, its code becomes **uses**, uses and declarations become a
//! **guide** and a **review**, and two of these become a **change**.
//!
//! ```text
//!                              declaration/ ─┐
//!                                            ├──► Guide ──┐
//!  SourceTree ──► Program ──► Uses ──────────┤   guide/   ├──► Change
//!    tree/        program/    scan/          │      ▼     │    change/
//!                    ▲          ▲            └──► Review ─┘
//!                    └─ catalog/ ┘               review/
//! ```
//!
//! [`project::Project::load`] takes all of these steps in one call:
//!
//! ```
//! use privguide::{
//!     project::{LoadOptions, Project},
//!     review::ReviewSettings,
//!     tree::{MemoryTree, TreePath},
//! };
//!
//! let tree = MemoryTree::new()
//!     .with("project.config.json", r#"{ "compileType": "miniprogram" }"#)
//!     .with("app.json", r#"{ "pages": ["pages/map"] }"#)
//!     .with("pages/map.js", "Page({ onLoad() { wx.getLocation() } })")
//!     .with("pages/map.wxml", "<view/>")
//!     .with("privguide.toml", "format = 1\n");
//! let options = LoadOptions { declarations: TreePath::new("privguide.toml"), ..LoadOptions::default() };
//! let project = Project::load(&tree, &options)?;
//! assert_eq!(project.information(), ["Location"]);
//! let review = project.review(&tree, &ReviewSettings::default())?;
//! assert!(review.findings.iter().any(|finding| finding.rule == "undeclared-information"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Each arrow is one folder, in this order; no folder depends on a later one. The crate is pure: it
//! reads a [`tree::SourceTree`] and options and returns values. It does not access a terminal, a
//! clock, the network, the environment or git. Everything that comes from a scanned project is
//! untrusted text: callers that print it must escape it.

pub mod catalog;
pub mod change;
mod common_places;
pub mod declaration;
mod embedded;
mod framework;
pub mod guide;
#[doc(hidden)]
pub mod internals;
pub mod language;
mod origin;
pub mod program;
pub mod project;
mod records;
pub mod review;
pub mod scan;
pub mod suggest;
mod text;
mod token;
pub mod tree;
