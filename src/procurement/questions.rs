//! What a procurement asks, and what each answer weighs, as a whole and for each lot.

use std::collections::BTreeMap;

use super::{Lot, Procurement};
use crate::{
    bank::{Bank, Origin, Use, profile::Profile, weight::portions},
    diag::{Diagnostic, Diagnostics, nearest},
    id::{Digest, QuestionId},
    source::SourceFile,
};

/// What the weights of a lot sum to.
const WHOLE: u32 = 100;

impl Procurement {
    /// The questions of this procurement with their weights, which sum to 100. `overlay` is the file that
    /// [`Self::overlay`] names, if it names one. The bank is there if nothing but warnings was found.
    pub fn bank(&self, files: &[SourceFile], overlay: Option<&SourceFile>) -> (Option<Bank>, Diagnostics) {
        let mut faults = Diagnostics::default();
        let Some(full) = self.release(files, overlay, &mut faults) else { return (None, faults) };
        let (wanted, proportions) = match &self.profile {
            None => (Vec::new(), BTreeMap::new()),
            Some(id) => {
                let under = Profile::load(files, id.as_str()).and_then(|it| full.clone().under(&it));
                match under {
                    Ok(it) => {
                        let weights = it.questions.iter().map(|it| (it.id.clone(), it.weight)).collect();
                        (it.questions.into_iter().map(|it| it.id).collect(), weights)
                    }
                    Err(found) => {
                        self.at("profile", found, &mut faults);
                        return (None, faults);
                    }
                }
            }
        };
        for (n, it) in self.question.iter().enumerate() {
            self.known(&full, &it.id, &format!("question[{n}].id"), &mut faults);
            if self.question.iter().take(n).any(|before| before.id == it.id) {
                faults.push(
                    Diagnostic::error(
                        self.place(&format!("question[{n}].id")),
                        "procurement/twice",
                        format!("`{}` is chosen twice", it.id),
                    )
                    .help("keep one of the two"),
                );
            }
        }
        for (n, it) in self.without.iter().enumerate() {
            self.known(&full, it, &format!("without[{n}]"), &mut faults);
        }
        let mut bank = full;
        let added = |id: &QuestionId| self.question.iter().any(|it| it.id == *id);
        bank.questions.retain(|it| {
            let own = self.profile.is_none() && matches!(it.origin, Origin::Overlay { added: true, .. });
            (wanted.contains(&it.id) || added(&it.id) || own) && !self.without.contains(&it.id)
        });
        bank.profile.clone_from(&self.profile);
        bank.proportional = false;
        if bank.questions.is_empty() {
            faults.push(
                Diagnostic::error(self.place("profile"), "procurement/no-questions", "no question is chosen")
                    .help("name a `profile`, or the questions under `[[question]]`; `probity bank profiles` lists them"),
            );
            return (None, faults);
        }
        let given = self.question.iter().filter_map(|it| Some((it.id.clone(), it.weight?))).collect();
        let place = |id: &QuestionId| {
            let at = self.question.iter().position(|it| it.id == *id);
            at.map_or_else(|| "question".to_owned(), |it| format!("question[{it}].weight"))
        };
        self.weigh(&mut bank, &given, &proportions, &place, "the procurement", &mut faults);
        let bank = Some(bank).filter(|_| !faults.has_errors());
        (bank, faults)
    }

    /// What is asked of `lot` and weighed for it, out of what the procurement asks.
    pub fn bank_of_lot(&self, bank: &Bank, lot: &Lot) -> (Option<Bank>, Diagnostics) {
        let mut faults = Diagnostics::default();
        let at = self.lot.iter().position(|it| it.id == lot.id).unwrap_or_default();
        let mut of_lot = bank.clone();
        for (n, id) in lot.questions.iter().enumerate() {
            self.known(bank, id, &format!("lot[{at}].questions[{n}]"), &mut faults);
        }
        for id in lot.weights.keys() {
            self.known(bank, id, &format!("lot[{at}].weights.{id}"), &mut faults);
        }
        of_lot.questions.retain(|it| lot.questions.is_empty() || lot.questions.contains(&it.id));
        let proportions = bank.questions.iter().map(|it| (it.id.clone(), it.weight)).collect();
        let place = |id: &QuestionId| format!("lot[{at}].weights.{id}");
        let name = format!("lot `{}`", lot.id);
        self.weigh(&mut of_lot, &lot.weights, &proportions, &place, &name, &mut faults);
        (Some(of_lot).filter(|_| !faults.has_errors()), faults)
    }

    /// Over the questions as they are asked of each lot: their wording, order and weights. It stands in the response
    /// workbook, so that an answer to other questions is known.
    pub fn questions_digest(&self, bank: &Bank) -> Digest {
        let mut text = String::new();
        let mut lots = vec![("-".to_owned(), bank.clone())];
        for lot in &self.lot {
            if let (Some(of_lot), _) = self.bank_of_lot(bank, lot) {
                lots.push((lot.id.to_string(), of_lot));
            }
        }
        for (lot, bank) in &lots {
            text.push_str(&format!("lot {lot}\n"));
            for it in &bank.questions {
                text.push_str(&format!("{} {} {}\n", it.id, it.digest, it.weight));
            }
        }
        Digest::of(text.as_bytes())
    }

    fn release(
        &self,
        files: &[SourceFile],
        overlay: Option<&SourceFile>,
        faults: &mut Diagnostics,
    ) -> Option<Bank> {
        let Some(overlay) = overlay else {
            return Bank::load(files, self.bank).map_err(|found| self.at("bank", found, faults)).ok();
        };
        let (bank, found) = Bank::overlaid(files, overlay);
        faults.extend(found);
        let bank = bank?;
        if let Some(named) = self.bank.filter(|it| *it != bank.version) {
            faults.push(
                Diagnostic::error(
                    self.place("bank"),
                    "procurement/overlay-release",
                    format!("the procurement takes bank {named}, but its overlay extends {}", bank.version),
                )
                .help("name the same release in both"),
            );
        }
        Some(bank)
    }

    /// Gives what is scored its weight: what is `given` holds, and what is left of 100 is shared among the others in
    /// `proportions`.
    fn weigh(
        &self,
        bank: &mut Bank,
        given: &BTreeMap<QuestionId, u32>,
        proportions: &BTreeMap<QuestionId, u32>,
        place: &impl Fn(&QuestionId) -> String,
        whose: &str,
        faults: &mut Diagnostics,
    ) {
        let mut fault = |at: &str, code, message: String, help: String| {
            faults.push(Diagnostic::error(self.place(at), code, message).help(help));
        };
        let mut open = Vec::new();
        let (mut sum, mut last) = (0_u32, None);
        for it in &bank.questions {
            match (given.get(&it.id), it.used_as == Use::Scored) {
                (None | Some(0), false) => {}
                (Some(_), false) => fault(
                    &place(&it.id),
                    "procurement/weight",
                    format!("`{}` is not scored ({}) and has a weight", it.id, it.used_as.as_str()),
                    "take the weight out".to_owned(),
                ),
                (Some(0), true) => fault(
                    &place(&it.id),
                    "procurement/weight",
                    format!("`{}` is scored and weighs 0", it.id),
                    "give a whole number from 1, or name the question in `without`".to_owned(),
                ),
                (Some(weight), true) => {
                    sum = sum.saturating_add(*weight);
                    last = Some(&it.id);
                }
                (None, true) => match proportions.get(&it.id) {
                    Some(weight) => open.push((it.id.clone(), *weight)),
                    None => fault(
                        &place(&it.id),
                        "procurement/weight",
                        format!("`{}` is asked beside the profile and has no weight", it.id),
                        "give it a `weight` out of 100".to_owned(),
                    ),
                },
            }
        }
        let at = last.map_or_else(|| "profile".to_owned(), place);
        let left = WHOLE.saturating_sub(sum);
        let mut shared = BTreeMap::new();
        if open.is_empty() && sum == 0 {
            fault(
                &at,
                "procurement/weights",
                format!("{whose} asks nothing that is scored"),
                "choose a question whose answers are scored".to_owned(),
            );
        } else if open.is_empty() && sum != WHOLE {
            fault(
                &at,
                "procurement/weights",
                format!("the weights of {whose} sum to {sum}, not to 100"),
                "change them so that they sum to 100".to_owned(),
            );
        } else if !open.is_empty() {
            let wanted: Vec<u32> = open.iter().map(|(_, weight)| *weight).collect();
            match portions(left, &wanted).filter(|_| sum < WHOLE) {
                Some(portions) => {
                    shared.extend(open.iter().map(|(id, _)| id.clone()).zip(portions));
                }
                None => fault(
                    &at,
                    "procurement/weights",
                    format!(
                        "the weights given in {whose} sum to {sum}, which leaves {left} for {} other questions",
                        open.len()
                    ),
                    "lower them, or leave questions out: every question that is scored weighs at least 1"
                        .to_owned(),
                ),
            }
        }
        for it in &mut bank.questions {
            let weight = given.get(&it.id).or_else(|| shared.get(&it.id)).copied().unwrap_or(0);
            it.weight = if it.used_as == Use::Scored { weight } else { 0 };
        }
    }

    /// A question that is named here must be one of the bank's.
    fn known(&self, bank: &Bank, id: &QuestionId, at: &str, faults: &mut Diagnostics) {
        if bank.question(id).is_some() {
            return;
        }
        let fault = Diagnostic::error(
            self.place(at),
            "procurement/unknown-question",
            format!("`{id}` is not asked by bank {}", bank.version),
        );
        faults.push(match nearest(id.as_str(), bank.questions.iter().map(|it| it.id.as_str())) {
            Some(near) => fault.help(format!("the nearest id is `{near}`")),
            None => fault.help("`probity bank list` names all"),
        });
    }

    /// Tells faults of the data files where the procurement names what has them.
    fn at(&self, key: &str, found: Diagnostics, faults: &mut Diagnostics) {
        for it in found.into_sorted() {
            let place = if it.code.starts_with("bank/unknown-") || it.code.starts_with("bank/profile-") {
                self.place(key)
            } else {
                it.place.clone()
            };
            faults.push(Diagnostic { place, ..it });
        }
    }
}
