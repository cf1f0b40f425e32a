//! Prices that two people open together, when quality is settled and not before.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::not_checked;

struct Desk(tempfile::TempDir);

impl Desk {
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs a command that ends with `status`, and gives what it says.
    fn run(&self, status: i32, args: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_probity"))
            .args(args)
            .current_dir(self.0.path())
            .env("PROBITY_PASSPHRASE", "correct horse battery staple")
            .output()
            .unwrap();
        let told =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(status), "{args:?}\n{told}");
        told
    }

    fn open(&self, status: i32, by: &str, with: &str) -> String {
        let file = |name: &str| format!("{}.txt", &name[..3].to_lowercase());
        self.run(
            status,
            &[
                "price",
                "open",
                "p",
                "T-001",
                "--by",
                by,
                "--by-passphrase",
                &file(by),
                "--with",
                with,
                "--with-passphrase",
                &file(with),
            ],
        )
    }

    /// Whether the bytes stand in a file of the procurement's folder.
    fn holds(&self, bytes: &[u8]) -> bool {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for it in fs::read_dir(folder).unwrap() {
                let path = it.unwrap().path();
                if path.is_dir() { walk(&path, found) } else { found.push(path) }
            }
        }
        let mut files = Vec::new();
        walk(&self.path("p"), &mut files);
        files.iter().any(|it| fs::read(it).unwrap().windows(bytes.len()).any(|it| it == bytes))
    }
}

#[test]
fn a_price_stays_shut_until_quality_is_settled_and_two_people_open_it() {
    let desk = Desk(tempfile::tempdir().unwrap());
    fs::create_dir(desk.path("p")).unwrap();
    let opened = [
        "record",
        "open",
        "p",
        "--origin",
        "council.example/1",
        "--buyer",
        "Example Council",
        "--title",
        "Lighting",
    ];
    desk.run(0, &opened);
    desk.run(0, &["record", "declare", "p", "--name", "Ada Lead", "--role", "lead"]);
    desk.run(
        0,
        &["record", "declare", "p", "--name", "Ben Price", "--role", "commercial", "--by", "Ada Lead"],
    );
    desk.run(0, &["record", "publish", "p", "--deadline", "2025-10-09T12:00:00+01:00"]);
    let mut text = String::from("Question ID,Question,Response\n");
    for question in &crate::core_bank().questions {
        text.push_str(&format!(
            "{},\"{}\",\"All data is encrypted with AES-256 at all times.\"\n",
            question.id, question.title
        ));
    }
    fs::write(desk.path("one.csv"), text).unwrap();
    desk.run(
        0,
        &["receive", "p", "one.csv", "--at", "2025-10-09T10:59:00Z", "--supplier", "Cobalt Street Lamps Ltd"],
    );
    for (name, file) in [("Ada Lead", "ada.txt"), ("Ben Price", "ben.txt")] {
        fs::write(desk.path(file), format!("{name} knows a long passphrase\n")).unwrap();
        desk.run(0, &["price", "key", "p", "--of", name, "--passphrase-file", file]);
    }
    let price = b"Total 91250.00, and not a penny more";
    fs::write(desk.path("pricing.xlsx"), price).unwrap();
    let told =
        desk.run(2, &["price", "seal", "p", "T-001", "pricing.xlsx", "--to", "Ada Lead", "--to", "ada lead"]);
    assert!(told.contains("two different people"), "{told}");
    let told = desk
        .run(0, &["price", "seal", "p", "T-001", "pricing.xlsx", "--to", "Ada Lead", "--to", "Ben Price"]);
    assert!(told.contains("destroy it"), "{told}");
    fs::remove_file(desk.path("pricing.xlsx")).unwrap();
    assert!(
        !desk.holds(b"91250.00"),
        "no plain price stands anywhere in the folder, the record or its journal"
    );
    let told = desk.run(2, &["price", "seal", "p", "T-001", "one.csv", "--to", "Ada Lead", "--to", "Nobody"]);
    assert!(told.contains("takes part in nothing"), "{told}");
    // Both know their passphrases, but scores are open.
    let told = desk.open(2, "Ada Lead", "Ben Price");
    assert!(told.contains("not before every consensus score is agreed"), "{told}");
    assert!(!desk.holds(b"91250.00"));

    desk.run(0, &["assess", "p"]);
    let (scores, full) = (desk.path("p/assessment/scores.xlsx"), desk.path("full.xlsx"));
    let script = format!(
        "import openpyxl\nwb = openpyxl.load_workbook('{}')\nfor ws in wb:\n  if ws.title in ('Compare', 'Similar'): continue\n  \
         for r in range(5, ws.max_row + 1):\n    q = ws.cell(r, 1).value\n    if isinstance(q, str) and len(q) == 6 and q[3] == '-':\n      \
         ws.cell(r, 7).value = 3\n      ws.cell(r, 8).value = 'AES-256 is stated for all data; keys and archives are left open.'\n\
         wb.save('{}')\n",
        scores.display(),
        full.display()
    );
    let filled = Command::new("python3").args(["-c", &script]).output();
    if !filled.is_ok_and(|it| it.status.success()) {
        assert!(std::env::var_os("PROBITY_NO_SKIP").is_none(), "openpyxl is not installed");
        return not_checked("openpyxl", "no price was opened through the commands");
    }
    desk.run(0, &["decide", "p", "full.xlsx", "--by", "Ada Lead"]);
    let told = desk.open(2, "Ada Lead", "Ada Lead");
    assert!(told.contains("sealed to others"), "{told}");
    // What was sealed here is no workbook: it is opened and kept, and a person must add it up.
    let told = desk.open(1, "Ben Price", "Ada Lead");
    assert!(told.contains("was not added up"), "{told}");
    assert_eq!(fs::read(desk.path("p/tenders/T-001/price.xlsx")).unwrap(), price);
    let told = desk.open(2, "Ada Lead", "Ben Price");
    assert!(told.contains("was opened before"), "{told}");
    let told = desk.run(0, &["record", "log", "p", "--act", "price.opened"]);
    assert!(told.contains("Ben Price") || told.contains("p-0002"), "{told}");
    desk.run(0, &["record", "verify", "p", "--policy", "p/keys/trust.policy"]);
}

#[test]
fn a_schedule_that_does_not_add_up_is_corrected_in_sight_of_all() {
    let desk = Desk(tempfile::tempdir().unwrap());
    let write = |text: &str| fs::write(desk.path("pricing.csv"), text).unwrap();
    let head = "Line,Item,Unit,Quantity,Unit price,Total,What the price covers\n";
    write(&format!(
        "{head}1,Sensors,each,12,10.50,126.00,\n2,Training,day,2,400,900.00,\n3,,,,,0,\nTotal,,,,,1026.00,\n"
    ));
    let told = desk.run(0, &["price", "add-up", "pricing.csv"]);
    assert!(told.contains("£926.00"), "{told}");
    assert!(
        told.contains(
            "corrected E3 Training: £800.00 counts in place of £900.00, since 2 × £400.00 = £800.00"
        ),
        "{told}"
    );
    assert!(told.contains("corrected Total All lines"), "{told}");
    write(&format!("{head}1,Sensors,each,12,,126.00,\n2,Training,day,2,about 400,800,\n"));
    let told = desk.run(1, &["price", "add-up", "pricing.csv"]);
    assert!(told.contains("E2 (Sensors) has no unit price"), "{told}");
    assert!(told.contains("price/amount") && told.contains("about 400"), "{told}");
    write("Item,Price\nSensors,1\n");
    assert!(desk.run(2, &["price", "add-up", "pricing.csv"]).contains("no price schedule"));
}
