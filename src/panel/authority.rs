//! Who may do what when: one table, which all commands ask and from which the tests are generated.
//!
//! A row allows a deed to some roles, from one stage to another, on conditions. What no row allows is refused.

use std::{collections::BTreeSet, fmt};

use super::Role;

/// How far a procurement has come. Later stages are greater.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Nothing is published.
    #[default]
    Draft,
    /// The pack is published and tenders may come in.
    Open,
    /// The deadline has passed; nobody has seen a tender.
    Closed,
    /// Evaluators score alone.
    Scoring,
    /// All who score have locked their scores.
    Moderating,
    /// Every answer of every tender has its consensus score.
    Settled,
    /// Prices were opened.
    Priced,
    /// The result was computed.
    Resulted,
    /// Who is awarded the contract was decided.
    Awarded,
    /// Every assessed supplier was sent its summary.
    Told,
    /// The contract award notice was published.
    Noticed,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Self; 11] = [
        Self::Draft,
        Self::Open,
        Self::Closed,
        Self::Scoring,
        Self::Moderating,
        Self::Settled,
        Self::Priced,
        Self::Resulted,
        Self::Awarded,
        Self::Told,
        Self::Noticed,
    ];

    /// As people say it, after `while` or `once`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Draft => "the pack is a draft",
            Self::Open => "tenders may come in",
            Self::Closed => "tenders are in and unopened",
            Self::Scoring => "evaluators score alone",
            Self::Moderating => "all individual scores are locked",
            Self::Settled => "every consensus score is agreed",
            Self::Priced => "prices are open",
            Self::Resulted => "the result is computed",
            Self::Awarded => "the award is decided",
            Self::Told => "every summary is sent",
            Self::Noticed => "the award notice is published",
        }
    }
}

/// What somebody has declared of interests in the suppliers that tendered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Interest {
    /// Nothing, or before the list of suppliers was what it is now.
    #[default]
    Undeclared,
    /// None, or one that was reviewed and found harmless.
    Clear,
    /// One that nobody has reviewed.
    Conflict,
    /// One for which the person was barred.
    Barred,
}

impl Interest {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Undeclared, Self::Clear, Self::Conflict, Self::Barred];
}

/// How somebody stands when a deed is to be done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// How far the procurement has come.
    pub stage: Stage,
    /// What the person has declared.
    pub declaration: Interest,
    /// Whether the person has acknowledged the briefing.
    pub briefed: bool,
    /// Whether the person's own scores are locked.
    pub locked: bool,
}

/// A condition of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// A declaration for the suppliers that tendered, clear.
    Declared,
    /// The briefing acknowledged.
    Briefed,
    /// The person's own scores are not locked yet.
    Unlocked,
    /// The person's own scores are locked.
    Locked,
}

impl Need {
    fn is_met(self, standing: Standing) -> bool {
        match self {
            Self::Declared => standing.declaration == Interest::Clear,
            Self::Briefed => standing.briefed,
            Self::Unlocked => !standing.locked,
            Self::Locked => standing.locked,
        }
    }

    fn lacking(self, standing: Standing) -> &'static str {
        match (self, standing.declaration) {
            (Self::Declared, Interest::Conflict) => "has declared an interest that nobody has reviewed",
            (Self::Declared, Interest::Barred) => "is barred because of a declared interest",
            (Self::Declared, _) => "has made no declaration of interest for the suppliers that tendered",
            (Self::Briefed, _) => "has not acknowledged the briefing",
            (Self::Unlocked, _) => "has locked scores already, which are never changed",
            (Self::Locked, _) => "has not locked scores of its own",
        }
    }

    /// As the table is printed.
    pub fn words(self) -> &'static str {
        match self {
            Self::Declared => "declared clear",
            Self::Briefed => "briefed",
            Self::Unlocked => "own scores open",
            Self::Locked => "own scores locked",
        }
    }
}

macro_rules! deeds {
    ($($(#[$doc:meta])* $deed:ident = $name:literal, $words:literal;)*) => {
        /// What can be done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Deed {
            $($(#[$doc])* $deed,)*
        }

        impl Deed {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$deed,)*];

            /// For files and messages.
            pub fn name(self) -> &'static str {
                match self { $(Self::$deed => $name,)* }
            }

            /// As people say it, after `may not`.
            pub fn words(self) -> &'static str {
                match self { $(Self::$deed => $words,)* }
            }
        }
    };
}

deeds! {
    /// Names who takes part.
    AddPerson = "add-person", "name who takes part";
    /// Names somebody who neither scores, moderates nor sees prices first: advice and audit may be wanted to the end.
    AddAdviser = "add-adviser", "name who advises or audits";
    /// Takes somebody off the panel.
    RemovePerson = "remove-person", "take somebody off the panel";
    /// Publishes or amends the pack.
    PublishPack = "publish-pack", "publish or amend the pack";
    /// Receives a tender.
    ReceiveTender = "receive-tender", "receive a tender";
    /// Lets a late tender take part.
    AdmitTender = "admit-tender", "admit a late tender";
    /// Writes down that a supplier took its tender back.
    NoteWithdrawal = "note-withdrawal", "note a withdrawal";
    /// Says what became of a flag on a tender.
    ResolveFlag = "resolve-flag", "say what became of a flag";
    /// Has scores proposed by the published rules.
    ProposeScores = "propose-scores", "have scores proposed";
    /// Declares interests.
    Declare = "declare", "declare interests";
    /// Decides what follows from another's declared interest.
    ReviewInterest = "review-interest", "review a declared interest";
    /// Acknowledges the briefing.
    Acknowledge = "acknowledge", "acknowledge the briefing";
    /// Sees the content of a tender.
    ViewTender = "view-tender", "see a tender";
    /// Asks a supplier to clarify.
    Clarify = "clarify", "ask a supplier to clarify";
    /// Takes a workbook to score in.
    TakeWorkbook = "take-workbook", "take a workbook to score in";
    /// Locks own scores.
    LockScores = "lock-scores", "lock scores";
    /// Sees others' individual scores.
    ViewScores = "view-scores", "see the scores of others";
    /// Leads the moderation and writes down what is agreed.
    Moderate = "moderate", "moderate";
    /// Writes down what the panel decided on scores, out of the score workbook.
    DecideScores = "decide-scores", "record scores";
    /// Opens sealed prices.
    OpenPrices = "open-prices", "open prices";
    /// Sees prices.
    ViewPrices = "view-prices", "see prices";
    /// Corrects or normalises prices.
    CorrectPrices = "correct-prices", "correct prices";
    /// Has the result computed.
    ComputeResult = "compute-result", "have the result computed";
    /// Decides not to assess a tender further.
    ExcludeTender = "exclude-tender", "exclude a tender";
    /// Decides on the award.
    DecideAward = "decide-award", "decide on the award";
    /// Reopens what was computed or decided, for a reason.
    ReopenAward = "reopen-award", "reopen the award";
    /// Makes the assessment summaries.
    MakeSummaries = "make-summaries", "make assessment summaries";
    /// Accepts, amends or rejects a clause.
    DecideClause = "decide-clause", "decide on a clause";
    /// Sends an assessment summary.
    SendSummary = "send-summary", "send an assessment summary";
    /// Publishes the contract award notice.
    PublishNotice = "publish-notice", "publish the award notice";
    /// Writes down that a letter was sent to a supplier.
    SendLetter = "send-letter", "record a letter as sent";
    /// Writes down that the contract was entered into.
    NoteContract = "note-contract", "record that the contract was entered into";
    /// Gives the record to somebody.
    ExportRecord = "export-record", "export the record";
    /// Withholds or destroys values of the record.
    RedactRecord = "redact-record", "redact the record";
    /// Puts the log under another key.
    RotateKey = "rotate-key", "change the key of the record";
    /// Corrects an earlier event by a new one.
    Correct = "correct", "correct the record";
    /// Checks the record.
    VerifyRecord = "verify-record", "verify the record";
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// What is allowed.
    pub deed: Deed,
    /// To whom.
    pub roles: &'static [Role],
    /// From this stage.
    pub from: Stage,
    /// To this stage.
    pub to: Stage,
    /// On these conditions.
    pub needs: &'static [Need],
}

use Need::{Briefed, Declared, Locked, Unlocked};
use Role::{Administrator, Auditor, Commercial, Evaluator, Lead, Legal, Moderator, Observer};

const ALL_ROLES: &[Role] = &Role::ALL;

const fn row(deed: Deed, roles: &'static [Role], from: Stage, to: Stage, needs: &'static [Need]) -> Row {
    Row { deed, roles, from, to, needs }
}

/// The table.
pub const RULES: &[Row] = &[
    row(Deed::AddPerson, &[Lead, Administrator], Stage::Draft, Stage::Moderating, &[]),
    row(Deed::AddAdviser, &[Lead, Administrator], Stage::Draft, Stage::Noticed, &[]),
    row(Deed::RemovePerson, &[Lead], Stage::Draft, Stage::Awarded, &[]),
    row(Deed::PublishPack, &[Lead], Stage::Draft, Stage::Open, &[]),
    // A late tender is kept for a person to decide on.
    row(Deed::ReceiveTender, &[Lead, Administrator], Stage::Open, Stage::Moderating, &[]),
    // Before a price is seen, since its answers are still to be scored.
    row(Deed::AdmitTender, &[Lead], Stage::Open, Stage::Settled, &[Declared]),
    row(Deed::NoteWithdrawal, &[Lead, Administrator], Stage::Open, Stage::Priced, &[]),
    row(Deed::ResolveFlag, &[Lead, Moderator], Stage::Open, Stage::Priced, &[Declared]),
    // Not before the deadline: nobody sees what is in a tender while others may still come in.
    row(Deed::ProposeScores, &[Lead, Administrator, Moderator], Stage::Closed, Stage::Settled, &[]),
    row(Deed::Declare, ALL_ROLES, Stage::Draft, Stage::Noticed, &[]),
    row(Deed::ReviewInterest, &[Lead, Legal], Stage::Draft, Stage::Noticed, &[]),
    row(
        Deed::Acknowledge,
        &[Auditor, Commercial, Evaluator, Lead, Legal, Moderator, Observer],
        Stage::Draft,
        Stage::Noticed,
        &[],
    ),
    row(
        Deed::ViewTender,
        &[Evaluator, Moderator, Observer],
        Stage::Closed,
        Stage::Noticed,
        &[Declared, Briefed],
    ),
    row(Deed::ViewTender, &[Lead, Legal, Auditor], Stage::Closed, Stage::Noticed, &[Declared]),
    // Whoever sees prices learns of quality when it is settled.
    row(Deed::ViewTender, &[Commercial], Stage::Settled, Stage::Noticed, &[Declared]),
    row(Deed::Clarify, &[Lead, Moderator], Stage::Closed, Stage::Awarded, &[Declared]),
    row(Deed::TakeWorkbook, &[Evaluator], Stage::Closed, Stage::Scoring, &[Declared, Briefed, Unlocked]),
    row(Deed::LockScores, &[Evaluator], Stage::Scoring, Stage::Scoring, &[Declared, Briefed, Unlocked]),
    row(Deed::ViewScores, &[Evaluator], Stage::Moderating, Stage::Noticed, &[Declared, Briefed, Locked]),
    row(Deed::ViewScores, &[Moderator, Observer], Stage::Moderating, Stage::Noticed, &[Declared, Briefed]),
    row(Deed::ViewScores, &[Lead, Legal, Auditor], Stage::Moderating, Stage::Noticed, &[Declared]),
    row(Deed::ViewScores, &[Commercial], Stage::Resulted, Stage::Noticed, &[Declared]),
    row(Deed::Moderate, &[Moderator], Stage::Moderating, Stage::Settled, &[Declared, Briefed]),
    row(Deed::DecideScores, &[Lead, Moderator], Stage::Scoring, Stage::Settled, &[Declared]),
    row(Deed::OpenPrices, &[Commercial, Lead], Stage::Settled, Stage::Priced, &[Declared]),
    row(Deed::ViewPrices, &[Commercial, Lead, Legal, Auditor], Stage::Priced, Stage::Noticed, &[Declared]),
    row(Deed::ViewPrices, &[Evaluator, Moderator, Observer], Stage::Resulted, Stage::Noticed, &[Declared]),
    row(Deed::CorrectPrices, &[Commercial], Stage::Priced, Stage::Priced, &[Declared]),
    row(Deed::ComputeResult, &[Lead, Commercial], Stage::Priced, Stage::Resulted, &[Declared]),
    row(Deed::ExcludeTender, &[Lead], Stage::Open, Stage::Resulted, &[Declared]),
    row(Deed::DecideAward, &[Lead], Stage::Resulted, Stage::Resulted, &[Declared]),
    // Up to the contract, and after the notice too: an error does not become right by being published.
    row(Deed::ReopenAward, &[Lead], Stage::Resulted, Stage::Noticed, &[Declared]),
    row(Deed::MakeSummaries, &[Lead, Commercial, Legal], Stage::Awarded, Stage::Awarded, &[Declared]),
    row(Deed::DecideClause, &[Lead, Legal], Stage::Resulted, Stage::Noticed, &[Declared]),
    row(Deed::SendSummary, &[Lead], Stage::Awarded, Stage::Awarded, &[Declared]),
    row(Deed::PublishNotice, &[Lead], Stage::Told, Stage::Told, &[Declared]),
    row(Deed::SendLetter, &[Lead, Moderator, Commercial, Legal], Stage::Open, Stage::Noticed, &[Declared]),
    row(Deed::NoteContract, &[Lead, Legal], Stage::Noticed, Stage::Noticed, &[Declared]),
    row(Deed::ExportRecord, &[Lead, Legal, Auditor], Stage::Draft, Stage::Noticed, &[]),
    row(Deed::RedactRecord, &[Lead, Legal], Stage::Draft, Stage::Noticed, &[]),
    row(Deed::RotateKey, &[Administrator, Lead], Stage::Draft, Stage::Noticed, &[]),
    row(Deed::Correct, &[Lead, Moderator, Commercial], Stage::Draft, Stage::Noticed, &[]),
    row(Deed::VerifyRecord, ALL_ROLES, Stage::Draft, Stage::Noticed, &[]),
];

/// Why something may not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{person}` may not {what}: {why}")]
pub struct Refusal {
    person: String,
    what: &'static str,
    why: String,
}

impl Refusal {
    /// Whoever has left does nothing.
    pub(super) fn left(person: &str) -> Self {
        Self { person: person.to_owned(), what: "act here", why: "it has left the panel".to_owned() }
    }

    /// The same of a person by name.
    #[must_use]
    pub fn of(self, person: &str) -> Self {
        Self { person: person.to_owned(), ..self }
    }
}

/// What this program does where nobody is named, for a portal that hands tenders on or on a timer; at the same stages as the
/// people who may.
pub const BY_PROGRAM: &[Deed] = &[Deed::PublishPack, Deed::ReceiveTender, Deed::ProposeScores];

/// Whether this program may do `deed` at `stage` where nobody is named.
///
/// # Errors
/// With the reason why not.
pub fn program_may(deed: Deed, stage: Stage) -> Result<(), Refusal> {
    let refuse = |why: String| Refusal { person: "this program".to_owned(), what: deed.words(), why };
    let mut rows = RULES.iter().filter(|it| it.deed == deed && BY_PROGRAM.contains(&deed));
    match rows.next() {
        None => Err(refuse("somebody does, and is named with `--by`".to_owned())),
        Some(row) if stage < row.from => {
            Err(refuse(format!("not before {}; now {}", row.from.words(), stage.words())))
        }
        Some(row) if stage > row.to => Err(refuse(format!("it is too late: {}", stage.words()))),
        Some(_) => Ok(()),
    }
}

/// Whether somebody with `roles` who stands so may do `deed`, and in which role.
///
/// # Errors
/// With the reason why not: the role first, then the stage, then what is lacking.
pub fn may(deed: Deed, roles: &BTreeSet<Role>, standing: Standing) -> Result<Role, Refusal> {
    let refuse = |why: String| Refusal { person: "the person".to_owned(), what: deed.words(), why };
    let rows = || RULES.iter().filter(|it| it.deed == deed);
    let mut fitting = rows()
        .flat_map(|row| row.roles.iter().map(move |role| (row, *role)))
        .filter(|(_, role)| roles.contains(role))
        .peekable();
    if fitting.peek().is_none() {
        let all: BTreeSet<&str> = rows().flat_map(|it| it.roles).map(|it| it.as_str()).collect();
        let all: Vec<&str> = all.into_iter().collect();
        return Err(refuse(format!("that is for {}", all.join(", "))));
    }
    let mut why = String::new();
    for (row, role) in fitting {
        if standing.stage < row.from {
            why = format!("not before {}; now {}", row.from.words(), standing.stage.words());
        } else if standing.stage > row.to {
            why = format!("it is too late: {}", standing.stage.words());
        } else if let Some(need) = row.needs.iter().find(|it| !it.is_met(standing)) {
            need.lacking(standing).clone_into(&mut why);
        } else {
            return Ok(role);
        }
    }
    Err(refuse(why))
}
