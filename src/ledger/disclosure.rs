//! Salted disclosures: values that the log commits to and that can be left out, or destroyed, without breaking it.
//!
//! Source: RFC 9901 section 4.2. The digest is over the text of the disclosure as it stands. Salts have 128 bits,
//! so that a score from 0 to 5 cannot be found by trying.

use std::{borrow::Cow, fmt, ops::Deref};

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::base64;
use crate::id::Hash;

/// Where salts and nonces come from: the system in earnest, a counter in tests.
pub trait Salts {
    /// 128 bits that nobody can guess.
    ///
    /// # Errors
    /// When the system has none.
    fn next(&mut self) -> Result<[u8; 16], SaltError>;
}

/// The system gave no random bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random bytes, without which nothing can be kept secret: {0}")]
pub struct SaltError(pub String);

/// The digest of a disclosure as it stands in an event: base64 for URLs of 256 bits. In the order of the texts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sum([u8; 43]);

impl Sum {
    /// Reads it; none where it is not the one text of its bits.
    pub fn parse(text: &str) -> Option<Self> {
        let sum = text.as_bytes().try_into().ok()?;
        (base64::decoded_len(text) == Some(32)).then_some(Self(sum))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        // It is ASCII by the way it is made.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Deref for Sum {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl Serialize for Sum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

/// A value with its name and salt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// What is hashed and stored.
    pub text: String,
    /// As it stands in the event.
    pub digest: Sum,
    /// What the value is of its event: `score`, `reason`.
    pub name: String,
    /// The value.
    pub value: Value,
}

/// `[salt, name, value]`, each read as it stands where that can be.
#[derive(Serialize, Deserialize)]
struct Salted<'a>(#[serde(borrow)] Cow<'a, str>, #[serde(borrow)] Cow<'a, str>, Value);

impl Disclosure {
    /// Salts a value.
    ///
    /// # Errors
    /// When there is no salt.
    pub fn new(name: &str, value: Value, salts: &mut dyn Salts) -> Result<Self, SaltError> {
        let salted = Salted(base64::encode_url(&salts.next()?).into(), name.into(), value);
        // Text and values always serialise.
        let json = serde_json::to_vec(&salted).unwrap_or_default();
        let text = base64::encode_url(&json);
        Ok(Self { digest: digest(&text), text, name: name.to_owned(), value: salted.2 })
    }

    /// Reads a stored disclosure; none where it is not of the form of RFC 9901 with a salt of at least 128 bits.
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_with(text, &mut Vec::new())
    }

    /// As [`Self::parse`], with room for its bytes, so that many can be read in one place.
    pub(super) fn parse_with(text: &str, room: &mut Vec<u8>) -> Option<Self> {
        let json = base64::decode_url_into(text, room).then_some(room)?;
        let Salted(salt, name, value) = serde_json::from_slice(json).ok()?;
        let strong = match base64::decoded_len(&salt) {
            Some(bytes) => bytes >= 16,
            None => base64::decode_url(&salt).is_some_and(|it| it.len() >= 16),
        };
        strong.then(|| Self { text: text.to_owned(), digest: digest(text), name: name.into_owned(), value })
    }
}

/// The digest of a disclosure's text.
pub fn digest(text: &str) -> Sum {
    let mut sum = [0; 43];
    base64::encode_url_into(Hash::of(&[text.as_bytes()]).as_bytes(), &mut sum);
    Sum(sum)
}

/// One line of `disclosures.jsonl`.
pub fn line(seq: u64, text: &str) -> String {
    format!("{{\"seq\":{seq},\"d\":\"{text}\"}}\n")
}

/// Reads what [`line()`] writes, and nothing else.
pub fn parse_line(line: &str) -> Option<(u64, &str)> {
    let url = |it: u8| it.is_ascii_alphanumeric() || it == b'-' || it == b'_';
    parted(line).filter(|(_, text)| text.bytes().all(url))
}

/// As [`parse_line`], where what the text may be made of is seen when it is decoded.
pub(super) fn parted(line: &str) -> Option<(u64, &str)> {
    let rest = line.strip_prefix("{\"seq\":")?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = rest.split_at_checked(digits)?;
    let plain = number == "0" || !number.starts_with('0');
    let seq = number.parse().ok().filter(|_| plain)?;
    Some((seq, rest.strip_prefix(",\"d\":\"")?.strip_suffix("\"}")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: RFC 9901 section 4.2.1 and 4.2.3, the disclosure of `family_name`.
    #[test]
    fn the_digest_is_that_of_the_standard() {
        let text = "WyI2cU1RdlJMNWhhaiIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
        assert_eq!(digest(text).as_str(), "uutlBuYeMDyjLLTpf6Jxi7yNkEF35jdyWMn9U7b_RYY");
        // Its salt, of 72 bits, would be too weak for us.
        assert_eq!(Disclosure::parse(text), None);
    }

    #[test]
    fn a_disclosure_reads_back() {
        struct Fixed;
        impl Salts for Fixed {
            fn next(&mut self) -> Result<[u8; 16], SaltError> {
                Ok([7; 16])
            }
        }
        let made = Disclosure::new("score", 4.into(), &mut Fixed).unwrap();
        assert_eq!(Disclosure::parse(&made.text), Some(made.clone()));
        let written = line(12, &made.text);
        assert_eq!(parse_line(written.trim_end()), Some((12, made.text.as_str())));
        for bad in [
            "{\"seq\":01,\"d\":\"AA\"}",
            "{\"seq\": 1,\"d\":\"AA\"}",
            "{\"seq\":1,\"d\":\"A=\"}",
            "{\"seq\":+1,\"d\":\"AA\"}",
        ] {
            assert_eq!(parse_line(bad), None, "{bad}");
        }
    }
}
