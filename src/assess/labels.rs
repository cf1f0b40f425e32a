//! What stands under a part's own label, where no point made anything of it.

use super::{
    Claim, Strength,
    compile::{Compiled, Source},
    engine::{Found, span},
    find::Piece,
};
use crate::{
    bank::Form,
    language::{reading::CueHit, segment::Sentence},
    rule::{CueClass, Kind, Status},
    tender::Piece as Cell,
};

/// `Air gap: no` and `HSM: yes`: a label of a part with nothing but a tick behind it.
pub(super) fn flat(
    compiled: &Compiled,
    piece: &Piece<'_>,
    n: usize,
    cell: &Cell,
    allowed: &impl Fn(usize) -> bool,
) -> Vec<Found> {
    let mut out = Vec::new();
    for (index, sentence) in piece.reading.segments.sentences.iter().enumerate() {
        if sentence.label.is_none() && sentence.ordinal.is_none() {
            continue;
        }
        let body = words(piece, sentence);
        // `Are backups ever left unencrypted? Never.`
        let denies = |label: &std::ops::Range<usize>| {
            piece.reading.groups.iter().flatten().any(|it| it.denies && label.contains(&it.from))
        };
        if body.len() > 3 || sentence.label.as_ref().is_some_and(denies) {
            continue;
        }
        let asked = || piece.reading.tokens.mark_at(sentence.body) == '?';
        let status = match body.join(" ").as_str() {
            "" if asked() => Status::Hedged,
            it if is_unknown(it) => Status::Hedged,
            "no" | "n" | "not" | "none" | "nil" | "not held" | "not done" | "not met" | "never"
            | "not applied" | "not available" | "not provided" | "not yet" => Status::Negated,
            "yes" | "y" | "done" | "in place" | "confirmed" | "compliant" | "met" | "provided" => {
                Status::Affirmed
            }
            "n/a" | "not applicable" => Status::NotApplicable,
            "to follow" | "planned" | "in progress" => Status::Planned,
            "partly" | "partial" | "partially" => Status::Hedged,
            _ => continue,
        };
        for (part, rules) in compiled.rules.parts.iter().enumerate() {
            let own = status != Status::Negated || opens_label(piece, sentence, part);
            // Where a `no` may be good news, so may a `yes`; who does not know or has yet to begin says neither.
            let neither = matches!(status, Status::Hedged | Status::Planned);
            if allowed(part) && piece.under(sentence, part) && (rules.label_denies || neither) && own {
                out.extend(found(compiled, piece, n, cell, index, part, status, Strength::Generic));
            }
        }
    }
    out
}

/// `n/k`, `tba`, `not sure`: whether these words, all that stands behind a label, leave it open.
pub(super) fn is_unknown(words: &str) -> bool {
    matches!(
        words,
        "n k"
            | "nk"
            | "unknown"
            | "not known"
            | "tba"
            | "tbc"
            | "tbd"
            | "unsure"
            | "not sure"
            | "unclear"
            | "uncertain"
            | "don t know"
            | "don't know"
            | "no idea"
            | "dunno"
            | "to be confirmed"
            | "to be advised"
            | "undecided"
    )
}

/// Whether a label opens with a part's name: `Charges for upgrades: none` says nothing against the upgrades.
fn opens_label(piece: &Piece<'_>, sentence: &Sentence, part: usize) -> bool {
    const OPEN: &[&str] =
        &["the", "our", "any", "your", "is", "are", "do", "does", "have", "has", "you", "we", "a", "an"];
    let Some(label) = sentence.label.as_ref().filter(|_| sentence.ordinal.is_none()) else { return true };
    let tokens = &piece.reading.tokens;
    let first = |part: usize| {
        let groups = piece.compiled.labels.get(part).map(Vec::as_slice).unwrap_or_default();
        let hits = groups.iter().filter_map(|it| piece.hits(Source::Group(*it), label.clone()).first());
        hits.map(|it| it.from).min()
    };
    let Some(own) = first(part) else { return true };
    let before = (label.start..own).map(|at| tokens.word_at(at));
    before.filter(|it| !it.is_empty() && !OPEN.contains(it)).count() <= 1
        && !(0..piece.compiled.labels.len()).any(|it| it != part && first(it).is_some_and(|at| at < own))
}

/// `Access. Six roles …`: whoever writes under a part's label answers it. The body counts as a plain affirmation,
/// turned by the cues in it; a denial is too often one of something else and is left to a person.
pub(super) fn bodies(
    compiled: &Compiled,
    piece: &Piece<'_>,
    n: usize,
    cell: &Cell,
    allowed: &impl Fn(usize) -> bool,
) -> Vec<Found> {
    const SHORTEST: usize = 4;
    const TELLING: usize = 8;
    let mut out = Vec::new();
    if compiled.question.form == Form::Undertaking {
        return out;
    }
    for part in 0..compiled.question.parts.len() {
        if !allowed(part) {
            continue;
        }
        let sentences = piece.reading.segments.sentences.iter().enumerate();
        let read = sentences
            .filter(|(index, it)| !it.asks && !piece.muted.get(*index).copied().unwrap_or(false))
            .filter(|(_, it)| piece.under(it, part) && words(piece, it).len() >= SHORTEST)
            .find_map(|(index, it)| turned(compiled, piece, it).map(|status| (index, it, status)));
        let Some((index, sentence, status)) = read else { continue };
        let id = compiled.question.parts.get(part).map(|it| &it.id);
        let points = compiled.points.iter().filter(|it| it.point.parts.first() == id);
        if points.map(|it| it.point.kind).next() == Some(Kind::Credential) {
            continue;
        }
        let body = sentence.body..sentence.tokens.end;
        let shown = piece.reading.values_in(&body).iter().any(|it| it.to <= body.end);
        let telling = shown && words(piece, sentence).len() >= TELLING;
        let strength = if telling { Strength::Specific } else { Strength::Generic };
        out.extend(found(compiled, piece, n, cell, index, part, status, strength));
    }
    out
}

/// What the cues of a sentence make of it as a whole; none where it denies or only sends the reader elsewhere.
pub(super) fn turned(compiled: &Compiled, piece: &Piece<'_>, sentence: &Sentence) -> Option<Status> {
    let class = |it: &CueHit| compiled.class(it);
    let body = sentence.body..sentence.tokens.end;
    let inside = piece.reading.cues_in(&body).iter().filter(|it| it.to <= body.end);
    let classes: Vec<CueClass> = inside.filter_map(class).collect();
    let has = |wanted: CueClass| classes.contains(&wanted);
    let denies = has(CueClass::Negate) || has(CueClass::NegateNoun) || has(CueClass::NegateWord);
    let holder = classes.iter().find(|it| matches!(it, CueClass::Bidder | CueClass::ThirdParty));
    if denies || has(CueClass::Reference) && words(piece, sentence).len() < 8 {
        None
    } else if has(CueClass::Historic) {
        Some(Status::Historic)
    } else if has(CueClass::Planned) {
        Some(Status::Planned)
    } else if has(CueClass::Conditional) {
        Some(Status::Conditional)
    } else if has(CueClass::Hedge) {
        Some(Status::Hedged)
    } else if has(CueClass::Deflect) || holder == Some(&CueClass::ThirdParty) {
        Some(Status::ThirdParty)
    } else {
        Some(Status::Affirmed)
    }
}

fn words<'a>(piece: &'a Piece<'_>, sentence: &Sentence) -> Vec<&'a str> {
    let all = (sentence.body..sentence.tokens.end).map(|at| piece.reading.tokens.word_at(at));
    all.filter(|it| !it.is_empty()).collect()
}

#[expect(clippy::too_many_arguments, reason = "a claim is made of all of these, in one place")]
pub(super) fn found(
    compiled: &Compiled,
    piece: &Piece<'_>,
    n: usize,
    cell: &Cell,
    index: usize,
    part: usize,
    status: Status,
    strength: Strength,
) -> Option<Found> {
    let of = compiled.question.parts.get(part)?;
    let sentence = piece.sentence(index)?;
    let rule = format!("{}.{}.label", compiled.question.id, of.id).parse().ok()?;
    let (start, end) = span(piece, sentence.tokens.start, sentence.tokens.end);
    Some(Found {
        point: usize::MAX,
        parts: vec![part],
        claim: Claim {
            rule,
            status,
            strength,
            start,
            end,
            text: piece.slice(&cell.text, start, end),
            because: vec!["label".to_owned()],
            values: Vec::new(),
            place: Some(cell.place.clone()),
            item: cell.item.clone(),
        },
        or: None,
        excepted: false,
        sentence: index,
        cell: n,
    })
}
