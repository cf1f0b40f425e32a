//! The pricing workbook as a supplier returns it: its lines with their cells, and the totals that it states.

use std::panic::{self, AssertUnwindSafe};

use super::{
    book,
    grid::{Grid, Value, cell_name},
};
use crate::{
    award::pricing::{PriceLine, PricingSchedule},
    diag::{Diagnostic, Diagnostics, Place},
    procurement::method::Money,
    workbook::layout::Layouts,
};

/// The price schedule of one sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPrices {
    /// The sheet: one for each lot.
    pub sheet: String,
    /// What it asks for.
    pub schedule: PricingSchedule,
}

/// The columns of a schedule, found by their heads.
struct Columns {
    head: u32,
    item: u32,
    quantity: u32,
    unit: u32,
    total: u32,
}

/// Reads a returned pricing workbook. What is wrong with it is told with its cells; `name` is what the user calls it.
pub fn read(name: &str, bytes: &[u8], layouts: &Layouts) -> (Vec<SheetPrices>, Diagnostics) {
    let mut faults = Diagnostics::default();
    let whole = || Place::Whole { path: name.to_owned() };
    let opened = panic::catch_unwind(AssertUnwindSafe(|| book(name, bytes, layouts)));
    let book = match opened {
        Ok(Ok(book)) => book,
        Ok(Err(refusal)) => {
            faults.push(Diagnostic::error(whole(), "price/unreadable", refusal.explanation));
            return (Vec::new(), faults);
        }
        Err(_) => {
            let help = "ask the supplier to save it again as `.xlsx`";
            faults.push(Diagnostic::error(whole(), "price/unreadable", "the workbook is damaged").help(help));
            return (Vec::new(), faults);
        }
    };
    let mut found = Vec::new();
    for grid in &book.grids {
        let Some(columns) = columns(grid) else { continue };
        let schedule = schedule(name, grid, &columns, &mut faults);
        found.push(SheetPrices { sheet: grid.name.clone(), schedule });
    }
    if found.is_empty() {
        let what =
            "no sheet of it has the columns `Item`, `Quantity`, `Unit price` and `Total` of a price schedule";
        faults.push(
            Diagnostic::error(whole(), "price/unreadable", what)
                .help("give the pricing workbook of the pack, filled in"),
        );
    }
    (found, faults)
}

fn schedule(name: &str, grid: &Grid, columns: &Columns, faults: &mut Diagnostics) -> PricingSchedule {
    let mut schedule = PricingSchedule::default();
    for row in grid.rows() {
        let Some(row) = row.first().map(|it| it.row).filter(|it| *it > columns.head) else { continue };
        let place = |column: u32| Place::Cell {
            file: Some(name.to_owned()),
            sheet: grid.name.clone(),
            cell: cell_name(row, column),
        };
        let mut amount = |column: u32, required: bool| -> Option<Money> {
            let cell = grid.at(row, column)?;
            let text = text(grid, row, column).trim();
            if text.is_empty() {
                return None;
            }
            if required && cell.formula {
                let what = "the unit price is a formula, whose value depends on the program that opens it";
                let help = "ask the supplier for the price itself";
                faults.push(Diagnostic::error(place(column), "price/formula", what).help(help));
            }
            let parsed: Option<Money> = text.parse().ok();
            // The pack's own formulas say 0 until a program has worked them out.
            if !required && cell.formula && parsed == Some(Money::of_pence(0)) {
                return None;
            }
            if parsed.is_none() && required {
                let what = format!("`{text}` is not an amount of pounds and whole pence");
                let help = "ask the supplier: an amount is never guessed or rounded";
                faults.push(Diagnostic::error(place(column), "price/amount", what).help(help));
            }
            parsed
        };
        if row_label(grid, row, columns.item).eq_ignore_ascii_case("total") {
            schedule.stated = amount(columns.total, false);
            continue;
        }
        let what = text(grid, row, columns.item).trim();
        let (unit, stated) = (amount(columns.unit, true), amount(columns.total, false));
        if what.is_empty() && unit.is_none() {
            continue;
        }
        if grid.hidden_rows.contains(row) {
            let told = "a row of the schedule is hidden";
            let help = "look at it with the supplier before its price counts";
            faults.push(Diagnostic::warning(place(columns.item), "price/hidden", told).help(help));
        }
        schedule.lines.push(PriceLine {
            place: cell_name(row, columns.unit),
            what: what.to_owned(),
            quantity: text(grid, row, columns.quantity).trim().to_owned(),
            unit,
            stated,
        });
    }
    schedule
}

/// The first words of a row up to its item: where the sum stands, `Total`.
fn row_label(grid: &Grid, row: u32, item: u32) -> &str {
    (0..=item).map(|it| text(grid, row, it).trim()).find(|it| !it.is_empty()).unwrap_or_default()
}

fn columns(grid: &Grid) -> Option<Columns> {
    for row in grid.rows().take(10) {
        let find = |label: &str| {
            let cell = row.iter().find(|it| matches!(&it.value, Value::Text(text) if text.trim() == label));
            cell.map(|it| (it.row, it.column))
        };
        if let (Some((head, item)), Some((_, quantity)), Some((_, unit)), Some((_, total))) =
            (find("Item"), find("Quantity"), find("Unit price"), find("Total"))
        {
            return Some(Columns { head, item, quantity, unit, total });
        }
    }
    None
}

fn text(grid: &Grid, row: u32, column: u32) -> &str {
    match grid.at(row, column).map(|it| &it.value) {
        Some(Value::Text(it) | Value::Typed(it) | Value::Error(it)) => it,
        Some(Value::Uncalculated) | None => "",
    }
}
