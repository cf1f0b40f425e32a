//! The part of a workbook that lists its sheets and names.

use quick_xml::events::{BytesStart, Event};

use crate::workbook::read::{
    Hidden, Refusal, limits,
    markup::{attribute, says, text_of},
    package::{Package, RESAVE, too_many_sheets},
    part,
    relations::Relations,
    sniff,
};

/// What the workbook part lists.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// The sheets of cells, in order.
    pub sheets: Vec<Listed>,
    /// Names that nobody sees in a menu, and what they stand for.
    pub hidden_names: Vec<(String, String)>,
    /// Names that a menu shows, and what they stand for.
    pub names: Vec<(String, String)>,
    /// A sheet or a name that acts: a sheet of macros, or a name that runs when the workbook opens.
    pub acts: Option<String>,
    /// Whether days are counted from 1904.
    pub from_1904: bool,
}

/// A sheet as the workbook part lists it.
#[derive(Debug)]
pub(crate) struct Listed {
    /// As a person sees it.
    pub name: String,
    /// The part that has its cells.
    pub part: String,
    /// Whether and how it is hidden.
    pub hidden: Option<Hidden>,
}

/// The part that lists the sheets.
///
/// # Errors
/// When the package is another kind of document.
pub(crate) fn workbook(package: &Package, relations: &Relations) -> Result<String, Refusal> {
    let mut found: Option<String> = None;
    for it in relations.from("").iter().filter(|it| it.kind == "officeDocument" && !it.external) {
        let lower = it.target.to_ascii_lowercase();
        if lower.starts_with("word/") {
            return Err(sniff::not_a_spreadsheet("a Word document"));
        }
        if lower.starts_with("ppt/") {
            return Err(sniff::not_a_spreadsheet("a PowerPoint presentation"));
        }
        if lower.starts_with("visio/") {
            return Err(sniff::not_a_spreadsheet("a Visio drawing"));
        }
        if lower.strip_suffix(".bin").is_some() {
            return Err(Refusal::new(
                "unsupported-format",
                "the file is a binary workbook (`.xlsb`). Ask the supplier to save it as `.xlsx`.",
            ));
        }
        let Some((part, _)) = package.named(&it.target) else { continue };
        if found.as_ref().is_some_and(|it| it != part) {
            return Err(Refusal::new(
                "corrupt-package",
                format!("the file names two workbooks, and programs would open one or the other. {RESAVE}"),
            ));
        }
        found = Some(part.to_owned());
    }
    found.ok_or_else(|| sniff::not_a_spreadsheet("an archive without a workbook in it"))
}

impl Listing {
    /// Reads the part `workbook`.
    ///
    /// # Errors
    /// When it is damaged, or lists what is not there, or too much.
    pub(crate) fn read(package: &Package, workbook: &str, relations: &Relations) -> Result<Self, Refusal> {
        let xml = package.part(workbook).unwrap_or_default();
        let mut listing = Self::default();
        let mut name: Option<(String, bool)> = None;
        let mut words = String::new();
        let mut listed = 0_usize;
        part::walk(workbook, xml, |event, _| {
            match event {
                Event::Start(it) | Event::Empty(it) => match it.local_name().as_ref() {
                    "sheet" => {
                        listed += 1;
                        if listed > limits::SHEETS {
                            return Ok(());
                        }
                        listing.sheet(workbook, relations, it)?;
                    }
                    "workbookPr" => listing.from_1904 = says(it, "date1904"),
                    "definedName" => {
                        words.clear();
                        let own = text_of(it, "name").unwrap_or_default();
                        if runs(&own) || ["function", "vbProcedure", "xlm"].iter().any(|key| says(it, key)) {
                            listing.acts.get_or_insert_with(|| format!("the name `{own}`"));
                        }
                        name = Some((own, says(it, "hidden")));
                        words.push_str(&text_of(it, "comment").unwrap_or_default());
                    }
                    _ => {}
                },
                Event::End(it) if it.local_name().as_ref() == "definedName" => {
                    let words = std::mem::take(&mut words);
                    match name.take() {
                        Some((name, true)) => listing.hidden_names.push((name, words)),
                        Some((name, false)) => listing.names.push((name, words)),
                        None => {}
                    }
                }
                Event::Text(it) if name.is_some() => words.push_str(it),
                Event::GeneralRef(it) if name.is_some() => {
                    words.push(match it.as_ref() {
                        "quot" => '"',
                        "apos" => '\'',
                        "amp" => '&',
                        _ => ' ',
                    });
                }
                _ => {}
            }
            Ok(())
        })?;
        if listed > limits::SHEETS {
            return Err(too_many_sheets(listed));
        }
        Ok(listing)
    }

    fn sheet(
        &mut self,
        workbook: &str,
        relations: &Relations,
        element: &BytesStart<'_>,
    ) -> Result<(), Refusal> {
        let name = text_of(element, "name").unwrap_or_default();
        let id = attribute(element, "id").unwrap_or_default();
        let Some(relation) = relations.get(workbook, &id).filter(|it| !it.external) else {
            return Err(Refusal::new(
                "missing-part",
                format!("the sheet `{name}` is listed and its content is missing from the file. {RESAVE}"),
            ));
        };
        let part = &relation.target;
        let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
        if self.sheets.iter().any(|it| same(&it.name, &name) || same(&it.part, part)) {
            return Err(Refusal::new(
                "corrupt-package",
                format!("two sheets go by the name or the content of `{name}`. {RESAVE}"),
            ));
        }
        let hidden = match attribute(element, "state").as_deref() {
            Some("veryHidden") => Some(Hidden::Deeply),
            Some("hidden") => Some(Hidden::Plainly),
            _ => None,
        };
        if relation.kind.to_ascii_lowercase().ends_with("macrosheet") {
            self.acts.get_or_insert_with(|| format!("the sheet `{name}`"));
        }
        // Sheets of charts, dialogs and macros hold no cells of a tender.
        if relation.kind == "worksheet" {
            self.sheets.push(Listed { name, part: part.clone(), hidden });
        }
        Ok(())
    }
}

/// Whether a name is one that spreadsheet programs run by themselves.
fn runs(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let plain = name.strip_prefix("_xlnm.").unwrap_or(&name);
    ["auto_open", "auto_close", "auto_activate", "auto_deactivate"].iter().any(|it| plain.starts_with(it))
}
