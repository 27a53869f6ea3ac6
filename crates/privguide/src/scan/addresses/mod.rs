//! Addresses that are written out in texts of scripts and attributes of templates.
//!
//! Calls of the platform are followed by the value engine, so that an address may be put together
//! of constants anywhere in the program. Beside that every address in a text is listed: libraries
//! for requests get theirs as options, and an address that no call was found for is reported, not
//! left out.

mod data;
mod markup;
mod method;
mod script;

pub(in crate::scan) use data::{asks_for_data, with_data};
pub(in crate::scan) use markup::in_markup;
pub(in crate::scan) use method::of_methods;
pub(in crate::scan) use script::{in_code, in_script};
