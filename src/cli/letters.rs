//! `probity letters`: letters to suppliers around an award, to be read, signed and sent by people. Nothing is sent and
//! nothing is decided here; what people sent is recorded.

use std::path::{Path, PathBuf};

use super::{Failure, Outcome, out};
use crate::{
    award::{
        letter::{Known, Letter, LetterLaw, Office, Point, Wait, check},
        summary::{self, leak::Guard},
    },
    diag::{counted, nearest},
    document::{Templates, letter, letter_templates},
    id::{Date, TenderId},
    procurement::{Regime, law::Law},
    store::{self, output::Output},
};

mod award;
mod draft;
mod sent;

use award::{Award, AwardLot};

/// What `letters` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

/// What all letters take.
#[derive(Debug, clap::Args)]
struct Common {
    /// What people say of the tenders, to whom letters go and what stands at their head;
    /// `fixtures/schema/award-people.json` names its keys
    #[arg(long, value_name = "FILE")]
    people: PathBuf,
    /// The day that the letters bear
    #[arg(long, value_name = "DATE")]
    on: Date,
    /// Who signs, with the post
    #[arg(long, value_name = "TEXT")]
    signed_by: String,
    /// The law that the contract is bought under [default: the one that the head of the file names]
    #[arg(long, value_enum)]
    regime: Option<Under>,
    /// Write the letters to this folder
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write to the folder although something else stands in it
    #[arg(long)]
    force: bool,
    /// Take templates of your own from this folder, in place of those built in
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
}

/// The result that letters go by.
#[derive(Debug, clap::Args)]
struct Scores {
    /// The folder of a procurement, or a file of scores and prices, as `award` takes them
    #[arg(value_name = "DIR|FILE")]
    of: PathBuf,
    /// Of a file: a method of your own, in place of the one that it names
    #[arg(long, value_name = "FILE")]
    method: Option<PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Write the letters that go with the assessment summaries, to everybody whose tender was assessed
    Outcome {
        #[command(flatten)]
        scores: Scores,
        #[command(flatten)]
        common: Common,
        /// The day on which the contract award notice is to be published [default: that of the head of the file]
        #[arg(long, value_name = "DATE")]
        notice_on: Option<Date>,
        /// What the successful supplier must show before the contract is entered into; may be given several times
        #[arg(long, value_name = "TEXT")]
        before_signing: Vec<String>,
    },
    /// Write the notices to suppliers whose tender is not assessed, or no further, with the fact and the reason
    Disregarded {
        #[command(flatten)]
        scores: Scores,
        #[command(flatten)]
        common: Common,
        /// Only to the supplier of this tender
        #[arg(long, value_name = "TENDER")]
        tender: Option<TenderId>,
        /// What the supplier was asked before and what it answered, or why it was not asked, where the result does not say
        /// it
        #[arg(long, value_name = "TEXT", requires = "tender")]
        clarified: Option<String>,
    },
    /// Write the letter that tells a supplier that its price is considered abnormally low and asks it to explain it;
    /// or, with `--decided`, the one that tells what was decided then
    LowPrice {
        #[command(flatten)]
        scores: Scores,
        #[command(flatten)]
        common: Common,
        /// The tender
        #[arg(long, value_name = "TENDER")]
        tender: TenderId,
        /// The last day of the supplier's answer
        #[arg(long, value_name = "DATE", required_unless_present = "decided")]
        answer_by: Option<Date>,
        /// Why the price is considered abnormally low, beside what the published test finds
        #[arg(long, value_name = "TEXT", default_value = "", conflicts_with = "decided")]
        because: String,
        /// What is asked beside the usual points; may be given several times
        #[arg(long, value_name = "TEXT", conflicts_with = "decided")]
        ask: Vec<String>,
        /// Tell what was decided: the file of scores has it, under `outcome` or `kept`
        #[arg(long, conflicts_with = "answer_by")]
        decided: bool,
        /// The day of the letter that asked, where the file does not say it
        #[arg(long, value_name = "DATE", requires = "decided")]
        asked_on: Option<Date>,
        /// The last day of the supplier's answer, where the file does not say it
        #[arg(long, value_name = "DATE", requires = "decided")]
        heard_until: Option<Date>,
        /// Who decided, where the tender is still assessed
        #[arg(long, value_name = "NAME", default_value = "", requires = "decided")]
        by: String,
    },
    /// Write the letter that asks a supplier what its tender means: the questions that were drafted in assessing it, and
    /// your own
    Clarify {
        /// The assessment of the tender: its `assessment.json`, or a line of `score --format json`; left out where all
        /// questions are your own
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        #[command(flatten)]
        common: Common,
        /// The tender, by which the file of people knows it
        #[arg(long, value_name = "TENDER")]
        tender: TenderId,
        /// The last day of the supplier's answer
        #[arg(long, value_name = "DATE")]
        answer_by: Date,
        /// Of the drafted questions only those on these questions of the tender documents
        #[arg(long, value_name = "ID", value_delimiter = ',', requires = "file")]
        question: Vec<crate::id::QuestionId>,
        /// A question of your own; may be given several times
        #[arg(long, value_name = "TEXT")]
        ask: Vec<String>,
    },
    /// Record that a letter was sent to a supplier, and keep it
    Sent(sent::SentArgs),
    /// Record what a supplier answered to a letter that asked, and keep it
    Answered(sent::AnsweredArgs),
    /// Write the templates that are built in to a new folder, to begin from
    Templates {
        /// The new folder
        #[arg(value_name = "NEW")]
        folder: PathBuf,
    },
}

/// The law that a contract is bought under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Under {
    /// Begun on or after 24 February 2025
    #[value(name = "procurement-act-2023")]
    Act,
    /// Begun before that day
    #[value(name = "pcr-2015")]
    Regulations,
    /// Of a value below the threshold
    BelowThreshold,
}

impl Under {
    fn regime(self) -> Regime {
        match self {
            Self::Act => Regime::ProcurementAct2023,
            Self::Regulations => Regime::Pcr2015,
            Self::BelowThreshold => Regime::BelowThreshold,
        }
    }
}

/// Carries out `letters`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    match args.command {
        Command::Sent(args) => sent::sent(&args),
        Command::Answered(args) => sent::answered(&args),
        Command::Templates { folder } => {
            let files: Vec<(&str, Vec<u8>)> =
                letter_templates().map(|(name, text)| (name, text.into())).collect();
            Output::claim(&folder, false)?.write(&files)?;
            out::print(&format!("{} templates are in {}\n", files.len(), folder.display()))?;
            Ok(Outcome::Done)
        }
        Command::Outcome { scores, common, notice_on, before_signing } => {
            let Some((mut desk, award)) = Desk::open(data, common, Some((&scores, true)))? else {
                return Ok(Outcome::Refused);
            };
            outcomes(&mut desk, &award, notice_on, &before_signing)?;
            desk.close()
        }
        Command::Disregarded { scores, common, tender, clarified } => {
            let Some((mut desk, award)) = Desk::open(data, common, Some((&scores, false)))? else {
                return Ok(Outcome::Refused);
            };
            let mut found = 0_usize;
            for lot in &award.lots {
                let wanted = lot.standings().filter(|it| tender.as_ref().is_none_or(|id| it.tender == *id));
                for it in wanted {
                    let (header, recipient) =
                        (lot.header(&desk.telling), AwardLot::recipient(&desk.telling, it));
                    let mut it = it.clone();
                    if let Some(clarified) = clarified.as_ref().filter(|_| it.outcome.clarified.is_empty()) {
                        it.outcome.clarified.clone_from(clarified);
                    }
                    let letter = desk.office().not_assessed(&it, &header, &recipient);
                    if let Some(letter) = letter {
                        found += 1;
                        desk.add_one(&letter, &format!("{}notice", lot.home), Some(lot))?;
                    }
                }
            }
            if let (Some(tender), 0) = (&tender, found) {
                award.standing(tender)?;
                return Err(format!(
                    "tender `{tender}` is assessed: what becomes of it a person decides, and the file of scores says it \
                     under `outcome`"
                )
                .into());
            }
            if found == 0 {
                out::note("every tender is assessed: there is nobody to give notice to");
            }
            desk.close()
        }
        Command::LowPrice {
            scores,
            common,
            tender,
            answer_by,
            because,
            ask,
            decided,
            asked_on,
            heard_until,
            by,
        } => {
            let Some((mut desk, award)) = Desk::open(data, common, Some((&scores, false)))? else {
                return Ok(Outcome::Refused);
            };
            let (lot, standing) = award.standing(&tender)?;
            let (header, recipient) =
                (lot.header(&desk.telling), AwardLot::recipient(&desk.telling, standing));
            let price = lot.price(&tender);
            match answer_by {
                Some(answer_by) if !decided => {
                    let asked = (because.as_str(), ask.as_slice(), answer_by);
                    let priced = (&lot.of.method, price);
                    let letter = desk.office().price_asked(standing, priced, &header, &recipient, asked);
                    desk.add_one(&letter, "price-asked", Some(lot))?;
                }
                _ => {
                    let heard = (asked_on, heard_until, by.as_str());
                    let letter = desk.office().price_decided(standing, price, &header, &recipient, heard);
                    let Some(letter) = letter else {
                        return Err(format!(
                            "nothing is decided on the price of `{tender}`: the file of scores says it under `outcome`, \
                             or under `kept` as `abnormally-low = \"the reason\"`"
                        )
                        .into());
                    };
                    desk.add_one(&letter, "price-decided", Some(lot))?;
                }
            }
            desk.close()
        }
        Command::Clarify { file, common, tender, answer_by, question, ask } => {
            let Some((mut desk, _)) = Desk::open(data, common, None)? else { return Ok(Outcome::Refused) };
            let drafted = match &file {
                Some(path) => draft::read(path, &question)?,
                None => draft::Drafted::default(),
            };
            let own =
                ask.into_iter().map(|text| Point { question: String::new(), place: String::new(), text });
            let points = drafted.points.into_iter().chain(own).collect();
            let mut recipient = desk.telling.recipients().remove(&tender).unwrap_or_default();
            if recipient.name.is_empty() {
                recipient.name = drafted.supplier;
            }
            let header = desk.telling.header.clone();
            let letter = desk.office().clarification(&tender, &header, &recipient, points, answer_by);
            desk.add_one(&letter, "questions", None)?;
            desk.close()
        }
    }
}

/// The letters that go with the summaries.
fn outcomes(
    desk: &mut Desk,
    award: &Award,
    notice_on: Option<Date>,
    before_signing: &[String],
) -> Result<(), Failure> {
    let header = &desk.telling.header;
    if let (Some(given), Some(stated)) = (notice_on, header.award_notice)
        && given != stated
    {
        return Err(format!(
            "`--notice-on` says {given}, and the head of the file of people has {stated} under `award-notice`: one day \
             only can be told"
        )
        .into());
    }
    let from = match desk.regime {
        Regime::Pcr2015 => Some(desk.on),
        _ => notice_on.or(header.award_notice),
    };
    let law = Law::load(&desk.files)?;
    let lawful = from.and_then(|from| law.standstill(desk.regime, from));
    for note in lawful.iter().flat_map(|it| &it.notes) {
        out::note(note);
    }
    let wait = match (&lawful, header.standstill_ends) {
        (Some(it), _) => Some(Wait::of(it)),
        (None, Some(ends)) if desk.regime == Regime::BelowThreshold => {
            Some(Wait::of_own_accord(desk.on, ends))
        }
        (None, _) => None,
    };
    for lot in &award.lots {
        let summaries = lot.summaries(&desk.telling);
        let known = desk.known();
        let faults = summary::check(&summaries, &lot.texts, &known);
        let (guard, names) = (Guard::new(&lot.texts, &known), award::names(&desk.telling, Some(lot)));
        let known = Known { guard: &guard, texts: &lot.texts, names: &names };
        for it in &summaries {
            let Some(letter) = desk.office().outcome(it, wait.as_ref(), before_signing) else {
                out::note(&format!(
                    "`{}` is not assessed: `probity letters disregarded` writes its notice",
                    it.tender
                ));
                continue;
            };
            if let Some(fault) = faults.iter().find(|fault| fault.tender == it.tender) {
                desk.refused = true;
                out::note(&format!(
                    "{}: its assessment summary cannot be sent yet ({}, {}), so its letter is not written: `probity award` \
                     tells all that is wrong with it",
                    it.tender, fault.at, fault.code
                ));
                continue;
            }
            desk.add(&letter, &format!("{}outcome", lot.home), known)?;
        }
    }
    Ok(())
}

/// What letters are written on.
struct Desk {
    files: Vec<crate::source::SourceFile>,
    telling: summary::file::Telling,
    law: LetterLaw,
    regime: Regime,
    on: Date,
    signed_by: String,
    templates: Templates,
    output: Output,
    written: Vec<(String, Vec<u8>)>,
    unverified: Vec<String>,
    refused: bool,
}

impl Desk {
    /// What people say is read, and the result where the letters go by one, with whether it must be decided on. Faults are
    /// told, and then there is none.
    fn open(
        data: Option<&Path>,
        common: Common,
        scores: Option<(&Scores, bool)>,
    ) -> Result<Option<(Self, Award)>, Failure> {
        let files = store::data(data)?;
        let output = Output::claim(&common.out, common.force)?;
        let templates = match &common.templates {
            Some(folder) => Templates::new(store::pack::templates(folder)?),
            None => Templates::default(),
        };
        let (telling, faults) = summary::file::Telling::read(&store::text(&common.people)?);
        out::report(&faults);
        let Some(mut telling) = telling else { return Ok(None) };
        let award = match scores {
            Some((scores, decided)) => Award::read(data, &files, scores, decided, &mut telling)?,
            None => Some(Award::default()),
        };
        let Some(award) = award else { return Ok(None) };
        let regime = match common.regime {
            Some(it) => it.regime(),
            None => regime(&telling.header.regime)?,
        };
        let desk = Self {
            law: LetterLaw::load(&files)?,
            files,
            telling,
            regime,
            on: common.on,
            signed_by: common.signed_by,
            templates,
            output,
            written: Vec::new(),
            unverified: Vec::new(),
            refused: false,
        };
        Ok(Some((desk, award)))
    }

    fn office(&self) -> Office<'_> {
        Office { law: &self.law, regime: self.regime, on: self.on, signed_by: &self.signed_by }
    }

    /// What everybody knows.
    fn known(&self) -> Vec<(String, String)> {
        self.telling.published.iter().map(|it| (it.place.clone(), it.text.clone())).collect()
    }

    /// The same for a letter that stands alone.
    fn add_one(&mut self, of: &Letter, name: &str, lot: Option<&AwardLot>) -> Result<(), Failure> {
        let (known, names) = (self.known(), award::names(&self.telling, lot));
        let texts = lot.map_or_else(|| self.telling.texts(), |it| it.texts.clone());
        let guard = Guard::new(&texts, &known);
        self.add(of, name, Known { guard: &guard, texts: &texts, names: &names })
    }

    /// Takes a letter up, unless something keeps it from being sent: that is told.
    fn add(&mut self, of: &Letter, name: &str, known: Known<'_>) -> Result<(), Failure> {
        let faults = check(of, known);
        for it in &faults {
            out::note(&it.to_string());
            self.refused = true;
        }
        if !faults.is_empty() {
            return Ok(());
        }
        for it in of.unverified() {
            if !self.unverified.contains(&it.source) {
                self.unverified.push(it.source.clone());
            }
        }
        let twin = letter(of, &self.templates)?;
        self.written.push((format!("{name}-{}.docx", of.tender), twin.word));
        self.written.push((format!("{name}-{}.html", of.tender), twin.page.into_bytes()));
        Ok(())
    }

    /// Writes what was taken up.
    fn close(self) -> Result<Outcome, Failure> {
        let files: Vec<(&str, Vec<u8>)> =
            self.written.iter().map(|(name, it)| (name.as_str(), it.clone())).collect();
        if !files.is_empty() {
            self.output.write(&files)?;
        }
        for source in &self.unverified {
            out::note(&format!(
                "what the letters say of `{source}` was written down from memory: a lawyer must read it before they are sent"
            ));
        }
        out::print(&format!(
            "{}, each in Word and as a page: read, sign and send them; nothing was sent\n",
            counted(files.len() / 2, "letter")
        ))?;
        Ok(if self.refused { Outcome::Refused } else { Outcome::Done })
    }
}

/// The regime that the head of the file names, as it is written in files or in words.
fn regime(text: &str) -> Result<Regime, Failure> {
    let all = [Regime::ProcurementAct2023, Regime::Pcr2015, Regime::BelowThreshold];
    let plain = |it: &str| it.trim().to_lowercase().trim_start_matches("the ").to_owned();
    let text = plain(text);
    if let Some(found) = all.into_iter().find(|it| it.as_str() == text || plain(it.title()) == text) {
        return Ok(found);
    }
    let near = nearest(&text, all.iter().map(|it| it.as_str()));
    let near = near.map(|it| format!("; the nearest is `{it}`")).unwrap_or_default();
    Err(format!(
        "the head of the file of people does not name a law that letters are known for under `regime`: `{text}`{near}. Give \
         it with `--regime`"
    )
    .into())
}
