//! Rules made ready: names become positions, patterns one reader for each question.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    AssessError,
    introduced::with_names,
    named::{self, Names},
};
use crate::{
    bank::{Part, Question},
    id::{Kept, Name, PartId},
    language::{
        pattern::PatternError,
        reading::{CueHit, Gathering, Reader, Reading, Tag, Text},
        token::Tokens,
        value::ValueKind,
        vocabulary::Vocabulary,
    },
    rule::{Cue, CueClass, Direction, On, PartRules, Point, QuestionRules, Rules},
};

/// What a slot of a point is filled by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// Words of a lexicon, by its group.
    Group(usize),
    /// A value.
    Value(ValueKind),
}

/// What the readers of all questions share.
#[derive(Debug)]
pub(super) struct Language {
    pub(super) words: Vocabulary,
    pub(super) cues: Reader,
}

/// The cues, being gathered.
pub(super) fn cues(rules: &Rules) -> Result<Gathering, AssessError> {
    let tags = rules.cues.iter().enumerate().map(|(n, cue)| Tag::Cue(n, track(cue)));
    let faulty = |source| AssessError { file: "scoring/cues.toml".to_owned(), source };
    if let Some((made, _)) = rules.made {
        return Gathering::made(made, |_| tags.map(Some).collect()).map_err(faulty);
    }
    let mut gathering = Gathering::default();
    for (tag, cue) in tags.zip(&rules.cues) {
        gathering.add(tag, &cue.text).map_err(faulty)?;
    }
    Ok(gathering)
}

impl Language {
    /// Cuts `text` and looks its words up.
    pub(super) fn text(&self, text: &str) -> Arc<Text> {
        Arc::new(Text::of(&self.words, text))
    }

    /// Finds in `text` the cues and what `compiled` looks for.
    pub(super) fn read(&self, compiled: &Compiled, text: Arc<Text>, bidder: &[String]) -> Reading {
        let (groups, _) = compiled.reader.find(&text);
        let (_, cues) = self.cues.find(&text);
        let cues = with_names(&compiled.cues, &text.tokens, cues, bidder);
        Reading::new(text, groups, cues)
    }
}

/// One question with its rules, ready to read answers.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) question: Question,
    /// Its parts, caps and bands.
    pub(super) rules: QuestionRules,
    pub(super) reader: Reader,
    pub(super) points: Vec<CompiledPoint>,
    /// For each point, what it needs; beside one another, for all are looked at for every answer.
    pub(super) needs: Vec<Need>,
    /// The rows of a spread that they name.
    pub(super) rows: Vec<u32>,
    /// For each part, the groups of its labels.
    pub(super) labels: Vec<Vec<usize>>,
    /// For each part, what names its things.
    pub(super) named: Vec<Option<Names>>,
    pub(super) cues: Arc<Vec<Cue>>,
    /// Of each cue. They are asked for far more often than all else, and so few bytes stay near.
    pub(super) classes: Arc<Vec<CueClass>>,
    pub(super) group_names: Vec<Name>,
    pub(super) wording: Wording,
}

/// The words of a question, entered into the vocabulary: their symbols in order, and those of `you` with those of `we`.
#[derive(Debug, Default)]
pub(super) struct Entered {
    ids: Vec<u32>,
    turned: [(u32, u32); 4],
}

impl Entered {
    /// Enters the words of the question `asked`.
    pub(super) fn into(words: &mut Vocabulary, asked: &Tokens) -> Self {
        let own = asked.list.iter().map(|it| asked.word(it)).filter(|it| !it.is_empty());
        let ids = own.map(|it| words.word(it)).collect();
        let turned = [("you", "we"), ("your", "our"), ("yours", "ours"), ("yourselves", "ourselves")];
        Self { ids, turned: turned.map(|(you, we)| (words.word(you), words.word(we))) }
    }
}

/// The words of the question, to know a copy by.
#[derive(Debug, Default)]
pub(super) struct Wording {
    /// A bit for each word that there is.
    words: Vec<u64>,
    /// Words that stand next to each other, sorted.
    runs: Vec<[u32; 4]>,
    /// Those that hold `you` or `your`, said back in the first person.
    said_back: Vec<[u32; 4]>,
}

impl Wording {
    /// Of the words that were `entered`.
    pub(super) fn of(Entered { ids, turned }: Entered) -> Self {
        let runs_of = |ids: &[u32]| {
            let mut runs: Vec<[u32; 4]> = ids.windows(4).filter_map(|it| it.try_into().ok()).collect();
            runs.sort_unstable();
            runs.dedup();
            runs
        };
        let runs = runs_of(&ids);
        let back: Vec<u32> = ids
            .iter()
            .map(|it| turned.iter().find(|(you, _)| you == it).map_or(*it, |(_, we)| *we))
            .collect();
        let said_back = runs_of(&back);
        let mut bits = Vec::new();
        for id in ids {
            let at = usize::try_from(id / 64).unwrap_or(0);
            if bits.len() <= at {
                bits.resize(at + 1, 0_u64);
            }
            if let Some(it) = bits.get_mut(at) {
                *it |= 1 << (id % 64);
            }
        }
        Self { words: bits, runs, said_back }
    }

    /// Whether the question has the word.
    pub(super) fn has(&self, word: u32) -> bool {
        let number = usize::try_from(word / 64).ok().and_then(|at| self.words.get(at));
        number.is_some_and(|it| it & (1 << (word % 64)) != 0)
    }

    /// Whether the question has the words next to each other, or would if it spoke in the first person.
    pub(super) fn has_said_back(&self, words: &[u32]) -> bool {
        self.said_back.binary_search_by(|it| it.as_slice().cmp(words)).is_ok()
    }

    /// Whether the question has the words next to each other.
    pub(super) fn has_run(&self, words: &[u32]) -> bool {
        self.runs.binary_search_by(|it| it.as_slice().cmp(words)).is_ok()
    }
}

/// A point with its names resolved.
#[derive(Debug)]
pub(super) struct CompiledPoint {
    pub(super) point: Arc<Point>,
    /// Positions of its parts in the question.
    pub(super) parts: Vec<usize>,
    pub(super) slots: Vec<Vec<Source>>,
    pub(super) specific_if: Vec<Source>,
    pub(super) unless: Vec<Source>,
    /// Only read where no other point made anything of the part.
    pub(super) fallback: bool,
}

/// The rules of a question of which no words are read, because fields answer its parts or it only informs.
pub(super) fn unworded(question: &Question) -> QuestionRules {
    let part = |it: &Part| PartRules {
        part: it.id.clone(),
        label: Vec::new(),
        topic: Vec::new(),
        specific_at: None,
        generic_at: 1,
        lasts_months: None,
        label_denies: false,
    };
    QuestionRules {
        question: question.id.clone(),
        path: String::new(),
        lexicons: BTreeMap::new(),
        made: None,
        parts: question.parts.iter().map(part).collect(),
        points: Vec::new(),
        caps: Vec::new(),
        bands: Vec::new(),
        answer_tests: Vec::new(),
    }
}

/// The lexicons of a question's `groups`, being gathered.
fn gathered(
    groups: &BTreeMap<Name, usize>,
    rules: &QuestionRules,
    all: &Rules,
) -> Result<Gathering, PatternError> {
    if let Some(made) = rules.made {
        // It goes by the symbols of words that stand with the cues.
        let made = all.made.map(|_| made).ok_or(PatternError::Unkept)?;
        let tag = |name: &&str| {
            let mut name = name.chars();
            let kind = name.next()?;
            let group = *groups.get(&name.as_str().parse::<Name>().ok()?)?;
            Some(match kind {
                '-' => Tag::Denies(group),
                '!' => Tag::Masks(group),
                _ => Tag::Names(group),
            })
        };
        return Gathering::made(made, |names| names.iter().map(tag).collect());
    }
    let mut gathering = Gathering::default();
    for (name, group) in groups {
        if let Some(lexicon) = all.lexicon(rules, name) {
            gathering.add(Tag::Names(*group), &lexicon.any)?;
            gathering.add(Tag::Denies(*group), &lexicon.minus)?;
            gathering.add(Tag::Masks(*group), &lexicon.not)?;
        }
    }
    Ok(gathering)
}

/// The rules without what was made into a reader and points.
fn read_from(rules: &QuestionRules) -> QuestionRules {
    QuestionRules {
        question: rules.question.clone(),
        path: rules.path.clone(),
        lexicons: BTreeMap::new(),
        made: None,
        parts: rules.parts.clone(),
        points: Vec::new(),
        caps: rules.caps.clone(),
        bands: rules.bands.clone(),
        answer_tests: Vec::new(),
    }
}

/// Names of hosts and of others that hold certificates of their own.
pub(super) fn others(cues: &[Cue]) -> BTreeSet<String> {
    let named = cues.iter().filter(|it| it.class == CueClass::ThirdParty).flat_map(|it| &it.text);
    // Patterns with brackets and stars are of sentences.
    named.filter(|it| it.chars().all(|c| c.is_alphanumeric() || c == ' ')).cloned().collect()
}

/// What must stand in a text for a point that is read from words, in short.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    /// Where in the list of rows those of the last slot but one begin, those of the last, and where these end.
    pub(super) ends: [u32; 3],
    /// Whether there are two slots.
    pub(super) two: bool,
    /// Whether nothing is needed, or what is needed are no words.
    pub(super) nothing: bool,
}

impl Need {
    /// Of a point; the rows of its slots are added to `rows`, values behind the `groups`.
    fn of(point: &CompiledPoint, groups: usize, rows: &mut Vec<u32>) -> Self {
        let mut end = |slot: &[Source]| {
            let row = |it: &Source| match it {
                Source::Group(group) => *group,
                Source::Value(kind) => groups + kind.index(),
            };
            rows.extend(slot.iter().map(row).map(|it| u32::try_from(it).unwrap_or(u32::MAX)));
            u32::try_from(rows.len()).unwrap_or(u32::MAX)
        };
        let from = end(&[]);
        let (objects, heads) = match point.slots.as_slice() {
            [] => (from, from),
            [objects, heads] => (end(objects), end(heads)),
            [.., heads] => (from, end(heads)),
        };
        let nothing = point.slots.is_empty() || point.point.on != On::Words;
        Self { ends: [from, objects, heads], two: point.slots.len() == 2, nothing }
    }
}

impl Compiled {
    /// All but the reader and the wording, the words of the question itself, and what the reader is to be made of.
    pub(super) fn of(
        question: &Question,
        rules: &QuestionRules,
        all: &Rules,
        (cues, classes): (&Arc<Vec<Cue>>, &Arc<Vec<CueClass>>),
    ) -> Result<(Self, Tokens, Gathering), AssessError> {
        let mut groups: BTreeMap<Name, usize> = BTreeMap::new();
        let mut names = Vec::new();
        let mut source = |name: &Name| -> Source {
            if let Some(kind) = name.as_str().strip_prefix("value.").and_then(ValueKind::parse) {
                return Source::Value(kind);
            }
            let next = groups.len();
            Source::Group(*groups.entry(name.clone()).or_insert_with(|| {
                names.push(name.clone());
                next
            }))
        };
        let points: Vec<CompiledPoint> = rules
            .points
            .iter()
            .map(|point| CompiledPoint {
                parts: question
                    .parts
                    .iter()
                    .enumerate()
                    .filter(|(_, it)| point.parts.contains(&it.id))
                    .map(|(n, _)| n)
                    .collect(),
                slots: point.needs.iter().map(|slot| slot.iter().map(&mut source).collect()).collect(),
                specific_if: point.specific_if.iter().map(&mut source).collect(),
                unless: point.unless.iter().map(&mut source).collect(),
                point: Arc::clone(point),
                fallback: false,
            })
            .collect();
        let topics: Vec<CompiledPoint> = rules
            .parts
            .iter()
            .enumerate()
            .filter(|(_, it)| !it.topic.is_empty())
            .filter_map(|(n, part)| {
                let point = Arc::new(topic_point(question, rules, &part.part)?);
                let slot = part.topic.iter().map(&mut source).collect();
                let none = Vec::new;
                Some(CompiledPoint {
                    parts: vec![n],
                    slots: vec![slot],
                    specific_if: none(),
                    unless: none(),
                    point,
                    fallback: true,
                })
            })
            .collect();
        let points: Vec<CompiledPoint> = points.into_iter().chain(topics).collect();
        let labels = rules
            .parts
            .iter()
            .map(|part| {
                let groups = part.label.iter().map(&mut source);
                groups
                    .filter_map(|it| if let Source::Group(group) = it { Some(group) } else { None })
                    .collect()
            })
            .collect();
        let gathering = gathered(&groups, rules, all)
            .map_err(|source| AssessError { file: rules.path.clone(), source })?;
        let mut rows = Vec::new();
        let needs = points.iter().map(|it| Need::of(it, names.len(), &mut rows)).collect();
        let mut compiled = Self {
            needs,
            rows,
            question: question.clone(),
            rules: read_from(rules),
            reader: Reader::default(),
            points,
            labels,
            named: Vec::new(),
            cues: Arc::clone(cues),
            classes: Arc::clone(classes),
            group_names: names,
            wording: Wording::default(),
        };
        compiled.named = named::of_parts(&compiled);
        let asked = Tokens::of(&format!("{}\n{}", question.text, question.supplier_guidance));
        Ok((compiled, asked, gathering))
    }

    /// The class of a cue that was found.
    #[inline]
    pub(super) fn class(&self, hit: &CueHit) -> Option<CueClass> {
        self.classes.get(hit.cue).copied()
    }
}

/// The point that reads a part's subject where no other point does; it is of the kind of the part's first point.
fn topic_point(question: &Question, rules: &QuestionRules, part: &PartId) -> Option<Point> {
    let first =
        rules.points.iter().find(|it| it.parts.first() == Some(part) && it.on == On::Words && !it.adverse)?;
    Some(Point {
        id: format!("{}.{part}.topic", question.id).parse().ok()?,
        parts: vec![part.clone()],
        needs: Vec::new(),
        specific_if: Vec::new(),
        unless: Vec::new(),
        reads_as: None,
        denied_as: None,
        labelled: false,
        support: false,
        open_exception: false,
        equivalents: Vec::new(),
        settles: Vec::new(),
        unless_claimed: Vec::new(),
        why: Kept::of_program("The part's subject is named, and denied, planned, hedged or conditioned."),
        tests: Vec::new(),
        ..Point::clone(first)
    })
}

/// Cues that frame an answer, and those that name a holder, do not compete with those that turn a claim: the `we
/// will` of an assent is still a promise, the `we` of `we believe` still the bidder.
fn track(cue: &Cue) -> u8 {
    match cue.class {
        CueClass::Bidder | CueClass::ThirdParty | CueClass::NoHolder => 1,
        CueClass::Assent | CueClass::Refusal => 2,
        CueClass::AssentAll | CueClass::Reference | CueClass::Ellipsis => 3,
        CueClass::Expiry => 4,
        CueClass::Limit => 6,
        CueClass::General => 7,
        CueClass::Introduces => 8,
        CueClass::Trade => 9,
        CueClass::Agreed => 10,
        CueClass::GoesWithout => 11,
        // `is not used` denies what stands before it; its `not` may deny what follows.
        CueClass::NegateWord if cue.direction == Direction::Backward => 5,
        _ => 0,
    }
}
