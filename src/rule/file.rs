//! Rule files as they stand on disk. None of these types leaves this module and its check.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};

use super::{CueClass, Descriptor, Direction, Fact, Kind, On, ReferralText, Status, Strength, When};
use crate::{
    id::{Digest, Kept, Name, PartId, QuestionId, RuleId},
    source::Spanned,
};

/// `scoring/rules/<question>/<revision>.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    #[serde(rename = "schema")]
    pub(super) _schema: u32,
    pub(super) question: Spanned<QuestionId>,
    pub(super) revision: u32,
    /// Later revisions of the question whose words are asked for alike.
    #[serde(default)]
    pub(super) also_for: Vec<u32>,
    pub(super) question_digest: Option<Spanned<Digest>>,
    #[serde(rename = "published")]
    pub(super) _published: String,
    #[serde(default)]
    pub(super) lexicon: Vec<LexiconFile>,
    #[serde(default)]
    pub(super) part: Vec<PartFile>,
    #[serde(default)]
    pub(super) point: Vec<PointFile>,
    #[serde(default)]
    pub(super) cap: Vec<CapFile>,
    #[serde(default)]
    pub(super) band: Vec<BandFile>,
    #[serde(default)]
    pub(super) answer_test: Vec<AnswerTestFile>,
}

/// `scoring/lexicons/*.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LexiconsFile {
    #[serde(default)]
    pub(super) lexicon: Vec<LexiconFile>,
}

/// `scoring/associations.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct AssociationsFile {
    pub(super) at_least: i32,
    pub(super) strong: i32,
    pub(super) small_words: Vec<String>,
    #[serde(default)]
    pub(super) part: Vec<AssociationFile>,
}

/// `scoring/doubts.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct DoubtsFile {
    pub(super) at_least: i32,
    pub(super) small_words: Vec<String>,
    pub(super) reads_as: Status,
    pub(super) counts_as: Status,
    pub(super) questions: BTreeSet<QuestionId>,
    pub(super) words: Spanned<String>,
}

/// The words of one part, one to a line behind their weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AssociationFile {
    pub(super) question: Spanned<QuestionId>,
    pub(super) part: PartId,
    pub(super) words: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LexiconFile {
    pub(super) id: Spanned<Name>,
    #[serde(default)]
    pub(super) any: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) minus: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) not: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartFile {
    pub(super) id: Spanned<PartId>,
    #[serde(default)]
    pub(super) label: Vec<Spanned<Name>>,
    #[serde(default)]
    pub(super) topic: Vec<Spanned<Name>>,
    pub(super) specific_at: Option<u32>,
    pub(super) generic_at: Option<u32>,
    pub(super) lasts_months: Option<u32>,
    #[serde(default = "yes")]
    pub(super) label_denies: bool,
}

fn yes() -> bool {
    true
}

/// One name or several.
#[derive(Debug)]
pub(super) struct Names(pub(super) Vec<Name>);

// Not as an untagged enum, for which serde would keep and try everything twice.
impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NamesVisitor)
    }
}

struct NamesVisitor;

impl<'de> Visitor<'de> for NamesVisitor {
    type Value = Names;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name or a list of names")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Names, E> {
        Ok(Names(vec![text.parse().map_err(E::custom)?]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Names, A::Error> {
        let mut names = Vec::with_capacity(list.size_hint().unwrap_or(0).min(64));
        while let Some(name) = list.next_element()? {
            names.push(name);
        }
        Ok(Names(names))
    }
}

/// The names of each slot, in the order of what the slots are called.
#[derive(Debug, Default)]
pub(super) struct Slots(pub(super) Vec<Names>);

// Not as a map, of which thousands would be made for a slot or two.
impl<'de> Deserialize<'de> for Slots {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(SlotsVisitor)
    }
}

struct SlotsVisitor;

impl<'de> Visitor<'de> for SlotsVisitor {
    type Value = Slots;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of slots with their names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Slots, A::Error> {
        let mut slots: Vec<(Kept, Names)> = Vec::with_capacity(table.size_hint().unwrap_or(0).min(16));
        while let Some(slot) = table.next_entry()? {
            slots.push(slot);
        }
        slots.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Slots(slots.into_iter().map(|it| it.1).collect()))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PointFile {
    pub(super) id: Spanned<RuleId>,
    pub(super) part: Option<Spanned<PartId>>,
    #[serde(default)]
    pub(super) parts: Vec<Spanned<Kept>>,
    pub(super) kind: Kind,
    #[serde(default)]
    pub(super) adverse: bool,
    /// Slots such as `object` and `predicate`; their names are for the reader.
    #[serde(default)]
    pub(super) needs: Slots,
    #[serde(default = "words")]
    pub(super) on: On,
    #[serde(default = "within")]
    pub(super) within: usize,
    #[serde(default)]
    pub(super) specific_if: Vec<Name>,
    #[serde(default)]
    pub(super) unless: Vec<Name>,
    pub(super) reads_as: Option<Status>,
    pub(super) denied_as: Option<Status>,
    #[serde(default = "specific")]
    pub(super) at_most: Strength,
    #[serde(default)]
    pub(super) any_holder: bool,
    #[serde(default)]
    pub(super) support: bool,
    #[serde(default)]
    pub(super) labelled: bool,
    #[serde(default)]
    pub(super) settles: Vec<Spanned<PartId>>,
    #[serde(default)]
    pub(super) unless_claimed: Vec<Spanned<RuleId>>,
    #[serde(default)]
    pub(super) open_exception: bool,
    #[serde(default)]
    pub(super) equivalents: Vec<Name>,
    pub(super) why: Kept,
    #[serde(rename = "source")]
    pub(super) _source: Option<Kept>,
    #[serde(default)]
    pub(super) test: Vec<PointTestFile>,
}

fn words() -> On {
    On::Words
}

fn within() -> usize {
    14
}

fn specific() -> Strength {
    Strength::Specific
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PointTestFile {
    pub(super) text: String,
    pub(super) expect: Status,
    pub(super) specific: Option<bool>,
    #[serde(default)]
    pub(super) todo: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerTestFile {
    pub(super) name: String,
    pub(super) yes_no: Option<String>,
    pub(super) text: String,
    pub(super) score: Option<u8>,
    pub(super) range: Option<(u8, u8)>,
    #[serde(default)]
    pub(super) statuses: BTreeMap<PartId, Status>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CapFile {
    pub(super) id: Name,
    pub(super) max: u8,
    pub(super) reason: String,
    pub(super) when: Spanned<When>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BandFile {
    pub(super) score: u8,
    pub(super) when: Spanned<When>,
}

/// `scoring/synonyms.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SynonymsFile {
    #[serde(default)]
    pub(super) synonym: Vec<SynonymFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SynonymFile {
    pub(super) word: Spanned<String>,
    pub(super) also: Vec<Spanned<String>>,
}

/// `scoring/cues.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CuesFile {
    #[serde(default)]
    pub(super) cue: Vec<CueFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CueFile {
    pub(super) id: Spanned<Name>,
    pub(super) class: CueClass,
    #[serde(default = "forward")]
    pub(super) dir: Direction,
    pub(super) tokens: Option<usize>,
    #[serde(default)]
    pub(super) sentence: bool,
    #[serde(default)]
    pub(super) kinds: Vec<Kind>,
    pub(super) text: Vec<Spanned<String>>,
}

fn forward() -> Direction {
    Direction::Forward
}

/// `scoring/scales/<id>.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScaleFile {
    pub(super) id: Name,
    pub(super) descriptor: Vec<Descriptor>,
    pub(super) credit: BTreeMap<Name, u32>,
    #[serde(default)]
    pub(super) cap: Vec<CapFile>,
    pub(super) band: Vec<BandFile>,
    #[serde(default)]
    pub(super) referral: Vec<ReferralText>,
}

/// `scoring/checks/*.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChecksFile {
    #[serde(default)]
    pub(super) check: Vec<CheckFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckFile {
    pub(super) id: Name,
    pub(super) message: String,
    pub(super) ask: String,
    pub(super) a: Spanned<Fact>,
    pub(super) b: Option<Spanned<Fact>>,
}
