//! What stands beside the cells of a sheet: notes, text boxes, pictures, links and what is printed in its margins.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    tender::Flag,
    workbook::read::{
        Hidden, Refusal, active,
        control::{self, Control, Shape},
        drawing::{self, Note},
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
    let mut looked: BTreeSet<&str> = BTreeSet::new();
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
        let Old { controls, words: mut boxes, whole } = old(package, relations, sheet)?;
        for it in &controls {
            it.tell(&grid, &mut tally);
        }
        if !whole {
            let message = format!(
                "an old drawing on the sheet `{}` could not be read to its end and was not scored: look at the sheet \
                 in a spreadsheet program",
                sheet.name
            );
            tally.tell("drawing-text", Some(grid.place(0, 0)), message);
        }
        // Newer programs draw the same shapes once more.
        let captions: Vec<&str> = controls.iter().map(|it| it.caption.as_str()).collect();
        for (name, xml) in of("drawing").filter_map(part) {
            looked.insert(name);
            let drawing = drawing::read(name, xml)?;
            pictures.extend(drawing.pictures.iter().map(|(at, linked)| at.picture(&sheet.markup, *linked)));
            boxes.retain(|(_, words)| drawing.texts.iter().all(|(_, it)| it != words));
            boxes.extend(drawing.texts);
            for (at, id) in &drawing.links {
                if let Some(it) = relations.get(name, id) {
                    active::link(&it.target, &grid.place(at.0, at.1), &mut tally);
                }
            }
            // The words of a diagram or a chart stand in a part of their own.
            let apart =
                |it: &&Relation| it.kind == "diagramData" || it.kind == "chart" || it.kind == "chartEx";
            for (name, xml) in relations.from(name).iter().filter(apart).filter_map(part) {
                looked.insert(name);
                let words = drawing::all_words(name, xml)?;
                if !words.is_empty() {
                    let message = format!(
                        "a diagram or chart on the sheet `{}` has words that were not scored: “{}”",
                        sheet.name,
                        shortened(&words, QUOTED)
                    );
                    tally.tell("drawing-text", Some(grid.place(0, 0)), message);
                }
            }
        }
        for (at, words) in boxes.iter().filter(|(_, words)| !captions.contains(&words.as_str())) {
            let place = grid.place(at.0, at.1);
            let message = format!(
                "a text box lies over the sheet at {place} and was not scored. It says “{}”",
                shortened(words, QUOTED)
            );
            tally.tell("drawing-text", Some(place), message);
        }
        let mut told: Vec<Note> = Vec::new();
        for (name, xml) in of("threadedComment").filter_map(part) {
            told.extend(drawing::notes(name, xml)?);
        }
        let conversations = told.len();
        for (name, xml) in of("comments").filter_map(part) {
            told.extend(drawing::notes(name, xml)?);
        }
        let (threads, notes) = told.split_at(conversations);
        let talked = conversations_by_cell(threads);
        let further =
            notes.iter().filter(|(at, words)| talked.get(at).is_none_or(|it| !drawing::stands_in(words, it)));
        for (at, words) in threads.iter().chain(further) {
            let place = grid.place(at.0, at.1);
            let message = format!(
                "a note is attached to the cell {place} and was not scored. It says “{}”",
                shortened(drawing::own_words(words), QUOTED)
            );
            tally.tell("comment-present", Some(place), message);
        }
        tally.finish();
        all.push(pictures);
    }
    for (name, xml) in package.parts.iter().filter(|(name, _)| draws(name) && !looked.contains(name.as_str()))
    {
        let words = drawing::all_words(name, xml)?;
        if !words.is_empty() {
            let message = format!(
                "the workbook has a drawing (`{name}`) that stands on no sheet of cells, with words that were not scored: \
                 “{}”",
                shortened(&words, QUOTED)
            );
            flags.push(Flag { code: "drawing-text".into(), place: None, message });
        }
    }
    Ok(all)
}

/// What is said in the conversations of each cell, in order.
fn conversations_by_cell(threads: &[Note]) -> BTreeMap<(u32, u32), Vec<&str>> {
    let mut by_cell: BTreeMap<(u32, u32), Vec<&str>> = BTreeMap::new();
    for (at, words) in threads {
        by_cell.entry(*at).or_default().push(words);
    }
    by_cell
}

/// Whether a part is one whose words are drawn. What a program keeps beside a diagram to draw it faster says the same.
fn draws(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let within = |it: &str| lower.starts_with(it);
    lower.ends_with(".xml")
        && (within("xl/drawings/drawing") || within("xl/diagrams/data") || within("xl/charts/chart"))
}

/// What the controls and the old drawings of a sheet hold.
struct Old {
    controls: Vec<Control>,
    /// The words of shapes that are no controls, each with the cell at its corner.
    words: Vec<((u32, u32), String)>,
    /// Whether all could be read to its end.
    whole: bool,
}

fn old(package: &Package, relations: &Relations, sheet: &Sheet<'_>) -> Result<Old, Refusal> {
    let (mut shapes, mut whole) = (Vec::new(), true);
    for it in relations.from(sheet.part).iter().filter(|it| it.kind == "vmlDrawing" && !it.external) {
        if let Some((_, xml)) = package.named(&it.target) {
            let (found, all) = control::shapes(xml);
            shapes.extend(found);
            whole &= all;
        }
    }
    let mut controls = Vec::new();
    for listed in &sheet.markup.controls {
        let drawn = shapes.iter().position(|it| it.number == listed.shape);
        let mut control = drawn.map(|it| shapes.swap_remove(it).control).unwrap_or_default();
        if let Some(at) = listed.at {
            control.at = at;
        }
        let said = relations.get(sheet.part, &listed.id).filter(|it| it.kind == "ctrlProp" && !it.external);
        if let Some((name, xml)) = said.and_then(|it| package.named(&it.target)) {
            let newer = control::properties(name, xml)?;
            let older = control.state.take();
            control.state = match (older, newer.state) {
                (Some(older), Some(newer)) if older != newer => {
                    Some(format!("{newer} for newer programs and {older} for older ones"))
                }
                (older, newer) => newer.or(older),
            };
            control.linked = newer.linked.or(control.linked);
            control.kind = newer.kind;
        }
        controls.push(control);
    }
    let mut words = Vec::new();
    for Shape { control, .. } in shapes {
        if control::is_control(&control.kind) {
            controls.push(control);
        } else if !control.kind.eq_ignore_ascii_case("note") && !control.caption.is_empty() {
            words.push((control.at, control.caption));
        }
    }
    Ok(Old { controls, words, whole })
}
