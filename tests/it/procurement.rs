//! Procurements from draft to publication.

use std::{fs, path::Path};

use probity::{
    diag::Diagnostics,
    procurement::{FILE, Procurement, schema},
    source::SourceFile,
    store,
};

/// The examples.
const EXAMPLES: [&str; 3] = ["air-quality", "cameras", "platform"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn example(name: &str) -> SourceFile {
    let text = fs::read_to_string(root().join("fixtures/procurements").join(name).join(FILE)).unwrap();
    SourceFile::new(FILE, text)
}

fn read(text: &str) -> (Option<Procurement>, Diagnostics) {
    Procurement::read(&SourceFile::new(FILE, text.to_owned()))
}

#[test]
fn the_examples_are_read_whole_and_their_weights_sum_to_100_for_each_lot() {
    let files = store::data(None).unwrap();
    for name in EXAMPLES {
        let (read, faults) = Procurement::read(&example(name));
        assert_eq!(faults.to_string(), "", "{name}");
        let procurement = read.unwrap();
        let (bank, faults) = procurement.bank(&files, None);
        assert_eq!(faults.to_string(), "", "{name}");
        let bank = bank.unwrap();
        assert_eq!(bank.questions.iter().map(|it| it.weight).sum::<u32>(), 100, "{name}");
        for lot in &procurement.lot {
            let (of_lot, faults) = procurement.bank_of_lot(&bank, lot);
            assert_eq!(faults.to_string(), "", "{name}");
            assert_eq!(of_lot.unwrap().questions.iter().map(|it| it.weight).sum::<u32>(), 100);
        }
        for it in procurement.question.iter().filter_map(|it| Some((&it.id, it.weight?))) {
            assert_eq!(bank.question(it.0).unwrap().weight, it.1);
        }
    }
}

#[test]
fn what_is_empty_is_still_to_fill_and_what_is_wrong_is_told_all_at_once() {
    let (draft, faults) = read("id = \"\"\nregime = \"\"\nvalue = 0\n[dates]\ndeadline = \"\"\n");
    assert_eq!(faults.to_string(), "");
    let draft = draft.unwrap();
    assert!(draft.id.is_none() && draft.regime.is_none() && draft.dates.deadline.is_none());
    assert_eq!(draft.place("dates.deadline").to_string(), "procurement.toml:5:1");
    assert_eq!(draft.place("dates.award").to_string(), "procurement.toml:4:2");

    let (_, faults) = read(
        "id = \"Not A Name\"\nregim = \"pcr-2015\"\n[dates]\ndeadline = \"2026-02-30\"\n[[lot]]\nid = \"1\"\n\
         questions = [\"SLP08\"]\n",
    );
    let told: Vec<String> =
        faults.into_sorted().iter().map(|it| format!("{} {}", it.place, it.message)).collect();
    assert_eq!(
        told,
        [
            "procurement.toml:1:6 `Not A Name` is not a name such as `mandatory-negated`",
            "procurement.toml:2:1 unknown field `regim`",
            "procurement.toml:4:12 `2026-02-30` is not a date such as `2026-09-01`",
            "procurement.toml:7:13 `SLP08` is not a question id such as `SLP-08`",
        ]
    );
}

#[test]
fn weights_that_are_given_hold_and_the_rest_is_shared() {
    let files = store::data(None).unwrap();
    let weights = |text: &str| {
        let (procurement, faults) = read(text);
        assert_eq!(faults.to_string(), "");
        let procurement = procurement.unwrap();
        let (bank, faults) = procurement.bank(&files, None);
        let told: Vec<String> =
            faults.into_sorted().iter().map(|it| format!("{} {}", it.place, it.message)).collect();
        (procurement, bank, told)
    };
    let (procurement, bank, told) = weights(
        "profile = \"core\"\n[[question]]\nid = \"SLP-08\"\nweight = 40\n[[lot]]\nid = \"1\"\n\
         questions = [\"SLP-01\", \"SLP-08\"]\n[[lot]]\nid = \"2\"\nquestions = [\"SLP-01\", \"SLP-08\"]\n\
         weights = { SLP-01 = 90, SLP-08 = 5 }\n",
    );
    assert_eq!(told, Vec::<String>::new());
    let bank = bank.unwrap();
    assert_eq!(bank.question(&"SLP-08".parse().unwrap()).unwrap().weight, 40);
    assert_eq!(bank.questions.iter().map(|it| it.weight).sum::<u32>(), 100);
    let (first, _) = procurement.bank_of_lot(&bank, &procurement.lot[0]);
    let shared: Vec<u32> = first.unwrap().questions.iter().map(|it| it.weight).collect();
    assert_eq!(shared, [15, 85]);
    let (second, faults) = procurement.bank_of_lot(&bank, &procurement.lot[1]);
    assert!(second.is_none());
    assert!(faults.to_string().contains("the weights of lot `2` sum to 95, not to 100"), "{faults}");
    assert!(faults.to_string().contains("procurement.toml:11:26"), "{faults}");

    let (_, bank, told) =
        weights("[[question]]\nid = \"SLP-01\"\nweight = 30\n[[question]]\nid = \"SLP-02\"\nweight = 60\n");
    assert!(bank.is_none());
    assert_eq!(told, ["procurement.toml:6:1 the weights of the procurement sum to 90, not to 100"]);
    let (_, _, told) = weights("profile = \"cor\"\n");
    assert_eq!(told, ["procurement.toml:1:1 the bank has no profile `cor`"]);
    let (_, _, told) = weights("title = \"x\"\n");
    assert_eq!(told, ["procurement.toml no question is chosen"]);
}

#[test]
fn the_schema_is_current() {
    let path = root().join("scoring/schema/procurement.json");
    let made = schema::procurement().unwrap();
    if std::env::var_os("PROBITY_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &made).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&path).unwrap_or_default(),
        made,
        "write it with `PROBITY_BLESS=1 cargo test --test it procurement`"
    );
}
