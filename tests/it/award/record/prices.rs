//! The pack's own pricing workbook, filled in by three suppliers: one adds up, one does not, one was typed with openpyxl.

use std::{fs, path::Path, process::Command};

use super::desk::Desk;
use crate::{not_checked, panels::fill::filled};

/// For one device and one year, by tender.
const UNITS: [[&str; 2]; 3] = [["2000.17", "5000.29"], ["1625.31", "5000.43"], ["1125.57", "5000.71"]];

/// What of the prices could be read if they stood open.
pub(super) fn written() -> Vec<String> {
    let sums = ["95007.67", "95,007.67", "80013.69", "80,013.69", "60024.93", "60,024.93"];
    UNITS.iter().flatten().chain(&sums).map(|it| (*it).to_owned()).collect()
}

/// Fills in the workbook of tender `n`.
pub(super) fn fill(issued: &[u8], to: &Path, n: usize) {
    let [device, year] = UNITS[n];
    // The second supplier typed over two of the workbook's sums.
    let mut cells = vec![(0, 3, 4, device.to_owned()), (0, 4, 4, year.to_owned())];
    if n == 1 {
        cells.extend([(0, 3, 5, "66012.40".to_owned()), (0, 15, 5, "81013.69".to_owned())]);
    }
    if n == 2 && with_openpyxl(issued, to, device, year) {
        return;
    }
    fs::write(to, filled(issued, &cells)).unwrap();
}

/// Puts another quantity of devices into a workbook that was filled in.
pub(super) fn alter(workbook: &Path, quantity: &str) {
    let bytes = fs::read(workbook).unwrap();
    fs::write(workbook, filled(&bytes, &[(0, 3, 3, quantity.to_owned())])).unwrap();
}

/// A quantity that the supplier changed keeps the price from counting until a person has settled it.
#[test]
fn an_altered_schedule_has_no_price_until_it_is_settled() {
    let mut desk = Desk::published();
    desk.received_with(Some("20"));
    desk.scored();
    desk.moderated();
    let told = desk.open_prices(1);
    assert!(told.contains("was issued with the quantity 40 and came back with `20`"), "{told}");
    assert!(told.contains("Pricing: open"), "{told}");
    let refused = desk.refused(&["award", "p", "--by", "FI"]);
    assert!(refused.contains("T-001") && refused.contains("price settle"), "{refused}");
    let why = "The supplier was asked and stands by its unit price for all forty devices.";
    desk.run(&["price", "settle", "p", "T-001", "--amount", "95007.67", "--reason", why, "--by", "FI"]);
    let (out, _) = desk.ran(1, &["award", "p", "--by", "FI"]);
    assert!(out.contains("£95,007.67"), "{out}");
}

fn with_openpyxl(issued: &[u8], to: &Path, device: &str, year: &str) -> bool {
    fs::write(to, issued).unwrap();
    let script = format!(
        "import openpyxl\nwb = openpyxl.load_workbook('{0}')\nws = wb['Pricing']\nws['E4'] = {device}\nws['E5'] = {year}\n\
         wb.save('{0}')\n",
        to.display()
    );
    if Command::new("python3").args(["-c", &script]).output().is_ok_and(|it| it.status.success()) {
        return true;
    }
    assert!(std::env::var_os("PROBITY_NO_SKIP").is_none(), "openpyxl is not installed");
    not_checked("openpyxl", "all prices are filled in without a spreadsheet library");
    false
}
