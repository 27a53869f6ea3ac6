//! Scripts: values have origins.
