//! Checks SARIF reports with third-party tools: the official schema, and an independent reader.
