//! What suppliers are told: the summaries made from the record and from what people add, sent each by each, and then the award
//! notice.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::{
    FOLDER,
    compute::{Reckoning, SUMMARIES, recorded, so_far},
    standstill,
};
use crate::{
    award::{
        sheet::{Outcomes, Sheet, WHOLE},
        summary::{
            Explained, Explanation, Header, People, Recipient, Summary, TenderText, check,
            file::{Decided, PassageFile, Telling},
        },
    },
    cli::{Failure, Outcome, out, record::Clock, rights::allowed, today},
    document::assessment_summary,
    id::{Date, Digest, Moment, Name, TenderId},
    intake,
    ledger::{
        act::Act,
        event::Draft,
        process::TenderState,
        trail::Trail,
        verify::{summary_of, tree_digest},
    },
    panel::Deed,
    report::ocds_award::ocds_award,
    store::{
        self,
        folder::Folder,
        output::Output,
        record::{Record, RecordError, kept},
    },
    workbook::layout::Layouts,
};

/// What `award summaries` takes.
#[derive(Debug, clap::Args)]
pub(super) struct SummariesArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// What people add: to whom each is sent, why the contract goes elsewhere, what is withheld, who signed off;
    /// `fixtures/schema/award-people.json` names its keys
    #[arg(long, value_name = "FILE")]
    people: PathBuf,
    /// Who makes them: it is recorded, with the digest of each
    #[arg(long, value_name = "PERSON")]
    by: String,
    /// The day that the open contracting data bear; today where left out
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Write over summaries that were changed since they were made
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    clock: Clock,
}

/// What `award send` takes.
#[derive(Debug, clap::Args)]
pub(super) struct SendArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The tenders whose summaries were sent [default: all that are made and not yet sent]
    #[arg(value_name = "TENDER")]
    tenders: Vec<String>,
    /// Who sent them
    #[arg(long, value_name = "PERSON")]
    by: String,
    /// When they were sent, with the offset [default: now]
    #[arg(long, value_name = "TIME")]
    sent: Option<Moment>,
    #[command(flatten)]
    clock: Clock,
}

/// Makes the summaries of all tenders, or none where one cannot be sent.
pub(super) fn summaries(data: Option<&Path>, args: &SummariesArgs) -> Result<Outcome, Failure> {
    let mut record = Record::open(&args.folder)?;
    let now = args.clock.now();
    let actor = allowed(&mut record, &args.by, Deed::MakeSummaries, now)?;
    let Some(award) = record.state().award else {
        return Err(
            "summaries follow the decision on the award, since each says who won: `probity award decide` first".into()
        );
    };
    let (size, decided) = (record.state().size, record.state().lots.clone());
    let (_, mut of) = recorded(data, record)?;
    let people = store::text(&args.people)?;
    let people_digest = Digest::of(people.text.as_bytes());
    let (telling, faults) = Telling::read(&people);
    out::report(&faults);
    let Some(mut telling) = telling else { return Ok(Outcome::Refused) };
    let trail = of.record.trail()?;
    head(&mut telling.header, &of, &trail);
    let decided: BTreeMap<Name, TenderId> = decided
        .iter()
        .map(|(lot, tender)| {
            let lot = if lot.is_empty() { WHOLE } else { lot };
            Ok((lot.parse()?, tender.parse()?))
        })
        .collect::<Result<_, Failure>>()?;
    let texts = texts(data, &mut of, &trail)?;
    let (written, mut refused) = written(&of, &trail, &telling, &decided, &texts)?;
    if let Some(fault) = standstill::of_head(data, &of.record, &telling.header, now.date())? {
        out::note(&fault);
        refused += 1;
    }
    if refused > 0 {
        return Err(format!(
            "nothing was written: {} summaries from being sent. A panel's reason is mended where the panel gave it; all else in \
             `{}`",
            if refused == 1 { "1 thing above keeps".to_owned() } else { format!("{refused} things above keep") },
            args.people.display()
        )
        .into());
    }
    let recipients = recipients(&of, &telling);
    let ocds =
        ocds_award(&telling.header, &of.outcomes, &decided, &recipients, args.on.unwrap_or_else(today));
    let mut files: Vec<(&str, Vec<u8>)> =
        written.iter().map(|(name, it)| (name.as_str(), it.clone())).collect();
    files.push((standstill::DATA, (serde_json::to_string_pretty(&ocds)? + "\n").into_bytes()));
    let home = args.folder.join(FOLDER).join(SUMMARIES);
    let output = Output::claim(&home, args.force)?;
    let summaries = digests(&written).into_iter().map(|(tender, digest)| format!("{tender} {digest}"));
    let summaries: Vec<String> = summaries.collect();
    let draft = Draft::new(Act::SummariesMade, &actor.id, actor.role)
        .with("award", award)
        .with("people", people_digest.as_str())
        .with("summaries", summaries);
    let event = of.record.transact(now, |turn| {
        if turn.state().size != size {
            return Err(RecordError::Refused(
                "somebody recorded an act meanwhile: make them again".to_owned(),
            ));
        }
        let event = turn.append(draft)?;
        // In the folder before the event is final: whole or not at all.
        output.write(&files).map_err(|error| RecordError::Refused(error.to_string()))?;
        Ok(event)
    })?;
    out::note(&format!(
        "{} in `{}`, recorded as event {}: read them, send each to its supplier alone, then record it with `probity award \
         send`",
        match written.len() / 2 {
            1 => "1 summary is".to_owned(),
            n => format!("{n} summaries are"),
        },
        home.display(),
        event.seq
    ));
    Ok(Outcome::Done)
}

/// By tender, the digest of what its supplier is sent: of the Word file, or over those of several lots.
fn digests(files: &Named) -> BTreeMap<String, Digest> {
    let mut by: BTreeMap<String, Named> = BTreeMap::new();
    for (name, bytes) in files {
        if let Some(tender) = summary_of(name) {
            by.entry(tender.to_owned()).or_default().push((name.clone(), bytes.clone()));
        }
    }
    by.into_iter().map(|(tender, files)| (tender, digest_of(&files))).collect()
}

fn digest_of(files: &Named) -> Digest {
    match files.as_slice() {
        [(_, bytes)] => Digest::of(bytes),
        several => tree_digest(several.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))),
    }
}

/// All that suppliers are told, from the record and from what people add.
pub(in crate::cli) struct Gathered {
    /// What people add, with what the record knows.
    pub(in crate::cli) telling: Telling,
    /// What tenders were scored, and at what price.
    pub(in crate::cli) sheet: Sheet,
    /// What came of it.
    pub(in crate::cli) outcomes: Outcomes,
    /// What the tenders say.
    pub(in crate::cli) texts: BTreeMap<TenderId, TenderText>,
}

/// Gathers what suppliers are told: of an award `decided`, what follows from the decision; before it, what the record has of
/// their tenders so far.
pub(in crate::cli) fn gathered(
    data: Option<&Path>,
    folder: &Path,
    mut telling: Telling,
    decided: bool,
) -> Result<Gathered, Failure> {
    let record = Record::open(folder)?;
    if decided && record.state().award.is_none() {
        return Err(
            "letters on the outcome follow the decision on the award: `probity award decide` first".into()
        );
    }
    let mut of = if decided { recorded(data, record)?.1 } else { so_far(data, record)? };
    let trail = of.record.trail()?;
    head(&mut telling.header, &of, &trail);
    let words = texts(data, &mut of, &trail)?;
    for (lot, tender) in of.record.state().lots.clone() {
        let lot = if lot.is_empty() { WHOLE.to_owned() } else { lot };
        let decided = Decided { tender: tender.parse()?, by: String::new(), reason: String::new() };
        telling.decided.insert(lot.parse()?, decided);
    }
    for (id, it) in explained(&of, &trail, &telling) {
        telling.tender.entry(id).or_default().explained = it;
    }
    for (id, it) in recipients(&of, &telling) {
        telling.tender.entry(id).or_default().recipient = it;
    }
    let known = words.known.into_iter();
    telling.published.extend(known.map(|(place, text)| PassageFile { place, text, confidential: false }));
    Ok(Gathered { telling, sheet: of.inputs.sheet, outcomes: of.outcomes, texts: words.tenders })
}

/// Fills in of the head what the procurement and the record know.
fn head(header: &mut Header, of: &Reckoning, trail: &Trail) {
    let procurement = &of.basis.procurement;
    let publication = of.basis.manifest.as_ref().and_then(|it| it.publication.as_ref());
    let notice = publication.map(|it| it.notice.clone()).unwrap_or_default();
    let contact = [&procurement.contacts.procurement, &procurement.contacts.address];
    let contact: Vec<&str> = contact.into_iter().map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
    let pack = of.record.state().pack.as_ref();
    let root = trail.tree().root().hex();
    let short: String = root.chars().take(16).collect();
    let bank = pack.map(|it| format!("{} ({})", it.bank, it.bank_digest)).unwrap_or_default();
    let known = [
        (&mut header.authority, procurement.buyer.clone()),
        (&mut header.authority_id, procurement.buyer_id.clone()),
        (&mut header.title, procurement.title.clone()),
        (&mut header.notice, notice.clone()),
        (&mut header.regime, procurement.regime.map(|it| it.title().to_owned()).unwrap_or_default()),
        (&mut header.contact, contact.join(", ")),
        (
            &mut header.full_methodology_at,
            pack.map(|it| {
                format!(
                    "the assessment methodology in the tender documents (pack {}), notice {notice}",
                    it.id
                )
            })
            .unwrap_or_default(),
        ),
        (&mut header.bank, bank),
        (&mut header.record, format!("root {short}… of {} events", trail.lines.len())),
    ];
    for (field, value) in known {
        if field.trim().is_empty() {
            *field = value;
        }
    }
}

/// What must not be told to others, and what may.
struct Words {
    tenders: BTreeMap<TenderId, TenderText>,
    /// Each with its place.
    known: Vec<(String, String)>,
}

/// Files by their names.
type Named = Vec<(String, Vec<u8>)>;

/// What the tenders say, and what everybody knows: the questions as they were asked.
fn texts(data: Option<&Path>, of: &mut Reckoning, trail: &Trail) -> Result<Words, Failure> {
    let layouts = Layouts::load(&store::data(data)?)?;
    let folder = of.record.folder().to_owned();
    let mut texts = BTreeMap::new();
    for (id, it) in of.record.state().tenders.iter().filter(|(_, it)| !it.refused) {
        let bytes = kept(&folder, id, &it.sha256)?;
        let file = trail.value(it.seq, "file").and_then(Value::as_str).unwrap_or(id);
        let tender = intake::receive(file, &bytes, &layouts, of.basis.bank(), None);
        let pieces = tender.responses.iter().flat_map(|it| it.pieces.iter().map(move |piece| (it, piece)));
        let passages = pieces
            .map(|(it, piece)| (piece.place.to_string(), piece.text.clone(), it.confidential))
            .collect();
        texts.insert(id.parse()?, TenderText { passages, price: None });
    }
    let mut known = Vec::new();
    for it in &of.basis.bank().questions {
        known.push((it.id.to_string(), it.title.clone()));
        known.push((it.id.to_string(), it.text.clone()));
        known.extend(it.parts.iter().map(|part| (it.id.to_string(), part.title.clone())));
    }
    Ok(Words { tenders: texts, known })
}

/// To whom each summary is sent.
fn recipients(of: &Reckoning, telling: &Telling) -> BTreeMap<TenderId, Recipient> {
    let mut recipients = telling.recipients();
    for it in of.inputs.sheet.lots.iter().flat_map(|it| &it.tenders) {
        let recipient = recipients.entry(it.id.clone()).or_default();
        if recipient.name.trim().is_empty() {
            recipient.name.clone_from(&it.supplier);
        }
    }
    recipients
}

/// The files of all summaries, and how many things keep them from being sent.
fn written(
    of: &Reckoning,
    trail: &Trail,
    telling: &Telling,
    decided: &BTreeMap<Name, TenderId>,
    words: &Words,
) -> Result<(Named, usize), Failure> {
    let recipients = recipients(of, telling);
    let explained = explained(of, trail, telling);
    let passages: Vec<(String, String)> =
        telling.published.iter().map(|it| (it.place.clone(), it.text.clone())).collect();
    let known: Vec<(String, String)> = words.known.iter().cloned().chain(passages).collect();
    let many = of.inputs.sheet.lots.len() > 1;
    let (mut files, mut refused) = (Vec::new(), 0);
    for (lot, outcome) in of.inputs.sheet.lots.iter().zip(&of.outcomes.lots) {
        let mut texts = words.tenders.clone();
        texts.retain(|tender, _| outcome.result.standings.iter().any(|it| it.tender == *tender));
        for it in &outcome.result.standings {
            let price = it.price.as_ref().map(|it| it.price.to_string());
            texts.entry(it.tender.clone()).or_default().price = price;
        }
        let title = if many { lot.title.clone() } else { String::new() };
        let header = Header { lot: title, ..telling.header.clone() };
        let people = People { recipients: &recipients, explained: &explained };
        let summaries = Summary::of(&header, &lot.contest(), outcome, decided.get(&lot.id), people);
        let faults = check(&summaries, &texts, &known);
        refused += faults.len();
        for it in &faults {
            out::note(&it.to_string());
        }
        for it in &summaries {
            let twin = assessment_summary(it)?;
            let lot = if many { format!(" lot {}", lot.id) } else { String::new() };
            let name = format!("summary-{}{lot}", it.tender);
            files.push((format!("{name}.docx"), twin.word));
            files.push((format!("{name}.html"), twin.page.into_bytes()));
        }
    }
    Ok((files, refused))
}

/// What the panel said of each score, as the record has it, with what the file adds.
fn explained(of: &Reckoning, trail: &Trail, telling: &Telling) -> BTreeMap<TenderId, Explained> {
    let mut explained = telling.explained();
    let places = places(trail);
    for lot in &of.inputs.sheet.lots {
        for tender in &lot.tenders {
            let Some(state) = of.record.state().tenders.get(tender.id.as_str()) else { continue };
            let said = explained.entry(tender.id.clone()).or_default();
            let before = state.told_before.and_then(|seq| trail.events().find(|it| it.seq == seq));
            said.replaces = said.replaces.or(before.and_then(|it| it.moment("sent")).map(Moment::date));
            for item in tender.scores.keys() {
                if let Some(mut it) =
                    explanation(of, trail, state, &places, (tender.id.as_str(), item.as_str()))
                {
                    if let Some(added) = said.scores.remove(item) {
                        it.evidence.extend(added.evidence);
                        if it.why_not_higher.is_empty() {
                            it.why_not_higher = added.why_not_higher;
                        }
                    }
                    said.scores.insert(item.clone(), it);
                }
            }
        }
    }
    explained
}

fn explanation(
    of: &Reckoning,
    trail: &Trail,
    state: &TenderState,
    places: &Places<'_>,
    (tender, id): (&str, &str),
) -> Option<Explanation> {
    let seq = state.counts(id).or_else(|| state.beside.get(id).copied())?;
    let text =
        |name: &str| trail.value(seq, name).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    // What speaks against each part is why it is not more.
    let points: BTreeMap<String, Value> = serde_json::from_str(&text("points")).unwrap_or_default();
    let question = of.basis.bank().questions.iter().find(|it| it.id.as_str() == id);
    let mut against = Vec::new();
    for (part, point) in &points {
        let Some(words) = point.get("against").and_then(Value::as_str).filter(|it| !it.trim().is_empty())
        else {
            continue;
        };
        let title = question.and_then(|it| it.parts.iter().find(|it| it.id.as_str() == part));
        let title = title.map_or_else(|| part.clone(), |it| it.title.clone());
        against.push(format!("{title}: {}.", words.trim().trim_end_matches('.')));
    }
    let evidence = text("evidence");
    let evidence = if evidence.is_empty() {
        places.get(&(tender, id)).into_iter().flatten().cloned().collect()
    } else {
        vec![evidence]
    };
    Some(Explanation { reason: text("reason"), why_not_higher: against.join(" "), evidence })
}

/// By tender and question, the places in the tender that evaluators named when they scored the answer.
type Places<'a> = BTreeMap<(&'a str, &'a str), BTreeSet<String>>;

fn places(trail: &Trail) -> Places<'_> {
    let mut places = Places::new();
    for event in trail.events().filter(|it| it.act == Act::ScoreLocked) {
        let said = trail.value(event.seq, "evidence").and_then(Value::as_str).unwrap_or_default().trim();
        if let (Some(tender), Some(question), false) =
            (event.about("tender"), event.about("question"), said.is_empty())
        {
            places.entry((tender, question)).or_default().insert(said.to_owned());
        }
    }
    places
}

/// Records that summaries were sent, each by the digest of what was sent.
pub(super) fn send(data: Option<&Path>, args: &SendArgs) -> Result<Outcome, Failure> {
    let mut record = Record::open(&args.folder)?;
    let now = args.clock.now();
    let actor = allowed(&mut record, &args.by, Deed::SendSummary, now)?;
    let sent = args.sent.unwrap_or(now);
    let decided = record.state().award;
    let trail = record.trail()?;
    if let Some(award) = decided.and_then(|seq| trail.events().find(|it| it.seq == seq))
        && sent < award.at
    {
        return Err(format!(
            "a summary that was sent at {sent} was sent before the award was decided, at {}",
            award.at
        )
        .into());
    }
    let made = made(&args.folder)?;
    let all: Vec<String> = if args.tenders.is_empty() {
        let open = |it: &&String| record.state().tenders.get(*it).is_some_and(|it| it.told.is_none());
        made.keys().filter(open).cloned().collect()
    } else {
        args.tenders.clone()
    };
    if all.is_empty() {
        return Err(if made.is_empty() {
            "the summaries of the decision in force are not made yet: `probity award summaries`".into()
        } else {
            "all summaries that are made were sent before".into()
        });
    }
    standstill::of_sent(data, &record, sent.date())?;
    let mut drafts = Vec::new();
    for tender in &all {
        let Some(files) = made.get(tender) else {
            return Err(format!(
                "there is no summary for `{tender}` in `{}`: `probity award summaries` makes all",
                args.folder.join(FOLDER).join(SUMMARIES).display()
            )
            .into());
        };
        let digest = digest_of(files);
        drafts.push(
            Draft::new(Act::SummarySent, &actor.id, actor.role)
                .about("tender", tender.as_str())
                .with("sent", sent.to_string())
                .with("sha256", digest.as_str()),
        );
    }
    record.transact(now, |turn| {
        for it in drafts {
            turn.append(it)?;
        }
        Ok::<_, RecordError>(())
    })?;
    let left: Vec<&str> =
        record.state().assessed().filter(|(_, it)| it.told.is_none()).map(|(id, _)| id).collect();
    out::note(&match left.as_slice() {
        [] => {
            "every supplier whose tender was assessed is told: the award notice may be published".to_owned()
        }
        left => format!("still to be told before the award notice: {}", left.join(", ")),
    });
    let summaries = if all.len() == 1 { "summary" } else { "summaries" };
    out::print(&format!("{} {summaries} recorded as sent\n", all.len()))?;
    Ok(Outcome::Done)
}

/// The Word files of the summaries that stand in the folder, by tender; each as it was made.
fn made(folder: &Path) -> Result<BTreeMap<String, Named>, Failure> {
    const SUMS: &str = "SHA256SUMS";
    let below = format!("{FOLDER}/{SUMMARIES}");
    let at = Folder::at(folder);
    if !at.has(&format!("{below}/{SUMS}")) {
        return Err(format!(
            "no summaries were made yet: `probity award summaries {} --people FILE`",
            out::quoted(folder)
        )
        .into());
    }
    let sums = at.text(&format!("{below}/{SUMS}"))?;
    let mut made: BTreeMap<String, Named> = BTreeMap::new();
    for line in sums.text.lines() {
        let Some((sum, name)) = line.split_once("  ") else { continue };
        let Some(tender) = summary_of(name) else { continue };
        let bytes = at.bytes(&format!("{below}/{name}"))?;
        if Digest::of(&bytes).hex() != sum {
            return Err(format!(
                "`{below}/{name}` was changed since it was made and checked: say it in the file of `--people`, and make the \
                 summaries again"
            )
            .into());
        }
        made.entry(tender.to_owned()).or_default().push((name.to_owned(), bytes));
    }
    Ok(made)
}
