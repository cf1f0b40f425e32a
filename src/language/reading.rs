//! Everything that is seen in one text, in one walk.

use std::collections::BTreeMap;

use super::{
    pattern::{Matcher, PatternError},
    segment::Segments,
    token::Tokens,
    value::{self, Value},
};

/// What a phrase is looked for as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tag {
    /// Names the thing of a group (a lexicon).
    Names(usize),
    /// Names and denies it in one.
    Denies(usize),
    /// Where it stands, the group is not meant.
    Masks(usize),
    /// A cue of language, with its track: of those of one track that overlap the first and longest is meant.
    Cue(usize, u8),
}

/// A phrase of a group that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// First token.
    pub from: usize,
    /// One past the last token.
    pub to: usize,
    /// Whether the phrase denies the thing that it names.
    pub denies: bool,
}

/// A cue that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CueHit {
    /// First token.
    pub from: usize,
    /// One past the last token.
    pub to: usize,
    /// Which cue, as it was tagged.
    pub cue: usize,
}

/// Finds phrases of many groups.
#[derive(Debug)]
pub struct Reader {
    matcher: Matcher,
    tags: Vec<Tag>,
    groups: usize,
}

/// What was seen in one text.
#[derive(Debug)]
pub struct Reading {
    /// The words.
    pub tokens: Tokens,
    /// Sentences and clauses.
    pub segments: Segments,
    /// Values, by first token.
    pub values: Vec<Value>,
    /// For each group its hits, by first token, none overlapping.
    pub groups: Vec<Vec<Hit>>,
    /// Cues, by first token, none of one track overlapping.
    pub cues: Vec<CueHit>,
}

impl Reader {
    /// For `groups` groups, without phrases yet.
    pub fn new(groups: usize) -> Self {
        Self { matcher: Matcher::new(), tags: Vec::new(), groups }
    }

    /// Looks for `patterns` as `tag`.
    pub fn add<'a>(
        &mut self,
        tag: Tag,
        patterns: impl IntoIterator<Item = &'a String>,
    ) -> Result<(), PatternError> {
        let entry = self.tags.len();
        self.tags.push(tag);
        for pattern in patterns {
            self.matcher.add(pattern, entry)?;
        }
        Ok(())
    }

    /// Reads `text`.
    pub fn read(&self, text: &str) -> Reading {
        let tokens = Tokens::of(text);
        let segments = Segments::of(&tokens);
        let values = value::find(&tokens);
        let found =
            self.matcher.find(&tokens, &values, segments.sentences.iter().map(|it| it.tokens.clone()));
        let mut groups: Vec<Vec<Hit>> = vec![Vec::new(); self.groups];
        let mut masks: Vec<(usize, Hit)> = Vec::new();
        let mut tracks: BTreeMap<u8, Vec<CueHit>> = BTreeMap::new();
        for hit in found {
            let it = |denies| Hit { from: hit.from, to: hit.to, denies };
            let push = |group: usize, hit: Hit, groups: &mut Vec<Vec<Hit>>| {
                if let Some(list) = groups.get_mut(group) {
                    list.push(hit);
                }
            };
            match self.tags.get(hit.entry) {
                Some(Tag::Names(group)) => push(*group, it(false), &mut groups),
                Some(Tag::Denies(group)) => push(*group, it(true), &mut groups),
                Some(Tag::Masks(group)) => masks.push((*group, it(false))),
                Some(Tag::Cue(cue, track)) => {
                    tracks.entry(*track).or_default().push(CueHit { from: hit.from, to: hit.to, cue: *cue });
                }
                None => {}
            }
        }
        for (group, list) in groups.iter_mut().enumerate() {
            if list.is_empty() {
                continue;
            }
            list.retain(|it| {
                !masks.iter().any(|(of, mask)| *of == group && it.from < mask.to && mask.from < it.to)
            });
            longest_first(list, |it| (it.from, it.to));
        }
        let mut cues = Vec::new();
        for mut track in tracks.into_values() {
            track.sort_unstable_by_key(|it| (it.from, std::cmp::Reverse(it.to), it.cue));
            longest_first(&mut track, |it| (it.from, it.to));
            cues.append(&mut track);
        }
        cues.sort_unstable();
        Reading { tokens, segments, values, groups, cues }
    }
}

/// Keeps, from left to right, the longest of those that overlap.
fn longest_first<T: Copy>(list: &mut Vec<T>, span: impl Fn(&T) -> (usize, usize)) {
    list.sort_by_key(|it| {
        let (from, to) = span(it);
        (from, std::cmp::Reverse(to))
    });
    let mut end = 0;
    list.retain(|it| {
        let (from, to) = span(it);
        let keep = from >= end;
        if keep {
            end = to;
        }
        keep
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_cue_is_meant_and_masks_hold() {
        let mut reader = Reader::new(1);
        reader.add(Tag::Names(0), &["backup(s)".to_owned()]).unwrap();
        reader.add(Tag::Masks(0), &["backup generator(s)".to_owned()]).unwrap();
        reader.add(Tag::Cue(0, 0), &["not".to_owned()]).unwrap();
        reader.add(Tag::Cue(1, 0), &["not only".to_owned()]).unwrap();
        let it = reader.read("Not only backups; the backup generator is not ours.");
        assert_eq!(it.groups[0].len(), 1);
        assert_eq!(it.cues.iter().map(|it| it.cue).collect::<Vec<_>>(), [1, 0]);
    }
}
