//! What one template holds that could matter, before anything outside of it is analysed.

use serde::{Deserialize, Serialize};

use super::values::Values;
use crate::tree::{Place, TreePath};

/// What one template holds that could matter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Template {
    /// The file.
    pub file: TreePath,
    /// Elements that are an interface, can be one, or can pass a value to a component that makes
    /// one of it.
    pub elements: Vec<Candidate>,
    /// Calls of named templates.
    pub calls: Vec<TemplateCall>,
    /// Files whose named templates can be called here.
    pub imports: Vec<String>,
    /// Where something was first not understood.
    pub broken: Option<Place>,
    /// False while nothing in it was worth reading: the lists above are empty.
    pub is_read: bool,
}

impl Template {
    pub(super) fn of(file: &TreePath) -> Self {
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
            broken: None,
            is_read: false,
        }
    }
}

/// An element that could matter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Candidate {
    /// Its name as the catalogue would spell it.
    pub tag: String,
    /// Its name as written.
    pub written: String,
    /// Its start tag.
    pub place: Place,
    /// Attributes that could matter.
    pub attributes: Vec<Given>,
    /// Events that are bound on it and that the catalogue knows.
    pub events: Vec<String>,
    /// The named template it is in.
    pub template: Option<String>,
}

/// An attribute that is given to an element.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Given {
    /// Its name as the catalogue would spell it.
    pub name: String,
    /// What it can be.
    pub values: Values,
    /// The attribute as written, on one line.
    pub text: String,
}

/// `<template is="name" data="{{…}}">`
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TemplateCall {
    /// Names it can call; unknown names can be any.
    pub name: Values,
    /// What it hands over; a spread has no name.
    pub data: Vec<(Option<String>, Values)>,
    /// The named template the call is in.
    pub template: Option<String>,
}
