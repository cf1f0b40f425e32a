//! The workbook in which suppliers price, apart from the answers, so that no evaluator of quality sees a price.

use super::{
    WriteError,
    sheet::{Book, Cell, Check, Formula, Holds, Look, Rule, Sheet, Value},
};
use crate::pack::{Issue, Mark, PriceLine};

/// Lines that are ready for what the supplier adds.
const FURTHER: usize = 10;

/// `pricing.xlsx`: a sheet with the supplier's name and the marks of the issue, and one sheet of prices for each lot,
/// or one where there are no lots.
///
/// # Errors
/// When the lines do not fit into a workbook.
pub fn pricing(issue: &Issue<'_>, lines: &[PriceLine]) -> Result<Vec<u8>, WriteError> {
    super::excel::write(&book(issue, lines))
}

fn book(issue: &Issue<'_>, lines: &[PriceLine]) -> Book {
    let fingerprint = issue.fingerprint();
    let mut sheets = vec![supplier(issue)];
    if issue.lots.is_empty() {
        let all: Vec<&PriceLine> = lines.iter().collect();
        sheets.push(prices("Pricing", "Prices", &all));
    }
    for lot in &issue.lots {
        let of = |it: &&PriceLine| it.lot.as_ref().is_none_or(|id| *id == lot.id);
        let of_lot: Vec<&PriceLine> = lines.iter().filter(of).collect();
        let name: String = format!("Pricing lot {}", lot.id)
            .chars()
            .map(|it| if it.is_alphanumeric() || it == ' ' || it == '-' { it } else { ' ' })
            .take(31)
            .collect();
        sheets.push(prices(name.trim(), &format!("Prices of lot {}: {}", lot.id, lot.title), &of_lot));
    }
    sheets.push(super::marks(&fingerprint));
    Book {
        title: format!("Prices: {}", issue.title),
        subject: format!("Price schedule of {}", issue.buyer),
        properties: Mark::ALL.iter().map(|it| (it.label().to_owned(), fingerprint.value(*it))).collect(),
        constant: (super::CONSTANT.to_owned(), fingerprint.to_string()),
        on: issue.on,
        sheets,
    }
}

fn supplier(issue: &Issue<'_>) -> Sheet {
    let mut sheet = Sheet::new("Supplier", &[34, 86]);
    sheet.push(vec![Cell::text(Look::Title, issue.title.as_str()).over(2)]);
    sheet.push(vec![
        Cell::text(Look::Lead, format!("Price schedule of the procurement by {}", issue.buyer)).over(2),
    ]);
    let help = sheet.check(Check::new(Rule::Any, "Supplier name", "As in the response workbook."));
    sheet.push_at_least(
        22,
        vec![Cell::text(Look::Label, "Supplier name"), Cell::blank(Look::Answer).checked(help)],
    );
    if !issue.deadline.is_empty() {
        sheet.push(vec![
            Cell::text(Look::Label, "Send it by"),
            Cell::text(Look::Text, issue.deadline.as_str()),
        ]);
    }
    let fingerprint = issue.fingerprint();
    for mark in Mark::ALL {
        sheet.push(vec![
            Cell::text(Look::Label, mark.label()),
            Cell::text(Look::Small, fingerprint.value(mark)),
        ]);
    }
    sheet.push(vec![
        Cell::text(Look::Label, "How to price"),
        Cell::text(
            Look::Text,
            "Enter a price for one unit in pounds, without VAT, on every line; 0 where something is included. Lines \
             at the end are for anything that is not listed: what is not priced here is included in the prices. \
             Totals are reckoned by the workbook and checked again by the buyer. This file is opened only when the \
             answers have been scored.",
        ),
    ]);
    sheet
}

fn prices(name: &str, title: &str, lines: &[&PriceLine]) -> Sheet {
    let mut sheet = Sheet::new(name, &[7, 60, 18, 12, 18, 18, 40]);
    sheet.push(vec![Cell::text(Look::Title, title).over(7)]);
    sheet.push(vec![Cell::text(Look::Lead, "In pounds, without VAT").over(7)]);
    let heads = ["Line", "Item", "Unit", "Quantity", "Unit price", "Total", "What the price covers"];
    sheet.header = Some(sheet.next());
    sheet.push_at_least(20, heads.iter().map(|it| Cell::text(Look::Head, *it)).collect());
    let price = sheet.check(Check::new(
        Rule::Number,
        "Unit price",
        "Pounds for one unit, without VAT; 0 where it is included.",
    ));
    let quantity = sheet.check(Check::new(Rule::Whole, "Quantity", "How many units you price."));
    let words = sheet.check(Check::new(Rule::Any, "Further line", "Only for what is not listed above."));
    let first = sheet.next() + 1;
    let blank = PriceLine { lot: None, item: String::new(), unit: String::new(), quantity: None };
    let listed = lines.iter().copied().chain(std::iter::repeat_n(&blank, FURTHER));
    for (number, line) in (1_u32..).zip(listed) {
        let row = sheet.next() + 1;
        let named = |text: &str| {
            if text.is_empty() {
                Cell::blank(Look::Answer).checked(words)
            } else {
                Cell::text(Look::Text, text)
            }
        };
        let written =
            format!("IF(AND(ISNUMBER({{D{row}}}),ISNUMBER({{E{row}}})),ROUND({{D{row}}}*{{E{row}}},2),0)");
        sheet.push_at_least(
            22,
            vec![
                Cell::new(Look::Centre, Holds::Number(number)),
                named(&line.item),
                named(&line.unit),
                match line.quantity {
                    Some(it) => Cell::new(Look::Centre, Holds::Number(it)),
                    None => Cell::blank(Look::Number).checked(quantity),
                },
                Cell::blank(Look::Price).checked(price),
                Cell::new(Look::Money, Holds::Formula(Formula::new(&written, Value::Number(0)))),
                Cell::blank(Look::Answer),
            ],
        );
    }
    let last = sheet.next();
    sheet.push_at_least(
        24,
        vec![
            Cell::text(Look::Label, "Total").over(5),
            Cell::new(
                Look::Money,
                Holds::Formula(Formula::new(&format!("SUM({{F{first}:F{last}}})"), Value::Number(0))),
            ),
            Cell::blank(Look::Shut),
        ],
    );
    sheet
}
