//! The day on which a summary says that the standstill ends, against the law: a day too early leads a supplier to think its time
//! over before it is.

use super::Header;
use crate::{
    id::Date,
    procurement::{Regime, law::Law},
};

/// What is wrong with the day that `header` states in summaries of the day `on`; none where nothing is, or no law counts it.
pub fn standstill_fault(header: &Header, law: &Law, regime: Regime, on: Date) -> Option<String> {
    let stated = header.standstill_ends?;
    // The notice follows the summaries; under the older law the summaries begin it themselves.
    let notice = header.award_notice.filter(|_| regime != Regime::Pcr2015);
    if let Some(lawful) = notice.and_then(|it| law.standstill(regime, it)) {
        return (stated != lawful.ends).then(|| {
            format!(
                "the standstill of an award notice of {} ends with {}, and the summaries say {stated} ({})",
                lawful.notice, lawful.ends, lawful.source
            )
        });
    }
    too_early(stated, law, regime, on)
}

/// What is wrong with the day `stated` in summaries that suppliers have on the day `on`, where it is too early.
pub fn too_early(stated: Date, law: &Law, regime: Regime, on: Date) -> Option<String> {
    let lawful = law.standstill(regime, on).filter(|it| stated < it.ends)?;
    Some(format!(
        "the standstill after summaries of {on} ends with {} at the earliest, and the summaries say {stated} ({})",
        lawful.ends, lawful.source
    ))
}
