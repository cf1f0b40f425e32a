//! Everything that is seen in one text, in one walk.

use std::{cmp::Reverse, ops::Deref, ops::Range, sync::Arc};

use super::{
    graph::Phrases,
    made,
    matcher::Matcher,
    pattern::PatternError,
    segment::Segments,
    token::Tokens,
    value::{self, Value, ValueKind},
    vocabulary::{Spelled, Vocabulary},
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

/// Phrases of many groups, being gathered, with a vocabulary of their own until they adopt a shared one.
#[derive(Debug, Default)]
pub struct Gathering {
    of: Gathered,
    tags: Vec<Option<Tag>>,
}

/// What a gathering looks for.
#[derive(Debug)]
enum Gathered {
    /// Phrases, in the symbols of these words.
    Phrases(Box<(Vocabulary, Phrases)>),
    /// What was made before, in the symbols of a vocabulary that was kept with it.
    Made(Matcher),
}

impl Default for Gathered {
    fn default() -> Self {
        Self::Phrases(Box::default())
    }
}

/// Finds phrases of many groups.
#[derive(Debug, Default)]
pub struct Reader {
    matcher: Matcher,
    /// What is looked for as nothing is passed over.
    tags: Vec<Option<Tag>>,
    groups: usize,
}

/// One text, cut and looked up before anything is looked for in it.
#[derive(Debug)]
pub struct Text {
    /// The words.
    pub tokens: Tokens,
    /// Sentences and clauses.
    pub segments: Arc<Segments>,
    /// Values, by first token.
    pub values: Vec<Value>,
    /// For each kind of value, by its index, where its values stand.
    pub kinds: Groups,
    spelled: Spelled,
}

/// What was seen in one text.
#[derive(Debug)]
pub struct Reading {
    /// The text; what it holds can be asked of the reading.
    pub text: Arc<Text>,
    /// The text's sentences and clauses, or others where its tables are read cell by cell.
    pub segments: Arc<Segments>,
    /// For each group its hits, by first token, none overlapping.
    pub groups: Groups,
    /// Cues, by first token, none of one track overlapping.
    pub cues: Vec<CueHit>,
}

impl Deref for Reading {
    type Target = Text;

    fn deref(&self) -> &Text {
        &self.text
    }
}

/// The hits of all groups.
#[derive(Debug, Default)]
pub struct Groups {
    hits: Vec<Hit>,
    /// For each group where its hits end; they begin where those of the group before end.
    ends: Vec<usize>,
}

impl Groups {
    /// The hits of a group, by first token.
    #[inline]
    pub fn of(&self, group: usize) -> &[Hit] {
        self.range(group).and_then(|it| self.hits.get(it)).unwrap_or_default()
    }

    fn range(&self, group: usize) -> Option<Range<usize>> {
        let from = group.checked_sub(1).and_then(|it| self.ends.get(it)).copied().unwrap_or(0);
        Some(from..*self.ends.get(group)?)
    }

    /// How many groups there are.
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    fn of_values(values: &[Value]) -> Self {
        let mut sorted: Vec<(usize, Hit)> = values
            .iter()
            .map(|it| (it.kind.index(), Hit { from: it.from, to: it.to, denies: false }))
            .collect();
        sorted.sort_by_key(|it| it.0);
        let ends = (0..ValueKind::COUNT).map(|kind| sorted.partition_point(|it| it.0 <= kind)).collect();
        Self { hits: sorted.into_iter().map(|it| it.1).collect(), ends }
    }

    /// The hits of each group, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[Hit]> {
        (0..self.ends.len()).map(|it| self.of(it))
    }
}

impl Reading {
    /// The cues that begin within some tokens.
    pub fn cues_in(&self, tokens: &Range<usize>) -> &[CueHit] {
        let first = self.cues.partition_point(|it| it.from < tokens.start);
        let last = self.cues.partition_point(|it| it.from < tokens.end);
        self.cues.get(first..last).unwrap_or_default()
    }

    /// A text with what was found in it.
    pub fn new(text: Arc<Text>, groups: Groups, cues: Vec<CueHit>) -> Self {
        Self { segments: Arc::clone(&text.segments), text, groups, cues }
    }
}

impl Text {
    /// The symbol of the word at `at`, or [`UNKNOWN`](super::vocabulary::UNKNOWN).
    #[inline]
    pub fn word_id(&self, at: usize) -> u32 {
        self.spelled.word(at)
    }

    /// The values that begin within some tokens: a long text has many, and few near any place.
    pub fn values_in(&self, tokens: &Range<usize>) -> &[Value] {
        let first = self.values.partition_point(|it| it.from < tokens.start);
        let last = self.values.partition_point(|it| it.from < tokens.end);
        self.values.get(first..last).unwrap_or_default()
    }

    /// Cuts `text` and looks its words up.
    pub fn of(words: &Vocabulary, text: &str) -> Self {
        let tokens = Tokens::of(text);
        let segments = Arc::new(Segments::of(&tokens));
        let values = value::find(&tokens);
        let spelled = words.spell(&tokens, &values);
        let kinds = Groups::of_values(&values);
        Self { tokens, segments, values, kinds, spelled }
    }
}

impl Gathering {
    /// Looks for `patterns` as `tag`.
    ///
    /// # Errors
    /// When one of them cannot be read, or when this was made before: nothing can be added to that.
    pub fn add<'a>(
        &mut self,
        tag: Tag,
        patterns: impl IntoIterator<Item = &'a String>,
    ) -> Result<(), PatternError> {
        let Gathered::Phrases(own) = &mut self.of else { return Err(PatternError::Unkept) };
        let (words, phrases) = &mut **own;
        let entry = self.tags.len();
        self.tags.push(Some(tag));
        for pattern in patterns {
            phrases.add(words, pattern, entry)?;
        }
        Ok(())
    }

    /// What [`made::keep`] kept; `tags` says what each entry is looked for as, given the names of all.
    ///
    /// # Errors
    /// When the bytes are none that were kept.
    pub fn made(
        bytes: &'static [u8],
        tags: impl FnOnce(&[&str]) -> Vec<Option<Tag>>,
    ) -> Result<Self, PatternError> {
        let (names, matcher) = made::kept(bytes)?;
        Ok(Self { of: Gathered::Made(matcher), tags: tags(&names) })
    }

    /// Enters all words into `shared` and goes by its symbols from now on. Nothing can be added afterwards. What was
    /// made before goes by symbols that must be in it already.
    pub fn adopt(&mut self, shared: &mut Vocabulary) {
        if let Gathered::Phrases(own) = &mut self.of {
            let (words, phrases) = &mut **own;
            phrases.rename(&shared.adopt(words));
        }
    }

    /// Makes a reader that tells the hits of `groups` groups.
    pub fn ready(self, groups: usize) -> Reader {
        let matcher = match self.of {
            Gathered::Phrases(own) => Matcher::of(&own.1),
            Gathered::Made(matcher) => matcher,
        };
        Reader { matcher, tags: self.tags, groups }
    }
}

impl Reader {
    /// Finds the phrases of all groups in `text`, and the cues.
    pub fn find(&self, text: &Text) -> (Groups, Vec<CueHit>) {
        let stretches = text.segments.sentences.iter().map(|it| it.tokens.clone());
        let found = self.matcher.find(&text.spelled, stretches);
        let mut named: Vec<(usize, Hit)> = Vec::with_capacity(found.len());
        let mut masks: Vec<(usize, Range<usize>)> = Vec::new();
        let mut cues: Vec<(u8, CueHit)> = Vec::new();
        for hit in found {
            let (from, to) = (hit.from, hit.to);
            match self.tags.get(hit.entry).copied().flatten() {
                Some(Tag::Names(group)) => named.push((group, Hit { from, to, denies: false })),
                Some(Tag::Denies(group)) => named.push((group, Hit { from, to, denies: true })),
                Some(Tag::Masks(group)) => masks.push((group, from..to)),
                Some(Tag::Cue(cue, track)) => cues.push((track, CueHit { from, to, cue })),
                None => {}
            }
        }
        (self.groups(named, masks), longest_cues(cues))
    }

    fn groups(&self, mut named: Vec<(usize, Hit)>, masks: Vec<(usize, Range<usize>)>) -> Groups {
        named.sort_unstable_by_key(|(group, it)| (*group, it.from, Reverse(it.to), it.denies));
        let masks = Masks::of(masks);
        let mut out = Groups { hits: Vec::with_capacity(named.len()), ends: vec![0; self.groups] };
        let mut last = (usize::MAX, 0);
        for (group, hit) in named {
            if last.0 != group {
                last = (group, 0);
            }
            // Of those that overlap the first and longest is kept.
            if hit.from >= last.1 && !masks.cover(group, &hit) {
                last.1 = hit.to;
                out.hits.push(hit);
                if let Some(it) = out.ends.get_mut(group) {
                    *it = out.hits.len();
                }
            }
        }
        let mut end = 0;
        for it in &mut out.ends {
            end = end.max(*it);
            *it = end;
        }
        out
    }
}

/// Where groups are not meant.
struct Masks(Vec<(usize, Range<usize>, usize)>);

impl Masks {
    /// Each with how far it and those of its group before it reach.
    fn of(mut masks: Vec<(usize, Range<usize>)>) -> Self {
        masks.sort_unstable_by_key(|(group, it)| (*group, it.start));
        let mut before = (usize::MAX, 0);
        let reach = |(group, it): (usize, Range<usize>)| {
            let far = if before.0 == group { it.end.max(before.1) } else { it.end };
            before = (group, far);
            (group, it, far)
        };
        Self(masks.into_iter().map(reach).collect())
    }

    fn cover(&self, group: usize, hit: &Hit) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let after = self.0.partition_point(|(of, it, _)| (*of, it.start) < (group, hit.to));
        let last = after.checked_sub(1).and_then(|it| self.0.get(it));
        last.is_some_and(|(of, _, far)| *of == group && *far > hit.from)
    }
}

/// Keeps of the cues of one track, from left to right, the longest of those that overlap.
fn longest_cues(mut cues: Vec<(u8, CueHit)>) -> Vec<CueHit> {
    cues.sort_unstable_by_key(|(track, it)| (*track, it.from, Reverse(it.to), it.cue));
    let mut last = (0, 0);
    let mut out = Vec::with_capacity(cues.len());
    for (track, it) in cues {
        if last.0 != track {
            last = (track, 0);
        }
        if it.from >= last.1 {
            last.1 = it.to;
            out.push(it);
        }
    }
    out.sort_unstable();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::vocabulary::Synonyms;

    #[test]
    fn the_longest_cue_is_meant_and_masks_hold() {
        let mut words = Vocabulary::default();
        let mut gathering = Gathering::default();
        let mut add = |tag, pattern: &str| gathering.add(tag, &[pattern.to_owned()]).unwrap();
        add(Tag::Names(0), "backup(s)");
        add(Tag::Masks(0), "backup generator(s)");
        add(Tag::Cue(0, 0), "not");
        add(Tag::Cue(1, 0), "not only");
        gathering.adopt(&mut words);
        words.seal(&Synonyms::default());
        let reader = gathering.ready(1);
        let text = Text::of(&words, "Not only backups; the backup generator is not ours.");
        let (groups, cues) = reader.find(&text);
        assert_eq!(groups.of(0).len(), 1);
        assert_eq!(cues.iter().map(|it| it.cue).collect::<Vec<_>>(), [1, 0]);
    }
}
