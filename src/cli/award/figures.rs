//! A result as the record holds it: the figures alone, exact, so that they can be compared with what anybody computes anew.

use serde_json::{Map, Value, json};

use crate::{
    award::{State, sheet::Outcomes},
    id::TenderId,
};

/// The figures of all lots, by lot and tender.
pub(crate) fn figures(outcomes: &Outcomes) -> Value {
    let mut lots = Map::new();
    for (lot, award) in outcomes.lots.iter().zip(&outcomes.awards) {
        let mut tenders = Map::new();
        for it in &lot.result.standings {
            let state = match &it.state {
                State::Ranked { .. } => "ranked",
                State::Failed => "failed",
                State::NoQuality => "no-quality",
                State::Unresolved { .. } => "unresolved",
                State::NotAssessed => it.outcome.is.as_str(),
            };
            let fraction = |of: Option<crate::award::Ratio>| of.map(crate::award::Ratio::fraction);
            tenders.insert(
                it.tender.to_string(),
                json!({
                    "price": it.price.as_ref().map(|it| it.price),
                    "published": it.published,
                    "quality": fraction(it.quality_points),
                    "rank": it.rank(),
                    "state": state,
                    "total": fraction(it.total),
                }),
            );
        }
        lots.insert(
            lot.id.to_string(),
            json!({ "first": lot.result.first, "goes-to": award.tender, "tenders": tenders }),
        );
    }
    Value::Object(lots)
}

/// The points for quality alone of `tenders`, in the same form.
pub(crate) fn quality(outcomes: &Outcomes, tenders: &[TenderId]) -> Value {
    let mut lots = Map::new();
    for lot in &outcomes.lots {
        let known = lot.result.standings.iter().filter(|it| tenders.contains(&it.tender));
        let each = known.map(|it| {
            let points = it.quality_points.map(crate::award::Ratio::fraction);
            (it.tender.to_string(), json!({ "quality": points }))
        });
        let each: Map<String, Value> = each.collect();
        lots.insert(lot.id.to_string(), json!({ "tenders": each }));
    }
    Value::Object(lots)
}
