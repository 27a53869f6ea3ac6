//! Maps, the entries of objects, and objects that are created from entries.

use oxc::{
    ast::ast::{Argument as ArgumentNode, ArrayExpressionElement, Expression},
    span::Span,
};

use super::{
    Key, NO_SITE, NOTHING, Node,
    builder::{Builder, Position},
};

impl Builder<'_> {
    /// `Object.values(base)`
    pub(super) fn array_of_values(&mut self, base: Node, span: Span) -> Node {
        let keys = self.keys(base);
        let values = self.values_under(base, keys, span);
        self.array_of(values)
    }

    /// `Object.entries(base)`
    pub(super) fn array_of_entries(&mut self, base: Node, span: Span) -> Node {
        let keys = self.keys(base);
        let values = self.values_under(base, keys, span);
        self.array_of_pairs(keys, values)
    }

    /// Every value of an object; of the host, the members that an iteration yields.
    fn values_under(&mut self, base: Node, keys: Node, span: Span) -> Node {
        let site = self.site_for(Key::Node(keys), span, Position::Named, false);
        let members = self.load(base, Key::Node(keys), site);
        let values = self.load(base, Key::Any, NO_SITE);
        self.either(members, values)
    }

    pub(super) fn array_of_pairs(&mut self, keys: Node, values: Node) -> Node {
        let pair = self.object();
        let pair = self.object_node(pair);
        for (at, value) in [keys, values].into_iter().enumerate() {
            let key = Key::Name(self.intern(&at.to_string()));
            self.store(pair, key, value);
        }
        self.array_of(pair)
    }

    pub(super) fn object_of_entries(&mut self, entries: Node) -> Node {
        let object = self.object();
        let node = self.object_node(object);
        let entry = self.load(entries, Key::Any, NO_SITE);
        let (key, value) = (self.load_name(entry, "0"), self.load_name(entry, "1"));
        let value = if value == NOTHING { key } else { value };
        self.keep_entry(node, key, value);
        node
    }

    /// A map stores its keys in a field of their own, beside the values: keys need not be strings.
    pub(super) fn keep_entry(&mut self, map: Node, key: Node, value: Node) {
        // `true`, `null` and the like are keys of maps, too.
        let name = if key == NOTHING { Key::Any } else { Key::Node(key) };
        self.store(map, name, value);
        let keys = Key::Name(self.intern(KEYS));
        self.store(map, keys, key);
    }

    /// Entries that are listed in a literal, `[["a", x], ["b", y]]`. Each is stored under its own
    /// name, however many there are.
    fn written_entries<'e, 'a>(
        entries: Option<&'e ArgumentNode<'a>>,
    ) -> Option<Vec<(&'e Expression<'a>, &'e Expression<'a>)>> {
        let Expression::ArrayExpression(array) = entries?.as_expression()?.get_inner_expression()
        else {
            return None;
        };
        let pair = |element: &'e ArrayExpressionElement<'a>| {
            let Expression::ArrayExpression(pair) = element.as_expression()?.get_inner_expression()
            else {
                return None;
            };
            let at =
                |at: usize| pair.elements.get(at).and_then(ArrayExpressionElement::as_expression);
            Some((at(0)?, at(1)?))
        };
        array.elements.iter().map(pair).collect()
    }

    /// A map of entries. A `WeakMap` cannot be iterated.
    pub(super) fn map_of(&mut self, entries: Option<&ArgumentNode<'_>>, is_iterable: bool) -> Node {
        let map = if let Some(written) = Self::written_entries(entries) {
            self.map_of_written(written)
        } else {
            let entries = entries
                .and_then(ArgumentNode::as_expression)
                .map_or(NOTHING, |entries| self.expression(entries));
            self.object_of_entries(entries)
        };
        if !is_iterable {
            return map;
        }
        // Iterating over the map yields its entries.
        let entry = self.array_of(NOTHING);
        let (keys, values) = (self.load_name(map, KEYS), self.load(map, Key::Any, NO_SITE));
        for (at, node) in [("0", keys), ("1", values)] {
            let at = Key::Name(self.intern(at));
            self.store(entry, at, node);
        }
        self.store(map, Key::Any, entry);
        map
    }

    fn map_of_written(&mut self, written: Vec<(&Expression<'_>, &Expression<'_>)>) -> Node {
        let object = self.object();
        let map = self.object_node(object);
        for (key, value) in written {
            let written = key.get_inner_expression();
            let (key, value) = (self.expression(key), self.expression(value));
            let name = match written {
                Expression::StringLiteral(text) => Key::Name(self.intern(text.value.as_str())),
                _ if key == NOTHING => Key::Any,
                _ => Key::Node(key),
            };
            self.store(map, name, value);
            let keys = Key::Name(self.intern(KEYS));
            self.store(map, keys, key);
        }
        map
    }
}

/// The field in which a map keeps its keys.
pub(super) const KEYS: &str = "%keys";
