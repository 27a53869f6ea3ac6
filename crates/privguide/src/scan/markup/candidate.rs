//! The parts of one template that could matter, without any information from other files.

use serde::{Deserialize, Serialize};

use super::values::ExpressionValues;
use crate::tree::{Place, TreePath};

/// The parts of one template that could matter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Template {
    /// The file.
    pub file: TreePath,
    /// Elements that are an interface, can be one, or can pass a value to a component that uses it
    /// for an interface.
    pub elements: Vec<Candidate>,
    /// Calls of named templates.
    pub calls: Vec<TemplateCall>,
    /// Files whose named templates can be called here.
    pub imports: Vec<String>,
    /// Files whose elements stand here.
    pub includes: Vec<Include>,
    /// The first place that could not be parsed.
    pub broken: Option<Place>,
    /// False if the template did not have to be read; then the lists above are empty.
    pub is_read: bool,
}

impl Template {
    pub(super) fn for_file(file: &TreePath) -> Self {
        Self { is_read: true, ..Self::unread(file) }
    }

    /// A template that was not read.
    #[must_use]
    pub fn unread(file: &TreePath) -> Self {
        Self {
            file: file.clone(),
            elements: Vec::new(),
            calls: Vec::new(),
            imports: Vec::new(),
            includes: Vec::new(),
            broken: None,
            is_read: false,
        }
    }
}

/// An element that could matter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Candidate {
    /// Its name in the catalogue's spelling.
    pub tag: String,
    /// Its name as it is written.
    pub written: String,
    /// Its start tag.
    pub place: Place,
    /// Attributes that could matter.
    pub attributes: Vec<Given>,
    /// Events known to the catalogue that are bound on it.
    pub events: Vec<String>,
    /// The named template that contains it.
    pub template: Option<String>,
}

/// An attribute of an element.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Given {
    /// Its name in the catalogue's spelling.
    pub name: String,
    /// Its possible values.
    pub values: ExpressionValues,
    /// The attribute as it is written, on one line.
    pub text: String,
}

/// `<template is="name" data="{{…}}">`
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TemplateCall {
    /// The possible names of the called template; if unknown, any.
    pub name: ExpressionValues,
    /// The data that is passed; a spread has no name.
    pub data: Vec<(Option<String>, ExpressionValues)>,
    /// The named template that contains the call.
    pub template: Option<String>,
}

/// `<include src="…" />`
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Include {
    /// The file.
    pub source: String,
    /// Names of loops around it, with their values.
    pub names: Vec<(String, ExpressionValues)>,
    /// The named template that contains it.
    pub template: Option<String>,
}
