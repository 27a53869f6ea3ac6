//! Object ids and resolved names.

use std::fmt;

/// The id of a git object: 20 bytes (SHA-1) or 32 (SHA-256).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    bytes: [u8; 32],
    length: u8,
}

impl ObjectId {
    /// Parses 40 or 64 hexadecimal digits.
    #[must_use]
    pub fn parse(hex: &str) -> Option<Self> {
        if !matches!(hex.len(), 40 | 64) {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
            let high = char::from(pair[0]).to_digit(16)?;
            let low = char::from(pair[1]).to_digit(16)?;
            *byte = u8::try_from(high * 16 + low).ok()?;
        }
        Some(Self { bytes, length: u8::try_from(hex.len() / 2).ok()? })
    }

    /// True for the id that means "no object": all zeros.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.as_bytes().iter().all(|&byte| byte == 0)
    }

    /// The raw bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    /// The raw bytes with zeros behind them.
    pub(crate) fn padded(&self) -> [u8; 32] {
        self.bytes
    }

    /// The first ten digits, for people.
    #[must_use]
    pub fn short(&self) -> String {
        self.to_string()[..10].to_owned()
    }

    pub(crate) fn from_bytes(raw: &[u8]) -> Self {
        let mut bytes = [0; 32];
        let length = raw.len().min(32);
        bytes[..length].copy_from_slice(&raw[..length]);
        Self { bytes, length: u8::try_from(length).unwrap_or(32) }
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A name resolved to a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The name as given: `v1.2`, `HEAD~3`, an id.
    pub name: String,
    /// The commit, unless the name leads directly to a tree, as a tag may.
    pub commit: Option<ObjectId>,
    /// The tree.
    pub tree: ObjectId,
}

#[cfg(test)]
mod tests {
    use super::ObjectId;

    #[test]
    fn an_id_has_40_or_64_digits() {
        for digits in [40, 64] {
            let text = "1a".repeat(digits / 2);
            assert_eq!(ObjectId::parse(&text).expect("an id").to_string(), text);
            assert!(ObjectId::parse(&"0".repeat(digits)).expect("zeros").is_zero());
        }
        for wrong in ["", "1a", &"1".repeat(41), &"g".repeat(40), "HEAD"] {
            assert_eq!(ObjectId::parse(wrong), None, "{wrong}");
        }
    }
}
