//! Phrases of lexicons and cues, written as an officer would, and found in one walk over the tokens.
//!
//! | written | finds |
//! |---|---|
//! | `disaster recovery` | these words, however they are joined (`disaster-recovery`) |
//! | `encrypt*` | any word that begins so |
//! | `backup(s)` | `backup` and `backups` |
//! | `lack(s\|ed)` | `lack`, `lacks` and `lacked` |
//! | `(held\|kept) in [the] UK` | one of several; something that may be missing |
//! | `restore ~4 test*` | up to four words between, within one clause's marks |
//! | `council's`, `(council\|owner) s` | only with the possessive; `council` finds it with and without |
//! | `within {duration}` | a value of a kind; `#` any number |

use super::{graph::Phrases, vocabulary::Vocabulary};

/// A pattern that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Nothing to find.
    #[error("the pattern `{0}` is empty")]
    Empty(String),
    /// A bracket without its fellow.
    #[error("the pattern `{0}` has an unclosed bracket")]
    Unclosed(String),
    /// A gap at the end takes words in for which nothing asked: exceptions, denials, another thing.
    #[error("the pattern `{0}` ends in a gap, which it has no use for")]
    Open(String),
    /// `{…}` with a kind that does not exist.
    #[error("`{0}` is not a kind of value")]
    UnknownValue(String),
    /// What was made of patterns before is not to be had.
    #[error("what was made of the patterns when the program was built cannot be read")]
    Unkept,
}

/// Checks that `pattern` can be read.
///
/// # Errors
/// Says what is wrong with it.
pub fn check(pattern: &str) -> Result<(), PatternError> {
    Phrases::default().add(&mut Vocabulary::default(), pattern, 0)
}

/// One thing in a pattern, and what follows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parsed<'a> {
    pub(super) read: Read<'a>,
    /// What stands in the bracket that touches it: `s|ed` of `lack(s|ed)`.
    pub(super) endings: Option<&'a str>,
    /// Whether a star stands behind the bracket.
    pub(super) star: bool,
    pub(super) after: &'a str,
}

/// What a thing in a pattern is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Read<'a> {
    Word(&'a str),
    /// What stands in brackets, and of which kind they are.
    Group(&'a str, char),
}

/// What is put to the last word of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail<'a> {
    None,
    Star,
    Ending(&'a str),
    EndingStar(&'a str),
}

impl Tail<'_> {
    pub(super) fn is_ending(self) -> bool {
        matches!(self, Self::Ending(_) | Self::EndingStar(_))
    }
}

/// The first thing in `text`, of the pattern `whole`.
pub(super) fn first<'a>(text: &'a str, whole: &str) -> Result<Parsed<'a>, PatternError> {
    let unclosed = || PatternError::Unclosed(whole.to_owned());
    let (read, mut after) = if let Some(open @ (b'(' | b'[')) = text.bytes().next() {
        let open = char::from(open);
        let (inner, after) = bracketed(text, open).ok_or_else(unclosed)?;
        (Read::Group(inner, open), after)
    } else {
        let end = text.bytes().position(|it| matches!(it, b' ' | b'[' | b'(' | b'\t' | b'\n'));
        let end = end.unwrap_or(text.len());
        let (word, after) = text.split_at_checked(end).unwrap_or((text, ""));
        (Read::Word(word), after)
    };
    // An ending that touches what stands before it: `lack(s|ed)`, `(partner|vendor)(s)`, `(design|test)*`.
    let mut endings = None;
    if after.starts_with('(') {
        let (inner, rest) = bracketed(after, '(').ok_or_else(unclosed)?;
        endings = Some(inner);
        after = rest;
    }
    let star = after.strip_prefix('*');
    Ok(Parsed { read, endings, star: star.is_some(), after: star.unwrap_or(after).trim_start() })
}

/// Whether a phrase of `text`, of the pattern `whole`, may end in a gap; `open` is whether the words before it do.
pub(super) fn ends_open(text: &str, mut open: bool, whole: &str) -> Result<bool, PatternError> {
    let mut rest = text.trim();
    while !rest.is_empty() {
        let element = first(rest, whole)?;
        open = match element.read {
            Read::Word(word) => is_gap(word),
            Read::Group(inner, bracket) => {
                let mut any = bracket == '[' && open;
                for alternative in alternatives(inner) {
                    any |= ends_open(alternative, open, whole)?;
                }
                any
            }
        };
        rest = element.after;
    }
    Ok(open)
}

/// `~4`: whether it passes over words.
fn is_gap(word: &str) -> bool {
    word.strip_prefix('~').is_some_and(|most| !most.is_empty() && most.bytes().all(|it| it.is_ascii_digit()))
}

/// What stands in the bracket with which `text` opens, and behind it.
fn bracketed(text: &str, open: char) -> Option<(&str, &str)> {
    let (open, close) = if open == '(' { (b'(', b')') } else { (b'[', b']') };
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte == open {
            depth += 1;
        } else if byte == close {
            depth -= 1;
            if depth == 0 {
                return Some((text.get(1..at)?, text.get(at + 1..)?));
            }
        }
    }
    None
}

/// What the bars that stand outside of brackets part.
pub(super) fn alternatives(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut depth = 0;
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'(' | b'[' => depth += 1,
                b')' | b']' => depth -= 1,
                b'|' if depth == 0 => {
                    rest = text.get(at + 1..);
                    return text.get(..at);
                }
                _ => {}
            }
        }
        rest = None;
        Some(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{matcher::Matcher, token::Tokens, vocabulary::Synonyms};

    fn found(pattern: &str, text: &str) -> Vec<String> {
        found_by(&Synonyms::default(), pattern, text)
    }

    fn found_by(synonyms: &Synonyms, pattern: &str, text: &str) -> Vec<String> {
        let mut words = Vocabulary::default();
        let mut phrases = Phrases::default();
        phrases.add(&mut words, pattern, 0).unwrap();
        words.seal(synonyms);
        let matcher = Matcher::of(&phrases);
        let tokens = Tokens::of(text);
        let values = crate::language::value::find(&tokens);
        let spelled = words.spell(&tokens, &values);
        let mut hits = matcher.find(&spelled, std::iter::once(0..tokens.list.len()));
        hits.sort_unstable();
        hits.dedup();
        hits.iter()
            .map(|it| (it.from..it.to).map(|at| tokens.word_at(at)).collect::<Vec<_>>().join(" "))
            .collect()
    }

    #[test]
    fn patterns_find_what_they_are_written_for() {
        assert_eq!(found("disaster recovery", "Our Disaster-Recovery plan"), ["disaster recovery"]);
        assert_eq!(found("encrypt*", "encrypted, unencrypted"), ["encrypted"]);
        assert_eq!(found("backup(s)", "Backup of backups"), ["backup", "backups"]);
        assert_eq!(
            found("(held|kept) in [the] UK", "kept in the UK, held in UK"),
            ["kept in the uk", "held in uk"]
        );
        assert_eq!(
            found("restore ~2 test*", "restore is regularly tested. restore. tested"),
            ["restore is regularly tested"]
        );
        assert_eq!(
            found("[the] (back up|backup)(s)", "the back ups, backup"),
            ["the back ups", "back ups", "backup"]
        );
        assert_eq!(found("(design|test)*", "designer tested attest"), ["designer", "tested"]);
        assert_eq!(found("lack(s|ed)* (of [any]|in)", "lacks any, lackedly in"), ["lackedly in"]);
        assert_eq!(found("within {duration}", "within two working days"), ["within two working days"]);
        assert_eq!(found("s mime", "S/MIME"), [""; 0]);
    }

    #[test]
    fn a_synonym_is_found_where_its_word_is_asked_for_and_not_the_other_way() {
        let mut synonyms = Synonyms::default();
        synonyms.add("council", "borough");
        synonyms.add("encrypted", "enciphered");
        let found = |pattern: &str, text: &str| found_by(&synonyms, pattern, text);
        assert_eq!(found("the council", "The borough and the council"), ["the borough", "the council"]);
        assert_eq!(found("council's", "the borough's data"), ["borough"]);
        assert_eq!(found("encrypt*", "all is enciphered"), ["enciphered"]);
        assert_eq!(found("borough", "the council"), [""; 0]);
    }

    #[test]
    fn a_possessive_is_asked_for_or_not() {
        let text = "The Council\u{2019}s own, and the host's; contractors' too. It is the council";
        assert_eq!(found("council", text), ["council", "council"]);
        assert_eq!(found("(host|contractors)", text), ["host", "contractors"]);
        assert_eq!(found("council's", text), ["council"]);
        assert_eq!(found("(the council s|the (host|owner) s)", text), ["the council", "the host"]);
        assert_eq!(found("the council s own", text), ["the council own"]);
        assert_eq!(found("is the (council|authority) s", text), [""; 0]);
        assert_eq!(found("(council|host) s own", "council s own"), ["council s own"]);
    }

    #[test]
    fn a_faulty_pattern_is_refused() {
        assert!(matches!(check("(a|b"), Err(PatternError::Unclosed(_))));
        for open in
            ["property of ~2", "property of (us|our ~2)", "kept ~2 [safe]", "kept (by (us|our ~1)|here)"]
        {
            assert!(matches!(check(open), Err(PatternError::Open(_))), "{open}");
        }
        assert_eq!(check("(us|our ~2) property"), Ok(()));
        assert!(matches!(check(""), Err(PatternError::Empty(_))));
        assert!(matches!(check("[a] [b]"), Err(PatternError::Empty(_))));
        assert!(matches!(check("{colour}"), Err(PatternError::UnknownValue(_))));
    }
}
