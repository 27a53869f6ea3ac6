//! Addresses in strings of scripts and in attributes of templates.
//!
//! The value engine handles calls of the platform, so their addresses may be concatenated from
//! constants anywhere in the program. In addition, every address in a string is listed: libraries
//! for requests get addresses as options, and an address for which no call was found is still
//! reported.

mod data;
mod markup;
mod method;
mod script;

pub(in crate::scan) use data::{asks_for_data, with_data};
pub(in crate::scan) use markup::in_markup;
pub(in crate::scan) use method::of_methods;
pub(in crate::scan) use script::{in_code, in_script};
