//! Misspellings that exactly two tenders have.
//!
//! There is no dictionary: a word is taken for misspelt where it is one slip away (a letter dropped, doubled,
//! exchanged or two of them swapped) from a word that the questions, the policy's list or several tenders have, and
//! no inflection of it. That misses slips in rare words and tells none that are none.

use std::collections::{BTreeMap, BTreeSet};

use super::{Policy, pairs::each_pair, words::Words};

/// Shorter words are one slip away from too many others.
const SHORTEST: usize = 6;
/// So many tenders must use a word before it counts as known.
const KNOWN: usize = 3;

/// For each two tenders, the misspelt words that they have and no other has, in order.
pub(super) fn shared(texts: &[Words], policy: &Policy) -> BTreeMap<(usize, usize), Vec<String>> {
    let mut users: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (n, text) in texts.iter().enumerate() {
        for word in text.list.iter().filter(|it| it.text.chars().all(|c| c.is_ascii_lowercase())) {
            users.entry(word.text.as_str()).or_default().insert(n);
        }
    }
    let known: BTreeSet<&str> = users
        .iter()
        .filter(|(_, who)| who.len() >= KNOWN)
        .map(|(word, _)| *word)
        .chain(policy.vocabulary.iter().map(String::as_str))
        .filter(|it| it.len() >= SHORTEST)
        .collect();
    let near = deletions(&known);
    let mut out: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    for (word, who) in &users {
        if who.len() != 2 || word.len() < SHORTEST || known.contains(word) {
            continue;
        }
        if is_slip(word, &near) {
            let who: Vec<usize> = who.iter().copied().collect();
            each_pair(&who, |pair| out.entry(pair).or_default().push((*word).to_owned()));
        }
    }
    out
}

/// For each word with one letter taken out, the words that it comes from.
fn deletions<'a>(known: &BTreeSet<&'a str>) -> BTreeMap<String, Vec<&'a str>> {
    let mut out: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for word in known {
        out.entry((*word).to_owned()).or_default().push(word);
        for shorter in without_one(word) {
            let list = out.entry(shorter).or_default();
            if list.last() != Some(word) {
                list.push(word);
            }
        }
    }
    out
}

fn without_one(word: &str) -> impl Iterator<Item = String> {
    word.char_indices().map(move |(at, letter)| {
        let (before, after) = (word.get(..at), word.get(at + letter.len_utf8()..));
        format!("{}{}", before.unwrap_or_default(), after.unwrap_or_default())
    })
}

/// Whether `word` is one slip away from a known word.
fn is_slip(word: &str, near: &BTreeMap<String, Vec<&str>>) -> bool {
    let forms = std::iter::once(word.to_owned()).chain(without_one(word));
    let candidates: BTreeSet<&str> = forms.filter_map(|it| near.get(&it)).flatten().copied().collect();
    candidates.into_iter().any(|it| one_slip(word, it) && !is_inflection(word, it) && !is_variant(word, it))
}

/// Whether one letter is dropped, added or exchanged, or two neighbours swapped.
fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<u8>, Vec<u8>) = (a.bytes().collect(), b.bytes().collect());
    let front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(front..).unwrap_or_default(), b.get(front..).unwrap_or_default());
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let cut = |it: &[u8]| it.get(..it.len() - back).map(<[u8]>::to_vec).unwrap_or_default();
    match (cut(a).as_slice(), cut(b).as_slice()) {
        ([_], [] | [_]) | ([], [_]) => true,
        ([first, second], [other, last]) => first == last && second == other,
        _ => false,
    }
}

/// Whether the two differ in their endings only, as `sensor` and `sensors` or `stored` and `stores` do, or in
/// their beginnings, as `secure` and `insecure` might.
fn is_inflection(a: &str, b: &str) -> bool {
    const TAIL: usize = 3;
    let shorter = a.len().min(b.len());
    let alike = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    alike + TAIL > shorter || alike == 0
}

/// Whether the two are spellings of two countries: `-ise` and `-ize`, `-our` and `-or`, `centre` and `center`.
fn is_variant(a: &str, b: &str) -> bool {
    const SWAPS: &[(&str, &str)] = &[
        ("is", "iz"),
        ("ys", "yz"),
        ("our", "or"),
        ("tre", "ter"),
        ("ence", "ense"),
        ("ogue", "og"),
        ("ll", "l"),
        ("ae", "e"),
        ("mme", "m"),
        ("gement", "gment"),
    ];
    let plain = |word: &str| SWAPS.iter().fold(word.to_owned(), |word, (uk, us)| word.replace(uk, us));
    plain(a) == plain(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_inflections_and_spellings_of_two_countries() {
        for (word, known) in [
            ("enviromental", "environmental"),
            ("recieved", "received"),
            ("maintenence", "maintenance"),
            ("seperate", "separate"),
        ] {
            assert!(
                one_slip(word, known) && !is_inflection(word, known) && !is_variant(word, known),
                "{word}"
            );
        }
        for (word, known) in [
            ("sensors", "sensor"),
            ("stores", "stored"),
            ("organization", "organisation"),
            ("fulfil", "fulfill"),
        ] {
            assert!(is_inflection(word, known) || is_variant(word, known), "{word}");
        }
        assert!(!one_slip("supplier", "suppository"));
    }
}
