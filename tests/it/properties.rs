//! What must hold of every answer, whatever it says: tried on answers made at random of real sentences.
//!
//! `PROBITY_CASES` sets how many answers each property is tried on; see CONTRIBUTING.md.

use std::{
    env,
    time::{Duration, Instant},
};

use probity::{
    assess::{Answer, Claim, Status},
    rule::Strength,
};
use proptest::{
    prelude::{ProptestConfig, Strategy, any},
    sample::Index,
    test_runner::{RngAlgorithm, TestCaseError, TestRng, TestRunner},
};

pub(crate) mod corpus;

use corpus::{Field, WORKS, day};

/// How many sentences an answer is made of at most.
const LONGEST: usize = 8;
const JOINERS: &[&str] = &[" ", "\n", "\n\n", "\n\u{2022} "];
const INVISIBLE: &[char] =
    &['\u{200b}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{202e}', '\u{e0041}'];

/// An answer before its question and sentences are looked up.
#[derive(Debug, Clone)]
struct Draft {
    field: Index,
    sentences: Vec<Index>,
    joiner: Index,
    /// For what else a property has to choose.
    choices: Vec<Index>,
}

/// A drafted answer.
struct Made<'a> {
    field: &'a Field,
    sentences: Vec<&'a str>,
    text: String,
    choices: Vec<Index>,
}

fn drafts(fewest: usize) -> impl Strategy<Value = Draft> {
    let sentences = proptest::collection::vec(any::<Index>(), fewest..=LONGEST);
    let choices = proptest::collection::vec(any::<Index>(), 24);
    (any::<Index>(), sentences, any::<Index>(), choices)
        .prop_map(|(field, sentences, joiner, choices)| Draft { field, sentences, joiner, choices })
}

impl Draft {
    fn make(self) -> Made<'static> {
        let field = self.field.get(&WORKS.fields);
        let sentences: Vec<&str> =
            self.sentences.iter().map(|it| it.get(&field.sentences).as_str()).collect();
        let joiner = self.joiner.get(JOINERS);
        // A bullet stands before every line or before none.
        let first = if joiner.ends_with("\u{2022} ") { "\u{2022} " } else { "" };
        let text = format!("{first}{}", sentences.join(joiner));
        Made { field, sentences, text, choices: self.choices }
    }
}

impl Made<'_> {
    fn answer(&self, text: &str) -> Answer {
        WORKS.answer(&self.field.question.id, text)
    }

    fn told(&self) -> &corpus::Told {
        self.field.told(&WORKS)
    }
}

/// The number of cases of each property: `PROBITY_CASES`, or enough for every build.
fn cases() -> u32 {
    const EVERY_BUILD: u32 = 64;
    env::var("PROBITY_CASES").ok().map_or(EVERY_BUILD, |it| it.parse().unwrap())
}

fn config() -> ProptestConfig {
    // An answer takes milliseconds: what is found after so many tries is small enough to be read.
    const TRIES: u32 = 1000;
    ProptestConfig {
        cases: cases(),
        failure_persistence: None,
        max_shrink_iters: TRIES,
        ..ProptestConfig::default()
    }
}

/// Every build tries the same answers, so that a failure is that of the change; a run that asks for a number of
/// cases tries new ones.
fn runner() -> TestRunner {
    if env::var("PROBITY_CASES").is_ok() {
        TestRunner::new(config())
    } else {
        TestRunner::new_with_rng(config(), TestRng::deterministic_rng(RngAlgorithm::ChaCha))
    }
}

/// Tries `property` on answers of at least `fewest` sentences.
fn try_all(fewest: usize, property: impl Fn(Made<'_>) -> Result<(), TestCaseError>) {
    let result = runner().run(&drafts(fewest), |draft| property(draft.make()));
    if let Err(fault) = result {
        panic!("{fault}");
    }
}

fn check(holds: bool, told: impl FnOnce() -> String) -> Result<(), TestCaseError> {
    if holds { Ok(()) } else { Err(TestCaseError::fail(told())) }
}

/// An answer's score and what made it, for a message.
fn shown(text: &str, answer: &Answer) -> String {
    let mut out = format!(
        "{} {}\u{2013}{} ({:?}), coverage {}\n{text}\n",
        answer.question, answer.score.low, answer.score.high, answer.score.proposed, answer.coverage
    );
    for part in &answer.parts {
        out.push_str(&format!("  {} {:?} {:?} {}\n", part.part, part.status, part.strength, part.credit));
        for claim in &part.claims {
            out.push_str(&format!(
                "    {} {:?} {:?} \u{201c}{}\u{201d} {}\n",
                claim.rule,
                claim.status,
                claim.strength,
                claim.text,
                claim.because.join(" ")
            ));
        }
    }
    for cap in &answer.caps {
        out.push_str(&format!("  cap {}\n", cap.id));
    }
    for it in &answer.refer {
        out.push_str(&format!("  refer {}\n", it.code));
    }
    out
}

/// What an answer comes to, without where it was found.
fn gist(answer: &Answer) -> Vec<(String, Status, Strength, u32)> {
    answer.parts.iter().map(|it| (it.part.to_string(), it.status, it.strength, it.credit)).collect()
}

fn not_raised(before: (&str, &Answer), after: (&str, &Answer)) -> Result<(), TestCaseError> {
    let (old, new) = (before.1.score, after.1.score);
    check(new.low <= old.low && new.high <= old.high, || {
        format!("raised\nBEFORE {}\nAFTER {}", shown(before.0, before.1), shown(after.0, after.1))
    })
}

fn not_lowered(before: (&str, &Answer), after: (&str, &Answer)) -> Result<(), TestCaseError> {
    let (old, new) = (before.1.score, after.1.score);
    check(new.low >= old.low && new.high >= old.high, || {
        format!("lowered\nBEFORE {}\nAFTER {}", shown(before.0, before.1), shown(after.0, after.1))
    })
}

fn unchanged(before: (&str, &Answer), after: (&str, &Answer)) -> Result<(), TestCaseError> {
    check(before.1.score == after.1.score && gist(before.1) == gist(after.1), || {
        format!("changed\nBEFORE {}\nAFTER {}", shown(before.0, before.1), shown(after.0, after.1))
    })
}

/// The words in another order, the same each time.
fn shuffled<'a, T: ?Sized>(list: &[&'a T], by: &[Index]) -> Vec<&'a T> {
    let mut left = list.to_vec();
    let mut out = Vec::new();
    while !left.is_empty() {
        let it = by[out.len() % by.len()].index(left.len() + out.len() / by.len()) % left.len();
        out.push(left.swap_remove(it));
    }
    out
}

#[test]
fn a_bag_of_all_words_of_the_field_raises_nothing() {
    try_all(0, |it| {
        let words: Vec<&str> = it.field.bag.iter().map(String::as_str).collect();
        let comma = it.choices[0].get(&[" ", ", ", "\n", " / "]);
        let bag = shuffled(&words, &it.choices).join(comma);
        let text = format!("{}\n\n{bag}", it.text);
        let (before, after) = (it.answer(&it.text), it.answer(&text));
        // Whether a list of words alone is bare assent, worth 1 at most, is left to a person.
        let (old, new) = (before.score, after.score);
        check(new.low <= old.low && new.high <= old.high.max(1), || {
            format!("raised\nBEFORE {}\nAFTER {}", shown(&it.text, &before), shown(&text, &after))
        })
    });
}

#[test]
fn saying_it_twice_changes_nothing() {
    try_all(1, |it| {
        let text = format!("{}\n\n{}", it.text, it.text);
        let (once, twice) = (it.answer(&it.text), it.answer(&text));
        let same = (once.score.low, once.score.high) == (twice.score.low, twice.score.high);
        check(same, || format!("changed\nBEFORE {}\nAFTER {}", shown(&it.text, &once), shown(&text, &twice)))
    });
}

#[test]
fn the_question_said_back_raises_nothing() {
    try_all(0, |it| {
        let echo = it.field.question.text.trim();
        let alone = it.answer(echo);
        check(alone.score.low == 0 && alone.score.proposed.is_none_or(|it| it == 0), || {
            format!("the echo alone scores\n{}", shown(echo, &alone))
        })?;
        let before = it.answer(&it.text);
        let text = if it.choices[0].index(2) == 0 {
            format!("{}\n\n{echo}", it.text)
        } else {
            format!("{echo}\n\n{}", it.text)
        };
        not_raised((&it.text, &before), (&text, &it.answer(&text)))
    });
}

#[test]
fn one_more_thing_affirmed_lowers_nothing() {
    try_all(1, |it| {
        let known = &it.told().affirm;
        if known.is_empty() {
            return Ok(());
        }
        let more = it.choices[0].get(known);
        let text = format!("{}\n\n{more}", it.text);
        let before = it.answer(&it.text);
        // A bare `No, never.` is the whole of an answer only while nothing is told beside it.
        let mut claims = before.parts.iter().flat_map(|it| &it.claims).peekable();
        let refused = |it: &Claim| it.because == ["assent"] && it.rule.as_str().ends_with(".refusal");
        if claims.peek().is_some() && claims.all(refused) {
            return Ok(());
        }
        not_lowered((&it.text, &before), (&text, &it.answer(&text)))
    });
}

#[test]
fn a_denial_of_what_is_met_raises_nothing() {
    try_all(1, |it| {
        let before = it.answer(&it.text);
        let met = |part| {
            before.parts.iter().any(|it| {
                it.part == part && matches!(it.status, Status::Affirmed | Status::AffirmedWithException)
            })
        };
        let fitting: Vec<&str> =
            it.told().deny.iter().filter(|it| met(it.0.clone())).map(|it| it.1.as_str()).collect();
        if fitting.is_empty() {
            return Ok(());
        }
        let denial = it.choices[0].get(&fitting);
        let text = format!("{}\n\n{denial}", it.text);
        not_raised((&it.text, &before), (&text, &it.answer(&text)))
    });
}

#[test]
fn bullets_may_stand_in_any_order() {
    try_all(2, |it| {
        let list = |lines: &[&str]| {
            let lines: Vec<String> = lines.iter().map(|it| format!("\u{2022} {it}\n")).collect();
            lines.concat()
        };
        // Headings, labels and fragments belong where they stand.
        let whole: Vec<&str> = it
            .sentences
            .iter()
            .copied()
            .filter(|it| it.ends_with('.') && !it.contains([':', '\n']))
            .collect();
        let text = list(&whole);
        let other = list(&shuffled(&whole, &it.choices));
        let (a, b) = (it.answer(&text), it.answer(&other));
        // Assent and refusal stand at the beginning: what comes first is another answer.
        let frames = |it: &Answer| {
            it.parts.iter().flat_map(|it| &it.claims).any(|it| it.because.iter().any(|it| it == "assent"))
        };
        if frames(&a) || frames(&b) {
            return Ok(());
        }
        check(a.score.low == b.score.low && a.score.high == b.score.high, || {
            format!("changed\nBEFORE {}\nAFTER {}", shown(&text, &a), shown(&other, &b))
        })
    });
}

#[test]
fn characters_that_cannot_be_seen_are_told_and_change_nothing() {
    try_all(1, |it| {
        let mut chars: Vec<char> = it.text.chars().collect();
        for choice in &it.choices {
            let at = choice.index(chars.len() + 1);
            chars.insert(at, *choice.get(INVISIBLE));
        }
        let text: String = chars.into_iter().collect();
        let answer = it.answer(&text);
        check(answer.refer.iter().any(|it| it.code.as_str() == "invisible-characters"), || {
            format!("not told\n{}", shown(&text, &answer))
        })?;
        unchanged((&it.text, &it.answer(&it.text)), (&text, &answer))
    });
}

#[test]
fn the_same_in_another_hand_changes_nothing() {
    try_all(1, |it| {
        let curly = it.text.replace('\'', "\u{2019}");
        let hands = [
            it.text.replace("\u{2019}", "'").replace(['\u{201c}', '\u{201d}'], "\""),
            curly.replace('"', "\u{201d}"),
            it.text.replace('\u{2013}', "\u{2014}"),
            it.text.replace('-', "\u{2011}"),
            it.text.replace(' ', "\u{a0}"),
            it.text.replace(' ', "  "),
            it.text.replace('\n', "\r\n"),
            it.text.replace('\n', "_x000D_\n"),
            it.text.replace('\n', "\u{2028}"),
            it.text.replace("fi", "\u{fb01}"),
            format!("  {}\n\n", it.text),
            it.text.replace('\u{2022}', "\u{25cf}"),
        ];
        let before = it.answer(&it.text);
        hands.iter().try_for_each(|text| unchanged((&it.text, &before), (text, &it.answer(text))))
    });
}

/// Scores are in range, spans lie in the cell, and the same text gives the same answer.
fn sound(text: &str, answer: &Answer) -> Result<(), TestCaseError> {
    let score = answer.score;
    check(score.low <= score.high && score.high <= 5, || format!("out of range\n{}", shown(text, answer)))?;
    check(score.proposed.is_none_or(|it| it == score.low && it == score.high), || {
        format!("proposes beside its range\n{}", shown(text, answer))
    })?;
    let length = text.chars().count();
    for claim in answer.parts.iter().flat_map(|it| &it.claims) {
        let inside = claim.start <= claim.end && claim.end <= length;
        let own: String = text.chars().skip(claim.start).take(claim.end - claim.start).collect();
        check(inside && own == claim.text, || {
            format!("{} {}..{} of {length}\n{}", claim.rule, claim.start, claim.end, shown(text, answer))
        })?;
    }
    Ok(())
}

#[test]
fn quotations_stand_in_the_cell_where_they_are_said_to() {
    try_all(1, |it| {
        let text: String = if it.choices[0].index(2) == 0 {
            it.text.clone()
        } else {
            // With what makes characters, bytes and normalised text differ in length.
            it.text
                .replace("e ", "e\u{200b} ")
                .replace("fi", "\u{fb01}")
                .replace(". ", "._x000D_\n\u{1f512} ")
        };
        sound(&text, &it.answer(&text))
    });
}

#[test]
fn any_text_is_taken() {
    let piece = proptest::prop_oneof![
        4 => any::<char>().prop_map(|it| it.to_string()),
        2 => proptest::sample::select(vec![" ", ". ", "\n", ", ", ": ", "(", ")", "\u{2022} ", "_x000D_", "-", "a)"])
            .prop_map(str::to_owned),
        2 => (any::<Index>(), any::<Index>())
            .prop_map(|(field, word)| word.get(&field.get(&WORKS.fields).bag).clone() + " "),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(field, word)| {
            let list = &field.get(&WORKS.fields).sentences;
            word.get(list).chars().take(40).collect()
        }),
    ];
    let texts = proptest::collection::vec(piece, 0..800)
        .prop_map(|it| it.concat().chars().take(4000).collect::<String>());
    let result = runner().run(&(any::<Index>(), texts), |(field, text)| {
        let question = &field.get(&WORKS.fields).question.id;
        let (once, again) = (WORKS.answer(question, &text), WORKS.answer(question, &text));
        check(once == again, || format!("two runs differ\n{text}"))?;
        sound(&text, &once)
    });
    if let Err(fault) = result {
        panic!("{fault}");
    }
}

/// Texts that a careless matcher takes a long time over, of about `length` characters.
fn hostile(length: usize) -> Vec<(&'static str, String)> {
    let fill = |unit: &str| -> String { unit.chars().cycle().take(length).collect() };
    vec![
        ("near matches", fill("we will not sell or use or share any of the backup backup backup and ")),
        ("no end of sentence", fill("backups are encrypted and backups are encrypted and ")),
        ("negations", fill("not not not ")),
        ("brackets", fill("(")),
        ("brackets with words", fill("(backups (are [encrypted ")),
        ("commas", fill(",")),
        ("commas with words", fill("which, encrypted, backups, not, ")),
        ("no spaces", fill("backupsencrypted")),
        ("labels", fill("Backups: Archives: AES-256: ")),
        ("letters", fill("(a) (b) (c) none (d) ")),
        ("short lines", fill("Backups\n")),
        ("full stops", fill("a. b. c. No. It is. ")),
        ("numbers", fill("24 hours 30 days 1/2/2026 9001:2015 ")),
        ("exceptions", fill("except backups, save for backups, unless ")),
        ("marks above letters", fill("e\u{301}\u{323}")),
        ("emoji", fill("\u{1f469}\u{200d}\u{1f4bb}")),
    ]
}

/// Time is only measured against itself: four times the text may take little more than four times as long. A
/// quadratic step would take sixteen times as long, and the slack is for a machine that is busy.
#[test]
fn the_longest_cell_takes_as_long_as_its_length() {
    const CELL: usize = 32_767;
    const SHORT: usize = CELL / 4;
    const MOST: u32 = 9;
    const SLACK: Duration = Duration::from_millis(150);
    let field = WORKS.fields.iter().max_by_key(|it| it.bag.len()).unwrap();
    let least = |text: &str| {
        let once = || {
            let start = Instant::now();
            let answer = WORKS.answer(&field.question.id, text);
            let taken = start.elapsed();
            assert!(answer.score.low <= answer.score.high);
            taken
        };
        (0..3).map(|_| once()).min().unwrap()
    };
    let mut slow = Vec::new();
    for ((name, short), (_, long)) in hostile(SHORT).into_iter().zip(hostile(CELL)) {
        let (a, b) = (least(&short), least(&long));
        println!("{name}: {} ms, {} ms", a.as_millis(), b.as_millis());
        if b > a * MOST + SLACK {
            slow.push(format!("{name}: {a:?} and, four times as long, {b:?}"));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// Facts are sought anew in each answer, however often it says them and in whatever letters.
#[test]
fn facts_are_found_in_a_time_that_grows_as_the_answer_does() {
    const MOST: u32 = 9;
    const SLACK: Duration = Duration::from_millis(500);
    let mut tender = WORKS.tenders[0].clone();
    let mut taken = |sayings: usize| {
        for piece in tender.responses.iter_mut().flat_map(|it| &mut it.pieces) {
            piece.text.clear();
        }
        tender.responses[0].pieces[0].text = "– backups are encrypted\n".repeat(sayings);
        let start = Instant::now();
        let (answers, _) = WORKS.engine.assess(&tender, day());
        assert_eq!(answers.len(), tender.responses.len());
        start.elapsed()
    };
    let (a, b) = (taken(2_000), taken(8_000));
    assert!(b <= a * MOST + SLACK, "{a:?} and, four times as long, {b:?}");
}
