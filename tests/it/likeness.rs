//! Likeness between tenders: what is told, and what is not.

use probity::{
    bank::Bank,
    diag::Place,
    likeness::{self, Entry, Likeness, Passage, Policy},
    store,
    tender::Origin,
};

use crate::properties::corpus::{WORKS, root};

struct Desk {
    bank: Bank,
    policy: Policy,
    /// The example tenders, which were written apart from each other.
    apart: Vec<Vec<Passage>>,
}

fn desk() -> Desk {
    let files = store::data(Some(root())).unwrap();
    let bank = crate::core_bank();
    let policy = Policy::load(&files, &bank).unwrap_or_else(|faults| panic!("{faults}"));
    let apart = WORKS.tenders.iter().map(|tender| {
        let pieces = tender.responses.iter().flat_map(|it| it.pieces.iter().map(move |piece| (it, piece)));
        let passage = |(response, piece): (&probity::tender::Response, &probity::tender::Piece)| Passage {
            question: response.question.clone(),
            place: piece.place.clone(),
            text: piece.text.clone(),
        };
        pieces.map(passage).collect()
    });
    Desk { bank, policy, apart: apart.collect() }
}

impl Desk {
    fn compare(&self, tenders: &[Vec<Passage>], origins: &[Origin]) -> Vec<Likeness> {
        let none = Origin::default();
        let entries: Vec<Entry<'_>> = tenders
            .iter()
            .enumerate()
            .map(|(n, answers)| Entry { origin: origins.get(n).unwrap_or(&none), answers })
            .collect();
        likeness::compare(&entries, &self.policy)
    }

    /// The example tenders, with `text` added to those of `who`.
    fn with(&self, text: &str, who: &[usize]) -> Vec<Vec<Passage>> {
        let mut tenders = self.apart.clone();
        for n in who {
            let place = Place::Whole { path: format!("tender {n}") };
            let question = self.bank.questions[6].id.clone();
            tenders[*n].push(Passage { question, place, text: text.to_owned() });
        }
        tenders
    }
}

/// Forty-three words that no example tender holds.
const PLANTED: &str = "On the second Tuesday of every quarter our duty team shuts the eastern hall down without notice, \
    rebuilds each lamp controller from the printed run book alone, times how long the dashboards stay dark, and posts \
    the figures on the canteen wall for everyone to argue about.";

#[test]
fn tenders_that_were_written_apart_are_not_alike() {
    let desk = desk();
    let found = desk.compare(&desk.apart, &[]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_passage_of_two_is_found_as_each_has_it() {
    let desk = desk();
    let mut tenders = desk.with(PLANTED, &[2]);
    let shouted = format!("As agreed:\n{}", PLANTED.replace(", ", " - ").to_uppercase());
    tenders[5].extend(desk.with(&shouted, &[5])[5].last().cloned());
    let found = desk.compare(&tenders, &[]);
    assert_eq!(found.len(), 1, "{found:#?}");
    let it = &found[0];
    assert_eq!((it.first, it.second), (2, 5));
    let passage = it.passage.as_ref().unwrap();
    assert_eq!(passage.words, PLANTED.split_whitespace().count());
    assert_eq!(format!("{}.", passage.first.text), PLANTED);
    assert!(passage.second.text.starts_with("ON THE SECOND TUESDAY"));
    assert_eq!(passage.second.place, Place::Whole { path: "tender 5".to_owned() });
    assert!(it.codes(&desk.policy).contains(&"shared-passage"));
}

#[test]
fn what_everybody_has_says_nothing() {
    let desk = desk();
    // The question, copied by two.
    let question = &desk.bank.questions[7].text;
    assert_eq!(desk.compare(&desk.with(question, &[1, 4]), &[]), []);
    // A passage of seven tenders of nine.
    assert_eq!(desk.compare(&desk.with(PLANTED, &[0, 1, 2, 3, 4, 5, 6]), &[]), []);
    // A passage that is too short once the names of standards are out of it.
    let short = PLANTED.split_whitespace().take(36).collect::<Vec<_>>().join(" ");
    let padded =
        format!("{short} ISO/IEC 27001:2022, Cyber Essentials Plus and the Data Protection Act 2018");
    assert_eq!(desk.compare(&desk.with(&padded, &[3, 8]), &[]), []);
}

#[test]
fn misspellings_of_exactly_two_are_told() {
    let desk = desk();
    let slips = "Enviromental backups and maintainance of the encription keys.";
    let found = desk.compare(&desk.with(slips, &[0, 7]), &[]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].misspellings.contains(&"encription".to_owned()), "{found:#?}");
    assert_eq!(desk.compare(&desk.with(slips, &[0, 3, 7]), &[]), []);
}

#[test]
fn authorship_is_told_unless_it_names_nobody_or_everybody() {
    let desk = desk();
    let by = |author: &str| Origin { author: Some(author.to_owned()), ..Origin::default() };
    let authors = |names: [&str; 9]| names.map(by);
    let found =
        desk.compare(&desk.apart, &authors(["Bid Desk", "b", "c", "d", "Bid Desk", "f", "g", "h", "i"]));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].first, found[0].second), (0, 4));
    assert_eq!(found[0].codes(&desk.policy), ["shared-authorship"]);
    assert_eq!(
        desk.compare(&desk.apart, &authors(["openpyxl", "b", "c", "d", "openpyxl", "f", "g", "h", "i"])),
        []
    );
    // The workbook that the buyer issued, which most filled in.
    let issued = ["Borough", "Borough", "Borough", "d", "Borough", "Borough", "g", "h", "i"];
    assert_eq!(desk.compare(&desk.apart, &authors(issued)), []);
    let saved = |by: &str| Origin { saved_by: Some(by.to_owned()), ..Origin::default() };
    assert_eq!(desk.compare(&desk.apart, &["Pat", "Pat", "Pat"].map(saved)).len(), 3);
}

#[test]
fn the_message_reports_and_does_not_accuse() {
    let desk = desk();
    let found = desk.compare(&desk.with(PLANTED, &[2, 5]), &[]);
    let message = found[0].message(&desk.policy, "Alder Ltd", "Birch Ltd");
    assert_eq!(
        message,
        "similarity found between `Alder Ltd` and `Birch Ltd`: a passage of 47 words stands in both (SLP-07, SLP-07). A \
         common template, bid writer or writing tool may be the reason; ask before you conclude anything."
    );
}

#[test]
fn a_set_of_files_is_compared_when_reports_are_written() {
    let desk = tempfile::tempdir().unwrap();
    let answers = |supplier: &str, author: &str| {
        let mut book = rust_xlsxwriter::Workbook::new();
        let made = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 8, 3).unwrap().and_hms(9, 14, 7).unwrap();
        book.set_properties(
            &rust_xlsxwriter::DocProperties::new().set_author(author).set_creation_datetime(&made),
        );
        let sheet = book.add_worksheet().set_name("Responses").unwrap();
        for (col, label) in (0..).zip(["Question ID", "Question", "Response"]) {
            sheet.write_string(0, col, label).unwrap();
        }
        for (row, question) in (1..).zip(&WORKS.bank.questions) {
            sheet.write_string(row, 0, question.id.as_str()).unwrap();
            sheet.write_string(row, 1, &question.text).unwrap();
            sheet.write_string(row, 2, format!("{supplier} answers number {row}. {PLANTED}")).unwrap();
        }
        let path = desk.path().join(format!("{supplier}.xlsx"));
        book.save(&path).unwrap();
        path
    };
    let files = [answers("alder", "Wren Bids"), answers("birch", "Wren Bids"), answers("cedar", "Cedar Ltd")];
    let run = |files: &[std::path::PathBuf], out: &str| {
        let out = desk.path().join(out);
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_probity"))
            .arg("score")
            .args(files)
            .args(["--on", "2026-09-01", "--out"])
            .arg(&out)
            .output()
            .unwrap();
        let page = std::fs::read_to_string(out.join("report.html")).unwrap();
        (String::from_utf8(run.stderr).unwrap(), page)
    };
    let (told, page) = run(&files, "three");
    assert!(told.contains("similarity was found between 3 pairs of tenders"), "{told}");
    assert!(page.contains("both files give `Wren Bids` as author"));
    assert!(page.contains("On the second Tuesday of every quarter"));
    assert!(!page.to_lowercase().contains("collusion"));
    let (told, page) = run(&files[..1], "one");
    assert!(!told.contains("similarity") && !page.contains("id=\"alike\""), "{told}");
}
