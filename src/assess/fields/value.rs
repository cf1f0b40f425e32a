//! Cells that hold one value: yes or no, an option, a number, a line of text, a document.

use super::{Context, Held, Verdict, day, plain, quoted};
use crate::{
    assess::{Status, Strength},
    bank::field::{Bounds, Choice, Field, FieldKind, NumberField, Quantity, Standing},
    diag::Place,
    language::{
        token::Tokens,
        value::{self, ValueKind},
    },
    tender::{FieldCell, YesNo},
};

/// What the text of one cell makes of its part.
pub(super) fn cell(context: Context<'_>, field: &Field, text: &str, place: &Place) -> Verdict {
    match &field.kind {
        FieldKind::YesNo => yes_no(field, text, place),
        FieldKind::Choice(options) => choice(field, options, text, place),
        FieldKind::Number(it) => number(field, it, text, place),
        FieldKind::Date(it) => day::cell(context, field, it, text, place),
        FieldKind::Evidence => evidence(field, text),
        FieldKind::Text | FieldKind::Certificates(_) | FieldKind::Table(_) => line(field, text, place),
    }
}

/// Evidence that is listed in a table: each row with its file, section and date.
pub(super) fn listed(context: Context<'_>, field: &Field, rows: &[Vec<FieldCell>]) -> Verdict {
    let lines: Vec<String> =
        rows.iter().map(|row| row.iter().map(|it| it.text.trim()).collect::<Vec<_>>().join(", ")).collect();
    let text = lines.join("; ");
    match (&field.kind, rows.iter().flatten().next()) {
        (FieldKind::Evidence, _) | (_, None) => evidence(field, &text),
        (_, Some(first)) => cell(context, field, &text, &first.place),
    }
}

fn yes_no(field: &Field, text: &str, place: &Place) -> Verdict {
    let printed = text.trim();
    let tick = YesNo::parse(text);
    let verdict = match tick {
        Some(YesNo::Yes) => Verdict::new(Status::Affirmed, Strength::Generic, printed).because("yes"),
        Some(YesNo::No) => Verdict::new(Status::Negated, Strength::Specific, printed).because("no"),
        Some(YesNo::Partly) => {
            Verdict::new(Status::Hedged, Strength::Generic, printed).because("partly").asking(
                "field-in-part",
                format!("“{}” ({place}) is answered {}.", field.title, quoted(text)),
                format!(
                    "You answered {} to “{}”. Please say what is met and what is not.",
                    quoted(text),
                    field.title
                ),
            )
        }
        Some(YesNo::NotApplicable) => Verdict::uncertain(
            printed,
            "field-not-applicable",
            format!(
                "“{}” ({place}) is said not to apply; that counts only with a reason that a person accepts.",
                field.title
            ),
            format!("You said that “{}” does not apply. Please say why, or answer yes or no.", field.title),
        ),
        None => Verdict::uncertain(
            printed,
            "field-unreadable",
            format!("“{}” ({place}) holds {} where yes or no is asked for.", field.title, quoted(text)),
            format!("You wrote {} for “{}”. Please answer yes or no.", quoted(text), field.title),
        ),
    };
    verdict.held(tick.map_or(Held::Words, Held::Tick))
}

fn choice(field: &Field, options: &[Choice], text: &str, place: &Place) -> Verdict {
    let said = plain(text);
    let chosen = options.iter().find(|it| plain(&it.title) == said || it.id.as_str() == said);
    let Some(chosen) = chosen else {
        let titles: Vec<String> = options.iter().map(|it| format!("“{}”", it.title)).collect();
        return Verdict::uncertain(
            text.trim(),
            "field-unreadable",
            format!("“{}” ({place}) holds {}, which is none of its options.", field.title, quoted(text)),
            format!(
                "You wrote {} for “{}”. Please choose one of {}.",
                quoted(text),
                field.title,
                titles.join(", ")
            ),
        );
    };
    let (status, strength) = match chosen.means {
        Standing::Met => (Status::Affirmed, Strength::Specific),
        Standing::MetWithException => (Status::AffirmedWithException, Strength::Specific),
        Standing::Partly => (Status::Hedged, Strength::Specific),
        Standing::Planned => (Status::Planned, Strength::Specific),
        Standing::NotMet => (Status::Negated, Strength::Specific),
    };
    Verdict::new(status, strength, &*chosen.title)
        .because(format!("option {}", chosen.id))
        .held(Held::Option(chosen.id.clone()))
}

fn number(field: &Field, asked: &NumberField, text: &str, place: &Place) -> Verdict {
    let unit = asked.unit.as_str();
    let Some(value) = quantity(text, unit) else {
        return Verdict::uncertain(
            text.trim(),
            "field-unreadable",
            format!(
                "“{}” ({place}) holds {} where a number ({unit}) is asked for.",
                field.title,
                quoted(text)
            ),
            format!(
                "You wrote {} for “{}”. Please give it as a number in this unit: {unit}.",
                quoted(text),
                field.title
            ),
        );
    };
    let printed = with_unit(value, unit);
    let hold = |it: Verdict| {
        let it = it.held(Held::Number(value));
        match kind(unit) {
            Some(kind) => it.holding(kind, printed.clone()),
            None => it,
        }
    };
    if asked.plausible.is_some_and(|it| !it.hold(value)) {
        return hold(Verdict::uncertain(
            &printed,
            "field-implausible",
            format!("“{}” ({place}) is {printed}, which is hardly meant.", field.title),
            format!(
                "You gave {printed} for “{}”. Please confirm the number and its unit ({unit}).",
                field.title
            ),
        ));
    }
    let fair = asked.fair.filter(|it| it.hold(value));
    let it = if asked.good.hold(value) {
        Verdict::new(Status::Affirmed, Strength::Specific, printed.clone())
            .because(bounds("good", asked.good))
    } else if let Some(fair) = fair {
        Verdict::new(Status::AffirmedWithException, Strength::Specific, printed.clone())
            .because(bounds("fair", fair))
    } else {
        let within = asked.fair.unwrap_or(asked.good);
        Verdict::new(Status::Negated, Strength::Specific, printed.clone())
            .because(format!("not {}", bounds("within", within)))
    };
    hold(it)
}

/// The bounds in words.
fn bounds(word: &str, it: Bounds) -> String {
    let least = it.at_least.map(|it| format!("at least {it}"));
    let most = it.at_most.map(|it| format!("at most {it}"));
    format!("{word}: {}", least.into_iter().chain(most).collect::<Vec<_>>().join(", "))
}

/// A number as it is typed: with commas between thousands, with its unit or without. None where anything else stands
/// beside it.
fn quantity(text: &str, unit: &str) -> Option<Quantity> {
    let text = text.trim();
    let start = text.trim_start_matches('£').trim_start();
    if start.len() != text.len() && !unit.starts_with('£') {
        return None;
    }
    let end =
        start.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))).unwrap_or(start.len());
    let (digits, rest) = start.split_at_checked(end)?;
    if !own_unit(&plain(rest), unit) {
        return None;
    }
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let mut count = 0;
    let grouped = groups.all(|it| {
        count += 1;
        it.len() == 3
    });
    if !grouped || count > 0 && first.trim_start_matches('-').len() > 3 {
        return None;
    }
    // What spreadsheets keep of a number may have more places than anybody means.
    let places = places.trim_end_matches('0');
    let whole = whole.replace(',', "");
    if places.is_empty() { whole.parse().ok() } else { format!("{whole}.{places}").parse().ok() }
}

/// Whether what stands behind a number is the unit that is asked for, or nothing.
fn own_unit(said: &str, unit: &str) -> bool {
    let unit = plain(unit);
    let unit = unit.trim_start_matches('£').trim();
    let singular = |it: &str| it.trim_end_matches('s').to_owned();
    let same = |it: &str| singular(said) == singular(it);
    said.is_empty()
        || same(unit)
        || match unit {
            "hours" => ["h", "hr"].into_iter().any(same),
            "minutes" => ["min"].into_iter().any(same),
            "seconds" => ["sec"].into_iter().any(same),
            "days" => ["d"].into_iter().any(same),
            "months" => ["mth"].into_iter().any(same),
            "years" => ["yr"].into_iter().any(same),
            "%" => ["per cent", "percent"].contains(&said),
            "million" => ["m"].into_iter().any(same),
            _ => false,
        }
}

/// A number with its unit, as a contract would have it: `24 hours`, `1 month`, `99.9%`, `£5 million`.
fn with_unit(value: Quantity, unit: &str) -> String {
    if let Some(rest) = unit.strip_prefix('£') {
        let number = thousands(value);
        return format!("£{number}{rest}");
    }
    if unit == "%" {
        return format!("{value}%");
    }
    let one = value.thousandths() == 1000;
    match unit.strip_suffix('s').filter(|_| one && kind(unit) == Some("duration")) {
        Some(singular) => format!("{value} {singular}"),
        None => format!("{value} {unit}"),
    }
}

/// A number with commas between its thousands.
fn thousands(value: Quantity) -> String {
    let text = value.to_string();
    let (whole, places) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    let digits = whole.chars().filter(char::is_ascii_digit).count();
    let mut seen = 0;
    for c in whole.chars() {
        if c.is_ascii_digit() {
            if seen > 0 && (digits - seen) % 3 == 0 {
                out.push(',');
            }
            seen += 1;
        }
        out.push(c);
    }
    if places.is_empty() { out } else { format!("{out}.{places}") }
}

/// The kind of value that a unit makes; none where a contract has no word for it.
fn kind(unit: &str) -> Option<&'static str> {
    const TIMES: &[&str] = &["second", "minute", "hour", "day", "week", "month", "year"];
    if unit == "%" {
        return Some("percentage");
    }
    if unit.starts_with('£') {
        return Some("money");
    }
    let last = unit.rsplit(' ').next().unwrap_or_default();
    if unit.starts_with("a ") || unit.starts_with("per ") {
        return Some("frequency");
    }
    TIMES.contains(&last.trim_end_matches('s')).then_some("duration")
}

fn line(field: &Field, text: &str, place: &Place) -> Verdict {
    let said = plain(text);
    if matches!(said.as_str(), "none" | "tbc" | "tbd" | "to be confirmed" | "see above" | "as above")
        || YesNo::parse(text) == Some(YesNo::NotApplicable)
    {
        return Verdict::uncertain(
            text.trim(),
            "field-unreadable",
            format!("“{}” ({place}) holds only {}.", field.title, quoted(text)),
            format!("You wrote {} for “{}”. {}", quoted(text), field.title, field.help),
        );
    }
    Verdict::new(Status::Affirmed, Strength::Generic, text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A document: its file name, and where in it and of which day.
fn evidence(field: &Field, text: &str) -> Verdict {
    let printed = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !text.split([',', ';', '\n', ' ']).any(is_file) {
        return Verdict::new(Status::Hedged, Strength::Generic, printed).because("no file named").asking(
            "evidence-not-named",
            format!("“{}” names no file: {}.", field.title, quoted(text)),
            format!(
                "You wrote {} for “{}”. Please give the name of the file in your tender, the section and its date.",
                quoted(text),
                field.title
            ),
        );
    }
    let located = is_located(text);
    let dated = value::find(&Tokens::of(text)).iter().any(|it| it.kind == ValueKind::Date);
    let strength = if located || dated { Strength::Specific } else { Strength::Generic };
    Verdict::new(Status::Affirmed, strength, printed).because("a file is named").asking(
        "evidence-to-be-checked",
        format!(
            "“{}” names {}. The document must be in the tender: please look for it and read it.",
            field.title,
            quoted(text)
        ),
        String::new(),
    )
}

/// Whether a word is the name of a file.
fn is_file(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "pdf", "doc", "docx", "odt", "rtf", "txt", "md", "html", "htm", "xls", "xlsx", "ods", "csv", "json",
        "xml", "yaml", "yml", "zip", "png", "jpg", "jpeg", "ppt", "pptx", "odp", "eml", "msg",
    ];
    let word = word.trim_matches(|c: char| matches!(c, '“' | '”' | '"' | '\'' | '(' | ')' | '.'));
    word.rsplit_once('.').is_some_and(|(name, ending)| {
        !name.is_empty() && ENDINGS.contains(&ending.to_ascii_lowercase().as_str())
    })
}

/// Whether a place in a document is named: a word such as `section` with a number or letter behind it.
fn is_located(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "section",
        "sections",
        "sec",
        "page",
        "pages",
        "p",
        "pp",
        "clause",
        "clauses",
        "chapter",
        "annex",
        "appendix",
        "paragraph",
        "para",
        "part",
        "table",
        "sheet",
        "slide",
    ];
    let words: Vec<String> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | ':'))
        .filter(|it| !it.is_empty())
        .map(str::to_lowercase)
        .collect();
    let numbered = |it: &str| it.chars().any(|c| c.is_ascii_digit()) || it.chars().count() == 1;
    text.contains('§')
        || words.windows(2).any(|pair| match pair {
            [word, next] => WORDS.contains(&word.trim_end_matches('.')) && numbered(next),
            _ => false,
        })
        || words.iter().any(|it| {
            let number = it.strip_prefix("pp.").or_else(|| it.strip_prefix("p."));
            number.is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_their_unit_and_with_nothing_else() {
        for (text, unit, number) in [
            ("24", "hours", "24"),
            (" 24 hours ", "hours", "24"),
            ("24h", "hours", "24"),
            ("1 hr", "hours", "1"),
            ("99.95%", "%", "99.95"),
            ("99.90", "%", "99.9"),
            ("£5", "£ million", "5"),
            ("5 million", "£ million", "5"),
            ("1,200", "days", "1200"),
            ("2 working days", "working days", "2"),
            ("-1", "days", "-1"),
        ] {
            assert_eq!(quantity(text, unit).map(|it| it.to_string()).as_deref(), Some(number), "{text}");
        }
        for (text, unit) in [
            ("about a day", "hours"),
            ("24-48", "hours"),
            ("< 24", "hours"),
            ("1 day", "hours"),
            ("24 working hours", "hours"),
            ("2 days", "working days"),
            ("£5", "hours"),
            ("1,20", "days"),
            ("24 hours from confirmation", "hours"),
            ("99.99999", "%"),
        ] {
            assert_eq!(quantity(text, unit), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_printed_as_a_contract_has_them() {
        for (number, unit, printed) in [
            ("24", "hours", "24 hours"),
            ("1", "months", "1 month"),
            ("99.9", "%", "99.9%"),
            ("5", "£ million", "£5 million"),
            ("1250000", "£", "£1,250,000"),
            ("1", "working days", "1 working day"),
            ("2", "a year", "2 a year"),
        ] {
            assert_eq!(with_unit(number.parse().unwrap(), unit), printed);
        }
    }

    #[test]
    fn files_and_places_in_them_are_told_from_words() {
        for name in ["dpia.pdf", "“Annex-2.DOCX”", "v1.2.pdf"] {
            assert!(is_file(name), "{name}");
        }
        for word in ["annex", ".pdf", "e.g.", "version-1.2"] {
            assert!(!is_file(word), "{word}");
        }
        for text in ["a.pdf, section 3", "a.pdf (p. 12)", "a.pdf p.12", "a.pdf § 4", "annex B of a.pdf"] {
            assert!(is_located(text), "{text}");
        }
        assert!(!is_located("section.pdf in the folder"));
    }
}
