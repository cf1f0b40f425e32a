//! Base64 in one form only: an encoding that another reader might take for the same bytes is refused.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

/// Standard base64 with padding, for notes and checkpoints.
pub fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of standard base64; none where the text is not exactly what [`encode`] makes of them.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    // The engine refuses missing padding and trailing bits that are not zero, so the encoding is the only one.
    STANDARD.decode(text).ok()
}

/// Base64 for URLs without padding, for disclosures.
pub fn encode_url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of [`encode_url`], as strict as [`decode`].
pub fn decode_url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_encoding_for_each_bytes() {
        assert_eq!(decode("AA==").as_deref(), Some(&[0][..]));
        for lax in ["AA", "AA=", "AB==", "AA==\n", " AA==", "A-=="] {
            assert_eq!(decode(lax), None, "{lax:?}");
        }
        assert_eq!(decode_url("AA").as_deref(), Some(&[0][..]));
        for lax in ["AA==", "AB", "A+", "AA\n"] {
            assert_eq!(decode_url(lax), None, "{lax:?}");
        }
    }
}
