//! From claims to one finding for each part, and from findings to a proposed score.
//!
//! A part takes its best claim, unless a denial of the same or a narrower thing stands beside it. Every doubt is
//! resolved twice, against the supplier and for it; where the two scores differ the engine abstains.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Deref,
};

use super::{
    Answer, AppliedCap, Claim, PartFinding, Score, Strength,
    compile::Compiled,
    doubt::Short,
    engine::{Found, is_word, span, unread},
    fields::{self, Fields},
    find::Piece,
    frame::Frame,
    refer,
};
use crate::{
    bank::{Form, Use},
    id::{Name, RuleId},
    rule::{Band, Cap, Lesser, On, Scale, Status, When},
    tender::{Response, ResponseState},
};

/// One part's reading: what it is worth, and as what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Worth {
    pub(super) status: Status,
    pub(super) credit: u32,
}

/// One part with its claims weighed.
#[derive(Debug, Clone)]
pub(super) struct Weighed {
    pub(super) finding: PartFinding,
    /// With every doubt resolved against the supplier, and for it.
    pub(super) low: Worth,
    pub(super) high: Worth,
    /// A denial stands beside an affirmation.
    pub(super) contradicted: bool,
    /// Words that are typical of less than what the rules read; the lesser reading is taken.
    pub(super) falls_short: Vec<String>,
    /// What decided it is an equivalent of what the part names.
    pub(super) equivalent: bool,
    /// A field decided it.
    pub(super) by_field: bool,
}

/// All that an answer's claims come to.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) parts: Vec<Weighed>,
    /// Every point that has a claim, with its status.
    pub(super) claims: Vec<(RuleId, Status)>,
    pub(super) assents: bool,
    pub(super) open_exceptions: u32,
    pub(super) fields: Fields,
}

/// Thousandths that a status earns.
pub(super) fn credit(scale: &Scale, form: Form, status: Status, strength: Strength) -> u32 {
    let key = match (status, strength) {
        (Status::Affirmed, Strength::Specific) => "affirmed-specific",
        (Status::Affirmed, Strength::Generic) => "affirmed",
        (Status::AffirmedWithException, _) if form == Form::Disclose => "affirmed-with-exception-disclosed",
        (Status::AffirmedWithException, _) => "affirmed-with-exception",
        (Status::Umbrella, _) => "umbrella",
        (Status::Conditional, _) => "conditional",
        (Status::Hedged, _) => "hedged",
        (Status::ThirdParty, _) => "third-party",
        (Status::Planned, _) => "planned",
        (Status::BareAssent, _) => "bare-assent",
        (Status::Historic, _) => "historic",
        (Status::Related, _) => "related",
        (Status::Negated, _) => "negated",
        (Status::Absent | Status::NotApplicable | Status::Uncertain, _) => "absent",
    };
    scale.credit.get(key).copied().unwrap_or(0)
}

impl Gathered {
    pub(super) fn of(
        compiled: &Compiled,
        scale: &Scale,
        response: &Response,
        frames: &[(Piece<'_>, Frame)],
        found: Vec<Found>,
        mut fields: Fields,
        doubts: (&Short, Option<Lesser>),
    ) -> Self {
        let open: BTreeSet<&RuleId> = found
            .iter()
            .filter(|it| compiled.points.get(it.point).is_some_and(|it| it.point.open_exception))
            .filter(|it| !matches!(it.claim.status, Status::Absent | Status::ThirdParty | Status::Historic))
            .map(|it| &it.claim.rule)
            .collect();
        let open = open.len();
        let (mut parts, told): (Vec<Weighed>, Vec<Vec<usize>>) = (0..compiled.question.parts.len())
            .filter_map(|n| weigh(compiled, scale, n, &found, frames, doubts))
            .unzip();
        let mut claims: Vec<(RuleId, Status)> =
            found.iter().map(|it| (it.claim.rule.clone(), it.claim.status)).collect();
        claims.sort_unstable();
        claims.dedup();
        hand_out(found, &told, &mut parts);
        fields.weave(scale, compiled.question.form, &mut parts);
        let excepted = parts.iter().filter(|it| it.finding.status == Status::AffirmedWithException).count();
        let tick = response.yes_no == Some(crate::tender::YesNo::Yes)
            && response.pieces.iter().all(|it| it.text.trim().is_empty());
        let assents = tick || frames.iter().any(|(_, it)| it.assent.is_some() || it.assent_all.is_some());
        let open_exceptions = u32::try_from(open + excepted).unwrap_or(u32::MAX);
        Self { parts, claims, assents, open_exceptions, fields }
    }

    pub(super) fn into_answer(
        mut self,
        compiled: &Compiled,
        scale: &Scale,
        response: &Response,
        frames: &[(Piece<'_>, Frame)],
        named: &BTreeSet<usize>,
    ) -> Answer {
        refer::doubts(compiled, scale, frames, named, &mut self);
        let (mut low, mut low_caps) = self.score(compiled, scale, |it| it.low);
        let (mut high, high_caps) = self.score(compiled, scale, |it| it.high);
        if low > high {
            std::mem::swap(&mut low, &mut high);
            low_caps = high_caps;
        }
        let coverage = self.coverage(|it| Worth { status: it.finding.status, credit: it.finding.credit });
        let mut refer = refer::referrals(compiled, scale, response, frames, &self, coverage);
        let withheld = self.fields.withholds()
            || refer.iter().any(|it| scale.referrals.get(&it.code).is_some_and(|it| it.withholds));
        let outcome = fields::outcome(&compiled.question, response.state, &self.parts, &self.fields);
        refer.append(&mut self.fields.refer);
        let (outcome, drafted) = outcome.map_or((None, None), |(it, drafted)| (Some(it), drafted));
        refer.extend(drafted);
        let mut score = unread(response.state).unwrap_or(Score {
            low,
            high,
            proposed: (low == high && !withheld).then_some(low),
        });
        let mut would_raise = self.would_raise(score.high);
        if compiled.question.used_as == Use::Information {
            // It is never assessed, so that nothing stands on the scale.
            score = Score { low: 0, high: 0, proposed: None };
            would_raise.clear();
        }
        let text = response.pieces.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join("\n\n");
        let many = response.pieces.len() > 1 || response.pieces.iter().any(|it| it.item.is_some());
        let fields = self.fields;
        let mut parts: Vec<PartFinding> = self.parts.into_iter().map(|it| it.finding).collect();
        if !many {
            let claims = parts.iter_mut().flat_map(|it| &mut it.claims);
            for claim in claims.filter(|it| !fields.holds(it.place.as_ref())) {
                claim.place = None;
            }
        }
        Answer {
            question: response.question.clone(),
            state: response.state,
            place: response.pieces.first().map(|it| it.place.clone()),
            yes_no: response.yes_no,
            text,
            score,
            coverage,
            parts,
            caps: low_caps,
            refer,
            would_raise,
            fields: fields.findings,
            used_as: compiled.question.used_as,
            outcome,
        }
    }

    fn coverage(&self, worth: impl Fn(&Weighed) -> Worth) -> u32 {
        let sum: u32 = self.parts.iter().map(|it| it.finding.weight * worth(it).credit).sum();
        let weights: u32 = self
            .parts
            .iter()
            .filter(|it| it.finding.status != Status::NotApplicable)
            .map(|it| it.finding.weight)
            .sum();
        sum.checked_div(weights).unwrap_or(0)
    }

    /// The score under one resolution of doubts, with the caps that held it down, the lowest first.
    fn score(
        &self,
        compiled: &Compiled,
        scale: &Scale,
        worth: impl Fn(&Weighed) -> Worth,
    ) -> (u8, Vec<AppliedCap>) {
        let state = State {
            gathered: self,
            form: compiled.question.form,
            coverage: self.coverage(&worth),
            worth: self.parts.iter().map(&worth).collect(),
        };
        let own = !compiled.rules.bands.is_empty();
        let bands: &[Band] = if own { &compiled.rules.bands } else { &scale.bands };
        let score = bands.iter().find(|it| state.holds(&it.when)).map_or(0, |it| it.score);
        let scale_caps: &[Cap] = if own { &[] } else { &scale.caps };
        let mut caps: Vec<AppliedCap> = scale_caps
            .iter()
            .chain(&compiled.rules.caps)
            .filter(|it| it.max < score && state.holds(&it.when))
            .map(|it| AppliedCap { id: it.id.clone(), max: it.max, reason: it.reason.clone() })
            .collect();
        caps.sort_by(|a, b| (a.max, &a.id).cmp(&(b.max, &b.id)));
        (caps.first().map_or(score, |it| it.max), caps)
    }

    /// For each part that is not full, the heaviest first, what would have raised the score.
    fn would_raise(&self, high: u8) -> Vec<String> {
        if high >= 5 {
            return Vec::new();
        }
        let mut gaps: Vec<(u32, String)> = self
            .parts
            .iter()
            .filter(|it| it.finding.credit < 1000)
            .map(|it| {
                let title = &it.finding.title;
                let words = match it.finding.status {
                    Status::Absent => format!("say how this is met: {title}"),
                    Status::Negated => format!("meet this, which is stated not to be met: {title}"),
                    Status::Planned => format!("have this in place rather than planned: {title}"),
                    Status::ThirdParty => {
                        format!("show this of your own service, not of another party: {title}")
                    }
                    Status::Hedged | Status::Conditional | Status::Uncertain => {
                        format!("state this without reserve or condition: {title}")
                    }
                    Status::Historic => format!("show this as current: {title}"),
                    Status::AffirmedWithException => format!("close the exception: {title}"),
                    Status::BareAssent | Status::Umbrella | Status::Related => {
                        format!("describe this in itself: {title}")
                    }
                    _ => format!("give the mechanism, value or proof: {title}"),
                };
                (it.finding.weight * (1000 - it.finding.credit), words)
            })
            .collect();
        gaps.sort_by_key(|it| std::cmp::Reverse(it.0));
        gaps.into_iter().map(|(_, it)| it).collect()
    }
}

struct State<'a> {
    gathered: &'a Gathered,
    form: Form,
    coverage: u32,
    worth: Vec<Worth>,
}

impl State<'_> {
    fn holds(&self, when: &When) -> bool {
        let parts = || self.gathered.parts.iter().zip(&self.worth);
        let form = when.form.is_empty() || when.form.contains(&self.form);
        let mandatory = when.mandatory.is_empty()
            || parts().any(|(it, worth)| it.finding.mandatory && when.mandatory.contains(&worth.status));
        let counted = when.status.is_empty() || {
            let n = parts()
                .filter(|(it, worth)| {
                    (when.parts.is_empty() || when.parts.contains(&it.finding.part))
                        && when.status.contains(&worth.status)
                        && when.credit_below.is_none_or(|it| worth.credit < it)
                })
                .count();
            let n = u32::try_from(n).unwrap_or(u32::MAX);
            when.at_most
                .map_or(n >= when.at_least.unwrap_or(1), |most| n <= most && n >= when.at_least.unwrap_or(0))
        };
        let claims = when.claims.is_empty()
            || self.gathered.claims.iter().any(|(rule, status)| {
                when.claims.contains(rule)
                    && (when.claim_status.is_empty() && *status != Status::Absent
                        || when.claim_status.contains(status))
            });
        let admissible =
            when.admissible.is_none_or(|wanted| wanted == self.worth.iter().any(|it| it.credit > 0));
        let assent = when.assent.is_none_or(|wanted| wanted == self.gathered.assents);
        let coverage = when.coverage_below.is_none_or(|it| self.coverage < it);
        let open = when.open_exceptions.is_none_or(|it| self.gathered.open_exceptions >= it);
        form && mandatory && counted && claims && admissible && assent && coverage && open
    }
}

/// A claim, and its place among all that were found.
#[derive(Clone, Copy)]
struct Own<'a> {
    at: usize,
    found: &'a Found,
}

impl Deref for Own<'_> {
    type Target = Found;

    fn deref(&self) -> &Found {
        self.found
    }
}

/// Gives each part the claims that it is told by: most bear on one part, and are not copied.
fn hand_out(found: Vec<Found>, told: &[Vec<usize>], parts: &mut [Weighed]) {
    let mut left: Vec<(Option<Claim>, usize)> = found.into_iter().map(|it| (Some(it.claim), 0)).collect();
    for at in told.iter().flatten() {
        if let Some((_, wanted)) = left.get_mut(*at) {
            *wanted += 1;
        }
    }
    for (part, told) in parts.iter_mut().zip(told) {
        let mut claims = Vec::with_capacity(told.len());
        for at in told {
            let Some((claim, wanted)) = left.get_mut(*at) else { continue };
            *wanted = wanted.saturating_sub(1);
            claims.extend(if *wanted == 0 { claim.take() } else { claim.clone() });
        }
        claims.dedup();
        if let Some(decided) = claims.first_mut() {
            decided.because.extend(part.falls_short.iter().map(|it| format!("short: {it}")));
        }
        part.finding.claims = claims;
    }
}

/// Weighs the claims on one part; gives which of those found it is told by, the one that decided first.
fn weigh(
    compiled: &Compiled,
    scale: &Scale,
    n: usize,
    found: &[Found],
    frames: &[(Piece<'_>, Frame)],
    (short, lesser): (&Short, Option<Lesser>),
) -> Option<(Weighed, Vec<usize>)> {
    let part = compiled.question.parts.get(n)?;
    let rules = compiled.rules.parts.get(n)?;
    let form = compiled.question.form;
    let own = found.iter().enumerate().filter(|(_, it)| it.parts.contains(&n));
    let mut own: Vec<Own<'_>> = own.map(|(at, found)| Own { at, found }).collect();
    // What is excepted from a claim that names the exception is no contradiction of it.
    let qualified: BTreeSet<(usize, usize)> = own
        .iter()
        .filter(|it| it.claim.status == Status::AffirmedWithException)
        .map(|it| (it.cell, it.sentence))
        .collect();
    own.retain(|it| !(it.excepted && qualified.contains(&(it.cell, it.sentence))));
    let is_support = |it: &Found| compiled.points.get(it.point).is_some_and(|it| it.point.support);
    let worth = |it: &Found| credit(scale, form, it.claim.status, it.claim.strength);
    // Of claims of the same worth the more definite counts, wherever it stands.
    let vague = |it: &Found| it.claim.status == Status::Umbrella;
    own.sort_by_cached_key(|it| {
        (std::cmp::Reverse(worth(it)), vague(it), it.claim.status, it.cell, it.claim.start)
    });
    let (denials, rest): (Vec<Own<'_>>, Vec<Own<'_>>) =
        own.iter().copied().partition(|it| it.claim.status == Status::Negated);
    let stands_in = |it: &Own<'_>| {
        let names =
            |name: &Name| it.claim.because.iter().any(|seen| seen.split('@').next() == Some(name.as_str()));
        compiled.points.get(it.point).is_some_and(|it| it.point.equivalents.iter().any(names))
    };
    let offers = |it: &Own<'_>| {
        it.claim.status.is_met() || matches!(it.claim.status, Status::Hedged | Status::Conditional)
    };
    let equivalent = rest.iter().any(|it| stands_in(it) && offers(it));
    let (waived, denials): (Vec<Own<'_>>, Vec<Own<'_>>) =
        denials.into_iter().partition(|it| equivalent && !stands_in(it));
    // What says of itself that it is the exception makes one of what is met beside it: `…; the timetable is the lone
    // straggler`.
    let met = rest.iter().any(|it| it.claim.status.is_met());
    let (minor, denials): (Vec<Own<'_>>, Vec<Own<'_>>) =
        denials.into_iter().partition(|it| is_support(it) || it.excepted && met);
    let best = rest.first().copied();
    // Two sentences that show a thing outweigh one that denies the same thing of something: it is an exception, and
    // the person is asked.
    let feared = |it: &Own<'_>| {
        compiled
            .points
            .get(it.point)
            .is_some_and(|it| it.point.adverse || it.point.reads_as == Some(Status::Negated))
    };
    let affirms = |it: &&Own<'_>| it.claim.status.is_met() && it.claim.strength == Strength::Specific;
    // Said twice is said once: sentences are told apart by what was seen in them.
    let sentences = |list: &mut dyn Iterator<Item = &Own<'_>>| -> usize {
        let mut seen: BTreeMap<(usize, usize), BTreeSet<String>> = BTreeMap::new();
        for it in list {
            seen.entry((it.cell, it.sentence)).or_default().insert(letters(&it.claim.text));
        }
        let seen: BTreeSet<BTreeSet<String>> = seen.into_values().collect();
        // Of what is said twice some may be heard only once: it is no other sentence.
        seen.iter().filter(|it| !seen.iter().any(|other| *it != other && it.is_subset(other))).count()
    };
    // One admission beside two sentences that affirm is an exception too, except from a promise.
    let admitted: BTreeSet<(usize, usize)> = denials.iter().map(|it| (it.cell, it.sentence)).collect();
    let outweighed = !denials.is_empty()
        && sentences(&mut denials.iter()) == 1
        && if denials.iter().any(feared) {
            let elsewhere =
                |it: &&Own<'_>| it.claim.status.is_met() && !admitted.contains(&(it.cell, it.sentence));
            form != Form::Undertaking && sentences(&mut rest.iter().filter(elsewhere)) >= 2
        } else {
            sentences(&mut rest.iter().filter(affirms)) >= 2
        };
    let outweighed =
        outweighed || !part.mandatory && form != Form::Undertaking && concedes(frames, &rest, &denials);
    let affirmed: BTreeSet<&RuleId> =
        rest.iter().filter(|it| it.claim.status.is_met()).map(|it| &it.claim.rule).collect();
    let affirmed = u32::try_from(affirmed.len()).unwrap_or(u32::MAX);
    let mut status = Status::Absent;
    let mut strength = Strength::Generic;
    let mut value = 0;
    let mut contradicted = false;
    let mut falls_short = Vec::new();
    let mut counted = None;
    let mut list: Vec<Own<'_>> = Vec::new();
    if let Some(best) = best.filter(|_| denials.is_empty() || outweighed) {
        status = best.claim.status;
        strength = best.claim.strength;
        if let Some(needed) = rules.specific_at
            && status == Status::Affirmed
        {
            strength = if affirmed >= needed { Strength::Specific } else { Strength::Generic };
        } else if status == Status::Affirmed && shows(compiled, frames, &rest, affirmed) {
            strength = Strength::Specific;
        }
        value = credit(scale, form, status, strength);
        if status == Status::Affirmed && affirmed < rules.generic_at {
            value = scale.credit.get("affirmed-partial").copied().unwrap_or(value);
        }
        let excepted = rest.iter().any(|it| it.claim.status == Status::AffirmedWithException);
        if status == Status::Affirmed && (!minor.is_empty() || outweighed || excepted) {
            status = Status::AffirmedWithException;
            value = value.min(credit(scale, form, status, strength));
        }
        let sentences = rest.iter().filter(|it| it.claim.status == Status::Affirmed);
        let of = |it: &Own<'_>| short.get(&(it.cell, it.sentence, n));
        let all_short = || sentences.clone().all(|it| of(it).is_some());
        if let Some(lesser) = lesser.filter(|_| status == Status::Affirmed && all_short()) {
            falls_short = of(&best).cloned().unwrap_or_default();
            status = lesser.reads_as;
            counted = Some(lesser.counts_as);
            value = value.min(credit(scale, form, lesser.counts_as, strength));
        }
        contradicted = outweighed;
        list.extend(rest.iter());
        list.extend(denials.iter());
        list.extend(minor.iter());
    } else if let Some(denial) = denials.first() {
        status = Status::Negated;
        strength = denial.claim.strength;
        contradicted = best.is_some_and(|it| it.claim.status.is_met());
        list.extend(denials.iter());
        list.extend(rest.iter());
        list.extend(minor.iter());
    } else if let Some(first) = minor.first() {
        status = Status::Negated;
        strength = first.claim.strength;
        list.extend(minor.iter());
    }
    list.extend(waived.iter());
    let decided = Worth { status: counted.unwrap_or(status), credit: value };
    let (mut low, mut high) = (decided, decided);
    if let Some(other) = list.first().and_then(|it| it.or) {
        let it = Worth { status: other, credit: credit(scale, form, other, strength) };
        if it.credit < low.credit {
            low = it;
        } else {
            high = it;
        }
    }
    let weighed = Weighed {
        finding: PartFinding {
            part: part.id.clone(),
            title: part.title.clone(),
            mandatory: part.mandatory,
            status,
            strength,
            credit: value,
            weight: part.weight,
            claims: Vec::new(),
        },
        low,
        high,
        contradicted,
        falls_short,
        equivalent: !waived.is_empty(),
        by_field: false,
    };
    Some((weighed, list.iter().map(|it| it.at).collect()))
}

/// Whether claims of which no point asked for more are specific all the same: a figure, date or number that can be checked
/// stands in one of their sentences, or three different things are shown. Points that are never specific do not count.
fn shows(compiled: &Compiled, frames: &[(Piece<'_>, Frame)], rest: &[Own<'_>], affirmed: u32) -> bool {
    const DIFFERENT: u32 = 3;
    const CHECKED: &[&str] = &["certificate", "date", "duration", "percentage", "cipher", "tls", "money"];
    let open = |it: &&Own<'_>| {
        let point = compiled.points.get(it.point).map(|it| &it.point);
        it.claim.status == Status::Affirmed
            && point.is_some_and(|it| it.at_most == Strength::Specific && !it.adverse && it.on == On::Words)
    };
    let valued = |it: &Found| it.claim.values.iter().any(|it| CHECKED.contains(&it.kind.as_str()));
    // Said twice is said once.
    let said: BTreeSet<(&RuleId, String)> =
        rest.iter().filter(open).map(|it| (&it.claim.rule, letters(&it.claim.text))).collect();
    let row = |it: &Own<'_>| {
        let piece = frames.get(it.cell).map(|(piece, _)| piece);
        piece.and_then(|piece| piece.sentence(it.sentence)).is_some_and(|it| it.in_table)
    };
    rest.iter().filter(open).any(|it| valued(it) || row(it)) || affirmed >= DIFFERENT && said.len() >= 3
}

/// Whether what is denied was affirmed before, or is shown elsewhere: such a denial is of less than the whole. Within a
/// line the order of sentences tells; lines may stand in any order.
fn concedes(frames: &[(Piece<'_>, Frame)], rest: &[Own<'_>], denials: &[Own<'_>]) -> bool {
    if denials.is_empty() {
        return false;
    }
    let line = |it: &Found| {
        let line = frames.get(it.cell).and_then(|(piece, _)| Some(piece.sentence(it.sentence)?.line));
        (it.cell, line)
    };
    let mut earliest = BTreeMap::new();
    let mut shown = BTreeSet::new();
    for it in first_said(rest) {
        if it.claim.status.is_met() {
            earliest.entry(line(&it)).or_insert(it.sentence);
            if it.claim.strength == Strength::Specific {
                shown.insert(line(&it));
            }
        }
    }
    let conceded = |denial: &Own<'_>| {
        let own = line(denial);
        earliest.get(&own).is_some_and(|it| *it < denial.sentence) || shown.iter().any(|it| *it != own)
    };
    first_said(denials).iter().all(conceded)
}

/// What says nothing that was said before it: said twice is said once, where it was said first.
fn first_said<'a>(found: &[Own<'a>]) -> Vec<Own<'a>> {
    let mut order = found.to_vec();
    order.sort_by_key(|it| (it.cell, it.sentence));
    let mut seen = BTreeSet::new();
    order.retain(|it| seen.insert((&it.found.claim.rule, letters(&it.claim.text))));
    order
}

/// The words of a stretch of sentences, shortened for a message.
pub(super) fn quote(piece: &Piece<'_>, text: &str, from: usize, to: usize) -> String {
    const LONGEST: usize = 160;
    let (start, end) = span(piece, from, to);
    let mut words = piece.slice(text, start, end.min(start + LONGEST));
    if end > start + LONGEST {
        words.push('…');
    }
    format!("“{}”", words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Words of a cell.
pub(super) fn count_words(piece: &Piece<'_>) -> usize {
    piece.reading.tokens.list.iter().filter(|it| is_word(it.kind)).count()
}

/// Whether a state leaves nothing to read.
pub(super) fn is_empty(state: ResponseState) -> bool {
    matches!(state, ResponseState::Blank | ResponseState::Missing | ResponseState::Unreadable)
}

/// The letters and digits of a text, by which what is said twice is known however it is spaced.
fn letters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        if it.is_ascii_alphanumeric() {
            out.push(it.to_ascii_lowercase());
        } else if it.is_alphanumeric() {
            out.extend(it.to_lowercase());
        }
    }
    out
}
