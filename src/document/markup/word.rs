//! Blocks as the body of a Word document: elements in the order of the schema (ECMA-376 part 1, section 17).

use super::{Block, Entry, Manner, Span, Table};
use crate::document::package::clean;

/// The width of the text in twentieths of a point: A4 without its margins.
const WIDTH: u32 = 9_638;

/// The list of bullets in `numbering.xml`; numbered lists come after it, each with its own.
const BULLETS: usize = 1;

/// The paragraphs and tables of `blocks`, and how many numbered lists there are among them.
pub(in crate::document) fn body(blocks: &[Block]) -> (String, usize) {
    let mut out = String::new();
    let mut lists = 0_usize;
    for (n, block) in blocks.iter().enumerate() {
        match block {
            Block::Heading(level, spans) => {
                let style = match level {
                    1 => "Title",
                    2 => "Heading1",
                    3 => "Heading2",
                    _ => "Heading3",
                };
                paragraph(style, "", None, spans, &mut out);
            }
            Block::Paragraph(manner, spans) => match manner {
                Manner::Plain => {
                    // What leads into a table stays with it, or it is left at the foot of a page with its heading.
                    let leads = matches!(blocks.get(n + 1), Some(Block::Table(_)));
                    paragraph("", if leads { "<w:keepNext/>" } else { "" }, None, spans, &mut out);
                }
                Manner::Subtitle => paragraph("Subtitle", "", None, spans, &mut out),
                Manner::Warning => paragraph("Warning", "", None, spans, &mut out),
                Manner::Note => paragraph("Note", "", None, spans, &mut out),
                Manner::Wording => paragraph("Wording", "", None, spans, &mut out),
                Manner::Numbered(deep, number) => {
                    let style = if *deep { "NumberedItem" } else { "Numbered" };
                    paragraph(style, "", Some(number), spans, &mut out);
                }
            },
            Block::List(numbered, items) => {
                let id = if *numbered {
                    lists += 1;
                    BULLETS + lists
                } else {
                    BULLETS
                };
                let properties = format!("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{id}\"/></w:numPr>");
                for item in items {
                    paragraph("ListParagraph", &properties, None, item, &mut out);
                }
            }
            Block::Table(it) => table(it, &mut out),
        }
    }
    (out, lists)
}

fn paragraph(style: &str, properties: &str, number: Option<&str>, spans: &[Span], out: &mut String) {
    out.push_str("<w:p>");
    if !style.is_empty() {
        out.push_str(&format!("<w:pPr><w:pStyle w:val=\"{style}\"/>{properties}</w:pPr>"));
    } else if !properties.is_empty() {
        out.push_str(&format!("<w:pPr>{properties}</w:pPr>"));
    }
    if let Some(number) = number {
        out.push_str(&format!(
            "<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r><w:r><w:tab/></w:r>",
            escaped(number)
        ));
    }
    for span in spans {
        run(span, out);
    }
    out.push_str("</w:p>\n");
}

fn run(span: &Span, out: &mut String) {
    if span.after_break {
        out.push_str("<w:r><w:br/></w:r>");
    }
    out.push_str("<w:r>");
    let style = match (span.code, span.strong, span.emphasis) {
        (true, ..) => Some("Code"),
        (_, true, _) => Some("Strong"),
        (_, _, true) => Some("Emphasis"),
        _ => None,
    };
    if let Some(style) = style {
        out.push_str(&format!("<w:rPr><w:rStyle w:val=\"{style}\"/></w:rPr>"));
    }
    out.push_str(&format!("<w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(&span.text)));
}

fn table(table: &Table, out: &mut String) {
    let columns = table.rows.iter().map(Vec::len).chain([table.head.len()]).max().unwrap_or(1).max(1);
    let widths = widths(&table.widths, columns);
    let (header, look) = if table.head.is_empty() { (0, "0680") } else { (1, "0620") };
    let caption = escaped(&table.caption);
    out.push_str(&format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/>\
         <w:tblLook w:val=\"{look}\" w:firstRow=\"{header}\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>\
         <w:tblCaption w:val=\"{caption}\"/></w:tblPr><w:tblGrid>"
    ));
    for width in &widths {
        out.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
    }
    out.push_str("</w:tblGrid>\n");
    if !table.head.is_empty() {
        out.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (spans, width) in table.head.iter().zip(&widths) {
            entry(true, true, spans, *width, out);
        }
        out.push_str("</w:tr>\n");
    }
    let empty = Entry::default();
    for row in &table.rows {
        // A long row may go over the end of a page, a short one stays whole.
        let length: usize = row.iter().flat_map(|it| &it.spans).map(|it| it.text.len()).sum();
        let whole = if length < 1_200 { "<w:trPr><w:cantSplit/></w:trPr>" } else { "" };
        out.push_str(&format!("<w:tr>{whole}"));
        for (n, width) in widths.iter().enumerate() {
            let it = row.get(n).unwrap_or(&empty);
            entry(false, it.heads, &it.spans, *width, out);
        }
        out.push_str("</w:tr>\n");
    }
    out.push_str("</w:tbl>\n<w:p><w:pPr><w:pStyle w:val=\"AfterTable\"/></w:pPr></w:p>\n");
}

fn entry(in_header: bool, heads: bool, spans: &[Span], width: u32, out: &mut String) {
    out.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>"));
    let style = match (in_header, heads) {
        (true, _) => "TableHead",
        (_, true) => "TableLabel",
        _ => "TableText",
    };
    let mut rest = spans;
    // Each line of a cell is a paragraph of its own.
    loop {
        let end = rest.iter().skip(1).position(|it| it.after_break).map_or(rest.len(), |it| it + 1);
        let (line, more) = rest.split_at(end);
        let line: Vec<Span> = line.iter().map(|it| Span { after_break: false, ..it.clone() }).collect();
        paragraph(style, "", None, &line, out);
        if more.is_empty() {
            break;
        }
        rest = more;
    }
    out.push_str("</w:tc>");
}

/// Widths that add up to that of the text.
fn widths(proportions: &[u32], columns: usize) -> Vec<u32> {
    let mut wanted: Vec<u32> =
        proportions.iter().copied().map(|it| it.clamp(1, 1_000)).take(columns).collect();
    wanted.resize(columns, 1);
    let total: u32 = wanted.iter().sum::<u32>().max(1);
    let mut widths: Vec<u32> = wanted.iter().map(|it| WIDTH * it / total).collect();
    let given: u32 = widths.iter().sum();
    if let Some(last) = widths.last_mut() {
        *last += WIDTH - given;
    }
    widths
}

fn escaped(text: &str) -> String {
    let text = clean(text);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_into_a_table_stays_with_it() {
        let said = |text: &str| vec![Span { text: text.to_owned(), ..Span::default() }];
        let table =
            Table { rows: vec![vec![Entry { heads: true, spans: said("Cell") }]], ..Table::default() };
        let plain = |text: &str| Block::Paragraph(Manner::Plain, said(text));
        let (written, _) = body(&[plain("Before"), plain("Lead"), Block::Table(table), plain("After")]);
        let kept: Vec<&str> = written.split("<w:p>").filter(|it| it.contains("<w:keepNext/>")).collect();
        assert_eq!(kept.len(), 1, "{written}");
        assert!(kept[0].starts_with("<w:pPr><w:keepNext/></w:pPr>") && kept[0].contains("Lead"), "{written}");
    }

    #[test]
    fn widths_fill_the_page() {
        assert_eq!(widths(&[1, 3], 2), [2_409, 7_229]);
        assert_eq!(widths(&[], 3).iter().sum::<u32>(), WIDTH);
    }
}
