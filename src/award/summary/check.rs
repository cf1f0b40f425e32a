//! What keeps a summary from being sent.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Assessed, ScoreBlock, Summary,
    leak::{Guard, amounts, tells, words},
};
use crate::{award::Fault, diag::counted, id::TenderId};

/// An explanation of fewer words explains nothing.
const FEWEST_WORDS: usize = 12;

/// So many words at least tell whoever holds an earlier summary why it holds no longer.
const FEWEST_TO_HOLDERS: usize = 6;

/// Of so many hundredths of its words an explanation may be made of the descriptor's before it only repeats it.
const MOST_OF_DESCRIPTOR: usize = 75;

/// Words that say what kept an answer from more. One of them is little to ask; a person reads the rest.
const LESS: &[&str] = &[
    "absent", "although", "but", "cannot", "did", "does", "except", "fewer", "gap", "higher", "however",
    "lack", "lacked", "lacking", "lacks", "less", "limited", "missing", "no", "none", "not", "only", "omits",
    "partial", "partly", "unclear", "unless", "vague", "without",
];

/// What a tender says, for the check that no other supplier is told it.
#[derive(Debug, Clone, Default)]
pub struct TenderText {
    /// Each with its place, and whether the supplier marked it confidential.
    pub passages: Vec<(String, String, bool)>,
    /// Its price as it may be written in a text; it is no other supplier's business but for the winner's.
    pub price: Option<String>,
}

/// Checks all summaries of a lot. `texts` has what the tenders say, `known` what everybody knows: the tender documents.
pub fn check(
    summaries: &[Summary],
    texts: &BTreeMap<TenderId, TenderText>,
    known: &[(String, String)],
) -> Vec<Fault> {
    let mut faults = Vec::new();
    // Once for all of them: where there are many, each is checked against the words of all others.
    let guard = Guard::new(texts, known);
    for summary in summaries {
        let mut check = Check { summary, guard: &guard, faults: &mut faults };
        check.head();
        if summary.is_due() {
            check.scores();
            check.sums(&summary.own, "your tender");
            if let Some(winner) = &summary.winner {
                check.sums(&winner.assessed, "the most advantageous tender");
            }
        } else {
            check.disregarded();
        }
        check.leaks(summaries, texts);
    }
    alike(summaries, &mut faults);
    faults.sort();
    faults.dedup();
    faults
}

struct Check<'a> {
    summary: &'a Summary,
    guard: &'a Guard<'a>,
    faults: &'a mut Vec<Fault>,
}

impl Check<'_> {
    fn fault(
        &mut self,
        code: &'static str,
        at: impl Into<String>,
        message: impl Into<String>,
        help: &'static str,
    ) {
        self.faults.push(Fault {
            tender: self.summary.tender.clone(),
            code,
            at: at.into(),
            message: message.into(),
            help,
        });
    }

    /// Paragraph (2)(a) to (c) of the regulation, and what a supplier needs to place the summary.
    fn head(&mut self) {
        let it = self.summary;
        let fields = [
            ("supplier name", &it.recipient.name),
            ("supplier postal address", &it.recipient.address),
            ("supplier email address", &it.recipient.email),
            ("supplier unique identifier", &it.recipient.identifier),
            ("authority", &it.header.authority),
            ("procurement title", &it.header.title),
            ("tender notice", &it.header.notice),
            ("contact", &it.header.contact),
            ("where the full methodology can be read", &it.header.full_methodology_at),
        ];
        for (field, value) in fields {
            if value.trim().is_empty() {
                self.fault("incomplete", field, format!("The {field} is missing."), "fill it in");
            }
        }
        if it.header.signed_off.is_empty() {
            self.fault(
                "not-signed-off",
                "sign-off",
                "Nobody has signed it off.",
                "name the evaluation lead and procurement",
            );
        }
        if let (Some(sent), Some(notice)) = (it.header.sent, it.header.award_notice)
            && sent > notice
        {
            self.fault(
                "after-notice",
                "date",
                format!("It is sent on {sent}, after the contract award notice of {notice}."),
                "send all summaries before the notice is published",
            );
        }
        for withheld in &it.withheld {
            if withheld.ground.trim().is_empty() || withheld.by.trim().is_empty() {
                self.fault(
                    "withheld-without-ground",
                    withheld.what.clone(),
                    "Something is withheld without a ground or without a name.",
                    "say why it is sensitive commercial information, and who decided",
                );
            }
        }
        if it.replaces.is_some() && words(&it.header.reopened).len() < FEWEST_TO_HOLDERS {
            self.fault(
                "no-word-on-replacement",
                "head",
                "It takes the place of a summary that was sent, and does not say why that one holds no longer.",
                "say it to suppliers under `[header]` as `reopened`",
            );
        }
        if !it.successful && it.is_due() && words(&it.not_awarded).len() < FEWEST_WORDS {
            self.fault(
                "no-further-explanation",
                "why it is not awarded",
                "It does not say why the contract does not go to this tender.",
                "explain it by reference to the criteria on which the tender lost most",
            );
        }
    }

    fn scores(&mut self) {
        let summary = self.summary;
        if summary.own.criteria.is_empty() {
            self.fault(
                "incomplete",
                "scores",
                "The tender was assessed and has no scores.",
                "enter the consensus scores",
            );
        }
        let descriptors: Vec<(u8, BTreeSet<String>)> =
            summary.scale.iter().map(|it| (it.score, words(&it.text).into_iter().collect())).collect();
        for score in summary.own.scores() {
            self.explanation(score, &descriptors);
        }
    }

    fn explanation(&mut self, of: &ScoreBlock, descriptors: &[(u8, BTreeSet<String>)]) {
        let at = of.id.to_string();
        let said = words(&of.explanation.reason);
        if said.is_empty() {
            self.fault(
                "no-explanation",
                at,
                "The score has no explanation.",
                "let the panel write its reason",
            );
            return;
        }
        if let Some((count, fewest)) = too_short(&of.explanation.reason) {
            self.fault(
                "too-short",
                at.clone(),
                format!("The explanation has {}, and needs {fewest}.", counted(count, "word")),
                "say what of the tender led to the score",
            );
        }
        for (score, descriptor) in descriptors {
            let same = said.iter().filter(|it| descriptor.contains(*it)).count();
            if same * 100 >= said.len() * MOST_OF_DESCRIPTOR {
                self.fault(
                    "repeats-descriptor",
                    at.clone(),
                    format!("The explanation repeats what a score of {score} means."),
                    "say what of the tender led to the score",
                );
            }
        }
        let quotes = || self.guard.quotes(&of.explanation.reason, &self.summary.tender);
        if of.explanation.evidence.iter().all(|it| it.trim().is_empty()) && !quotes() {
            self.fault(
                "no-reference",
                at.clone(),
                "The explanation refers to nothing in the tender.",
                "name the cell or page, or quote the words",
            );
        }
        let says_less = said.iter().any(|it| LESS.contains(&it.as_str()));
        if of.score < of.out_of && of.explanation.why_not_higher.trim().is_empty() && !says_less {
            self.fault(
                "why-not-higher",
                at,
                format!("Nothing says why it is not higher than {} of {}.", of.score, of.out_of),
                "say what was missing or weak",
            );
        }
    }

    /// The published figures are what a supplier adds up again.
    fn sums(&mut self, of: &Assessed, whose: &str) {
        let units = |text: &str| -> Option<i128> {
            let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
            format!("{whole}{decimals:0<6}").parse().ok()
        };
        for criterion in &of.criteria {
            let points: Option<Vec<i128>> = criterion.scores.iter().map(|it| units(&it.points)).collect();
            let sum: Option<i128> = points.as_ref().map(|it| it.iter().sum());
            // Rounded parts may miss the rounded whole by half a unit each; more is a fault.
            let (Some(points), Some(sum), Some(whole)) = (points, sum, units(&criterion.points)) else {
                self.fault(
                    "does-not-add",
                    criterion.title.clone(),
                    format!("A figure of {whose} is none."),
                    "report it",
                );
                continue;
            };
            if (sum - whole).abs() > allowed(&criterion.points, points.len() + 1) {
                self.fault(
                    "does-not-add",
                    criterion.title.clone(),
                    format!("The points of {whose} do not make those of the criterion."),
                    "work the result out again",
                );
            }
        }
        let (Some(quality), Some(total)) = (&of.quality, &of.total) else { return };
        if !of.total_is.starts_with("Total") {
            return;
        }
        let price = of.price.as_ref().and_then(|it| it.points.as_deref()).unwrap_or("0");
        let parts: Option<i128> = of.criteria.iter().map(|it| units(&it.points)).chain([units(price)]).sum();
        if let (Some(parts), Some(whole)) = (parts, units(total))
            && (parts - whole).abs() > allowed(quality, of.criteria.len() + 2)
        {
            self.fault(
                "does-not-add",
                "total",
                format!("The points of {whose} do not make its total."),
                "work the result out again",
            );
        }
    }

    fn disregarded(&mut self) {
        let Some(it) = &self.summary.disregarded else { return };
        if it.fact.trim().is_empty() {
            self.fault(
                "no-fact",
                "outcome",
                "It does not say on what the outcome rests.",
                "state the fact and its place",
            );
        }
    }

    fn leaks(&mut self, summaries: &[Summary], texts: &BTreeMap<TenderId, TenderText>) {
        let summary = self.summary;
        let winner = summaries.iter().find(|it| it.successful).map(|it| &it.tender);
        let mut told: Vec<(String, String)> = vec![
            ("why it is not awarded".to_owned(), summary.not_awarded.clone()),
            ("why an earlier summary holds no longer".to_owned(), summary.header.reopened.clone()),
        ];
        told.extend(explanations(&summary.own));
        for (at, text) in &told {
            self.told(None, at, text);
        }
        // Of the winner its tender may be referred to, but for what it marked confidential.
        if let (Some(block), Some(winner)) = (&summary.winner, winner) {
            let advantages = ("advantages".to_owned(), summary.relative_advantages.clone());
            for (at, text) in explanations(&block.assessed).into_iter().chain([advantages]) {
                self.told(Some(winner), &format!("the winner's {at}"), &text);
                told.push((at, text));
            }
        }
        for (at, text) in &told {
            let amounts = amounts(text);
            if amounts.is_empty() {
                continue;
            }
            let others = texts.iter().filter(|(it, _)| **it != summary.tender && Some(*it) != winner);
            for (other, it) in others {
                if it.price.as_deref().is_some_and(|price| tells(&amounts, price)) {
                    self.fault(
                        "tells-a-price",
                        at.clone(),
                        format!("It tells the price of tender `{other}`."),
                        "leave it out: it is not this supplier's",
                    );
                }
            }
        }
    }

    fn told(&mut self, winner: Option<&TenderId>, at: &str, text: &str) {
        for leak in self.guard.leaks(text, &self.summary.tender, winner) {
            if leak.marked {
                self.fault(
                    "tells-of-another",
                    at,
                    format!(
                        "“{}” stands in the winner's tender ({}), and its supplier marked it confidential.",
                        leak.words, leak.place
                    ),
                    "say it without those words; where somebody decided that they are told, name them under `[[published]]`",
                );
                continue;
            }
            self.fault(
                "tells-of-another",
                at,
                format!("“{}” stands in another supplier's tender ({}).", leak.words, leak.place),
                "say it by reference to this supplier's own tender",
            );
        }
    }
}

/// Half a unit of the last place for each figure that was rounded, in millionths.
fn allowed(figure: &str, count: usize) -> i128 {
    let decimals = figure.split_once('.').map_or(0, |(_, it)| it.len());
    let unit = 10_i128.pow(u32::try_from(6_usize.saturating_sub(decimals)).unwrap_or(0));
    unit * i128::try_from(count).unwrap_or(0) / 2
}

fn explanations(of: &Assessed) -> Vec<(String, String)> {
    of.scores()
        .map(|it| {
            let Some(why) = Some(&it.explanation.why_not_higher).filter(|it| !it.is_empty()) else {
                return (it.id.to_string(), it.explanation.reason.clone());
            };
            (it.id.to_string(), format!("{} {why}", it.explanation.reason))
        })
        .collect()
}

/// What keeps every summary with this explanation from being sent for its length: so many words that it has, and the
/// fewest that it must have. Whoever takes explanations for suppliers asks here, so that none is refused later.
pub(crate) fn too_short(reason: &str) -> Option<(usize, usize)> {
    let count = words(reason).len();
    (count < FEWEST_WORDS).then_some((count, FEWEST_WORDS))
}

/// The words by which two explanations are told to be the same; none where they are too few to tell.
pub(crate) fn voice(reason: &str) -> Option<Vec<String>> {
    Some(words(reason)).filter(|it| it.len() >= FEWEST_WORDS)
}

/// The same words for different scores, or for different tenders: one of them was not written for its tender.
fn alike(summaries: &[Summary], faults: &mut Vec<Fault>) {
    let mut seen: BTreeMap<Vec<String>, (&TenderId, &ScoreBlock)> = BTreeMap::new();
    for summary in summaries.iter().filter(|it| it.is_due()) {
        for score in summary.own.scores() {
            let Some(said) = voice(&score.explanation.reason) else { continue };
            if let Some((other, before)) = seen.get(&said) {
                let scores = if before.score == score.score { "" } else { " with another score" };
                faults.push(Fault {
                    tender: summary.tender.clone(),
                    code: "same-words",
                    at: score.id.to_string(),
                    message: format!("The explanation is that of tender `{other}`, {}{scores}.", before.id),
                    help: "explain each score by its own tender",
                });
            } else {
                seen.insert(said, (&summary.tender, score));
            }
        }
    }
}
