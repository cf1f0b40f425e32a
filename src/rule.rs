//! Rule files: what the words of an answer must say for a part of a question to be met.
//!
//! A rule file belongs to one revision of one question. It holds lexicons (the words of the field), points
//! (what must be affirmed or denied), the tuning of parts, and caps and bands where the question departs from
//! the scale. Points carry their own tests. Shared lexicons, the cues of language and the scale stand in files
//! of their own. Nothing here reads an answer.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    bank::{Bank, Form},
    diag::Diagnostics,
    id::{Digest, Kept, Name, PartId, QuestionId, RuleId},
    language::vocabulary::Synonyms,
    source::SourceFile,
};

mod association;
mod check;
mod doubt;
pub mod file;

pub use association::{Associations, Features, Weights, features};
pub use doubt::{Doubts, END, Lesser};

/// What the words say of a part, always of the *good* proposition: `TLS 1.0 is accepted` makes
/// the part on transfers `Negated`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Said to be so.
    Affirmed,
    /// Said to be so, with an exception that is named.
    AffirmedWithException,
    /// Covered only by a general statement.
    Umbrella,
    /// So if something is bought, asked for or agreed.
    Conditional,
    /// Said with reserve.
    Hedged,
    /// Said of somebody else.
    ThirdParty,
    /// To come.
    Planned,
    /// `We comply with all of the above`.
    BareAssent,
    /// Was so.
    Historic,
    /// Something near it, but not it.
    Related,
    /// Said not to be so.
    Negated,
    /// Nothing is said of it.
    Absent,
    /// Said not to apply, with a reason.
    NotApplicable,
    /// The words can be read in more than one way.
    Uncertain,
}

impl Status {
    /// Whether it is said to be so, with an exception that is named or without.
    pub fn is_met(self) -> bool {
        matches!(self, Self::Affirmed | Self::AffirmedWithException)
    }
}

/// Whether the words name a value, a mechanism or a proof, or only say that it is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// Only said.
    Generic,
    /// With a value, a mechanism or a proof.
    Specific,
}

/// All rules of one release of the bank, with the language that they share.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Over all files that can move a score.
    pub digest: Digest,
    /// One for each question of the bank.
    pub questions: BTreeMap<QuestionId, QuestionRules>,
    /// Words that all rule files may name.
    pub lexicons: BTreeMap<Name, Lexicon>,
    /// The cues of English.
    pub cues: Vec<Cue>,
    /// Credits, caps and bands.
    pub scale: Scale,
    /// Facts on which several answers must agree.
    pub checks: Vec<Check>,
    /// Which words are typical of which part.
    pub associations: Associations,
    /// Which words are typical of what falls short.
    pub doubts: Doubts,
    /// Words that are heard as another too.
    pub synonyms: Synonyms,
    /// Words in the rows of certificates.
    pub certificates: CertificateWords,
    /// What was made of the cues when the program was built, and the words of all that was made then.
    pub made: Option<(&'static [u8], &'static str)>,
}

/// `scoring/certificates.toml`: words in the rows of certificates, in small letters; cells are compared, not read as prose.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateWords {
    /// May stand beside a scheme's name without making it another.
    pub beside: Vec<String>,
    /// A cell with one of these is as good as empty.
    pub blank: Vec<String>,
    /// As the holder: the bidder itself.
    pub own: Vec<String>,
    /// As the accreditation: nobody's.
    pub unaccredited: Vec<String>,
    /// In the scope: it may leave out the service that is tendered.
    pub narrowed: Vec<String>,
}

/// The rules of one question.
#[derive(Debug, Clone)]
pub struct QuestionRules {
    /// Which question.
    pub question: QuestionId,
    /// The file, for messages.
    pub path: String,
    /// Words that only this question uses; they shadow shared ones. Empty where something was made of them.
    pub lexicons: BTreeMap<Name, Lexicon>,
    /// What was made of all lexicons that it names when the program was built.
    pub made: Option<&'static [u8]>,
    /// How parts gather their points; in the bank's order.
    pub parts: Vec<PartRules>,
    /// What must be affirmed or denied.
    pub points: Vec<Arc<Point>>,
    /// Limits beside the scale's.
    pub caps: Vec<Cap>,
    /// Instead of the scale's, where there are any.
    pub bands: Vec<Band>,
    /// Whole answers with the score that they must get.
    pub answer_tests: Vec<AnswerTest>,
}

/// A vocabulary.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// Patterns that name the thing.
    pub any: Vec<String>,
    /// Patterns that name it and deny it in one: `unencrypted`.
    pub minus: Vec<String>,
    /// Where these stand, the others are not meant.
    pub not: Vec<String>,
}

/// How a part gathers its points.
#[derive(Debug, Clone)]
pub struct PartRules {
    /// Which part.
    pub part: PartId,
    /// Lexicons whose words, as a label or heading, speak for the part.
    pub label: Vec<Name>,
    /// Lexicons of the part's subject: where no point made anything of the part, a sentence that names the subject
    /// and denies, plans, hedges or conditions it is still read; one that only affirms it is not.
    pub topic: Vec<Name>,
    /// So many different points affirmed make the part specific; none: the claims' own strength decides.
    pub specific_at: Option<u32>,
    /// So many make it generic; fewer are partial.
    pub generic_at: u32,
    /// For so many months from the day of issue what is claimed lasts, where nothing else is said: a certificate.
    pub lasts_months: Option<u32>,
    /// Whether a flat `no` under the part's label denies it.
    pub label_denies: bool,
}

/// One thing that must be affirmed or denied.
#[derive(Debug, Clone)]
pub struct Point {
    /// `<question>.<part>.<name>`.
    pub id: RuleId,
    /// The parts that it bears on.
    pub parts: Vec<PartId>,
    /// Drives how tense and holder are read.
    pub kind: Kind,
    /// Whether the words name what is wished for or what is feared.
    pub adverse: bool,
    /// Each slot needs a hit of one of its lexicons, all in one clause.
    pub needs: Vec<Vec<Name>>,
    /// What the point is found by, beside lexicons.
    pub on: On,
    /// The most words between the first slot's hit and another's.
    pub within: usize,
    /// Lexicons or `value.<kind>` that make a claim specific.
    pub specific_if: Vec<Name>,
    /// Lexicons whose presence in the clause stops the point.
    pub unless: Vec<Name>,
    /// What an affirmed claim of it counts as.
    pub reads_as: Option<Status>,
    /// What a denied claim of it counts as; `absent` drops it.
    pub denied_as: Option<Status>,
    /// As its part has it.
    pub lasts_months: Option<u32>,
    /// Caps the strength.
    pub at_most: Strength,
    /// Whether the words count whoever they are said of.
    pub any_holder: bool,
    /// Denying it does not deny the part.
    pub support: bool,
    /// Only under a label or letter of its part.
    pub labelled: bool,
    /// Parts that it answers too, specifically, unless one of `unless_claimed` is affirmed.
    pub settles: Vec<PartId>,
    /// See `settles`; also stops the point itself.
    pub unless_claimed: Vec<RuleId>,
    /// An affirmed claim is an exception that stands open.
    pub open_exception: bool,
    /// Lexicons that name an equivalent of what the part names: while such a claim stands, that the named thing itself
    /// is not held denies nothing (Procurement Act 2023, s.56).
    pub equivalents: Vec<Name>,
    /// Why it is a point.
    pub why: Kept,
    /// Its tests.
    pub tests: Vec<PointTest>,
}

/// What a point is found by, beside lexicons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum On {
    /// Its lexicons.
    Words,
    /// The answer being nothing but assent.
    Assent,
    /// The answer being nothing but refusal.
    Refusal,
}

/// How tense and holder of a claim are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A promise is asked for: `we will not sell`.
    Undertaking,
    /// How the service behaves: `is encrypted`.
    Practice,
    /// What can be done.
    Capability,
    /// A certificate, an appointment, a test done.
    Credential,
    /// Something that may happen.
    Event,
    /// A disclosure, a party, a place: said or not said; tense and holder do not matter.
    Fact,
}

/// A sentence and what the point must make of it.
#[derive(Debug, Clone)]
pub struct PointTest {
    /// As a supplier would write.
    pub text: String,
    /// `absent` where the point must not fire.
    pub expect: Status,
    /// Where given, the strength too.
    pub specific: Option<bool>,
    /// A known gap: reported, not failed.
    pub todo: bool,
}

/// A whole answer and its score.
#[derive(Debug, Clone)]
pub struct AnswerTest {
    /// What it shows.
    pub name: String,
    /// The tick beside it, as written.
    pub yes_no: Option<String>,
    /// The answer.
    pub text: String,
    /// Lowest and highest score.
    pub range: (u8, u8),
    /// Parts that must have these statuses.
    pub statuses: BTreeMap<PartId, Status>,
}

/// A cue: words that turn what is said near them.
#[derive(Debug, Clone)]
pub struct Cue {
    /// For the record of why.
    pub id: Name,
    /// What it does.
    pub class: CueClass,
    /// Where it acts.
    pub direction: Direction,
    /// How many words far; none: the clause.
    pub tokens: Option<usize>,
    /// Whether it acts over the whole sentence, beyond its clause.
    pub sentence: bool,
    /// The kinds of point that it touches; all when empty.
    pub kinds: Vec<Kind>,
    /// Patterns.
    pub text: Vec<String>,
}

/// What a cue does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CueClass {
    /// `not`, `never`: deny the verb. Several of them deny once.
    Negate,
    /// `no`, `none`: deny the noun.
    NegateNoun,
    /// `without`, `fails to`, `prohibits`: deny by themselves; with a `not` they affirm.
    NegateWord,
    /// `not only`: consumes its words.
    Pseudo,
    /// `generally`, `we believe`.
    Hedge,
    /// `on our roadmap`, `working towards`.
    Planned,
    /// `will`, `shall`: depends on the kind of point.
    Promissory,
    /// `if the Council buys`.
    Conditional,
    /// `if a disk fails`: a trigger, not a condition.
    Operational,
    /// `used to`, `lapsed`.
    Historic,
    /// `since restored`: undoes a historic cue before it.
    Restored,
    /// `Microsoft`, `our hosting provider`: a holder that is not the bidder.
    ThirdParty,
    /// `we`, `our platform`: the bidder.
    Bidder,
    /// `third-party audits`, `leave the host`: consumes words that would name a holder.
    NoHolder,
    /// `hosting is with`, `in the name of`: the name that follows is a holder that is not the bidder.
    Introduces,
    /// `is the Council's responsibility`.
    Deflect,
    /// `except`, `save for`.
    Exception,
    /// `does not yet`, `one exception is`: in a sentence that nothing else reads, an exception to what was said before.
    Limit,
    /// `is a common cause of`, `every organisation should`: a truth about the world, of which the bidder is no part.
    General,
    /// `we note the requirement that`: what was asked is said back, and not that it is so.
    SaidBack,
    /// `and comply with it`: what was said back before it is agreed to.
    Agreed,
    /// `most vendors`, `it is common in the trade`: what others do, told to set the bidder apart.
    Trade,
    /// `we confirm`, `agreed`.
    Assent,
    /// `we meet all of the above`.
    AssentAll,
    /// `we do not agree`.
    Refusal,
    /// `see section 4`, `as attached`.
    Reference,
    /// `is`, `are`, `likewise`: stand for a predicate said before.
    Ellipsis,
    /// `go without`, `the same cannot be said of`: deny a predicate said before of a thing that stands next to them.
    GoesWithout,
    /// `expires`, `valid until`: a date in the past makes it historic.
    Expiry,
}

/// Where a cue acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// On what follows.
    Forward,
    /// On what stands before.
    Backward,
    /// On both.
    Both,
}

/// Credits, caps and bands: the policy, in one place.
#[derive(Debug, Clone)]
pub struct Scale {
    /// Its name.
    pub id: Name,
    /// What each score means, from 0.
    pub descriptors: Vec<Descriptor>,
    /// Thousandths of a part's weight for each status and strength.
    pub credit: BTreeMap<Name, u32>,
    /// Limits for all questions.
    pub caps: Vec<Cap>,
    /// First that holds gives the score.
    pub bands: Vec<Band>,
    /// What a person is told.
    pub referrals: BTreeMap<Name, ReferralText>,
}

/// What a score means.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Descriptor {
    /// The score.
    pub score: u8,
    /// One word.
    pub name: String,
    /// As published.
    pub text: String,
}

/// The words of a referral; `{part}`, `{words}` and the like are filled in.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferralText {
    /// Stable code.
    pub code: Name,
    /// For the evaluator.
    pub message: String,
    /// A draft clarification question.
    pub ask: String,
    /// Whether no score may be proposed.
    #[serde(default)]
    pub withholds: bool,
}

/// A limit on the score.
#[derive(Debug, Clone)]
pub struct Cap {
    /// Stable.
    pub id: Name,
    /// The highest score that it allows.
    pub max: u8,
    /// In words for the supplier.
    pub reason: String,
    /// When it applies.
    pub when: When,
}

/// A row of the table that gives the score.
#[derive(Debug, Clone)]
pub struct Band {
    /// The score.
    pub score: u8,
    /// When it applies.
    pub when: When,
}

/// A condition: all that is given must hold.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct When {
    /// The question has one of these forms.
    pub form: Vec<Form>,
    /// Some mandatory part has one of these statuses.
    pub mandatory: Vec<Status>,
    /// These parts (all parts when none is named) are counted …
    pub parts: Vec<PartId>,
    /// … that have one of these statuses …
    pub status: Vec<Status>,
    /// … and are worth less than this, in thousandths …
    pub credit_below: Option<u32>,
    /// … and there are so many at least (one when not given).
    pub at_least: Option<u32>,
    /// … or so many at most.
    pub at_most: Option<u32>,
    /// One of these points has a claim that counts for or against.
    pub claims: Vec<RuleId>,
    /// The statuses that such a claim must have; any when empty.
    pub claim_status: Vec<Status>,
    /// Coverage in thousandths is below this.
    pub coverage_below: Option<u32>,
    /// Whether any claim at all counts.
    pub admissible: Option<bool>,
    /// Whether the answer assents.
    pub assent: Option<bool>,
    /// So many exceptions stand open at least.
    pub open_exceptions: Option<u32>,
}

/// A fact on which several answers must agree. It flags and drafts a question; it never moves a score.
#[derive(Debug, Clone)]
pub struct Check {
    /// Stable.
    pub id: Name,
    /// For the evaluator; `{a}` and `{b}` are the words found.
    pub message: String,
    /// A draft clarification question.
    pub ask: String,
    /// First fact.
    pub a: Fact,
    /// Second fact; none where the first alone is worth a question.
    pub b: Option<Fact>,
}

/// Something that an answer says.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Fact {
    /// A point with one of `status`.
    #[serde(default)]
    pub point: Vec<RuleId>,
    /// Statuses of the point's claim.
    #[serde(default)]
    pub status: Vec<Status>,
    /// Or words anywhere in these questions (all when none is named).
    #[serde(default)]
    pub words: Vec<Name>,
    /// Where to look for the words.
    #[serde(default)]
    pub questions: Vec<QuestionId>,
    /// Or a tick.
    #[serde(default)]
    pub tick: Option<String>,
    /// Or values of one kind beside `words`: the check fires where `a` and `b` differ.
    #[serde(default)]
    pub value: Option<Name>,
}

impl Rules {
    /// Reads all rule files for `bank`. All faults are reported at once.
    ///
    /// # Errors
    /// When a file is faulty, or a question of the bank has no rules.
    pub fn load(files: &[SourceFile], bank: &Bank) -> Result<Self, Diagnostics> {
        check::load(files, bank)
    }

    /// The same without what was learned of words that fall short, so that each rule can be tried alone.
    #[must_use]
    pub fn undoubting(self) -> Self {
        Self { doubts: Doubts::default(), ..self }
    }

    /// The lexicon that `question` means by `name`.
    pub fn lexicon<'a>(&'a self, question: &'a QuestionRules, name: &Name) -> Option<&'a Lexicon> {
        question.lexicons.get(name).or_else(|| self.lexicons.get(name))
    }
}
