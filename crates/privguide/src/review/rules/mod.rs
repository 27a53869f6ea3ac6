//! One file per rule.

pub(super) mod blank_purpose;
pub(super) mod broken_configuration;
pub(super) mod broken_declaration;
pub(super) mod circular_purpose;
pub(super) mod contradicting_purpose;
pub(super) mod meaningless_purpose;
pub(super) mod missing_contact;
pub(super) mod missing_date;
pub(super) mod missing_guide;
pub(super) mod missing_name;
pub(super) mod missing_notice;
pub(super) mod negated_purpose;
pub(super) mod prefixed_purpose;
pub(super) mod repeated_purpose;
pub(super) mod stale_guide;
pub(super) mod suppression_without_reason;
pub(super) mod unanalysed_file;
pub(super) mod undeclared_information;
pub(super) mod undeclared_plugin;
pub(super) mod unresolved_access;
pub(super) mod unused_declaration;
pub(super) mod unused_suppression;
pub(super) mod vague_purpose;
