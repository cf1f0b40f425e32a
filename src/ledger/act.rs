//! What can be said in the record: a closed list of acts, each with what it must name. Version 1.
//!
//! A new act is a new line of the table below; what an act of version 1 holds never changes.

use std::{fmt, str::FromStr};

use serde_json::Value;

use crate::id::{Date, Digest, Moment, QuestionId};

/// What a public field of an act holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words on one line.
    Text,
    /// Several of them.
    Texts,
    /// `sha256:` and 64 digits.
    Digest,
    /// A whole number.
    Count,
    /// Yes or no.
    Flag,
    /// A moment as [`Moment`] writes it.
    Time,
    /// A day.
    Day,
}

impl Kind {
    /// Whether `value` is of this kind.
    pub fn fits(self, value: &Value) -> bool {
        let line = |it: &Value| it.as_str().is_some_and(is_line);
        match self {
            Self::Text => line(value),
            Self::Texts => value.as_array().is_some_and(|it| it.iter().all(line)),
            Self::Digest => value.as_str().is_some_and(|it| it.parse::<Digest>().is_ok()),
            Self::Count => value.is_u64(),
            Self::Flag => value.is_boolean(),
            Self::Time => value.as_str().is_some_and(|it| Moment::exact(it).is_some()),
            Self::Day => {
                value.as_str().is_some_and(|it| it.parse::<Date>().is_ok_and(|day| day.to_string() == it))
            }
        }
    }
}

fn is_line(text: &str) -> bool {
    !text.is_empty() && text.len() <= 4096 && !text.chars().any(char::is_control)
}

/// What an act must name and may hold.
#[derive(Debug, PartialEq, Eq)]
pub struct Shape {
    /// As it stands in events.
    pub name: &'static str,
    /// For people: `tender received`.
    pub words: &'static str,
    /// Whether the program may act, and not only a person.
    pub machine: bool,
    /// What it is about, each an id.
    pub objects: &'static [&'static str],
    /// The public fields, and whether each must be there.
    pub data: &'static [(&'static str, Kind, bool)],
    /// What stands in disclosures, all of it always there, so that their number says nothing. Sorted.
    pub hidden: &'static [&'static str],
}

impl Shape {
    /// Whether the act is a decision, which has a reason.
    pub fn decides(&self) -> bool {
        self.hidden.contains(&"reason")
    }

    /// The name of an object, if it is about one of this name.
    pub fn object(&self, name: &str) -> Option<&'static str> {
        self.objects.iter().find(|it| **it == name).copied()
    }

    /// The name of a public field, if it has one of this name.
    pub fn field(&self, name: &str) -> Option<&'static str> {
        self.data.iter().find(|it| it.0 == name).map(|it| it.0)
    }

    /// The name of a disclosure, if it has one of this name.
    pub fn disclosure(&self, name: &str) -> Option<&'static str> {
        self.hidden.iter().find(|it| **it == name).copied()
    }
}

macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident = $name:literal, $words:literal, $who:ident,
        about [$($object:literal),*], data [$($field:literal $kind:ident $need:ident),*], hidden [$($hidden:literal),*];)*) => {
        /// What happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Act {
            $($(#[$doc])* $act,)*
        }

        impl Act {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$act,)*];

            /// What it must name and may hold.
            pub fn shape(self) -> &'static Shape {
                match self {
                    $(Self::$act => &Shape {
                        name: $name,
                        words: $words,
                        machine: acts!(@who $who),
                        objects: &[$($object),*],
                        data: &[$(($field, Kind::$kind, acts!(@need $need))),*],
                        hidden: &[$($hidden),*],
                    },)*
                }
            }
        }

        impl FromStr for Act {
            type Err = UnknownAct;

            fn from_str(text: &str) -> Result<Self, UnknownAct> {
                match text {
                    $($name => Ok(Self::$act),)*
                    _ => Err(UnknownAct(text.to_owned())),
                }
            }
        }
    };
    (@who anyone) => { true };
    (@who person) => { false };
    (@need must) => { true };
    (@need may) => { false };
}

acts! {
    /// The first event of every record.
    RecordOpened = "record.opened", "record opened", anyone,
        about [], data ["buyer" Text must, "key" Text must, "title" Text must], hidden [];
    /// Somebody takes part, under a pseudonym.
    PersonAdded = "person.added", "person added", anyone,
        about ["person"], data ["questions" Texts may, "role" Text must], hidden ["name", "why"];
    /// Somebody takes part no more.
    PersonRemoved = "person.removed", "person removed", person,
        about ["person"], data [], hidden ["reason"];
    /// `outcome` is `none` or `conflict`.
    InterestDeclared = "interest.declared", "declaration of interest made", person,
        about ["person"], data ["outcome" Text must], hidden ["interest"];
    /// What is done about a conflict: `outcome` is `cleared` or `barred`.
    InterestReviewed = "interest.reviewed", "declared interest reviewed", person,
        about ["person"], data ["outcome" Text must], hidden ["reason"];
    /// The briefing was read, by its digest.
    BriefingAcknowledged = "briefing.acknowledged", "briefing acknowledged", person,
        about ["person"], data ["text" Digest must], hidden [];
    /// What suppliers were sent, and all that answers are assessed by.
    PackPublished = "pack.published", "pack published", anyone,
        about ["pack"],
        data ["bank" Text must, "bank_digest" Digest must, "data_digest" Digest must, "deadline" Time must,
              "method_digest" Digest may, "on" Day must, "overlay_digest" Digest may, "pack_digest" Digest must,
              "profile" Text may, "questions" Texts must, "rules_digest" Digest must],
        hidden [];
    /// As published, with the reason for the change.
    PackAmended = "pack.amended", "pack amended", person,
        about ["pack"],
        data ["bank" Text must, "bank_digest" Digest must, "data_digest" Digest must, "deadline" Time must,
              "method_digest" Digest may, "on" Day must, "overlay_digest" Digest may, "pack_digest" Digest must,
              "profile" Text may, "questions" Texts must, "rules_digest" Digest must],
        hidden ["reason"];
    /// A file came in. `verdict` is intake's, `refusal` its code.
    TenderReceived = "tender.received", "tender received", anyone,
        about ["tender"],
        data ["bytes" Count must, "deadline" Time must, "late" Flag must, "received" Time must, "refusal" Text may,
              "replaces" Text may, "sha256" Digest must, "verdict" Text must],
        hidden ["file", "supplier"];
    /// A late tender is let in.
    TenderAdmitted = "tender.admitted", "late tender admitted", person,
        about ["tender"], data [], hidden ["reason"];
    /// A tender is not assessed further.
    TenderExcluded = "tender.excluded", "tender excluded", person,
        about ["tender"], data ["ground" Text must], hidden ["reason"];
    /// The law or the authority disregards a tender: `fate` is which of section 19's outcomes it is, of one `lot` or of
    /// all. `fact` is what it rests on, `rule` what was broken, `clarified` what was asked before, `why` the reason where
    /// the authority had a choice; `told` and `heard` are the letters on a price.
    TenderDisregarded = "tender.disregarded", "tender disregarded", person,
        about ["tender"], data ["fate" Text must, "heard" Day may, "lot" Text may, "told" Day may],
        hidden ["clarified", "fact", "rule", "why"];
    /// A person has looked at it and does not hold it against the tender.
    MatterKept = "matter.kept", "matter not held against the tender", person,
        about ["tender"], data ["lot" Text may, "matter" Text must], hidden ["reason"];
    /// The supplier took it back.
    TenderWithdrawn = "tender.withdrawn", "tender withdrawn", person,
        about ["tender"], data [], hidden ["reason"];
    /// The content of a tender was seen.
    TenderViewed = "tender.viewed", "tender viewed", person,
        about ["tender"], data ["what" Text must], hidden [];
    /// Something that a person must look at.
    FlagRaised = "flag.raised", "flag raised", anyone,
        about ["flag", "tender"], data ["code" Text must, "question" Text may], hidden ["message", "place"];
    /// Somebody has looked at it.
    FlagResolved = "flag.resolved", "flag resolved", person,
        about ["flag", "tender"], data ["outcome" Text must], hidden ["reason"];
    /// The published rules proposed scores. `scores` has them by question, `assessment` is the digest of the findings.
    TenderAssessed = "tender.assessed", "scores proposed", anyone,
        about ["tender"],
        data ["bank" Text must, "bank_digest" Digest must, "data_digest" Digest must, "on" Day must,
              "program" Text must, "rules_digest" Digest must],
        hidden ["assessment", "scores"];
    /// An evaluator's own score, which nobody saw before.
    ScoreLocked = "score.locked", "evaluator's score locked", person,
        about ["person", "question", "tender"], data [], hidden ["evidence", "reason", "score"];
    /// Another evaluator's score (that of `person`) was seen.
    ScoreViewed = "score.viewed", "another evaluator's score viewed", person,
        about ["person", "question", "tender"], data [], hidden [];
    /// The panel's one score, after talking. `reason` is for the supplier, `internal` for the authority, `points` what
    /// speaks for and against each part, `note` why the individual scores lay apart.
    ModerationAgreed = "moderation.agreed", "moderation agreed", person,
        about ["question", "tender"], data ["present" Texts must, "revises" Count may],
        hidden ["dissent", "internal", "note", "points", "reason", "score"];
    /// The score that counts. `revises` names the event that it takes the place of.
    ScoreDecided = "score.decided", "score decided", person,
        about ["question", "tender"], data ["revises" Count may], hidden ["proposed", "reason", "score"];
    /// The panel's score for a criterion beside the questions, such as social value.
    CriterionAgreed = "criterion.agreed", "score beside the questions agreed", person,
        about ["tender"], data ["criterion" Text must, "present" Texts must, "revises" Count may],
        hidden ["evidence", "reason", "score"];
    /// The supplier was asked.
    ClarificationSent = "clarification.sent", "clarification sent", person,
        about ["clarification", "tender"], data ["question" Text may], hidden ["reason", "text"];
    /// The supplier answered.
    ClarificationAnswered = "clarification.answered", "clarification answered", anyone,
        about ["clarification", "tender"], data ["sha256" Digest may], hidden ["text"];
    /// A price came in that nobody can read yet.
    PriceSealed = "price.sealed", "price sealed", anyone,
        about ["tender"], data ["sha256" Digest must], hidden [];
    /// Two persons opened it.
    PriceOpened = "price.opened", "price opened", person,
        about ["tender"], data ["persons" Texts must], hidden ["price"];
    /// What it comes to: `schedule` are its lines as opened, `corrections` what did not add up, `prices` what counts, by
    /// lot, and `tendered` what the supplier stated. `lots` are those that it prices.
    PriceReckoned = "price.reckoned", "price added up", person,
        about ["tender"], data ["lots" Texts may, "revises" Count may],
        hidden ["corrections", "prices", "reason", "schedule", "tendered"];
    /// All prices of a lot are made comparable alike: `amounts` are added to each.
    PriceNormalised = "price.normalised", "prices made comparable", person,
        about [], data ["lot" Text may, "tenders" Texts must], hidden ["amounts", "reason", "what"];
    /// Equal tenders were drawn by lot, before witnesses: `tenders` in the order of the draw.
    DrawHeld = "draw.held", "draw held", person,
        about [], data ["lot" Text may, "tenders" Texts must], hidden ["reason", "witnesses"];
    /// The lots that a supplier prefers by its tender, the dearest first.
    LotsPreferred = "lots.preferred", "preference among lots noted", person,
        about ["tender"], data ["lots" Texts must], hidden ["place"];
    /// The answers call for a clause.
    ClauseRecommended = "clause.recommended", "clause recommended", anyone,
        about ["clause", "tender"], data ["strength" Text must], hidden ["because"];
    /// It goes into the contract.
    ClauseAdopted = "clause.adopted", "clause adopted", person,
        about ["clause", "tender"], data [], hidden ["reason"];
    /// It does not.
    ClauseRejected = "clause.rejected", "clause rejected", person,
        about ["clause", "tender"], data [], hidden ["reason"];
    /// What the tender promises, or an indicator of it (`kind`), is taken into the contract, amended or not, or is rejected.
    PromiseDecided = "promise.decided", "promise decided on", person,
        about ["tender"], data ["kind" Text must, "outcome" Text must],
        hidden ["date", "measure", "promise", "reason"];
    /// Scores and prices became a result, by the published method.
    ResultComputed = "result.computed", "result computed", anyone,
        about [], data ["inputs_digest" Digest must, "method_digest" Digest must, "program" Text must],
        hidden ["result"];
    /// Who is awarded the contract.
    AwardDecided = "award.decided", "award decided", person,
        about [], data ["tenders" Texts must], hidden ["reason"];
    /// Which tender a lot goes to, by the decision on the award; `departs` where that is not the one that the method puts
    /// first.
    LotAwarded = "lot.awarded", "lot awarded", person,
        about ["tender"], data ["departs" Flag must, "lot" Text may], hidden ["reason"];
    /// What was computed, and with it a decision on the award, holds no longer: `replaces` is the decision and `result` the
    /// result that it rested on. `scores` are those that the panel agrees on anew, each `TENDER ITEM`, and `prices` says
    /// whether prices are reckoned anew. What was recorded stays; what is decided next takes its place.
    AwardReopened = "award.reopened", "award reopened", person,
        about [], data ["prices" Flag must, "replaces" Count may, "result" Count must, "scores" Texts may],
        hidden ["reason"];
    /// A tender that was disregarded takes part again, of one `lot` or of all.
    TenderReinstated = "tender.reinstated", "tender takes part again", person,
        about ["tender"], data ["lot" Text may], hidden ["reason"];
    /// The summaries that follow from the decision `award` were made: `summaries` has each as `TENDER DIGEST`, and `people`
    /// is the digest of what people added.
    SummariesMade = "summaries.made", "assessment summaries made", person,
        about [], data ["award" Count must, "people" Digest must, "summaries" Texts must], hidden [];
    /// A letter went to a supplier: `kind` says of what kind, `sha256` is of the file that was sent.
    LetterSent = "letter.sent", "letter sent", person,
        about ["tender"], data ["kind" Text must, "sent" Time must, "sha256" Digest must], hidden ["file"];
    /// A supplier was told its assessment.
    SummarySent = "summary.sent", "assessment summary sent", anyone,
        about ["tender"], data ["sent" Time must, "sha256" Digest must], hidden [];
    /// The contract award notice was published.
    NoticePublished = "notice.published", "award notice published", person,
        about [], data ["notice" Text must, "on" Day must], hidden [];
    /// The contract was entered into: what is decided before ends with it.
    ContractEntered = "contract.entered", "contract entered into", person,
        about [], data ["on" Day must], hidden [];
    /// The record was given to somebody.
    ExportMade = "export.made", "export made", anyone,
        about [], data ["form" Text must, "redacted" Flag must], hidden ["for"];
    /// Values were destroyed for good; the log still verifies.
    DisclosureErased = "disclosure.erased", "values erased", person,
        about [], data ["basis" Text must, "digests" Texts must, "event" Count must], hidden ["reason"];
    /// The log goes on under another key; both have signed.
    KeyRotated = "key.rotated", "key rotated", person,
        about [], data ["new" Text must, "old" Text must, "signed_new" Text must, "signed_old" Text must],
        hidden ["reason"];
    /// An earlier event was wrong. Nothing is ever edited.
    CorrectionMade = "correction.made", "correction made", person,
        about [], data ["corrects" Count must], hidden ["correction", "reason"];
}

/// Not an act of version 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an act of version 1")]
pub struct UnknownAct(String);

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shape().name)
    }
}

/// What somebody acts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Keeps accounts and backups, and sees no tender.
    Administrator,
    /// Reads all, writes nothing but what it has seen.
    Auditor,
    /// Sees prices, once opened.
    Commercial,
    /// Scores on its own.
    Evaluator,
    /// Leads the procurement.
    Lead,
    /// Advises on law and clauses.
    Legal,
    /// Leads the panel to one score.
    Moderator,
    /// Sits by.
    Observer,
    /// This program.
    System,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Administrator,
        Self::Auditor,
        Self::Commercial,
        Self::Evaluator,
        Self::Lead,
        Self::Legal,
        Self::Moderator,
        Self::Observer,
        Self::System,
    ];

    /// As it stands in events.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
            Self::Commercial => "commercial",
            Self::Evaluator => "evaluator",
            Self::Lead => "lead",
            Self::Legal => "legal",
            Self::Moderator => "moderator",
            Self::Observer => "observer",
            Self::System => "system",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.iter().find(|it| it.as_str() == text).copied();
        known.ok_or_else(|| {
            let all: Vec<&str> = Self::ALL.iter().map(|it| it.as_str()).collect();
            format!("`{text}` is not a role: choose one of {}", all.join(", "))
        })
    }
}

/// Whether `id` can name what an act is about as `object`.
pub fn is_object_id(object: &str, id: &str) -> bool {
    if object == "question" {
        return id.parse::<QuestionId>().is_ok();
    }
    let mut bytes = id.bytes();
    bytes.next().is_some_and(|it| it.is_ascii_alphanumeric())
        && id.len() <= 64
        && bytes.all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_name_reads_back() {
        for act in Act::ALL {
            let shape = act.shape();
            assert_eq!(shape.name.parse::<Act>().unwrap(), *act);
            assert!(shape.objects.is_sorted(), "{act}");
            assert!(shape.hidden.is_sorted(), "{act}");
            assert!(shape.data.is_sorted_by_key(|it| it.0), "{act}");
        }
        assert!("score.changed".parse::<Act>().is_err());
    }
}
