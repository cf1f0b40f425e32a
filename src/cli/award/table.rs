//! A result as text for a terminal.

use crate::{
    award::{
        Flag, Ratio, Separation, Standing, State,
        sheet::{LotOutcome, Outcomes, Sheet},
    },
    cli::out::{plain, wrapped},
    procurement::method::{RoundingMode, TieBreak},
};

/// The result of every lot, with what would change it.
pub(super) fn outcomes(sheet: &Sheet, of: &Outcomes) -> String {
    let mut text = format!("{}\nby the method {} ({})\n", of.title, sheet.method.title, of.method);
    for (lot, award) in of.lots.iter().zip(&of.awards) {
        text.push('\n');
        if of.lots.len() > 1 {
            text.push_str(&format!("Lot {}: {}\n\n", lot.id, lot.title));
        }
        standings(&mut text, &lot.result.standings);
        text.push('\n');
        match (&award.tender, &award.open) {
            (Some(tender), _) => {
                wrapped(
                    &mut text,
                    "",
                    &format!("First by the method: {tender}. People decide on the award."),
                );
            }
            (None, Some(why)) => wrapped(&mut text, "", &format!("Goes to none: {why}.")),
            (None, None) => {}
        }
        for it in &award.passed_over {
            wrapped(&mut text, "", &format!("{it} stands before it and wins as many other lots as it can."));
        }
        for it in &lot.result.open {
            wrapped(&mut text, "open: ", it);
        }
        review(&mut text, lot);
        text.push_str("\nWorking\n");
        for it in &lot.result.standings {
            text.push_str(&format!("  {} ({})\n", it.tender, it.supplier));
            for line in &it.working {
                wrapped(&mut text, "    ", line);
            }
            for it in it.thresholds.iter().filter(|it| !it.met) {
                let at =
                    it.at.as_ref().map_or_else(|| "all questions together".to_owned(), ToString::to_string);
                wrapped(
                    &mut text,
                    "    ",
                    &format!("Threshold missed, {at}: {} and needs {}", it.has, it.needs),
                );
            }
        }
    }
    text
}

fn standings(text: &mut String, standings: &[Standing]) {
    let longest = |of: &dyn Fn(&Standing) -> usize| standings.iter().map(of).max().unwrap_or(0);
    let suppliers = longest(&|it| it.supplier.chars().count()).max("Supplier".len());
    let tenders = longest(&|it| it.tender.as_str().len()).max("Tender".len());
    text.push_str(&format!(
        "Rank  {:tenders$}  {:suppliers$}  {:>10}  {:>16}  {:>12}  \n",
        "Tender", "Supplier", "Quality", "Price", "Result"
    ));
    for it in standings {
        let rank = it.rank().map_or_else(|| "-".to_owned(), |it| it.to_string());
        let quality = it.quality_percent.map_or_else(|| "-".to_owned(), |it| two(it) + "%");
        let price = it.price.as_ref().map_or_else(|| "-".to_owned(), |it| it.price.to_string());
        let result = it.published.clone().unwrap_or_else(|| "-".to_owned());
        let line = format!(
            "{rank:>4}  {:tenders$}  {:suppliers$}  {quality:>10}  {price:>16}  {result:>12}  {}",
            it.tender.as_str(),
            plain(&it.supplier),
            why(it)
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// What must be said beside a figure.
fn why(of: &Standing) -> String {
    match &of.state {
        State::Ranked { separated: Some(Separation::TieBreak(step)), .. } => {
            format!("after a tie, by {}", step_words(step))
        }
        State::Ranked { separated: Some(Separation::Nothing), .. } => "equal with the one before".to_owned(),
        State::Ranked { .. } => String::new(),
        State::Failed => "cannot win: a threshold is missed".to_owned(),
        State::NoQuality => "cannot win: no points for quality".to_owned(),
        State::Unresolved { why } => format!("no result yet: {why}"),
        State::NotAssessed => of.outcome.is.in_words().to_owned(),
    }
}

fn step_words(step: &TieBreak) -> String {
    match step {
        TieBreak::Quality => "quality".to_owned(),
        TieBreak::Price => "price".to_owned(),
        TieBreak::WeightiestQuestions => "the weightiest questions".to_owned(),
        TieBreak::Question(id) => format!("{id}"),
        TieBreak::Draw => "the draw".to_owned(),
    }
}

fn review(text: &mut String, lot: &LotOutcome) {
    let review = &lot.review;
    text.push_str("\nWhat would change it\n");
    if let Some(margin) = &review.margin {
        let narrow = if margin.narrow { ": narrow, look again" } else { "" };
        wrapped(text, "  - ", &format!("The first is {} before {}{narrow}.", margin.by, margin.second));
    }
    match review.flips.len() {
        0 => wrapped(
            text,
            "  - ",
            &format!("None of {} changes of one score by one point changes who is first.", review.tried),
        ),
        n => wrapped(
            text,
            "  - ",
            &format!("{n} of {} changes of one score by one point change who is first:", review.tried),
        ),
    }
    for it in &review.flips {
        let first: Vec<&str> = it.first.iter().map(crate::id::TenderId::as_str).collect();
        let first = if first.is_empty() { "none".to_owned() } else { first.join(" and ") };
        wrapped(
            text,
            "      ",
            &format!("{} {}: {} for {} would put first {first}", it.tender, it.item, it.to, it.from),
        );
    }
    let moved: Vec<_> = review.removals.iter().filter(|it| it.order != it.without).collect();
    if moved.is_empty() {
        wrapped(text, "  - ", "The order of the others rests on no tender that did not win.");
    }
    for it in moved {
        let what =
            if it.changes_first() { "another would be first" } else { "the order of others would change" };
        wrapped(text, "  - ", &format!("Without {} {what}: the price formula compares prices.", it.tender));
    }
    let flags =
        |it: &Standing| -> Vec<Flag> { it.flags.iter().filter(|it| it.kept.is_some()).cloned().collect() };
    for it in &lot.result.standings {
        for flag in flags(it) {
            let kept = flag.kept.unwrap_or_default();
            wrapped(text, "  - ", &format!("{}: {} Decided: {kept}", it.tender, flag.message));
        }
    }
}

fn two(of: Ratio) -> String {
    of.decimal(2, RoundingMode::HalfUp).unwrap_or_default()
}
