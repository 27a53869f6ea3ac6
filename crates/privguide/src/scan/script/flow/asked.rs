//! Which loads an object has already answered.

use rustc_hash::FxHashSet as HashSet;

use super::{program::WIDE_OBJECT, query::KeptQuery, value::Sym};
use crate::scan::script::facts::Node;

/// An object with fewer queries finds them by searching their list. Almost all have fewer.
const MAX_SEARCHED: usize = 16;

/// Loads that were answered, by target node and name ([`super::query::ANY_NAME`] without one).
#[derive(Default)]
pub(super) struct Asked {
    /// Those of the summary object, which answers most loads of a large program.
    wide: HashSet<(Node, Sym)>,
    /// Those of other objects with many queries.
    many: HashSet<(u32, Node, Sym)>,
    /// Requests for the names of all fields.
    names: HashSet<(u32, Node)>,
}

impl Asked {
    /// Records a load; false if the object has answered it. `queries` are those that the object
    /// keeps so far.
    pub(super) fn load(
        &mut self,
        object: u32,
        queries: &[KeptQuery],
        (to, name): (Node, Sym),
    ) -> bool {
        if object == WIDE_OBJECT {
            return self.wide.insert((to, name));
        }
        if queries.len() > MAX_SEARCHED {
            return self.many.insert((object, to, name));
        }
        if queries.iter().any(|query| query.key() == (to, name)) {
            return false;
        }
        if queries.len() == MAX_SEARCHED {
            // The next query is searched for in the table.
            let kept = queries.iter().map(|query| query.key()).chain([(to, name)]);
            self.many.extend(kept.map(|(to, name)| (object, to, name)));
        }
        true
    }

    /// Records a request for the names of all fields; false if the object has answered it.
    pub(super) fn names(&mut self, object: u32, to: Node) -> bool {
        self.names.insert((object, to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::script::{
        facts::NO_SITE,
        flow::{program::count, query::Query},
    };

    #[test]
    fn each_load_is_answered_once_by_few_or_many_queries() {
        for object in [WIDE_OBJECT, WIDE_OBJECT + 1] {
            let (mut asked, mut queries) = (Asked::default(), Vec::new());
            let all = 3 * count(MAX_SEARCHED);
            for number in 0..all {
                let key = (number / 2, number % 2);
                assert!(asked.load(object, &queries, key), "{number}");
                // A load that the summary object answers instead is not kept.
                if number % 3 != 0 {
                    queries.push(Query::named(key.1, key.0, NO_SITE).kept());
                    assert!(!asked.load(object, &queries, key), "{number}");
                }
            }
            assert!(queries.iter().all(|query| !asked.load(object, &queries, query.key())));
        }
    }
}
