//! Ready sets of questions for kinds of purchase, chosen by tags and by id, with weights that sum to 100.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Bank, Origin, Question, Tag, Use,
    file::ProfileFile,
    question::asks,
    read::{PROFILES, not_empty, parse, read, stem},
    weight::shares,
};
use crate::{
    diag::{Diagnostic, Diagnostics, Place, nearest},
    id::{BankVersion, Digest, Name, QuestionId},
    source::{SourceFile, Spanned},
};

/// The profile that is taken where none is named.
pub const DEFAULT: &str = "core";

/// A ready set of questions.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The name of its file.
    pub id: Name,
    /// A few words.
    pub title: String,
    /// What purchases it is meant for, in a sentence.
    pub meant_for: String,
    /// The first release that it fits.
    pub since: BankVersion,
    /// The smallest contract, in pounds, that it is meant for.
    pub value_from: u64,
    /// What is bought; none where questions are chosen by id alone.
    pub tags: Option<Vec<Tag>>,
    /// Of its file.
    pub digest: Digest,
    questions: BTreeSet<QuestionId>,
    modules: BTreeSet<QuestionId>,
    without: BTreeSet<QuestionId>,
    weights: BTreeMap<QuestionId, u32>,
    path: String,
}

impl Profile {
    /// All profiles, by id.
    ///
    /// # Errors
    /// All faults of all files.
    pub fn all(files: &[SourceFile]) -> Result<Vec<Self>, Diagnostics> {
        let mut faults = Diagnostics::default();
        let found = profiles(files).filter_map(|(_, file)| profile(files, file, &mut faults)).collect();
        if faults.has_errors() { Err(faults) } else { Ok(found) }
    }

    /// The profile `id`.
    ///
    /// # Errors
    /// When there is none, or its file is faulty.
    pub fn load(files: &[SourceFile], id: &str) -> Result<Self, Diagnostics> {
        let mut faults = Diagnostics::default();
        if let Some((_, file)) = profiles(files).find(|(it, _)| *it == id) {
            return match profile(files, file, &mut faults) {
                Some(found) if !faults.has_errors() => Ok(found),
                _ => Err(faults),
            };
        }
        let names: Vec<String> = profiles(files).map(|(it, _)| format!("`{it}`")).collect();
        faults.push(
            Diagnostic::error(
                Place::Whole { path: PROFILES.to_owned() },
                "bank/unknown-profile",
                format!("the bank has no profile `{id}`"),
            )
            .help(match nearest(id, profiles(files).map(|(it, _)| it)) {
                Some(near) => format!("the nearest is `{near}`"),
                None => format!("the profiles are {}", names.join(", ")),
            }),
        );
        Err(faults)
    }

    /// Whether it could ask a question of the bank, as far as the id tells.
    pub(super) fn may_ask(&self, id: &QuestionId) -> bool {
        let named = self.questions.contains(id) || self.modules.contains(id);
        !self.without.contains(id) && (named || self.tags.is_some())
    }

    /// Whether it asks `question`.
    pub fn asks(&self, question: &Question) -> bool {
        let id = &question.id;
        if self.without.contains(id) {
            return false;
        }
        if matches!(question.origin, Origin::Overlay { added: true, .. }) {
            return true;
        }
        let tagged = self.tags.as_ref().is_some_and(|tags| {
            !question.optional
                && (question.tags.is_empty() || question.tags.iter().any(|it| tags.contains(it)))
        });
        tagged || self.questions.contains(id) || self.modules.contains(id)
    }
}

impl Profile {
    /// How much a question weighs beside the others: a buyer's own word goes first.
    fn proportion(&self, question: &Question) -> u32 {
        let own = matches!(question.origin, Origin::Overlay { weighed: true, .. });
        let set = self.weights.get(&question.id).copied().filter(|_| !own);
        set.unwrap_or(question.weight)
    }
}

impl Bank {
    /// What `profile` asks of this release, with weights that sum to 100. The digest of a question stays that of its
    /// file: the weight of a profile is the procurement's.
    ///
    /// # Errors
    /// When the release is older than the profile, or the profile asks nothing scored or more than 100 things.
    pub fn under(mut self, profile: &Profile) -> Result<Self, Diagnostics> {
        let fault = |code, message: String, help: String| {
            let mut faults = Diagnostics::default();
            let place = Place::Whole { path: profile.path.clone() };
            faults.push(Diagnostic::error(place, code, message).help(help));
            Err(faults)
        };
        if self.version < profile.since {
            return fault(
                "bank/profile-release",
                format!("the profile `{}` does not fit release `{}`", profile.id, self.version),
                format!("take release `{}` or a later one", profile.since),
            );
        }
        self.questions.retain(|it| profile.asks(it));
        let scored = || self.questions.iter().filter(|it| it.used_as == Use::Scored);
        let wanted: Vec<u32> = scored().map(|it| profile.proportion(it)).collect();
        let Some(shares) = shares(&wanted) else {
            return fault(
                "bank/profile-weights",
                format!("the profile `{}` scores {} questions", profile.id, wanted.len()),
                "let it score at least 1 and at most 100".to_owned(),
            );
        };
        let mut shares = shares.into_iter();
        for it in &mut self.questions {
            it.weight = if it.used_as == Use::Scored { shares.next().unwrap_or(0) } else { 0 };
        }
        self.profile = Some(profile.id.clone());
        self.proportional = false;
        Ok(self)
    }
}

/// The files of profiles with the names that their paths give.
pub(super) fn profiles(files: &[SourceFile]) -> impl Iterator<Item = (&str, &SourceFile)> {
    files.iter().filter_map(|file| {
        let id = file.path.strip_prefix(PROFILES)?.strip_suffix(".toml")?;
        Some((id, file))
    })
}

/// The profile of one file.
pub(super) fn profile(files: &[SourceFile], file: &SourceFile, faults: &mut Diagnostics) -> Option<Profile> {
    let read: ProfileFile = read(file, faults)?;
    if let Some((id, _)) = profiles(std::slice::from_ref(file)).next() {
        stem(file, &read.id, id, faults);
    }
    not_empty(file, &read.title, faults);
    not_empty(file, &read.meant_for, faults);
    let mut ids = |list: &[Spanned<String>]| -> BTreeSet<QuestionId> {
        list.iter().filter_map(|it| known(files, file, it, faults)).collect()
    };
    let (questions, modules, without) = (ids(&read.questions), ids(&read.modules), ids(&read.without));
    let mut weights = BTreeMap::new();
    for (id, weight) in &read.weights {
        if *weight.get_ref() == 0 {
            faults.push(
                Diagnostic::error(file.place_of(weight), "bank/zero", "the weight is 0")
                    .help("give a whole number from 1, or name the question in `without`"),
            );
        }
        if let Some(id) = known(files, file, id, faults) {
            weights.insert(id, *weight.get_ref());
        }
    }
    Some(Profile {
        id: parse(file, &read.id, faults)?,
        title: read.title.into_inner(),
        meant_for: read.meant_for.into_inner(),
        since: parse(file, &read.since, faults)?,
        value_from: *read.value_from.get_ref(),
        tags: read.tags,
        digest: file.digest(),
        questions,
        modules,
        without,
        weights,
        path: file.path.clone(),
    })
}

/// A question's id that some file of the bank holds.
pub(super) fn known(
    files: &[SourceFile],
    file: &SourceFile,
    id: &Spanned<String>,
    faults: &mut Diagnostics,
) -> Option<QuestionId> {
    let parsed: QuestionId = parse(file, id, faults)?;
    if asks(files, &parsed, None) {
        return Some(parsed);
    }
    let ids: BTreeSet<&str> = super::question::question_files(files).map(|(id, _, _)| id).collect();
    let fault = Diagnostic::error(
        file.place_of(id),
        "bank/unknown-question",
        format!("the bank has no question `{parsed}`"),
    );
    faults.push(match nearest(parsed.as_str(), ids) {
        Some(near) => fault.help(format!("the nearest id is `{near}`")),
        None => fault,
    });
    None
}
