//! Random procurements, worked out here and by `tests/oracle/award.py`, which knows only what a method says of itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use probity::{
    award::{
        Contest, Criterion, Fate, FlagKind, Item, Outcome, Ratio, Separation, State, Tender, result,
        review::review,
    },
    id::TenderId,
    procurement::method::{ItemId, Method, Money, RoundingMode},
    source::SourceFile,
    store,
};
use serde_json::{Value, json};

use super::{Dice, item, name};
use crate::not_checked;

/// A random procurement: the method, what it is applied to, and the same for the oracle.
struct Case {
    method: Method,
    criteria: Vec<Criterion>,
    tenders: Vec<Tender>,
    draw: Vec<TenderId>,
    told: Value,
}

#[test]
fn an_independent_calculation_comes_to_the_same() {
    let count: usize =
        std::env::var("PROBITY_PROCUREMENTS").ok().and_then(|it| it.parse().ok()).unwrap_or(200);
    let files = store::data(None).unwrap();
    let mut dice = Dice(1);
    let cases: Vec<Case> = (0..count).map(|_| case(&files, &mut dice)).collect();
    let lines = cases.iter().fold(String::new(), |all, it| all + &it.told.to_string() + "\n");
    let Some(answers) = oracle(&lines) else { return };
    let answers: Vec<Value> = answers.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    assert_eq!(answers.len(), cases.len());
    let (mut ties, mut flips, mut failed, mut moved) = (0, 0, 0, 0);
    for (n, (case, theirs)) in cases.iter().zip(&answers).enumerate() {
        let ours = ours(case);
        for (key, value) in ours.as_object().unwrap() {
            assert_eq!(value, &theirs[key], "`{key}` of procurement {n} differs: {}", case.told);
        }
        ties += usize::from(
            ours["ranks"]
                .as_array()
                .unwrap()
                .iter()
                .any(|it| it[4].is_u64() || it[4].is_null() && it[1] != 1),
        );
        flips += ours["flips"].as_array().unwrap().len();
        failed += ours["failed"].as_array().unwrap().len();
        moved += usize::from(
            ours["without"]
                .as_array()
                .unwrap()
                .iter()
                .any(|it| it[1].as_array().is_some_and(|it| it.len() < 2)),
        );
    }
    // What is compared must be there at all.
    assert!(ties > 0 && flips > 0 && failed > 0 && moved > 0, "{ties} {flips} {failed} {moved}");
    println!(
        "{count} procurements: 0 differences; {ties} with equal tenders, {flips} flips, {failed} below a threshold"
    );
}

fn oracle(lines: &str) -> Option<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/award.py");
    let child = Command::new("python3").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        assert!(std::env::var_os("PROBITY_NO_SKIP").is_none(), "python3 is not installed");
        not_checked("python3", "no award was worked out a second time");
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    let lines = lines.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success(), "the oracle failed");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// What the program makes of a procurement, in the oracle's form.
fn ours(case: &Case) -> Value {
    let contest =
        Contest { method: &case.method, criteria: &case.criteria, tenders: &case.tenders, draw: &case.draw };
    let fraction = |it: Ratio| {
        let text = it.fraction();
        if text.contains('/') { text } else { format!("{text}/1") }
    };
    let rounding = case.method.rounding;
    let result = result(&contest).unwrap_or_else(|error| panic!("{error}: {}", case.told));
    let review = review(&contest).unwrap();
    let mut ranks: Vec<Value> = Vec::new();
    let mut referred: BTreeSet<(String, String)> = BTreeSet::new();
    let (mut failed, mut undecided, mut low) = (Vec::new(), Vec::new(), BTreeSet::new());
    for it in &result.standings {
        match &it.state {
            State::Ranked { rank, separated } => {
                let step = match separated {
                    None => Value::Null,
                    Some(Separation::Figure) => json!("figure"),
                    Some(Separation::TieBreak(step)) => {
                        json!(case.method.tie_break.iter().position(|it| it == step).unwrap())
                    }
                    // Of a group that shares its rank each is told what set the group there.
                    Some(Separation::Nothing) => ranks.last().unwrap()[4].clone(),
                };
                let total = it.total.unwrap();
                let published = total.rounded(rounding.decimals, rounding.mode).unwrap();
                ranks.push(json!([it.tender, rank, fraction(total), fraction(published), step]));
            }
            State::Failed => failed.push(it.tender.clone()),
            State::Unresolved { .. } => undecided.push(it.tender.clone()),
            State::NoQuality | State::NotAssessed => {}
        }
        for flag in &it.flags {
            if flag.kind == FlagKind::AbnormallyLow {
                low.insert(it.tender.clone());
            }
        }
        if it.outcome.is == Fate::Assessed && it.state != State::Failed {
            let missed = it.thresholds.iter().filter(|it| !it.met);
            referred.extend(missed.map(|at| {
                (it.tender.to_string(), at.at.as_ref().map_or_else(String::new, ToString::to_string))
            }));
        }
    }
    // Equal tenders are listed by name.
    ranks.sort_by_key(|it| (it[1].as_u64().unwrap(), it[0].as_str().unwrap().to_owned()));
    let order: Vec<TenderId> = case.tenders.iter().map(|it| it.id.clone()).collect();
    failed.sort_by_key(|it| order.iter().position(|at| at == it));
    undecided.sort_by_key(|it| order.iter().position(|at| at == it));
    let sorted = |group: &[TenderId]| {
        let mut group = group.to_vec();
        group.sort();
        group
    };
    let without: Vec<Value> = review
        .removals
        .iter()
        .map(|it| json!([it.tender, it.without.iter().map(|it| sorted(it)).collect::<Vec<_>>()]))
        .collect();
    let mut flips: Vec<(TenderId, ItemId, u8, Vec<TenderId>)> = review
        .flips
        .iter()
        .map(|it| (it.tender.clone(), it.item.clone(), it.to, sorted(&it.first)))
        .collect();
    flips.sort();
    json!({
        "ranks": ranks, "failed": failed, "undecided": undecided, "referred": referred, "low": low,
        "without": without, "flips": flips, "margin": review.margin.map(|it| fraction(it.by)),
    })
}

const QUESTIONS: [&str; 6] = ["AAA-01", "AAA-02", "BBB-01", "BBB-02", "CCC-01", "CCC-02"];

fn case(files: &[SourceFile], dice: &mut Dice) -> Case {
    let formula = dice.one(&[
        "lowest-over-price",
        "off-lowest",
        "off-mean",
        "benchmark",
        "per-quality-point",
        "fixed",
        "lowest-passing",
    ]);
    let relative = matches!(formula, "lowest-over-price" | "off-lowest" | "off-mean");
    let points = relative || formula == "benchmark";
    let marks = dice.one(&[[0, 20, 40, 60, 80, 100], [0, 0, 25, 50, 75, 100], [0, 10, 30, 33, 67, 100]]);
    // Which criterion each question is of.
    let count = 1 + dice.below(QUESTIONS.len());
    let themes = dice.chance(60);
    let weights = dice.one(&[vec![10], vec![5, 10], vec![1, 2, 3, 7], vec![33, 34]]);
    let mut asked: Vec<(&str, u32, String)> = Vec::new();
    for id in QUESTIONS.iter().take(count) {
        let criterion = if themes { id[..3].to_lowercase() } else { (*id).to_owned() };
        asked.push((id, dice.one(&weights), criterion));
    }
    let other = if formula != "lowest-passing" && dice.chance(30) { 10 } else { 0 };
    let (quality, price) = match formula {
        "lowest-passing" => (0, 100),
        "per-quality-point" | "fixed" => (100 - other, 0),
        _ => {
            let price = dice.one(&[10, 30, 40, 60]);
            (100 - other - price, price)
        }
    };
    let mut items: Vec<&str> = asked.iter().map(|it| it.0).collect();
    if other > 0 {
        items.push("social-value");
    }
    // Thresholds.
    let mut thresholds = Vec::new();
    if formula == "per-quality-point" || dice.chance(30) {
        thresholds.push(("quality", Vec::new(), dice.one(&[1, 20, 40, 50]), "disqualifies"));
    }
    let failing = |dice: &mut Dice| dice.one(&["disqualifies", "may-disqualify"]);
    if dice.chance(30) {
        let of = if dice.chance(50) { Vec::new() } else { vec![dice.one(&items).to_owned()] };
        thresholds.push(("question", of, dice.one(&[1, 2]), failing(dice)));
    }
    if dice.chance(20) {
        let mut criteria: Vec<String> = asked.iter().map(|it| it.2.clone()).collect();
        criteria.extend((other > 0).then(|| "social-value".to_owned()));
        let of = if dice.chance(50) { Vec::new() } else { vec![dice.one(&criteria)] };
        thresholds.push(("criterion", of, dice.one(&[20, 40, 50]), failing(dice)));
    }
    let zero = match formula {
        "lowest-over-price" | "off-lowest" | "off-mean" => dice.one(&["refer", "full-marks"]),
        "benchmark" | "per-quality-point" | "lowest-passing" => dice.one(&["refer", "as-tendered"]),
        _ => "refer",
    };
    let compared = dice.one(&["passing", "assessed"]);
    let (decimals, mode) = (dice.below(4), dice.one(&["half-up", "half-even", "down"]));
    let of = if points || formula == "fixed" { dice.one(&["total", "each-criterion"]) } else { "total" };
    let rank_by = if formula == "lowest-passing" { "exact" } else { dice.one(&["exact", "rounded"]) };
    let mut ties: Vec<String> = ["quality", "price", "weightiest-questions"]
        .iter()
        .filter(|_| dice.chance(40))
        .map(|it| (*it).to_owned())
        .collect();
    if dice.chance(30) {
        ties.push(format!("question:{}", dice.one(&items)));
    }
    if dice.chance(50) || ties.is_empty() {
        ties.push("draw".to_owned());
    }
    let (nothing_at, at_mean, per_percent) =
        (dice.one(&[150, 200, 300]), dice.one(&[40, 50]), dice.one(&[1, 2]));
    let (full, none, fixed) =
        (dice.one(&[50_000_i64, 80_000]), dice.one(&[100_000_i64, 120_001]), 90_000_i64);
    let estimate = dice.one(&[90_000_i64, 100_000]);
    let low = dice.chance(60).then(|| {
        let (mean, below) = dice.one(&[(Some(20), None), (None, Some(15)), (Some(10), Some(30))]);
        (mean, below, dice.one(&["all", "others"]), dice.one(&[2, 3]))
    });
    let parameters = match formula {
        "off-lowest" => format!("nothing-at-percent = {nothing_at}\n"),
        "off-mean" => format!("points-at-mean = {at_mean}\npoints-per-percent = {per_percent}\n"),
        "benchmark" => format!("full-marks-at = {full}\nno-marks-at = {none}\nabove = \"no-marks\"\n"),
        "fixed" => format!("fixed-price = {fixed}\n"),
        _ => String::new(),
    };
    let mut text = format!(
        "schema = 1\nid = \"random\"\ntitle = \"Random\"\nfor = \"Tests\"\nscale = \"slp-0-5\"\nmarks = {marks:?}\n\
         criteria = \"themes\"\ntie-break = {ties:?}\nlots = \"lot-order\"\n[split]\nquality = {quality}\nprice = {price}\n"
    );
    if other > 0 {
        text.push_str(&format!(
            "[[other]]\nid = \"social-value\"\ntitle = \"Social value\"\npercent = {other}\nhow = \"So.\"\n"
        ));
    }
    for (on, of, least, failing) in &thresholds {
        let key = if *on == "question" { "least" } else { "least-percent" };
        text.push_str(&format!("[[threshold]]\non = \"{on}\"\nof = {of:?}\n{key} = {least}\nfailing = \"{failing}\"\nwhy = \"So.\"\n"));
    }
    text.push_str(&format!("[price]\nformula = \"{formula}\"\nbasis = \"The price\"\nzero-or-less = \"{zero}\"\nestimate = {estimate}\n{parameters}"));
    if relative {
        text.push_str(&format!("compared-with = \"{compared}\"\n"));
    }
    text.push_str(&format!(
        "[rounding]\ndecimals = {decimals}\nmode = \"{mode}\"\nof = \"{of}\"\nrank-by = \"{rank_by}\"\n"
    ));
    if let Some((mean, below, whose, least)) = low {
        text.push_str(&format!("[abnormally-low]\nmean-of = \"{whose}\"\nleast-tenders = {least}\n"));
        text.push_str(&mean.map(|it: u32| format!("below-mean-percent = {it}\n")).unwrap_or_default());
        text.push_str(&below.map(|it: u32| format!("below-estimate-percent = {it}\n")).unwrap_or_default());
    }
    text.push_str(
        "[assessment]\nmask-names = true\nproposals = \"never\"\nleast-panel = 2\nnarrow-margin = 2\n",
    );
    let (method, faults) = Method::read(files, &SourceFile::new("random.toml", text.clone()));
    let method = method.unwrap_or_else(|| panic!("{faults}\n{text}"));
    assert!(matches!(
        method.rounding.mode,
        RoundingMode::HalfUp | RoundingMode::HalfEven | RoundingMode::Down
    ));

    let mut criteria: Vec<Criterion> = Vec::new();
    for (id, weight, criterion) in &asked {
        let of = Item { id: item(id), title: (*id).to_owned(), weight: *weight };
        match criteria.iter_mut().find(|it| it.id.as_str() == criterion) {
            Some(it) => it.items.push(of),
            None => {
                criteria.push(Criterion { id: item(criterion), title: criterion.clone(), items: vec![of] });
            }
        }
    }
    // Few different scores and prices, so that tenders are often equal.
    let (lowest, spread) = dice.one(&[(0, 6), (2, 3), (3, 2), (4, 1)]);
    let range = dice.one(&[1, 2, 4, 40_000]);
    let mut tenders = Vec::new();
    for n in 0..=dice.below(6) {
        let pence = if formula == "fixed" && dice.chance(85) {
            fixed * 100
        } else if dice.chance(4) {
            -i64::try_from(dice.below(2)).unwrap() * 1234
        } else if dice.chance(3) {
            100 * i64::try_from(dice.below(200)).unwrap()
        } else {
            7_000_000 + 100 * i64::try_from(dice.below(range)).unwrap()
        };
        let scores: BTreeMap<ItemId, u8> =
            items.iter().map(|it| (item(it), lowest + u8::try_from(dice.below(spread)).unwrap())).collect();
        let mut it = Tender {
            id: name(&format!("t{n}")),
            supplier: format!("Supplier {n}"),
            price: (!dice.chance(3)).then(|| Money::of_pence(pence)),
            scores,
            outcome: Outcome::default(),
            kept: BTreeMap::new(),
        };
        if dice.chance(8) {
            it.outcome = Outcome { is: Fate::Withdrawn, fact: "Its letter".to_owned(), ..Outcome::default() };
        }
        tenders.push(it);
    }
    let mut draw: Vec<TenderId> =
        if dice.chance(40) { tenders.iter().map(|it| it.id.clone()).collect() } else { Vec::new() };
    for at in (1..draw.len()).rev() {
        draw.swap(at, dice.below(at + 1));
    }
    if dice.chance(20) {
        draw.pop();
    }
    let pence = |it: i64| it * 100;
    let told = json!({
        "quality": quality, "price": price, "marks": marks, "decimals": decimals, "mode": mode, "round": of,
        "rank_by": rank_by, "ties": ties, "zero": zero, "compared": compared, "estimate": pence(estimate), "draw": draw,
        "others": if other > 0 { json!([["social-value", other]]) } else { json!([]) },
        "questions": asked,
        "thresholds": thresholds.iter().map(|(on, of, least, failing)| json!({
            "on": on, "of": of, "least": least, "failing": failing,
        })).collect::<Vec<_>>(),
        "formula": {
            "name": formula, "nothing_at": nothing_at, "at_mean": at_mean, "per_percent": per_percent,
            "full": pence(full), "none": pence(none), "price": if formula == "fixed" { json!(pence(fixed)) } else { Value::Null },
        },
        "low": low.map(|(mean, below, whose, least)| json!({
            "mean": mean, "estimate": below, "of": whose, "least_tenders": least,
        })),
        "tenders": tenders.iter().map(|it| json!({
            "id": it.id, "price": it.price.map(Money::pence), "scores": it.scores,
            "assessed": it.outcome.is == Fate::Assessed,
        })).collect::<Vec<_>>(),
    });
    Case { method, criteria, tenders, draw, told }
}
