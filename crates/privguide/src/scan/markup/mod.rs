//! Templates: components, attributes and event bindings.
