//! What fields make of the findings of the words beside them: a filled field decides its part, and where the words say
//! the opposite the worse of the two stands as the low end.

use super::{Fields, Judged, rank};
use crate::{
    assess::{
        Status, Strength,
        gather::{Weighed, Worth, credit},
    },
    bank::Form,
    rule::Scale,
};

/// After these no score is proposed, even where both readings come to the same.
const WITHHOLDS: [&str; 1] = ["field-against-words"];

impl Fields {
    /// Lets the fields decide their parts.
    pub(in crate::assess) fn weave(&mut self, scale: &Scale, form: Form, parts: &mut [Weighed]) {
        for (n, part) in parts.iter_mut().enumerate() {
            let Some(judged) = self.parts.get(&n).cloned() else { continue };
            let Some(worst) = judged.iter().min_by_key(|it| rank(it.status, it.strength)) else { continue };
            let words = part.high.max_by_credit(part.low);
            let said = part.finding.status;
            let mut status = worst.status;
            let mut strength = worst.strength;
            // What is only ticked is shown by what is described; what lacks its particulars is only said.
            if status == Status::Affirmed && strength == Strength::Generic {
                let shown = said == Status::Affirmed && part.finding.strength == Strength::Specific;
                let beside = judged
                    .iter()
                    .any(|it| it.status == Status::Affirmed && it.strength == Strength::Specific);
                if shown || beside {
                    strength = Strength::Specific;
                }
            }
            if self.lacking.contains(&n) && status == Status::Affirmed {
                strength = Strength::Generic;
            }
            let decided = Worth { status, credit: credit(scale, form, status, strength) };
            let (mut low, mut high) = (decided, decided);
            if judged.iter().any(|it| it.status == Status::Uncertain) {
                low = Worth { status: Status::Negated, credit: 0 };
                let best = |it: &Judged| match it.status {
                    Status::Uncertain => Worth {
                        status: Status::Affirmed,
                        credit: credit(scale, form, Status::Affirmed, Strength::Specific),
                    },
                    status => Worth { status, credit: credit(scale, form, status, it.strength) },
                };
                high = judged.iter().map(best).min_by_key(|it| it.credit).unwrap_or(decided);
                if high.credit == 0 {
                    low = high;
                } else {
                    status = Status::Uncertain;
                }
            }
            let good = |it: Status| it.is_met();
            let against = said == Status::Negated && good(status) || status == Status::Negated && good(said);
            if against {
                if said == Status::Negated {
                    low = Worth { status: said, credit: 0 };
                } else {
                    high = words;
                }
                let of = |claims: &[crate::assess::Claim]| {
                    claims.first().map(|it| super::quoted(&it.text)).unwrap_or_default()
                };
                let (field, text) = (of(&worst.claims), of(&part.finding.claims));
                let title = part.finding.title.clone();
                self.refer(
                    "field-against-words",
                    format!("The value and the words say opposite things of {title}: {field} and {text}."),
                    format!("You gave {field} and wrote {text}. Which of the two holds?"),
                );
            }
            let value = credit(scale, form, status, strength);
            let mut claims: Vec<_> = judged.iter().flat_map(|it| it.claims.clone()).collect();
            // What decided comes first.
            claims.sort_by_key(|it| it.status != worst.status);
            claims.append(&mut part.finding.claims);
            part.finding.claims = claims;
            part.finding.status = status;
            part.finding.strength = strength;
            part.finding.credit = value;
            part.low = low;
            part.high = high;
            part.contradicted = false;
            part.by_field = true;
        }
    }

    /// Whether a person must look before any score is proposed.
    pub(in crate::assess) fn withholds(&self) -> bool {
        self.refer.iter().any(|it| WITHHOLDS.contains(&it.code.as_str()))
    }
}

impl Worth {
    fn max_by_credit(self, other: Self) -> Self {
        if self.credit >= other.credit { self } else { other }
    }
}
