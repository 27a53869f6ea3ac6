//! Internal functions for this repository's fuzz targets and tests. No part of the public
//! interface: it changes without notice.

pub use crate::{
    program::condition::{Conditions, Settings as ConditionSettings, Vue},
    scan::{
        framework::{Parts, Style},
        markup::{Meaning, Token, Tokens, WXML},
        script::{Dialect, Module, Platform, Resolver, Scripts, WorthParsing},
    },
};
