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

/// How many bytes [`decode_url`] makes of a text that stands for 128 or 256 bits; none where it is no such text.
pub(super) fn decoded_len(text: &str) -> Option<usize> {
    let mut room = [0; 48];
    URL_SAFE_NO_PAD.decode_slice(text, &mut room).ok()
}

/// As [`decode_url`], into `room`, which is emptied before.
pub(super) fn decode_url_into(text: &str, room: &mut Vec<u8>) -> bool {
    room.clear();
    URL_SAFE_NO_PAD.decode_vec(text, room).is_ok()
}

/// As [`encode_url`], into `room`, which must have the length of the text; false where it has not.
pub(super) fn encode_url_into(bytes: &[u8], room: &mut [u8]) -> bool {
    URL_SAFE_NO_PAD.encode_slice(bytes, room).is_ok_and(|it| it == room.len())
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
