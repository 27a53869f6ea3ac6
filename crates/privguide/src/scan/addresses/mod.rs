//! Addresses that are written out in texts of scripts and attributes of templates.
//!
//! Calls of the platform are followed by the value engine, so that an address may be put together of constants anywhere in the program.
//! Beside that every address in a text is listed: libraries for requests get theirs as options, and an address that no
//! call was found for is said, not left out.

mod markup;
mod script;

pub(in crate::scan) use markup::in_markup;
pub(in crate::scan) use script::in_script;
