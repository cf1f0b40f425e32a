//! What stands beside the cells of a sheet: notes, text boxes, pictures, links and what is printed in its margins.

use crate::{
    tender::Flag,
    workbook::read::{
        Hidden, Refusal, active, drawing,
        grid::{Grid, Picture, cell_position},
        markup::Markup,
        package::Package,
        relations::{Relation, Relations},
        runs::shortened,
        tally::Tally,
    },
};

/// A sheet whose markup was read.
#[derive(Debug)]
pub(crate) struct Sheet<'a> {
    /// As a person sees it.
    pub name: &'a str,
    /// Whether and how it is hidden.
    pub hidden: Option<Hidden>,
    /// Its part.
    pub part: &'a str,
    /// The part's bytes.
    pub xml: &'a [u8],
    /// What they say beside the values.
    pub markup: Markup,
}

/// How much of a text is quoted in a flag.
const QUOTED: usize = 300;

/// Tells of what stands beside the cells, and finds the pictures of each sheet.
///
/// # Errors
/// When a part is not plain XML.
pub(crate) fn read(
    package: &Package,
    relations: &Relations,
    sheets: &[Sheet<'_>],
    flags: &mut Vec<Flag>,
) -> Result<Vec<Vec<Picture>>, Refusal> {
    let mut all = Vec::new();
    for sheet in sheets {
        let grid = Grid { name: sheet.name.to_owned(), ..Grid::default() };
        let mut tally = Tally::new(&grid.name, flags);
        let mut pictures = Vec::new();
        if !sheet.markup.margins.is_empty() {
            let message = format!(
                "the sheet `{}` prints words above or below its pages that are in no cell and were not scored: “{}”",
                sheet.name,
                shortened(&sheet.markup.margins, QUOTED)
            );
            tally.tell("header-footer-text", Some(grid.place(0, 0)), message);
        }
        for (at, dangers) in &sheet.markup.dangers {
            active::formula(*dangers, &grid.place(at.0, at.1), &mut tally);
        }
        for (cell, id) in &sheet.markup.links {
            let at = cell.split(':').next().and_then(cell_position).unwrap_or((0, 0));
            if let Some(it) = relations.get(sheet.part, id) {
                active::link(&it.target, &grid.place(at.0, at.1), &mut tally);
            }
        }
        let of = |kind: &'static str| {
            relations.from(sheet.part).iter().filter(move |it| it.kind == kind && !it.external)
        };
        let part = |it: &Relation| package.named(&it.target);
        for (name, xml) in of("drawing").filter_map(part) {
            let drawing = drawing::read(name, xml)?;
            pictures.extend(drawing.pictures.iter().map(|(at, linked)| at.picture(&sheet.markup, *linked)));
            for (at, words) in drawing.texts {
                let place = grid.place(at.0, at.1);
                let message = format!(
                    "a text box lies over the sheet at {place} and was not scored. It says “{}”",
                    shortened(&words, QUOTED)
                );
                tally.tell("drawing-text", Some(place), message);
            }
            for (at, id) in &drawing.links {
                if let Some(it) = relations.get(name, id) {
                    active::link(&it.target, &grid.place(at.0, at.1), &mut tally);
                }
            }
            // The words of a diagram stand in a part of their own.
            for (name, xml) in
                relations.from(name).iter().filter(|it| it.kind == "diagramData").filter_map(part)
            {
                let words = drawing::all_words(name, xml)?;
                if !words.is_empty() {
                    let message = format!(
                        "a diagram on the sheet `{}` has words that were not scored: “{}”",
                        sheet.name,
                        shortened(&words, QUOTED)
                    );
                    tally.tell("drawing-text", Some(grid.place(0, 0)), message);
                }
            }
        }
        // A conversation is also stored as an old note, which only says that a newer program is needed.
        let threads: Vec<&Relation> = of("threadedComment").collect();
        let kinds = if threads.is_empty() { of("comments").collect() } else { threads };
        for (name, xml) in kinds.into_iter().filter_map(part) {
            for (at, words) in drawing::notes(name, xml)? {
                let place = grid.place(at.0, at.1);
                let message = format!(
                    "a note is attached to the cell {place} and was not scored. It says “{}”",
                    shortened(&words, QUOTED)
                );
                tally.tell("comment-present", Some(place), message);
            }
        }
        tally.finish();
        all.push(pictures);
    }
    Ok(all)
}
