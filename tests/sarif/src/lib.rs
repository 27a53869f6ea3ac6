//! SARIF reports before judges of other people: the official schema, and a reader that knows
//! nothing of this project.
