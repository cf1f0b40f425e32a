//! The engine: one response in, one assessed answer out.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::{Arc, LazyLock},
};

use super::{
    Answer, Claim, Score, Strength, Value, When, associated,
    compile::{self, Compiled, CompiledPoint, Entered, Language, Source, Wording},
    crosscheck::CrossChecks,
    doubt, elided,
    fields::{Context, Fields},
    find::{Piece, Target},
    frame::{self, Frame},
    gather::Gathered,
    introduced::class_of,
    labels, named, neighbours, sequel,
    status::{Judge, Traits, Verdict},
};
use crate::{
    bank::{Bank, Form, Source as Cited, Use},
    diag::Place,
    id::{Date, Digest, Name, PartId, QuestionId},
    language::{
        pattern::PatternError,
        reading::{Gathering, Hit, Text},
        segment::Segments,
        token::{Kind as TokenKind, Tokens},
        value::ValueKind,
        vocabulary::Vocabulary,
    },
    rule::{On, QuestionRules, Rules, Status},
    tender::{Piece as Cell, Response, ResponseState, Tender, YesNo},
    together,
};

/// A rule file whose patterns cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{file}: a pattern cannot be read")]
pub struct AssessError {
    pub(super) file: String,
    pub(super) source: PatternError,
}

/// Rules ready to assess tenders. Cheap to share between threads.
#[derive(Debug)]
pub struct Engine {
    /// Of all data that can move a score.
    pub rules_digest: Digest,
    pub(super) rules: Rules,
    pub(super) questions: BTreeMap<QuestionId, Compiled>,
    pub(super) checks: CrossChecks,
    pub(super) language: Language,
    /// What certificates are issued to, and who holds some of their own.
    pub(super) sources: BTreeMap<String, Cited>,
    pub(super) others: BTreeSet<String>,
}

/// A claim with the point and parts that it bears on, before it is gathered.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) point: usize,
    pub(super) parts: Vec<usize>,
    pub(super) claim: Claim,
    pub(super) or: Option<Status>,
    pub(super) excepted: bool,
    pub(super) sentence: usize,
    pub(super) cell: usize,
}

impl Engine {
    /// Makes `rules` ready for the questions of `bank`.
    pub fn new(bank: &Bank, rules: Rules) -> Result<Self, AssessError> {
        let cues = Arc::new(rules.cues.clone());
        let classes = Arc::new(rules.cues.iter().map(class_of).collect());
        let silent = bank.questions.iter().filter(|it| !rules.questions.contains_key(&it.id));
        let silent = silent.filter(|it| !it.fields.is_empty() || it.used_as == Use::Information);
        let unworded: BTreeMap<QuestionId, QuestionRules> =
            silent.map(|it| (it.id.clone(), compile::unworded(it))).collect();
        let asked = bank
            .questions
            .iter()
            .filter_map(|it| Some((it, rules.questions.get(&it.id).or_else(|| unworded.get(&it.id))?)));
        let threads = together::threads();
        let compiled = |(question, own)| Compiled::of(question, own, &rules, (&cues, &classes));
        let known = || {
            let words = rules.made.map_or_else(Vocabulary::default, |(_, words)| Vocabulary::of_list(words));
            (words, CrossChecks::new(&rules), compile::cues(&rules))
        };
        let ((mut words, checks, of_cues), read) =
            together::both(threads, known, || together::each(asked.collect(), threads, compiled));
        let (mut compiled, mut wordings, mut gatherings): (Vec<Compiled>, _, Vec<Gathering>) =
            (Vec::new(), Vec::new(), Vec::new());
        for read in read {
            let (it, asked, gathering) = read?;
            compiled.push(it);
            wordings.push(asked);
            gatherings.push(gathering);
        }
        let (checks, of_checks) = checks?;
        gatherings.push(of_checks);
        gatherings.push(of_cues?);
        for it in &mut gatherings {
            it.adopt(&mut words);
        }
        // Nothing is asked by the checks and the cues.
        let entered = wordings.iter().map(|it| Entered::into(&mut words, it)).collect::<Vec<_>>();
        let entered = entered.into_iter().chain([Entered::default(), Entered::default()]);
        let groups = compiled.iter().map(|it| it.group_names.len()).chain([checks.groups.len(), 0]);
        let jobs = gatherings.into_iter().zip(groups).zip(entered).collect();
        let seal = || {
            words.seal(&rules.synonyms);
            words
        };
        let ready =
            |((it, groups), asked): ((Gathering, usize), Entered)| (it.ready(groups), Wording::of(asked));
        let (words, mut readers) = together::both(threads, seal, || together::each(jobs, threads, ready));
        let cues = readers.pop().unwrap_or_default().0;
        let checks = CrossChecks { reader: readers.pop().unwrap_or_default().0, ..checks };
        let mut questions = BTreeMap::new();
        for (mut it, (reader, wording)) in compiled.into_iter().zip(readers) {
            (it.reader, it.wording) = (reader, wording);
            questions.insert(it.question.id.clone(), it);
        }
        let language = Language { words, cues };
        let valued = bank.questions.iter().any(|it| !it.fields.is_empty());
        let sources = if valued { bank.sources.clone() } else { BTreeMap::new() };
        let others = if valued { compile::others(&rules.cues) } else { BTreeSet::new() };
        Ok(Self { rules_digest: rules.digest.clone(), rules, questions, checks, language, sources, others })
    }

    /// The rules that it works by.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Assesses a tender as on a day, with the days of the contract where they are known: its answers in the bank's
    /// order, and facts that do not agree.
    pub fn assess(&self, tender: &Tender, when: impl Into<When>) -> (Vec<Answer>, Vec<super::CheckFinding>) {
        let when = when.into();
        let bidder = name_words(tender.supplier.as_deref().unwrap_or_default());
        let (mut answers, texts): (Vec<Answer>, Vec<Arc<Text>>) =
            tender.responses.iter().filter_map(|it| self.read_answer(it, &bidder, when)).unzip();
        let checks = self.checks.run(&self.rules.checks, &answers, &texts);
        super::flagged::note(tender, &mut answers);
        (answers, checks)
    }

    /// Assesses one response; none where the question has no rules.
    pub fn answer(&self, response: &Response, bidder: &str, when: impl Into<When>) -> Option<Answer> {
        self.read_answer(response, &name_words(bidder), when.into()).map(|(answer, _)| answer)
    }

    /// The answer that a response gives, and its text as it was read.
    fn read_answer(&self, response: &Response, bidder: &[String], when: When) -> Option<(Answer, Arc<Text>)> {
        let on = when.on;
        let compiled = self.questions.get(&response.question)?;
        let mut found = Vec::new();
        let mut frames = Vec::new();
        for (n, cell) in response.pieces.iter().enumerate() {
            let (piece, frame) = read(&self.language, compiled, &cell.text, bidder);
            found.extend(Self::claims(compiled, &piece, &frame, n, cell, on, bidder));
            frames.push((piece, frame));
        }
        if response.pieces.is_empty() || response.pieces.iter().all(|it| it.text.trim().is_empty()) {
            found.extend(tick_alone(compiled, response));
        }
        settle(compiled, &mut found);
        let pieces: Vec<&Piece<'_>> = frames.iter().map(|(piece, _)| piece).collect();
        neighbours::leave_to_letters(compiled, &pieces, &mut found);
        neighbours::leave_to_labels(&pieces, &mut found, compiled.question.parts.len());
        neighbours::take_exceptions(compiled, &pieces, &mut found);
        neighbours::take_limits(compiled, &pieces, &mut found);
        elided::take_elided(compiled, &pieces, &mut found);
        sequel::take_plans(compiled, &pieces, &mut found);
        sequel::carry_plans(compiled, &pieces, &mut found);
        sequel::take_ends(compiled, &pieces, &mut found);
        sequel::take_terms(compiled, &pieces, &mut found);
        sequel::take_expiries(compiled, &pieces, on, &mut found);
        let mut plain = BTreeSet::new();
        let said: BTreeSet<usize> = found.iter().flat_map(|it| it.parts.iter().copied()).collect();
        for (n, (cell, (piece, _))) in response.pieces.iter().zip(&frames).enumerate() {
            let judge = Judge { piece, on, bidder };
            let unsaid = |part: usize| allowed(compiled, cell, part) && !said.contains(&part);
            let read: BTreeSet<usize> =
                found.iter().filter(|it| it.cell == n).map(|it| it.sentence).collect();
            let general = |it: usize| judge.piece.sentence(it).is_some_and(|it| judge.general(it).is_some());
            let unread = |sentence: usize| !read.contains(&sentence) && !general(sentence);
            let associations = &self.rules.associations;
            let likely = associated::associated(compiled, associations, piece, n, cell, &unsaid, &unread);
            let taken: BTreeSet<usize> =
                likely.claims.iter().flat_map(|it| it.parts.iter().copied()).collect();
            found.extend(likely.claims);
            plain.extend(likely.plain);
            let unsaid = |part: usize| unsaid(part) && !taken.contains(&part);
            let named = named::named(compiled, &judge, n, cell, &unsaid, &unread);
            found.extend(named.turned);
            plain.extend(named.plain);
        }
        let context = Context {
            question: &compiled.question,
            sources: &self.sources,
            when,
            bidder,
            others: &self.others,
            certificates: &self.rules.certificates,
        };
        let fields = Fields::of(context, response);
        let doubts = &self.rules.doubts;
        let short = doubt::short(compiled, doubts, &pieces, &found);
        let scale = &self.rules.scale;
        let gathered =
            Gathered::of(compiled, scale, response, &frames, found, fields, (&short, doubts.lesser));
        let mut answer = gathered.into_answer(compiled, &self.rules.scale, response, &frames, &plain);
        answer.refer.extend(super::formal::referrals(&compiled.question, response));
        let text = match frames.as_slice() {
            [(piece, _)] => Arc::clone(&piece.reading.text),
            _ => self.language.text(&answer.text),
        };
        Some((answer, text))
    }

    fn claims(
        compiled: &Compiled,
        piece: &Piece<'_>,
        frame: &Frame,
        n: usize,
        cell: &Cell,
        on: Date,
        bidder: &[String],
    ) -> Vec<Found> {
        let judge = Judge { piece, on, bidder };
        let allowed = |part: usize| allowed(compiled, cell, part);
        let mut out = Vec::new();
        for (index, point) in compiled.points.iter().enumerate() {
            if cfg!(debug_assertions) {
                piece.hold_to(point);
            } else if piece.lacks(index) {
                continue;
            }
            let mut candidates = piece.candidates(point).peekable();
            if point.point.on == On::Words && candidates.peek().is_none() {
                continue;
            }
            debug_assert!(!piece.lacks(index), "{} lacks what it has", point.point.id);
            let parts: Vec<usize> = point.parts.iter().copied().filter(|it| allowed(*it)).collect();
            // Topics come last: they speak only for parts of which nothing else did.
            let parts: Vec<usize> = parts
                .into_iter()
                .filter(|it| !point.fallback || !out.iter().any(|found: &Found| found.parts.contains(it)))
                .collect();
            if parts.is_empty() {
                continue;
            }
            let make = |target: &Target, verdict: Verdict, parts: Vec<usize>| {
                claim(compiled, piece, point, index, parts, target, verdict, n, cell)
            };
            match point.point.on {
                On::Words => {
                    let mut told = Told::default();
                    for sentence in candidates {
                        let targets = piece.targets(point, sentence);
                        let judged: Vec<(Target, Verdict)> = targets
                            .into_iter()
                            .map(|it| {
                                let verdict = judge.judge(&it, Traits::from(&*point.point));
                                (it, verdict)
                            })
                            .collect();
                        for (target, verdict) in &judged {
                            if outdone(piece, target, verdict, &judged) {
                                continue;
                            }
                            let mut verdict = verdict.clone();
                            let silent = verdict.status.is_met();
                            if verdict.status == Status::Absent || point.fallback && silent {
                                continue;
                            }
                            // Which parts stand under the label, where the label carried it or must.
                            let by_label = point.point.labelled
                                || matches!(target.carried, Some(super::find::Carry::Label));
                            let under: Vec<usize> = match piece.sentence(sentence) {
                                Some(it) if by_label => {
                                    let under: Vec<usize> =
                                        parts.iter().copied().filter(|part| piece.under(it, *part)).collect();
                                    if under.is_empty() { parts.clone() } else { under }
                                }
                                _ => piece.stood_for(target, &parts).unwrap_or_else(|| parts.clone()),
                            };
                            if verdict.excepted && point.point.reads_as == Some(Status::Umbrella) {
                                verdict.status = Status::Negated;
                            }
                            let saying = || {
                                let shown = specific(piece, point, target).is_some();
                                let strength = if shown { Strength::Specific } else { Strength::Generic };
                                (verdict.status, verdict.or, verdict.excepted, strength, under.clone())
                            };
                            if told.enough(saying) {
                                continue;
                            }
                            out.push(make(target, verdict, under));
                        }
                    }
                }
                On::Assent | On::Refusal => {
                    out.extend(framed(compiled, &judge, frame, point, index, &parts, n, cell));
                }
            }
        }
        out.extend(labels::flat(compiled, piece, n, cell, &allowed));
        let said: Vec<usize> = out.iter().flat_map(|it| it.parts.iter().copied()).collect();
        let unsaid = |part: usize| allowed(part) && !said.contains(&part);
        out.extend(labels::bodies(compiled, piece, n, cell, &unsaid));
        out
    }
}

/// How often a point was claimed in one cell. To say a thing once more adds nothing to what is made of it, and a cell
/// can hold thousands of sayings: behind many of them only so many of each kind are told.
#[derive(Debug, Default)]
struct Told {
    all: usize,
    kinds: Vec<(Saying, usize)>,
}

/// What of a claim bears on what is made of it.
type Saying = (Status, Option<Status>, bool, Strength, Vec<usize>);

impl Told {
    /// Counts one more; whether there were enough of its kind before.
    fn enough(&mut self, kind: impl FnOnce() -> Saying) -> bool {
        const MANY: usize = 128;
        const OF_A_KIND: usize = 16;
        self.all += 1;
        if self.all <= MANY {
            return false;
        }
        let kind = kind();
        if let Some((_, told)) = self.kinds.iter_mut().find(|it| it.0 == kind) {
            *told += 1;
            *told > OF_A_KIND
        } else {
            self.kinds.push((kind, 1));
            false
        }
    }
}

/// Whether a plain reading of words is outdone by one of the same words that a cue turned: in `have dispensed with
/// scanning` both `have` and `with` may be the predicate, and one of them is denied.
fn outdone(piece: &Piece<'_>, target: &Target, verdict: &Verdict, all: &[(Target, Verdict)]) -> bool {
    let clause = |it: &Target| piece.clause(it.head.from);
    let turned = |it: &Verdict| {
        matches!(
            it.status,
            Status::Negated | Status::Historic | Status::Planned | Status::Conditional | Status::ThirdParty
        )
    };
    verdict.status == Status::Affirmed
        && verdict.cues.is_empty()
        && !target.others.is_empty()
        && all.iter().any(|(other, it)| {
            turned(it)
                && !it.cues.is_empty()
                && other.others == target.others
                && clause(other) == clause(target)
        })
}

/// Whether a cell may speak of a part: those of foreign questionnaires bear on some only.
fn allowed(compiled: &Compiled, cell: &Cell, part: usize) -> bool {
    cell.parts
        .as_ref()
        .is_none_or(|parts| compiled.question.parts.get(part).is_some_and(|it| parts.contains(&it.id)))
}

/// Reads one cell.
pub(super) fn read<'a>(
    language: &Language,
    compiled: &'a Compiled,
    text: &str,
    bidder: &[String],
) -> (Piece<'a>, Frame) {
    let mut reading = language.read(compiled, language.text(text), bidder);
    // A table whose columns are named after parts of the question answers them cell by cell; so does one with ticks.
    let names_part = |column: &Range<usize>| {
        let mut groups = compiled.labels.iter().flatten().map(|it| reading.groups.of(*it));
        groups.any(|hits| hits.iter().any(|it| column.contains(&it.from)))
    };
    let parted: Vec<usize> = reading
        .segments
        .tables
        .iter()
        .enumerate()
        .filter(|(_, it)| it.ticks || it.names.iter().filter(|column| names_part(column)).count() >= 2)
        .map(|(n, _)| n)
        .collect();
    if !parted.is_empty() {
        reading.segments = Arc::new(Segments::parting(&reading.tokens, &parted));
    }
    let (frame, muted) = frame::read(compiled, &reading);
    (Piece::new(compiled, text, reading, muted), frame)
}

/// The words of a name that can stand for it in running text.
pub(super) fn name_words(name: &str) -> Vec<String> {
    const FORMS: &[&str] = &["ltd", "limited", "plc", "llp", "inc", "gmbh", "the", "group", "uk", "cic"];
    let tokens = Tokens::of(name);
    tokens
        .list
        .iter()
        .map(|it| tokens.word(it).to_owned())
        .filter(|it| !it.is_empty() && !FORMS.contains(&it.as_str()))
        .collect()
}

#[expect(clippy::too_many_arguments, reason = "a claim is made of all of these, in one place")]
fn claim(
    compiled: &Compiled,
    piece: &Piece<'_>,
    point: &CompiledPoint,
    index: usize,
    parts: Vec<usize>,
    target: &Target,
    verdict: Verdict,
    n: usize,
    cell: &Cell,
) -> Found {
    let mut from = target.head.from;
    let mut to = target.head.to;
    let hits = std::iter::once(&target.head).chain(&target.others);
    for hit in hits.clone() {
        from = from.min(hit.from);
        to = to.max(hit.to);
    }
    for cue in &verdict.cues {
        from = from.min(cue.from);
        to = to.max(cue.to);
    }
    let mut because = Vec::with_capacity(target.others.len() + verdict.cues.len() + 2);
    because.extend(hits.map(|hit| {
        let named = source_of(piece, point, hit).map_or(("", "said"), |it| source_name(compiled, it));
        seen(named, offset(piece, hit.from))
    }));
    because.extend(verdict.cues.iter().filter_map(|it| {
        compiled.cues.get(it.cue).map(|cue| seen(("", cue.id.as_str()), offset(piece, it.from)))
    }));
    let evidence = specific(piece, point, target);
    if let Some((source, hit)) = evidence {
        because.push(seen(source_name(compiled, source), offset(piece, hit.from)));
    }
    let strength =
        if evidence.is_some() { Strength::Specific.min(point.point.at_most) } else { Strength::Generic };
    let (start, end) = span(piece, from, to);
    Found {
        point: index,
        parts,
        claim: Claim {
            rule: point.point.id.clone(),
            status: verdict.status,
            strength,
            start,
            end,
            text: piece.slice(&cell.text, start, end),
            because,
            values: values(piece, target, &cell.text),
            place: Some(cell.place.clone()),
            item: cell.item.clone(),
        },
        or: verdict.or,
        excepted: verdict.excepted,
        sentence: target.sentence,
        cell: n,
    }
}

/// Proof in the same sentence, or in the next one of the same line.
fn specific(piece: &Piece<'_>, point: &CompiledPoint, target: &Target) -> Option<(Source, Hit)> {
    let sentence = piece.sentence(target.sentence)?;
    let near = piece.any_hit(&point.specific_if, &sentence.tokens).or_else(|| {
        // What is asked is shown by what is answered.
        let replied = target.reply.is_some();
        let next = piece.sentence(target.sentence + 1).filter(|it| {
            replied
                || it.line == sentence.line && it.ordinal == sentence.ordinal && it.label == sentence.label
        })?;
        let next = Some(next).filter(|it| replied || neighbours::carries_on(piece, it, &point.parts))?;
        piece.any_hit(&point.specific_if, &next.tokens)
    });
    // What stands in the other cells of a row is said of the same thing.
    let beside = || {
        let mut row = piece.sentences_of_line(sentence.line).filter(|it| it.in_table);
        row.find_map(|it| piece.any_hit(&point.specific_if, &it.tokens))
    };
    near.or_else(beside)
}

/// Which of a point's sources saw the hit.
fn source_of(piece: &Piece<'_>, point: &CompiledPoint, hit: &Hit) -> Option<Source> {
    let sources = point.slots.iter().flatten();
    sources.copied().find(|it| piece.hits(*it, hit.from..hit.from + 1).iter().any(|found| found == hit))
}

/// A source's name, in two halves.
fn source_name(compiled: &Compiled, source: Source) -> (&'static str, &str) {
    match source {
        Source::Group(group) => ("", compiled.group_names.get(group).map_or("", Name::as_str)),
        Source::Value(kind) => ("value.", kind.name()),
    }
}

/// `backup@17`: what was seen, and where.
fn seen((kind, name): (&str, &str), at: u32) -> String {
    [kind, name, "@", &at.to_string()].concat()
}

fn offset(piece: &Piece<'_>, token: usize) -> u32 {
    piece.reading.tokens.list.get(token).map_or(0, |it| it.start)
}

/// Characters of the cell for the tokens `from..to`.
pub(super) fn span(piece: &Piece<'_>, from: usize, to: usize) -> (usize, usize) {
    let list = &piece.reading.tokens.list;
    let start = list.get(from).map_or(0, |it| it.start);
    let end = to.checked_sub(1).and_then(|it| list.get(it)).map_or(start, |it| it.end);
    (usize::try_from(start).unwrap_or(0), usize::try_from(end.max(start)).unwrap_or(0))
}

/// The values that stand in the target's sentence.
fn values(piece: &Piece<'_>, target: &Target, text: &str) -> Vec<Value> {
    let Some(sentence) = piece.sentence(target.sentence) else { return Vec::new() };
    let inside = piece.reading.values_in(&sentence.tokens).iter().filter(|it| it.to <= sentence.tokens.end);
    inside
        .filter_map(|it| {
            let (start, end) = span(piece, it.from, it.to);
            let kind = CALLED.get(it.kind.index())?.clone()?;
            Some(Value { kind, text: piece.slice(text, start, end) })
        })
        .collect()
}

/// What claims call each kind of value, by its index.
static CALLED: LazyLock<Vec<Option<Name>>> = LazyLock::new(|| {
    let called = |it: ValueKind| match it {
        ValueKind::Key => "cipher",
        ValueKind::Address => "email",
        it => it.name(),
    };
    ValueKind::all().map(|it| called(it).parse().ok()).collect()
});

/// The claim of a point that is found by the answer's frame.
#[expect(clippy::too_many_arguments, reason = "see `claim`")]
fn framed(
    compiled: &Compiled,
    judge: &Judge<'_>,
    frame: &Frame,
    point: &CompiledPoint,
    index: usize,
    parts: &[usize],
    n: usize,
    cell: &Cell,
) -> Option<Found> {
    let piece = judge.piece;
    let undertaking = compiled.question.form == Form::Undertaking;
    let words = match point.point.on {
        On::Assent if undertaking => frame.assent_all.clone().or(frame.assent.clone()),
        On::Assent => frame.assent_all.clone().or(frame.assent.clone().filter(|_| frame.bare)),
        On::Refusal => {
            // Where a `never` is the whole answer, what follows it may explain.
            let never = frame.never && !point.point.settles.is_empty();
            frame.refusal.clone().filter(|_| frame.bare || undertaking || never).or(never.then_some(0..1))
        }
        On::Words => None,
    };
    let by_tick = || {
        let tick = cell.yes_no.filter(|_| cell.text.trim().is_empty());
        match (point.point.on, tick) {
            (On::Assent, Some(YesNo::Yes)) | (On::Refusal, Some(YesNo::No)) => Some(0..0),
            _ => None,
        }
    };
    let words = words.or_else(by_tick)?;
    let head = Hit { from: words.start, to: words.end, denies: false };
    let sentences = &piece.reading.segments.sentences;
    let sentence = sentences.iter().position(|it| it.tokens.contains(&words.start)).unwrap_or(0);
    let target = Target::new(sentence, head, Vec::new(), None);
    let status = point.point.reads_as.unwrap_or(Status::Affirmed);
    let mut verdict = Verdict { status, or: None, excepted: false, cues: Vec::new() };
    if point.point.on == On::Assent && frame.assent_all.as_ref() == Some(&words) {
        // `We hope to meet all of this`, `not all of the points are met`: no assent, and of an undertaking what it says.
        let said = judge.judge(&target, Traits { reads_as: None, ..Traits::from(&*point.point) });
        match said.status {
            Status::Affirmed | Status::AffirmedWithException | Status::Absent => {}
            _ if undertaking => verdict = said,
            _ => return None,
        }
    }
    let mut it = claim(compiled, piece, point, index, parts.to_vec(), &target, verdict, n, cell);
    it.claim.because = vec!["assent".to_owned()];
    it.claim.strength = point.point.at_most;
    Some(it)
}

/// A tick without words: what the points on assent and refusal make of it.
fn tick_alone(compiled: &Compiled, response: &Response) -> Vec<Found> {
    let wanted = match response.yes_no {
        Some(YesNo::Yes) => On::Assent,
        Some(YesNo::No) => On::Refusal,
        _ => return Vec::new(),
    };
    let place = response.pieces.first().map_or(Place::Whole { path: String::new() }, |it| it.place.clone());
    let points = compiled.points.iter().enumerate().filter(|(_, it)| it.point.on == wanted);
    points
        .map(|(n, point)| Found {
            point: n,
            parts: point.parts.clone(),
            claim: Claim {
                rule: point.point.id.clone(),
                status: point.point.reads_as.unwrap_or(Status::Affirmed),
                strength: point.point.at_most,
                start: 0,
                end: 0,
                text: String::new(),
                because: vec!["tick".to_owned()],
                values: Vec::new(),
                place: Some(place.clone()),
                item: None,
            },
            or: None,
            excepted: false,
            sentence: 0,
            cell: 0,
        })
        .collect()
}

/// Drops points that others stop, and lets a point answer the parts that it settles.
fn settle(compiled: &Compiled, found: &mut Vec<Found>) {
    let counts = |status: Status| !matches!(status, Status::Negated | Status::Absent);
    let claimed: BTreeSet<_> =
        found.iter().filter(|it| counts(it.claim.status)).map(|it| it.claim.rule.clone()).collect();
    found.retain(|it| {
        let point = compiled.points.get(it.point).map(|it| &it.point);
        point.is_none_or(|point| !point.unless_claimed.iter().any(|other| claimed.contains(other)))
    });
    let position = |part: &PartId| compiled.question.parts.iter().position(|it| it.id == *part);
    for it in found.iter_mut() {
        let Some(point) = compiled.points.get(it.point).map(|it| &it.point) else { continue };
        if !point.settles.is_empty() && matches!(it.claim.status, Status::Affirmed) {
            it.parts.extend(point.settles.iter().filter_map(position));
            it.claim.strength = Strength::Specific;
        }
    }
}

/// What a cell that was not read can score: nothing is said for or against.
pub(super) fn unread(state: ResponseState) -> Option<Score> {
    match state {
        ResponseState::Unreadable => Some(Score { low: 0, high: 5, proposed: None }),
        _ => None,
    }
}

/// Whether a token is a word (for counting).
pub(super) fn is_word(kind: TokenKind) -> bool {
    kind != TokenKind::Mark
}
