//! What frames an answer: assent, refusal, copies of the question, bare lists of words, references elsewhere.

use std::{collections::BTreeSet, ops::Range};

use super::{assent, compile::Compiled};
use crate::{
    bank::Form,
    language::{
        reading::{CueHit, Hit, Reading},
        segment::Sentence,
        token::Kind,
        value::ValueKind,
        words::Lists,
    },
    rule::CueClass,
};

/// What frames one cell.
#[derive(Debug, Default, Clone)]
pub(super) struct Frame {
    /// The words of assent at the beginning.
    pub(super) assent: Option<Range<usize>>,
    /// `we meet all of the above`, wherever it stands.
    pub(super) assent_all: Option<Range<usize>>,
    /// The words of refusal at the beginning.
    pub(super) refusal: Option<Range<usize>>,
    /// Whether it opens with nothing but a `never`.
    pub(super) never: bool,
    /// Whether little else is said.
    pub(super) bare: bool,
    /// Sentences copied from the question.
    pub(super) copied: Vec<usize>,
    /// Sentences that only list words.
    pub(super) listed: Vec<usize>,
    /// Words that send the reader elsewhere.
    pub(super) elsewhere: Vec<Range<usize>>,
    /// Sentences that ask something back.
    pub(super) asks: Vec<usize>,
}

/// Reads the frame of `reading`, and which of its sentences give no evidence.
pub(super) fn read(compiled: &Compiled, reading: &Reading) -> (Frame, Vec<bool>) {
    const LITTLE: usize = 6;
    let mut frame = Frame::default();
    let class = |hit: &CueHit| compiled.class(hit);
    let mut muted = Vec::with_capacity(reading.segments.sentences.len());
    let poured = poured_out(reading);
    let echoes = copies(compiled, reading, &class);
    for (n, sentence) in reading.segments.sentences.iter().enumerate() {
        let echoed = echoes.get(n).copied().unwrap_or_default();
        let listed = poured.contains(&n) || is_list(reading, sentence);
        if echoed {
            frame.copied.push(n);
        }
        if listed {
            frame.listed.push(n);
        }
        if sentence.asks {
            frame.asks.push(n);
        }
        muted.push(echoed || listed || sentence.is_name || is_general(reading, sentence, &class));
    }
    // What is asked, said back ahead of the answer, is not its beginning.
    let first = reading.segments.sentences.iter().enumerate().find(|(n, _)| !frame.copied.contains(n));
    let first = first.filter(|(n, it)| !frame.listed.contains(n) && !it.asks);
    if let Some((_, first)) = first {
        let opens = |wanted: CueClass| {
            let hit = reading.cues.iter().find(|it| {
                class(it) == Some(wanted)
                    && it.from >= first.tokens.start
                    && it.from <= first.tokens.start + 3
            });
            hit.filter(|it| it.to <= first.tokens.end && stands_alone(reading, it)).map(|it| it.from..it.to)
        };
        let asked = |it: &Range<usize>| !answers_label(reading, first, it.start, &class);
        frame.assent = opens(CueClass::Assent).filter(asked);
        frame.refusal = opens(CueClass::Refusal).filter(asked);
        if frame
            .refusal
            .as_ref()
            .is_some_and(|it| frame.assent.as_ref().is_none_or(|yes| it.start <= yes.start))
        {
            frame.assent = None;
        }
    }
    frame.never = opens_with_never(reading);
    let unspoken = |at: usize| {
        let sentences = &reading.segments.sentences;
        let mut silent = frame.listed.iter().chain(&frame.copied);
        silent.any(|n| sentences.get(*n).is_some_and(|it| it.tokens.contains(&at)))
    };
    frame.assent_all = reading
        .cues
        .iter()
        .find(|it| class(it) == Some(CueClass::AssentAll) && !unspoken(it.from))
        .map(|it| it.from..it.to)
        .or_else(|| {
            let sentences = reading.segments.sentences.iter();
            sentences
                .filter(|it| !unspoken(it.tokens.start))
                .find_map(|it| assent::of_all(reading, it, &class))
        });
    frame.elsewhere = reading
        .cues
        .iter()
        .filter(|it| class(it) == Some(CueClass::Reference))
        .map(|it| it.from..it.to)
        .collect();
    let spoken = [&frame.assent, &frame.assent_all, &frame.refusal];
    let framed: usize = spoken.iter().filter_map(|it| it.as_ref()).map(ExactSizeIterator::len).sum();
    frame.bare =
        says_at_most(reading, LITTLE + framed) || reading.segments.sentences.len() == frame.copied.len();
    (frame, muted)
}

/// `Selling: no. Renting: no.`: whether the `no` at `at` answers a label that names a thing of the field, and not the
/// question. A label that denies (`No resale: no`) leaves it to a person.
fn answers_label(
    reading: &Reading,
    sentence: &Sentence,
    at: usize,
    class: &impl Fn(&CueHit) -> Option<CueClass>,
) -> bool {
    let Some(label) = sentence.label.as_ref().filter(|it| it.start >= sentence.tokens.start) else {
        return false;
    };
    let named = reading.groups.iter().flatten().any(|it| label.contains(&it.from) && it.to <= label.end);
    let denies = reading
        .cues_in(label)
        .iter()
        .any(|it| matches!(class(it), Some(CueClass::Negate | CueClass::NegateNoun | CueClass::NegateWord)));
    at >= sentence.body && named && !denies
}

/// `No, never.`, `No. Never.`: whether the first sentence, or the first two, say only that.
fn opens_with_never(reading: &Reading) -> bool {
    const ALONE: &[&str] =
        &["no", "nope", "never", "not", "at", "all", "we", "do", "absolutely", "certainly", "ever", "have"];
    let sentences = reading.segments.sentences.iter().take(2);
    let mut opening = sentences.map(|it| {
        let mut all = words(reading, it).map(|at| reading.tokens.word_at(at));
        let alone = all.all(|it| ALONE.contains(&it));
        (alone, words(reading, it).any(|at| reading.tokens.word_at(at) == "never"))
    });
    let (first, second) = (opening.next(), opening.next());
    first == Some((true, true)) || first == Some((true, false)) && second == Some((true, true))
}

/// A definition or a truth about the world: `An HSM is a device that …`, `Pseudonymisation means that …`. Nobody says
/// `we` in it, and nothing in it can be counted.
fn is_general(reading: &Reading, sentence: &Sentence, class: &impl Fn(&CueHit) -> Option<CueClass>) -> bool {
    const FURTHEST: usize = 6;
    let tokens = &reading.tokens;
    let range = sentence.tokens.clone();
    if sentence.label.is_some() || sentence.ordinal.is_some() {
        return false;
    }
    let word = |at: usize| tokens.word_at(at);
    // Who denies, plans or conditions speaks of his own.
    let spoken = reading.cues_in(&range).iter().any(|it| {
        matches!(
            class(it),
            Some(
                CueClass::Bidder
                    | CueClass::Assent
                    | CueClass::Negate
                    | CueClass::NegateNoun
                    | CueClass::NegateWord
                    | CueClass::Planned
                    | CueClass::Conditional
            )
        )
    });
    if spoken {
        return false;
    }
    let addressed = range.clone().any(|at| {
        matches!(word(at), "you" | "your" | "council" | "authority" | "us" | "client" | "here")
            || tokens.list.get(at).is_some_and(|it| it.kind == Kind::Number)
    });
    if addressed {
        return false;
    }
    let indefinite = matches!(word(sentence.body), "a" | "an");
    (sentence.body + 1..range.end.min(sentence.body + FURTHEST)).any(|at| {
        let (this, next, after) = (word(at), word(at + 1), word(at + 2));
        // `means that` defines; `A data set is a collection`, `A strategy sets out how …` do so of any.
        this == "means" && matches!(next, "that" | "the" | "any")
            || this == "specifies" && matches!(next, "requirements" | "how" | "what")
            || indefinite && this == "is" && matches!(next, "a" | "an" | "any")
            || indefinite && this == "sets" && next == "out" && matches!(after, "how" | "what" | "who")
            || indefinite
                && matches!(this, "shows" | "describes" | "explains")
                && matches!(next, "how" | "what")
    })
}

/// Whether a text has at most so many words, sentences that are said twice counted once.
fn says_at_most(reading: &Reading, most: usize) -> bool {
    let sentences = &reading.segments.sentences;
    if sentences.iter().any(|it| words(reading, it).nth(most).is_some()) {
        return false;
    }
    let said: BTreeSet<Vec<&str>> = sentences
        .iter()
        .map(|it| words(reading, it).map(|at| reading.tokens.word_at(at)).collect())
        .collect();
    said.iter().map(Vec::len).sum::<usize>() <= most
}

/// `Agreed.` assents; `Agreed rates are in the schedule` does not.
fn stands_alone(reading: &Reading, hit: &CueHit) -> bool {
    const ADJECTIVES: &[&str] = &[
        "agreed",
        "agree",
        "confirmed",
        "accepted",
        "correct",
        "given",
        "compliant",
        "indeed",
        "sure",
        "undertaken",
        "no",
        "comply",
        "confirm",
        "declined",
        "refused",
    ];
    let word = reading.tokens.word_at(hit.from);
    let goes_on = reading.tokens.list.get(hit.to).is_some_and(|it| it.kind != Kind::Mark && it.breaks == 0);
    let next = reading.tokens.word_at(hit.to);
    let denied = matches!(next, "not" | "never");
    let before = hit.from.checked_sub(1).map_or("", |it| reading.tokens.word_at(it));
    let opener = hit.from.checked_sub(2).map_or("", |it| reading.tokens.word_at(it));
    // `Purposes will be agreed in the DPIA` says what will be, `it is agreed` assents.
    let passive = matches!(before, "be" | "is" | "are" | "was" | "were" | "been")
        && !matches!(opener, "it" | "this" | "that" | "all")
        && ADJECTIVES.contains(&word);
    // `We do not accept liability for losses` refuses something else.
    let last = hit.to.checked_sub(1).map_or("", |it| reading.tokens.word_at(it));
    let something_else = hit.to > hit.from + 2
        && matches!(last, "accept" | "provide" | "offer" | "give" | "sign")
        && goes_on
        && !matches!(
            next,
            "this"
                | "that"
                | "these"
                | "those"
                | "it"
                | "the"
                | "any"
                | "all"
                | "to"
                | "such"
                | "as"
                | "because"
                | "and"
                | "or"
                | "but"
                | "with"
                | "your"
                | "a"
                | "an"
                | "in"
                | "at"
        );
    // `We will widen it in due course` promises one thing; `we will.` and `we will comply` assent to all.
    const ALL: &[&str] = &[
        "so",
        "and",
        "comply",
        "undertake",
        "agree",
        "abide",
        "adhere",
        "honour",
        "observe",
        "respect",
        "be",
        "do",
        "indeed",
        "always",
        "gladly",
        "happily",
        "certainly",
        "accept",
        "meet",
        "of",
        "confirm",
        "give",
        "sign",
        "conform",
        "stand",
        "keep",
        "hold",
        "both",
        "all",
    ];
    let one_thing =
        matches!(last, "will" | "shall" | "do") && goes_on && !next.is_empty() && !ALL.contains(&next);
    !denied
        && !passive
        && !something_else
        && !one_thing
        && (hit.to > hit.from + 1
            || !ADJECTIVES.contains(&word)
            || !goes_on
            || matches!(next, "we" | "that" | "and" | "for" | "in" | "to" | "without" | "as" | "by"))
}

/// Which sentences are copied from the question. A short one, such as `(c) archives are encrypted`, is an answer by
/// itself and a copy next to one.
fn copies(compiled: &Compiled, reading: &Reading, class: &impl Fn(&CueHit) -> Option<CueClass>) -> Vec<bool> {
    let sentences = &reading.segments.sentences;
    let mut out: Vec<bool> = sentences.iter().map(|it| is_copy(compiled, reading, it, class)).collect();
    let word_for_word: Vec<bool> =
        sentences.iter().map(|it| is_word_for_word(compiled, reading, it)).collect();
    let mut spread = |n: usize, from: Option<usize>| {
        let beside = from.and_then(|it| out.get(it)).copied().unwrap_or_default();
        if let Some(it) = out.get_mut(n)
            && beside
            && word_for_word.get(n).copied().unwrap_or_default()
        {
            *it = true;
        }
    };
    (0..sentences.len()).for_each(|n| spread(n, n.checked_sub(1)));
    (0..sentences.len()).rev().for_each(|n| spread(n, Some(n + 1)));
    out
}

/// Whether a sentence stands in the question as it is.
fn is_word_for_word(compiled: &Compiled, reading: &Reading, sentence: &Sentence) -> bool {
    let mut words = words(reading, sentence);
    words.all(|at| compiled.wording.has(reading.text.word_id(at))) && {
        let words = ids(reading, sentence);
        words.len() >= 4 && words.windows(4).all(|it| compiled.wording.has_run(it))
    }
}

/// The tokens of a sentence that are words.
fn words<'a>(reading: &'a Reading, sentence: &Sentence) -> impl Iterator<Item = usize> + 'a {
    sentence.tokens.clone().filter(|at| !reading.tokens.word_at(*at).is_empty())
}

fn ids(reading: &Reading, sentence: &Sentence) -> Vec<u32> {
    words(reading, sentence).map(|at| reading.text.word_id(at)).collect()
}

/// Whether a sentence is (nearly) the question's own words: six in ten of its word 4-grams stand there and at
/// most three of its content words do not.
fn is_copy(
    compiled: &Compiled,
    reading: &Reading,
    sentence: &Sentence,
    class: &impl Fn(&CueHit) -> Option<CueClass>,
) -> bool {
    const SHORTEST: usize = 9;
    if restates(compiled, reading, sentence) {
        return true;
    }
    let fresh = words(reading, sentence)
        .filter(|at| {
            reading.tokens.word_at(*at).len() > 3 && !compiled.wording.has(reading.text.word_id(*at))
        })
        .nth(3);
    if fresh.is_some() {
        return false;
    }
    let own = ids(reading, sentence);
    if own.len() < SHORTEST {
        return false;
    }
    let total = own.len() - 3;
    let known = own.windows(4).filter(|it| compiled.wording.has_run(it)).count();
    let words: Vec<&str> = words(reading, sentence).map(|at| reading.tokens.word_at(at)).collect();
    if known * 10 < total * 6 {
        // `We will describe how our handling of data follows the law …` says nothing of how.
        let asks = words.iter().any(|it| matches!(*it, "how" | "whether" | "describe" | "explain"));
        let back = own.windows(4).filter(|it| compiled.wording.has_said_back(it)).count();
        return asks && back * 10 >= total * 6;
    }
    // Where a yes or no or a promise is asked for, saying it back in the first person is the answer.
    if compiled.question.yes_no || compiled.question.form == Form::Undertaking {
        let imperative = matches!(
            words.first().copied(),
            Some("confirm" | "does" | "do" | "will" | "list" | "state" | "describe" | "explain")
        );
        let spoken = reading.cues_in(&sentence.tokens).iter().any(|it| {
            it.to <= sentence.tokens.end && matches!(class(it), Some(CueClass::Bidder | CueClass::Assent))
        });
        // Only the question speaks to the supplier as `you`.
        let addressed = words.iter().any(|it| matches!(*it, "you" | "your"));
        let promise = compiled.question.form == Form::Undertaking;
        return imperative || sentence.asks || (promise || addressed) && !spoken;
    }
    true
}

/// `The bidder will describe the data, including how access is obtained …`, `The bidder understands the importance of
/// …`: the question's words with a verb that promises or praises an answer.
fn restates(compiled: &Compiled, reading: &Reading, sentence: &Sentence) -> bool {
    const FURTHEST: usize = 6;
    const SHORTEST: usize = 12;
    const VERBS: &[&str] = &[
        "describe",
        "describes",
        "explain",
        "understand",
        "understands",
        "recognise",
        "recognises",
        "acknowledge",
        "acknowledges",
        "appreciate",
        "appreciates",
        "note",
        "notes",
        "address",
        "addresses",
    ];
    let all: Vec<usize> = words(reading, sentence).collect();
    let praises = all.iter().take(FURTHEST).any(|at| VERBS.contains(&reading.tokens.word_at(*at)));
    if !praises || all.len() < SHORTEST || all.iter().any(|at| answers_at(compiled, reading, *at, sentence)) {
        return false;
    }
    let content = || all.iter().filter(|at| reading.tokens.word_at(**at).len() > 3);
    let known = content().filter(|at| compiled.wording.has(reading.text.word_id(**at))).count();
    known * 10 >= content().count() * 7
}

/// `We understand the need for …; all of ours are …`: whether an answer begins at `at`, behind what is said back: a
/// clause with a verb that does not stand in the question.
fn answers_at(compiled: &Compiled, reading: &Reading, at: usize, sentence: &Sentence) -> bool {
    let tokens = &reading.tokens;
    let parts = at.checked_sub(1).is_some_and(|it| matches!(tokens.mark_at(it), ';' | ':' | ','));
    let turns = matches!(tokens.word_at(at), "but" | "however" | "though" | "although" | "yet")
        || parts && (tokens.word_at(at) == "and" || tokens.mark_at(at - 1) != ',');
    if !turns || at <= sentence.body {
        return false;
    }
    let end = (at..sentence.tokens.end)
        .find(|it| matches!(tokens.mark_at(*it), ';' | ':'))
        .unwrap_or(sentence.tokens.end);
    let clause = at..end;
    let verb = clause.clone().any(|it| tokens.is(it, Lists::AUXILIARY.and(Lists::FINITE)));
    let own: Vec<u32> =
        clause.filter(|it| !tokens.word_at(*it).is_empty()).map(|it| reading.text.word_id(it)).collect();
    verb && (own.len() < 4 || !own.windows(4).all(|it| compiled.wording.has_run(it)))
}

/// Sentences or lines, next to each other, that pour out the field's words of all kinds with hardly another word
/// between them. Prose needs words that no lexicon holds; a list of one kind of thing has words of few kinds.
fn poured_out(reading: &Reading) -> BTreeSet<usize> {
    const FEWEST_WORDS: usize = 60;
    const FEWEST_KINDS: usize = 8;
    const FEW_KINDS: usize = 5;
    const SHORT_LINE: usize = 8;
    let list = &reading.tokens.list;
    let mut known = vec![false; list.len()];
    let mut kinds: Vec<(usize, usize)> = Vec::new();
    for (group, hits) in reading.groups.iter().enumerate() {
        for hit in hits {
            // The middle of a long phrase is mostly what its gaps passed over.
            const ENDS: usize = 3;
            let first = hit.to.min(hit.from + ENDS);
            for named in [hit.from..first, hit.to.saturating_sub(ENDS).max(first)..hit.to] {
                if let Some(it) = known.get_mut(named) {
                    it.fill(true);
                }
            }
            kinds.push((hit.from, group));
        }
    }
    kinds.sort_unstable();
    let count = |range: &Range<usize>, only_known: bool| {
        range
            .clone()
            .filter(|at| list.get(*at).is_some_and(|it| it.kind == Kind::Word))
            .filter(|at| !only_known || known.get(*at).copied().unwrap_or_default())
            .count()
    };
    let mut out = BTreeSet::new();
    let mut run: Vec<usize> = Vec::new();
    let mut sums = (0, 0, BTreeSet::new());
    let mut close = |run: &mut Vec<usize>, sums: &mut (usize, usize, BTreeSet<usize>)| {
        let (words, found, kinds) = std::mem::take(sums);
        let run = std::mem::take(run);
        let many = kinds.len() >= FEWEST_KINDS && found * 4 >= words * 3;
        // A question of few lexicons has fewer kinds; what holds no other word at all is no prose either.
        let all = kinds.len() >= FEW_KINDS && found * 10 >= words * 9;
        if words >= FEWEST_WORDS && (many || all) {
            out.extend(run);
        }
    };
    for (n, sentence) in reading.segments.sentences.iter().enumerate() {
        let (words, found) = (count(&sentence.tokens, false), count(&sentence.tokens, true));
        let apart = list.get(sentence.tokens.start).is_some_and(|it| it.breaks > 1);
        if apart {
            close(&mut run, &mut sums);
        }
        // What closes with a full stop is said, however dense, unless it goes on for ever.
        let said =
            words < FEWEST_WORDS && reading.tokens.mark_at(sentence.tokens.end.saturating_sub(1)) == '.';
        let thin = words > SHORT_LINE && found * 4 < words * 3 || is_told(reading, sentence);
        if said || thin {
            close(&mut run, &mut sums);
            continue;
        }
        run.push(n);
        sums.0 += words;
        sums.1 += found;
        let first = kinds.partition_point(|(at, _)| *at < sentence.tokens.start);
        let own = kinds.iter().skip(first).take_while(|(at, _)| *at < sentence.tokens.end);
        sums.2.extend(own.map(|(_, group)| *group));
    }
    close(&mut run, &mut sums);
    // What goes on in the same line without a stop belongs to it, and so does the rest of a paragraph of
    // which most is poured out.
    let sentences = &reading.segments.sentences;
    let stopped = |it: &Sentence| reading.tokens.mark_at(it.tokens.end.saturating_sub(1)) == '.';
    let mut from = 0;
    while from < sentences.len() {
        let begins = |it: &Sentence| list.get(it.tokens.start).is_some_and(|it| it.breaks > 1);
        let next = sentences.iter().skip(from + 1).position(begins);
        let to = next.map_or(sentences.len(), |it| from + 1 + it);
        let loose: Vec<usize> =
            (from..to).filter(|n| sentences.get(*n).is_some_and(|it| !stopped(it))).collect();
        let poured = loose.iter().filter(|n| out.contains(*n)).count();
        if poured >= FEWEST_KINDS && poured * 4 >= loose.len() * 3 {
            let told = |n: &usize| sentences.get(*n).is_some_and(|it| is_told(reading, it));
            out.extend(loose.into_iter().filter(|it| !told(it)));
        }
        // Of hundreds of words of which nearly all are poured out, nothing is told.
        const MANY_WORDS: usize = 150;
        let words = |n: &usize| sentences.get(*n).map_or(0, |it| count(&it.tokens, false));
        let total: usize = (from..to).map(|n| words(&n)).sum();
        let within: usize = out.range(from..to).map(words).sum();
        if total >= MANY_WORDS && within * 10 >= total * 9 {
            out.extend(from..to);
        }
        from = to;
    }
    let lines: BTreeSet<usize> = out.iter().filter_map(|n| sentences.get(*n)).map(|it| it.line).collect();
    let rest = sentences.iter().enumerate().filter(|(_, it)| lines.contains(&it.line) && !stopped(it));
    out.extend(rest.map(|(n, _)| n));
    out
}

/// Whether a sentence cannot be poured out: it has a verb between two words and a date, a time, a number to check, or a
/// label of its own.
fn is_told(reading: &Reading, sentence: &Sentence) -> bool {
    // Nobody tells anything in so many words without a stop.
    const MOST_TOKENS: usize = 120;
    let range = &sentence.tokens;
    if range.len() > MOST_TOKENS {
        return false;
    }
    let told = reading
        .values_in(range)
        .iter()
        .any(|it| matches!(it.kind, ValueKind::Date | ValueKind::Certificate | ValueKind::Duration));
    let spoken = range.clone().any(|at| reading.tokens.is(at, Lists::AUXILIARY)) || says_so(reading, range);
    // A phrase on a line of its own is no statement, whatever verb it holds.
    const FEWEST_TOKENS: usize = 9;
    told && range.len() >= FEWEST_TOKENS && (spoken || sentence.label.is_some())
}

/// Whether words that only a statement has stand where a statement has them: `We keep bay status, …`, `traffic uses
/// mutual TLS`, `Log in, press the button, call the endpoint`.
fn says_so(reading: &Reading, range: &Range<usize>) -> bool {
    const VERBS: &[&str] = &[
        "uses",
        "runs",
        "keeps",
        "holds",
        "goes",
        "speaks",
        "gets",
        "takes",
        "gives",
        "sends",
        "stores",
        "encrypts",
        "sits",
        "lives",
        "stays",
        "comes",
        "needs",
        "requires",
        "belongs",
        "remains",
        "passes",
        "speak",
        "go",
        "sit",
        "demands",
        "stipulates",
        "prescribes",
        "insists",
        "calls",
        "specifies",
        "imposes",
        "obliges",
        "covers",
        "follows",
    ];
    const ORDERS: &[&str] = &[
        "log", "press", "choose", "call", "open", "click", "select", "enter", "sign", "create", "copy",
        "ask", "add", "paste", "register", "send", "go", "download", "point", "request", "generate",
    ];
    let tokens = &reading.tokens;
    let word = |at: usize| if range.contains(&at) { tokens.word_at(at) } else { "" };
    let spoken = range.clone().any(|at| {
        let between = at > range.start && !word(at - 1).is_empty() && !word(at + 1).is_empty();
        matches!(word(at), "we" | "it" | "they" | "you") && !word(at + 1).is_empty()
            || between && (VERBS.contains(&word(at)) || tokens.is(at, Lists::FINITE))
    });
    let orders = range.clone().filter(|at| {
        let opens = *at == range.start || tokens.mark_at(at - 1) == ',' || word(at - 1) == "and";
        opens && ORDERS.contains(&word(*at)) && !word(at + 1).is_empty()
    });
    spoken || orders.count() >= 2
}

/// Whether a short stretch is built as only speech is, whatever its words: it opens with the name of what it speaks of
/// (`The charge points record …`), or it holds words of no lexicon and some that tie things together (`keys reside in …`,
/// `… pulls device configs hourly from DC1`). A bag of the field's words holds no others.
fn is_built(reading: &Reading, range: &Range<usize>) -> bool {
    const MOST_WORDS: usize = 30;
    const ONE_TIE_IN: usize = 14;
    const ONE_OTHER_IN: usize = 7;
    const OPEN: &[&str] = &["the", "our", "we", "each", "every", "all", "these", "this"];
    let tokens = &reading.tokens;
    let known = known(reading, range);
    let word = |at: usize| if range.contains(&at) { tokens.word_at(at) } else { "" };
    let unknown = |at: usize| !known.get(at - range.start).copied().unwrap_or_default();
    let words: Vec<usize> = range.clone().filter(|at| !word(*at).is_empty()).collect();
    if words.len() > MOST_WORDS {
        return false;
    }
    let opens =
        OPEN.contains(&word(range.start)) && unknown(range.start) && !word(range.start + 1).is_empty();
    let ties = words.iter().filter(|at| TIES.contains(&word(**at)) && !word(**at + 1).is_empty()).count();
    let others = words.iter().filter(|at| unknown(**at) && !TIES.contains(&word(**at))).count();
    // `dwell and queue lengths join the feed`, `four tables make up the store`
    let acts = words.iter().any(|at| {
        let with = usize::from(matches!(word(at + 1), "up" | "out" | "off" | "down"));
        let article = matches!(word(at + with + 1), "the" | "a" | "an" | "our" | "its" | "their" | "your");
        let plain = |it: usize| !word(it).is_empty() && !TIES.contains(&word(it)) && word(it) != "and";
        article && plain(*at) && *at > range.start && plain(at - 1)
    });
    opens
        || acts
        || words.iter().any(|at| word(*at) == "being")
        || ties * ONE_TIE_IN >= words.len() && others * ONE_OTHER_IN >= words.len()
}

/// Which hits of a lexicon begin in a stretch.
fn within<'a>(hits: &'a [Hit], range: &Range<usize>) -> &'a [Hit] {
    let from = hits.partition_point(|it| it.from < range.start);
    let to = hits.partition_point(|it| it.from < range.end);
    hits.get(from..to).unwrap_or_default()
}

/// For each token of a stretch, whether a lexicon has it.
fn known(reading: &Reading, range: &Range<usize>) -> Vec<bool> {
    let mut known = vec![false; range.len()];
    for hit in reading.groups.iter().flat_map(|it| within(it, range)) {
        // The middle of a long phrase is mostly what its gaps passed over.
        const LONG: usize = 3;
        let (from, to) = (hit.from - range.start, hit.to.min(range.end) - range.start);
        let named = if to - from > LONG { [from..from + 1, to - 1..to] } else { [from..to, to..to] };
        for it in named {
            if let Some(it) = known.get_mut(it) {
                it.fill(true);
            }
        }
    }
    known
}

/// Small words that tie others together.
const TIES: &[&str] = &[
    "in", "at", "via", "under", "up", "off", "over", "through", "within", "per", "from", "into", "onto",
    "against", "behind", "across", "between", "out", "to", "by", "with", "on", "for", "of", "the", "a", "an",
    "than", "both", "which", "that", "who", "what", "its", "their", "our", "your", "until", "before",
    "after", "since", "while", "where", "when",
];

/// How many lexicons have a word of a stretch.
fn kinds(reading: &Reading, range: &Range<usize>) -> usize {
    reading.groups.iter().filter(|it| !within(it, range).is_empty()).count()
}

/// Whether a few words of the field stand beside each other with nothing that ties them: no mark, no small word, no
/// phrase.
fn is_bag(reading: &Reading, range: &Range<usize>, words: &[&str]) -> bool {
    const FEWEST: usize = 6;
    const KINDS: usize = 3;
    const PHRASE: usize = 3;
    let tied =
        words.iter().any(|it| TIES.contains(it) || matches!(*it, "and" | "or" | "no" | "not" | "is" | "are"));
    let marked = range.clone().any(|at| !matches!(reading.tokens.mark_at(at), ' ' | '.'));
    let phrased = || {
        let mut hits = reading.groups.iter().flat_map(|it| within(it, range));
        hits.any(|it| it.to - it.from >= PHRASE)
    };
    words.len() >= FEWEST
        && !tied
        && !marked
        && kinds(reading, range) >= KINDS
        && range
            .clone()
            .zip(known(reading, range))
            .all(|(at, it)| it || reading.tokens.word_at(at).is_empty())
        && !phrased()
}

/// Whether a run of field words stands without any word that says something: six hits or more, no verb, next to
/// no small words, no values that a table would hold.
fn is_list(reading: &Reading, sentence: &Sentence) -> bool {
    const HITS: usize = 6;
    const BEADS: usize = 6;
    const OPENING: usize = 6;
    const TELLS: &[&str] = &["include", "includes", "comprise", "comprises", "consist", "consists"];
    const SMALL: &[&str] = &[
        "the", "a", "an", "of", "to", "with", "by", "for", "on", "is", "are", "be", "we", "our", "us", "all",
        "every", "each", "from", "it", "its", "that", "which", "as", "not", "no", "any", "this", "only",
        "before", "after", "held", "kept", "use", "using", "used", "uses", "runs", "between", "inside",
        "into", "without", "than", "if", "when", "so", "one", "their", "them", "your", "you", "they",
    ];
    if sentence.label.as_ref().is_some_and(|it| it.start >= sentence.tokens.start)
        || sentence.ordinal.is_some()
    {
        return false;
    }
    let range = sentence.tokens.clone();
    if range.clone().any(|at| reading.tokens.is(at, Lists::AUXILIARY)) || says_so(reading, &range) {
        return false;
    }
    // `Data sets include permits, works, …`
    let opening = sentence.body + 1..range.end.min(sentence.body + OPENING);
    if opening.clone().any(|at| TELLS.contains(&reading.tokens.word_at(at))) {
        return false;
    }
    let words: Vec<&str> = words(reading, sentence).map(|at| reading.tokens.word_at(at)).collect();
    let commas = range.clone().filter(|at| reading.tokens.mark_at(*at) == ',').count();
    // `API, CSV, unlimited, free, no cost, licence, tiers`: between commas a `no` says hardly more than its noun does.
    let beads = commas >= BEADS && words.len() <= (commas + 1) * 2;
    let small = words.iter().filter(|it| SMALL.contains(it) && !(beads && **it == "no")).count();
    let marks = range
        .clone()
        .filter(|at| matches!(reading.tokens.mark_at(*at), ';' | ':' | '(' | '\u{2013}'))
        .count();
    // `REST JSON OAuth2 webhook Swagger SDK`: a few words of several kinds, and nothing but they.
    let named = sentence.in_table || sentence.heading.is_some() || sentence.lead.is_some();
    if words.len() < 10 && !named && is_bag(reading, &range, &words) {
        return true;
    }
    if words.len() < 10 || small * 12 > words.len() || marks > 1 {
        return false;
    }
    // `the specification and a change log at docs.x.example, no log-in needed`
    let placed = range.clone().any(|at| {
        matches!(reading.tokens.word_at(at), "needed" | "required")
            && (at.saturating_sub(4)..at).any(|it| reading.tokens.word_at(it) == "no")
    }) || reading.values_in(&range).iter().any(|it| it.kind == ValueKind::Address);
    if placed {
        return false;
    }
    let values = reading
        .values_in(&range)
        .iter()
        .filter(|it| matches!(it.kind, ValueKind::Date | ValueKind::Certificate | ValueKind::Duration));
    if values.count() > 0 {
        return false;
    }
    let inside = |hits: &[Hit]| hits.iter().filter(|it| range.contains(&it.from)).count();
    let mut starts: Vec<usize> =
        reading.groups.iter().flatten().filter(|it| range.contains(&it.from)).map(|it| it.from).collect();
    starts.sort_unstable();
    starts.dedup();
    // Things of one kind, one after the other, are a list of facts, such as the data sets of an interface.
    let of_one_kind = reading.groups.iter().any(|it| inside(it) * 10 >= starts.len() * 6);
    starts.len() >= HITS && !of_one_kind && !is_built(reading, &range)
}
