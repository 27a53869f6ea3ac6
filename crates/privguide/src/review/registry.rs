//! The list of rules. A rule consists of a Markdown file, a source file and one line here.

use std::sync::OnceLock;

use super::{RuleDocument, context::Context, remark::Remark};

/// A rule.
pub struct Rule {
    /// Its id: the name of its Markdown file; it is never reused for another rule.
    pub id: &'static str,
    /// Its Markdown, see [`RuleDocument`](super::RuleDocument).
    pub text: &'static str,
    /// The function that checks it; `None` for rules that the review itself applies.
    pub(super) check: Option<fn(&Context<'_>) -> Vec<Remark>>,
    /// The parsed document; most runs need few of them.
    document: &'static OnceLock<RuleDocument>,
}

impl Rule {
    /// Its document: titles, reasons, examples.
    ///
    /// # Panics
    /// Never in a released build: the embedded documents are read by a test.
    #[must_use]
    pub fn document(&self) -> &'static RuleDocument {
        let read = || RuleDocument::parse(self.text).expect("a rule's document is well formed");
        self.document.get_or_init(read)
    }
}

macro_rules! rules {
    ($($id:literal => $check:expr,)*) => {
        static RULES: &[Rule] =
            &[$(Rule {
                id: $id,
                text: include_str!(concat!("../../rules/", $id, ".md")),
                check: $check,
                document: {
                    static DOCUMENT: OnceLock<RuleDocument> = OnceLock::new();
                    &DOCUMENT
                },
            },)*];
    };
}

rules! {
    "blank-purpose" => Some(super::rules::blank_purpose::check),
    "broken-configuration" => Some(super::rules::broken_configuration::check),
    "broken-declaration" => Some(super::rules::broken_declaration::check),
    "broken-record" => Some(super::rules::broken_record::check),
    "built-difference" => Some(super::rules::built_difference::check),
    "circular-purpose" => Some(super::rules::circular_purpose::check),
    "contradicting-purpose" => Some(super::rules::contradicting_purpose::check),
    "date-order" => Some(super::rules::date_order::check),
    "incomplete-list" => Some(super::rules::incomplete_list::check),
    "incomplete-sdk-information" => Some(super::rules::incomplete_sdk_information::check),
    "incomplete-third-party" => Some(super::rules::incomplete_third_party::check),
    "invalid-background-modes" => Some(super::rules::invalid_background_modes::check),
    "invalid-permission" => Some(super::rules::invalid_permission::check),
    "invalid-plugin-entry" => Some(super::rules::invalid_plugin_entry::check),
    "invalid-private-infos" => Some(super::rules::invalid_private_infos::check),
    "invalid-storage" => Some(super::rules::invalid_storage::check),
    "invalid-supplement" => Some(super::rules::invalid_supplement::check),
    "malformed-contact" => Some(super::rules::malformed_contact::check),
    "meaningless-purpose" => Some(super::rules::meaningless_purpose::check),
    "misplaced-key" => Some(super::rules::misplaced_key::check),
    "missing-agree-button" => Some(super::rules::missing_agree_button::check),
    "missing-chinese" => Some(super::rules::missing_chinese::check),
    "missing-contact" => Some(super::rules::missing_contact::check),
    "missing-date" => Some(super::rules::missing_date::check),
    "missing-english" => Some(super::rules::missing_english::check),
    "missing-file" => Some(super::rules::missing_file::check),
    "missing-guide" => Some(super::rules::missing_guide::check),
    "missing-name" => Some(super::rules::missing_name::check),
    "missing-notice" => Some(super::rules::missing_notice::check),
    "missing-private-info" => Some(super::rules::missing_private_info::check),
    "misspelt-key" => Some(super::rules::misspelt_key::check),
    "negated-purpose" => Some(super::rules::negated_purpose::check),
    "nickname-without-consent" => Some(super::rules::nickname_without_consent::check),
    "prefixed-purpose" => Some(super::rules::prefixed_purpose::check),
    "privacy-check-flag" => Some(super::rules::privacy_check_flag::check),
    "repeated-purpose" => Some(super::rules::repeated_purpose::check),
    "replaced-private-infos" => Some(super::rules::replaced_private_infos::check),
    "retired-interface" => Some(super::rules::retired_interface::check),
    "sensitive-interface" => Some(super::rules::sensitive_interface::check),
    "stale-baseline" => None,
    "stale-guide" => Some(super::rules::stale_guide::check),
    "stale-record" => Some(super::rules::stale_record::check),
    "stripped-but-runs" => Some(super::rules::stripped_but_runs::check),
    "superfluous-private-info" => Some(super::rules::superfluous_private_info::check),
    "suppression-without-reason" => None,
    "unanalysed-file" => Some(super::rules::unanalysed_file::check),
    "unchanged-date" => Some(super::rules::unchanged_date::check),
    "undeclared-information" => Some(super::rules::undeclared_information::check),
    "undeclared-plugin" => Some(super::rules::undeclared_plugin::check),
    "undeclared-recipient" => Some(super::rules::undeclared_recipient::check),
    "undeclared-sdk" => Some(super::rules::undeclared_sdk::check),
    "undisclosed-sharing" => Some(super::rules::undisclosed_sharing::check),
    "unknown-agree-button" => Some(super::rules::unknown_agree_button::check),
    "unknown-information" => Some(super::rules::unknown_information::check),
    "unknown-recipient" => Some(super::rules::unknown_recipient::check),
    "unknown-scope" => Some(super::rules::unknown_scope::check),
    "unrelated-purpose" => Some(super::rules::unrelated_purpose::check),
    "unresolved-access" => Some(super::rules::unresolved_access::check),
    "unused-declaration" => Some(super::rules::unused_declaration::check),
    "unused-plugin" => Some(super::rules::unused_plugin::check),
    "unused-recipient" => Some(super::rules::unused_recipient::check),
    "unused-sdk" => Some(super::rules::unused_sdk::check),
    "unused-suppression" => None,
    "use-outside-where" => Some(super::rules::use_outside_where::check),
    "vague-purpose" => Some(super::rules::vague_purpose::check),
    "weakened-check" => None,
}

impl Rule {
    /// Every rule, by id.
    #[must_use]
    pub fn all() -> &'static [Self] {
        RULES
    }

    /// The rule with this id.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        RULES.binary_search_by(|rule| rule.id.cmp(id)).ok().map(|at| &RULES[at])
    }
}
