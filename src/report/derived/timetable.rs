//! Timetable and standstill, for a terminal and for programs.

use crate::procurement::{law::Standstill, timetable::Step};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The day of the week in three letters.
fn weekday(day: crate::id::Date) -> &'static str {
    usize::try_from(day.weekday()).ok().and_then(|it| DAYS.get(it.saturating_sub(1))).copied().unwrap_or("")
}

/// The steps, one a line.
pub fn text(steps: &[Step]) -> String {
    let wide = steps.iter().map(|it| it.what.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for it in steps {
        let mark = if it.derived { "*" } else { " " };
        let line = format!("{} {}{mark} {:wide$}  {}", weekday(it.day), it.day, it.what, it.note);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if steps.iter().any(|it| it.derived) {
        text.push_str("\n* follows from the dates that are given\n");
    }
    text
}

/// The standstill, day by day.
pub fn standstill(it: &Standstill) -> String {
    let kind = if it.working { "working days" } else { "days" };
    let mut text =
        format!("Standstill of {} {kind} for the award notice of {} ({})\n\n", it.days, it.notice, it.source);
    let mut count = 0;
    for (day, why) in &it.stretch {
        match why {
            None => {
                count += 1;
                text.push_str(&format!("  {} {day}  day {count}\n", weekday(*day)));
            }
            Some(why) => text.push_str(&format!("  {} {day}  {why}\n", weekday(*day))),
        }
    }
    text.push_str(&format!(
        "\nIt ends with {} {}. The contract can be signed from {} {}.\n",
        weekday(it.ends),
        it.ends,
        weekday(it.sign_from),
        it.sign_from
    ));
    for note in &it.notes {
        text.push_str(&format!("Note: {note}.\n"));
    }
    text
}
