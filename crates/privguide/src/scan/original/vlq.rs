//! Decodes the numbers of a source map: base 64 digits with five bits each, the lowest first; the
//! lowest bit of the number is the sign.

/// Reads the numbers of one segment into `numbers`; `None` if the text is not a valid segment.
pub(super) fn segment<'n>(text: &[u8], numbers: &'n mut [i64; 5]) -> Option<&'n [i64]> {
    let mut count = 0;
    let (mut value, mut shift) = (0_i64, 0_u32);
    for &byte in text {
        let digit = i64::from(digit(byte)?);
        // Lines and columns are 32 bits wide; more digits are no valid position.
        if shift > 30 {
            return None;
        }
        value |= (digit & 31) << shift;
        if digit & 32 != 0 {
            shift += 5;
            continue;
        }
        *numbers.get_mut(count)? = if value & 1 == 1 { -(value >> 1) } else { value >> 1 };
        count += 1;
        (value, shift) = (0, 0);
    }
    (shift == 0).then(|| &numbers[..count])
}

/// The value of a base 64 digit.
pub(super) const fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}
