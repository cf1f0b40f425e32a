//! Ready methods, and what is told of faulty ones.

use std::{fs, path::Path};

use probity::{
    diag::Diagnostics,
    procurement::method::{Method, Settings, schema::schema},
    source::SourceFile,
    store,
};

fn shipped() -> Vec<SourceFile> {
    store::data(None).unwrap()
}

/// The ready method `id` with one passage of its file replaced.
fn with(id: &str, old: &str, new: &str) -> Result<Method, Diagnostics> {
    let files = shipped();
    let path = format!("scoring/methods/{id}.toml");
    let text = files.iter().find(|it| it.path == path).unwrap().text.replace(old, new);
    let (method, faults) = Method::read(&files, &SourceFile::new(path, text));
    method.ok_or(faults)
}

fn faults(id: &str, old: &str, new: &str) -> String {
    with(id, old, new).unwrap_err().to_string()
}

#[test]
fn every_ready_method_is_in_order_and_says_itself_whole() {
    let methods = Method::all(&shipped()).unwrap_or_else(|faults| panic!("{faults}"));
    assert!(methods.len() >= 5);
    let mut all = String::new();
    for method in &methods {
        all.push_str(&format!("# {}: {}\n", method.id, method.title));
        for passage in method.passages() {
            all.push_str(&format!("## {}\n{}\n", passage.title, passage.sentences.join("\n")));
        }
        let open = method.unset();
        all.push_str(&format!("To be set by the procurement: {open:?}\n\n"));
    }
    insta::assert_snapshot!("ready_methods", all);
}

#[test]
fn the_schema_of_methods_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/schema/method.json");
    let text = schema().unwrap();
    if std::env::var_os("PROBITY_BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), text, "write it anew with PROBITY_BLESS=1");
}

#[test]
fn every_number_of_a_method_is_said() {
    for file in shipped().iter().filter(|it| it.path.starts_with("scoring/methods/")) {
        let (method, _) = Method::read(&shipped(), file);
        let said = method.unwrap().sentences().join(" ");
        for line in file.text.lines().filter(|it| !it.starts_with("schema")) {
            let Some((key, value)) = line.split_once(" = ") else { continue };
            let Ok(number) = value.parse::<u32>() else { continue };
            let with_rank_0 = key == "price" && number == 0 || key == "quality" && matches!(number, 0 | 100);
            assert!(with_rank_0 || said.contains(&number.to_string()), "{}: {line}", file.path);
        }
    }
}

#[test]
fn all_faults_are_told_at_once_with_place_and_help() {
    let text = "schema = 2\nid = \"Other\"\ntitle = \"\"\nfor = \"x\"\nscale = \"slp-0-6\"\ncriteria = \"themes\"\n\
        tie-break = [\"qualty\", \"draw\", \"price\"]\nlots = \"lot-order\"\nodd = 1\n[split]\nquality = 60\nprice = 30\n\
        [[threshold]]\non = \"question\"\nleast-percent = 50\nfailing = \"disqualifies\"\nwhy = \"x\"\n\
        [price]\nformula = \"off-lowest\"\nbasis = \"x\"\nzero-or-less = \"as-tendered\"\npoints-at-mean = 50\n\
        [rounding]\ndecimals = 9\nmode = \"half-up\"\nof = \"total\"\nrank-by = \"exact\"\n\
        [assessment]\nmask-names = true\nproposals = \"never\"\nleast-panel = 1\nnarrow-margin = 2\n";
    let (method, faults) = Method::read(&shipped(), &SourceFile::new("own.toml", text));
    assert!(method.is_none());
    insta::assert_snapshot!("all_faults", faults.to_string());
}

#[test]
fn a_formula_that_could_mislead_is_refused() {
    let it = faults(
        "price-per-quality-point",
        "on = \"quality\"\nleast-percent = 60",
        "on = \"question\"\nleast = 1",
    );
    assert!(it.contains("method/no-floor"), "{it}");
    let it = faults("quality-60-price-40", "quality = 60", "quality = 61");
    assert!(it.contains("make 101"), "{it}");
    let it = faults("quality-60-price-40", "20, 40, 60", "20, 70, 60");
    assert!(it.contains("do not rise"), "{it}");
    let it = faults("fixed-price-quality", "price = 0", "price = 10");
    assert!(it.contains("no percentage of its own"), "{it}");
    let it = faults("quality-60-price-40", "\"refer\"", "\"as-tendered\"");
    assert!(it.contains("no meaning for such a price"), "{it}");
}

#[test]
fn what_the_procurement_must_set_is_named_until_it_is() {
    let files = shipped();
    let method = Method::load(&files, "quality-70-price-30-benchmark").unwrap();
    assert_eq!(method.unset().len(), 3);
    let settings: Settings = SourceFile::new(
        "p.toml",
        "full-marks-at = 80000\nno-marks-at = \"£120,000.00\"\nestimate = 100000\nminimum = { SLP-08 = 3 }\n",
    )
    .toml()
    .unwrap();
    let method = method.with(&settings);
    assert_eq!(method.unset(), Vec::<String>::new());
    let said = method.sentences().join(" ");
    assert!(said.contains("A price of £80,000.00 or less has all 30 points"), "{said}");
    assert!(said.contains("A tender needs a score of 3 or more in SLP-08."), "{said}");
    assert!(Method::load(&files, "quality-60-price-4").unwrap_err().to_string().contains("the nearest is"));
}

#[test]
fn the_schemas_of_plain_files_are_current() {
    let sheet = probity::award::sheet::schema().unwrap();
    let people = probity::award::summary::file::schema().unwrap();
    for (name, text) in [("award-sheet.json", sheet), ("award-people.json", people)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/schema").join(name);
        if std::env::var_os("PROBITY_BLESS").is_some() {
            fs::write(&path, &text).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "write it anew with PROBITY_BLESS=1");
    }
}
