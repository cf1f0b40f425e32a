//! A buyer's own file on top of a release: it adds, tightens, weighs anew and leaves out, and never loosens unsaid.

use probity::{
    bank::{Bank, Origin, Use, profile::Profile},
    id::QuestionId,
    source::SourceFile,
};

use super::{probity, shipped, text, told};

const HEAD: &str = "#:schema overlay.json\nextends = \"2.0.0\"\ntitle = \"Sensors of an invented borough\"\n";

const OWN: &str = r#"
[[add]]
reason = "The borough's lamp columns carry signs."
after = "SLP-01"

[add.question]
id = "LBX-01"
revision = 1
title = "Fixings on lamp columns"
form = "describe"
yes-no = false
weight = 4
word-limit = 200
text = "Describe how devices are fixed to lamp columns."
why = "Columns bear only so much."
supplier-guidance = "Name the load and the fixing."
evaluator-guidance = "Look for the load in kilograms."
clauses = []
sources = []
crosswalk = []

[[add.question.parts]]
id = "load"
title = "Load"
weight = 100
guidance = "Give the load in kilograms."
"#;

fn laid(body: &str) -> (Option<Bank>, Vec<String>) {
    let file = SourceFile::new("borough.toml", format!("{HEAD}{body}"));
    let (bank, faults) = Bank::overlaid(&shipped(), &file);
    (bank, told(faults))
}

fn question(bank: &Bank, id: &str) -> probity::bank::Question {
    bank.question(&id.parse::<QuestionId>().unwrap()).unwrap().clone()
}

#[test]
fn an_overlay_adds_tightens_weighs_anew_and_leaves_out() {
    let body = format!(
        "{OWN}\n[[change]]\nquestion = \"SLP-06\"\nreason = \"Roles matter here.\"\n\
         parts = [{{ id = \"role-based-access\", mandatory = true }}]\n\
         [[reweigh]]\nquestion = \"SLP-08\"\nweight = 20\nreason = \"Most of the risk lies here.\"\n\
         [[remove]]\nquestion = \"LON-04\"\nreason = \"Nothing is shared.\"\n"
    );
    let (bank, said) = laid(&body);
    assert_eq!(said, [""; 0]);
    let bank = bank.unwrap();
    assert_eq!(bank.questions[1].id.as_str(), "LBX-01");
    assert!(
        matches!(&bank.questions[1].origin, Origin::Overlay { added: true, title, .. } if title.contains("invented"))
    );
    let roles = question(&bank, "SLP-06");
    assert!(roles.parts.iter().any(|it| it.id.as_str() == "role-based-access" && it.mandatory));
    let Origin::Overlay { added: false, changes, .. } = &roles.origin else { panic!("{:?}", roles.origin) };
    assert_eq!(changes, &["the part `role-based-access` is mandatory: Roles matter here."]);
    assert_eq!(question(&bank, "SLP-08").weight, 20);
    assert_eq!(question(&bank, "SLP-01").origin, Origin::Bank);
    let overlay = bank.overlay.as_ref().unwrap();
    assert_eq!(overlay.removed[0].reason, "Nothing is shared.");
    assert!(overlay.loosened.is_empty());

    // Under a profile the buyer's own questions and weights stand.
    let core = bank.under(&Profile::load(&shipped(), "core").unwrap()).unwrap();
    assert_eq!(core.questions.len(), 14);
    assert_eq!(core.questions.iter().map(|it| it.weight).sum::<u32>(), 100);
    assert!(question(&core, "SLP-08").weight > question(&core, "SLP-07").weight);
}

/// Each loosening with what is said of it.
const LOOSENINGS: [(&str, &str); 4] = [
    (
        "[[change]]\nquestion = \"SLP-06\"\nreason = \"R.\"\nparts = [{ id = \"anti-malware\", mandatory = false }]\n",
        "`SLP-06`: the part `anti-malware` is no longer mandatory",
    ),
    (
        "[[change]]\nquestion = \"ETH-01\"\nreason = \"R.\"\nuse = \"declaration\"\n",
        "`ETH-01`: its use is `declaration` instead of `pass-fail`",
    ),
    (
        "[[change]]\nquestion = \"ETH-01\"\nreason = \"R.\"\nfields = [{ id = \"faces\", required = false }]\n",
        "`ETH-01`: the field `faces` may stay empty",
    ),
    ("[[remove]]\nquestion = \"SLP-03\"\nreason = \"R.\"\n", "`SLP-03` is left out"),
];

#[test]
fn nothing_is_loosened_unsaid() {
    for (body, what) in LOOSENINGS {
        let (bank, said) = laid(body);
        assert!(bank.is_none());
        assert!(
            said.len() == 1
                && said[0].starts_with("overlay/loosens borough.toml:5:12")
                && said[0].contains(what),
            "{what}: {said:#?}"
        );
        let (bank, said) = laid(&body.replace("reason", "loosens = true\nreason"));
        assert!(said.len() == 1 && said[0].starts_with("overlay/loosened borough.toml:5:12"), "{said:#?}");
        assert_eq!(bank.unwrap().overlay.unwrap().loosened, [what]);
    }
}

#[test]
fn thresholds_are_tightened_and_loosened() {
    let bank = super::bank();
    let numbers = bank.questions.iter().flat_map(|it| it.fields.iter().map(move |field| (it, field)));
    let mut tried = 0;
    for (question, field) in numbers {
        let probity::bank::field::FieldKind::Number(number) = &field.kind else { continue };
        let Some(most) = number.good.at_most.filter(|_| number.good.at_least.is_none()) else { continue };
        for (by, loosens) in [(-1000, false), (1000, true)] {
            let to = probity::bank::field::Quantity::of_thousandths(most.thousandths() + by);
            let (_, said) = laid(&format!(
                "[[change]]\nquestion = \"{}\"\nreason = \"R.\"\nfields = [{{ id = \"{}\", good = {{ at-most = \"{to}\" }} }}]\n",
                question.id, field.id
            ));
            assert_eq!(
                said.iter().any(|it| it.starts_with("overlay/loosens")),
                loosens,
                "{} {said:#?}",
                question.id
            );
        }
        tried += 1;
    }
    assert!(tried > 3);
}

#[test]
fn a_requirement_that_becomes_scored_has_a_weight_and_is_told() {
    let body = "[[change]]\nquestion = \"ETH-01\"\nreason = \"R.\"\nuse = \"scored\"\nloosens = true\n";
    let (bank, said) = laid(body);
    assert!(
        bank.is_none() && said.iter().any(|it| it.contains("`ETH-01` is scored and has no weight")),
        "{said:#?}"
    );
    let (bank, said) =
        laid(&format!("{body}[[reweigh]]\nquestion = \"ETH-01\"\nweight = 5\nreason = \"R.\"\n"));
    assert!(said.len() == 1 && said[0].starts_with("overlay/loosened"), "{said:#?}");
    assert_eq!(question(&bank.unwrap(), "ETH-01").used_as, Use::Scored);
}

#[test]
fn a_faulty_overlay_is_told_at_its_places() {
    for (body, fault) in [
        (
            "[[remove]]\nquestion = \"SLP-99\"\nreason = \"R.\"\n",
            "overlay/unknown borough.toml:5:12 release `2.0.0` has no question `SLP-99`",
        ),
        ("[[remove]]\nquestion = \"LON-04\"\nreason = \" \"\n", "bank/empty borough.toml:6:10"),
        ("[[change]]\nquestion = \"SLP-06\"\nreason = \"R.\"\n", "overlay/nothing borough.toml:5:12"),
        (
            "[[change]]\nquestion = \"SLP-06\"\nreason = \"R.\"\nparts = [{ id = \"anti-malwar\", mandatory = true }]\n",
            "overlay/unknown borough.toml:7:17 `SLP-06` has no part `anti-malwar`",
        ),
        (
            "[[reweigh]]\nquestion = \"ETH-01\"\nweight = 5\nreason = \"R.\"\n",
            "overlay/weight borough.toml:6:10 the question is not scored",
        ),
        ("[[reweight]]\nquestion = \"ETH-01\"\n", "source/toml borough.toml:4:3 unknown field `reweight`"),
    ] {
        let (bank, said) = laid(body);
        assert!(bank.is_none() && said.iter().any(|it| it.starts_with(fault)), "{fault}\n{said:#?}");
    }
    let (_, said) = laid(&OWN.replace("LBX-01", "SLP-02"));
    assert!(said.iter().any(|it| it.contains("the id `SLP-02` is taken")), "{said:#?}");
    let file = SourceFile::new("borough.toml", HEAD.replace("2.0.0", "8.0.0"));
    let (_, faults) = Bank::overlaid(&shipped(), &file);
    assert!(told(faults)[0].contains("the bank has no release `8.0.0`"));
}

#[test]
fn an_overlay_is_shown_with_the_origin_of_each_question() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("borough.toml");
    let body = LOOSENINGS[0].0.replace("reason", "loosens = true\nreason");
    std::fs::write(&path, format!("{HEAD}{OWN}{body}")).unwrap();
    let path = path.to_str().unwrap();
    let shown = probity(&["bank", "show", "--overlay", path, "--profile", "core"]);
    assert!(shown.status.success(), "{}", text(&shown.stderr));
    let said = text(&shown.stdout);
    assert!(said.contains("1 added, 1 changed, 0 left out, 1 loosened"), "{said}");
    assert!(said.contains("asks less than the bank: `SLP-06`"), "{said}");
    let shown = probity(&["bank", "show", "SLP-06", "--overlay", path]);
    assert!(text(&shown.stdout).contains("Changed by the overlay “Sensors of an invented borough”:"));
    let json = probity(&["bank", "list", "--overlay", path, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["questions"][1]["origin"]["by"], "overlay");
    assert_eq!(json["questions"][0]["origin"]["by"], "bank");
    assert_eq!(json["overlay"]["loosened"].as_array().unwrap().len(), 1);
    let check = probity(&["bank", "check", "--overlay", path]);
    assert_eq!(check.status.code(), Some(0));
    assert!(text(&check.stderr).contains("warning[overlay/loosened]"));
    std::fs::write(path, format!("{HEAD}{}", LOOSENINGS[0].0)).unwrap();
    let check = probity(&["bank", "check", "--overlay", path]);
    assert_eq!(check.status.code(), Some(1));
    assert!(text(&check.stderr).contains("error[overlay/loosens]"));
}
