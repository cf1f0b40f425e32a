//! Sheets of cells as an Open Document spreadsheet (ISO/IEC 26300, version 1.3), written by hand: what stands in it is
//! what [`super::excel`] writes.

use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use super::{
    WriteError,
    sheet::{Book, Cell, Check, Holds, Look, Row, Rule, Sheet, Shown, Value},
};

const TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

const NAMES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
     xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
     xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
     xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
     xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
     xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" \
     xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" \
     xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
     xmlns:config=\"urn:oasis:names:tc:opendocument:xmlns:config:1.0\" \
     xmlns:of=\"urn:oasis:names:tc:opendocument:xmlns:of:1.2\" \
     xmlns:loext=\"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0\" office:version=\"1.3\"";

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The bytes of `book`.
pub(super) fn write(book: &Book) -> Result<Vec<u8>, WriteError> {
    let plain = SimpleFileOptions::default().last_modified_time(DateTime::DEFAULT).unix_permissions(0o644);
    let stored = plain.compression_method(CompressionMethod::Stored);
    let packed = plain.compression_method(CompressionMethod::Deflated);
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    // The type stands first and as it is, so that programs know the file by its first bytes.
    let parts = [
        ("mimetype", TYPE.to_owned(), stored),
        ("META-INF/manifest.xml", manifest(), packed),
        ("meta.xml", meta(book), packed),
        ("settings.xml", settings(book), packed),
        ("styles.xml", styles(), packed),
        ("content.xml", content(book), packed),
    ];
    for (name, text, options) in parts {
        package.start_file(name, options)?;
        package.write_all(text.as_bytes())?;
    }
    Ok(package.finish()?.into_inner())
}

fn manifest() -> String {
    let mut out = String::from(HEAD);
    out.push_str(
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">",
    );
    out.push_str(&format!(
        "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" manifest:media-type=\"{TYPE}\"/>"
    ));
    for part in ["content.xml", "styles.xml", "meta.xml", "settings.xml"] {
        out.push_str(&format!(
            "<manifest:file-entry manifest:full-path=\"{part}\" manifest:media-type=\"text/xml\"/>"
        ));
    }
    out.push_str("</manifest:manifest>");
    out
}

fn meta(book: &Book) -> String {
    let mut out = format!("{HEAD}<office:document-meta {NAMES}><office:meta>");
    out.push_str("<meta:generator>Probity</meta:generator>");
    out.push_str(&format!(
        "<dc:title>{}</dc:title><dc:subject>{}</dc:subject>",
        escaped(&book.title),
        escaped(&book.subject)
    ));
    out.push_str("<meta:initial-creator>Probity</meta:initial-creator>");
    out.push_str(&format!(
        "<meta:creation-date>{0}T00:00:00</meta:creation-date><dc:date>{0}T00:00:00</dc:date>",
        book.on
    ));
    out.push_str("<dc:language>en-GB</dc:language>");
    for (name, value) in &book.properties {
        out.push_str(&format!(
            "<meta:user-defined meta:name=\"{}\" meta:value-type=\"string\">{}</meta:user-defined>",
            escaped(name),
            escaped(value)
        ));
    }
    out.push_str("</office:meta></office:document-meta>");
    out
}

/// Which part of each sheet stays while the rest scrolls.
fn settings(book: &Book) -> String {
    let mut out = format!("{HEAD}<office:document-settings {NAMES}><office:settings>");
    out.push_str("<config:config-item-set config:name=\"ooo:view-settings\"><config:config-item-map-indexed config:name=\"Views\"><config:config-item-map-entry><config:config-item config:name=\"ViewId\" config:type=\"string\">view1</config:config-item><config:config-item-map-named config:name=\"Tables\">");
    for sheet in &book.sheets {
        let Some(header) = sheet.header else { continue };
        out.push_str(&format!("<config:config-item-map-entry config:name=\"{}\">", escaped(&sheet.name)));
        let mut item = |name: &str, kind: &str, value: u32| {
            out.push_str(&format!("<config:config-item config:name=\"{name}\" config:type=\"{kind}\">{value}</config:config-item>"));
        };
        let fixed = u32::from(sheet.fixed);
        item("HorizontalSplitMode", "short", if fixed > 0 { 2 } else { 0 });
        item("VerticalSplitMode", "short", 2);
        item("HorizontalSplitPosition", "int", fixed);
        item("VerticalSplitPosition", "int", header + 1);
        item("PositionLeft", "int", 0);
        item("PositionRight", "int", fixed);
        item("PositionTop", "int", 0);
        item("PositionBottom", "int", header + 1);
        out.push_str("</config:config-item-map-entry>");
    }
    let first = book.sheets.first().map_or("", |it| it.name.as_str());
    out.push_str("</config:config-item-map-named>");
    out.push_str(&format!(
        "<config:config-item config:name=\"ActiveTable\" config:type=\"string\">{}</config:config-item>",
        escaped(first)
    ));
    out.push_str(
        "<config:config-item config:name=\"ShowGrid\" config:type=\"boolean\">false</config:config-item>",
    );
    out.push_str("</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings></office:document-settings>");
    out
}

fn styles() -> String {
    // A4 on its side, and A3 for a sheet that is wide.
    let papers = [("pm1", "Default", "29.7cm", "21cm"), ("pm2", "Wide", "42cm", "29.7cm")];
    let mut layouts = String::new();
    let mut pages = String::new();
    for (layout, page, width, height) in papers {
        layouts.push_str(&format!(
            "<style:page-layout style:name=\"{layout}\"><style:page-layout-properties fo:page-width=\"{width}\" fo:page-height=\"{height}\" style:print-orientation=\"landscape\" fo:margin-top=\"1.2cm\" fo:margin-bottom=\"1cm\" fo:margin-left=\"1cm\" fo:margin-right=\"1cm\" style:scale-to-X=\"1\" style:scale-to-Y=\"0\"/>\
             <style:header-style/><style:footer-style><style:header-footer-properties fo:min-height=\"0.6cm\" fo:margin-top=\"0.2cm\"/></style:footer-style></style:page-layout>"
        ));
        pages.push_str(&format!(
            "<style:master-page style:name=\"{page}\" style:page-layout-name=\"{layout}\"><style:header style:display=\"false\"/>\
             <style:footer><text:p>Page <text:page-number>1</text:page-number> of <text:page-count>1</text:page-count></text:p></style:footer></style:master-page>"
        ));
    }
    format!(
        "{HEAD}<office:document-styles {NAMES}><office:styles>\
         <style:default-style style:family=\"table-cell\"><style:text-properties style:font-name=\"Calibri\" fo:font-family=\"Calibri, Carlito, Arial\" fo:font-size=\"10pt\" fo:language=\"en\" fo:country=\"GB\"/></style:default-style>\
         <style:style style:name=\"Default\" style:family=\"table-cell\"/>\
         </office:styles><office:automatic-styles>{layouts}</office:automatic-styles><office:master-styles>{pages}</office:master-styles></office:document-styles>"
    )
}

fn content(book: &Book) -> String {
    let mut out = format!("{HEAD}<office:document-content {NAMES}><office:automatic-styles>");
    out.push_str("<number:text-style style:name=\"N1\"><number:text-content/></number:text-style>");
    out.push_str("<number:date-style style:name=\"N2\" number:language=\"en\" number:country=\"GB\"><number:day/><number:text> </number:text><number:month number:style=\"long\" number:textual=\"true\"/><number:text> </number:text><number:year number:style=\"long\"/></number:date-style>");
    out.push_str("<number:currency-style style:name=\"N3\"><number:currency-symbol number:language=\"en\" number:country=\"GB\">£</number:currency-symbol><number:number number:decimal-places=\"2\" number:min-decimal-places=\"2\" number:min-integer-digits=\"1\" number:grouping=\"true\"/></number:currency-style>");
    for look in Look::ALL {
        out.push_str(&cell_style(look));
    }
    for (shown, name, page) in [(true, "ta1", "Default"), (false, "ta2", "Default"), (true, "ta3", "Wide")] {
        out.push_str(&format!("<style:style style:name=\"{name}\" style:family=\"table\" style:master-page-name=\"{page}\"><style:table-properties table:display=\"{shown}\" style:writing-mode=\"lr-tb\"/></style:style>"));
    }
    let mut widths: Vec<u32> = book.sheets.iter().flat_map(|it| it.widths.iter().copied()).collect();
    widths.sort_unstable();
    widths.dedup();
    for width in widths {
        // A digit of the default typeface is 1.9 millimetres wide, its cell has a margin.
        let tenths = width * 19 + 25;
        out.push_str(&format!("<style:style style:name=\"co{width}\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"{}.{}mm\"/></style:style>", tenths / 10, tenths % 10));
    }
    let mut heights: Vec<u32> =
        book.sheets.iter().flat_map(|it| it.rows.iter().map(|row| row.height)).collect();
    heights.sort_unstable();
    heights.dedup();
    for height in heights.into_iter().filter(|it| *it > 0) {
        out.push_str(&format!("<style:style style:name=\"ro{height}\" style:family=\"table-row\"><style:table-row-properties style:row-height=\"{height}pt\" style:use-optimal-row-height=\"false\"/></style:style>"));
    }
    out.push_str("</office:automatic-styles><office:body><office:spreadsheet>");
    validations(book, &mut out);
    for (n, sheet) in book.sheets.iter().enumerate() {
        table(n, sheet, &mut out);
    }
    let (name, text) = &book.constant;
    let first = book.sheets.first().map_or("", |it| it.name.as_str());
    out.push_str(&format!(
        "<table:named-expressions><table:named-expression table:name=\"{}\" table:base-cell-address=\"$'{}'.$A$1\" table:expression=\"{}\"/></table:named-expressions>",
        escaped(name),
        escaped(first),
        escaped(&format!("\"{}\"", text.replace('"', "\"\"")))
    ));
    out.push_str("</office:spreadsheet></office:body></office:document-content>");
    out
}

fn validations(book: &Book, out: &mut String) {
    if book.sheets.iter().all(|it| it.checks.is_empty()) {
        return;
    }
    out.push_str("<table:content-validations>");
    for (n, sheet) in book.sheets.iter().enumerate() {
        for (m, check) in sheet.checks.iter().enumerate() {
            validation(&format!("val{n}_{m}"), sheet, check, out);
        }
    }
    out.push_str("</table:content-validations>");
}

fn validation(name: &str, sheet: &Sheet, check: &Check, out: &mut String) {
    let condition = match &check.rule {
        Rule::Any => None,
        Rule::OneOf(entries, ..) => {
            let list: Vec<String> =
                entries.iter().map(|it| format!("\"{}\"", it.replace('"', "\"\""))).collect();
            Some(format!("of:cell-content-is-in-list({})", list.join(";")))
        }
        Rule::Number => Some("of:cell-content-is-decimal-number() and cell-content()>=0".to_owned()),
        Rule::Whole => Some("of:cell-content-is-whole-number() and cell-content()>=0".to_owned()),
        // The day is counted as spreadsheets count it: the first of the year 2000.
        Rule::Day => Some("of:cell-content-is-date() and cell-content()>=36526".to_owned()),
    };
    out.push_str(&format!("<table:content-validation table:name=\"{name}\""));
    if let Some(it) = condition {
        out.push_str(&format!(" table:condition=\"{}\"", escaped(&it)));
    }
    out.push_str(&format!(" table:allow-empty-cell=\"true\" table:display-list=\"unsorted\" table:base-cell-address=\"'{}'.A1\">", escaped(&sheet.name)));
    out.push_str(&format!(
        "<table:help-message table:title=\"{}\" table:display=\"true\">{}</table:help-message>",
        escaped(&check.title),
        paragraphs(&check.message)
    ));
    let refusal = check.rule.refusal();
    if !refusal.is_empty() {
        out.push_str(&format!("<table:error-message table:title=\"Please look again\" table:message-type=\"stop\" table:display=\"true\">{}</table:error-message>", paragraphs(refusal)));
    }
    out.push_str("</table:content-validation>");
}

fn table(n: usize, sheet: &Sheet, out: &mut String) {
    let style = match sheet.shown {
        Shown::Plainly if sheet.is_wide() => "ta3",
        Shown::Plainly => "ta1",
        _ => "ta2",
    };
    out.push_str(&format!(
        "<table:table table:name=\"{}\" table:style-name=\"{style}\" table:protected=\"true\">",
        escaped(&sheet.name)
    ));
    out.push_str("<loext:table-protection loext:select-protected-cells=\"true\" loext:select-unprotected-cells=\"true\" loext:insert-rows=\"true\"/>");
    for width in &sheet.widths {
        out.push_str(&format!("<table:table-column table:style-name=\"co{width}\"/>"));
    }
    for (at, row) in (0_u32..).zip(&sheet.rows) {
        let header = sheet.header == Some(at);
        if header {
            out.push_str("<table:table-header-rows>");
        }
        line(n, row, out);
        if header {
            out.push_str("</table:table-header-rows>");
        }
    }
    out.push_str("</table:table>");
}

fn line(n: usize, row: &Row, out: &mut String) {
    if row.height > 0 {
        out.push_str(&format!("<table:table-row table:style-name=\"ro{}\">", row.height));
    } else {
        out.push_str("<table:table-row>");
    }
    for cell in &row.cells {
        write_cell(n, cell, out);
    }
    if row.cells.is_empty() {
        out.push_str("<table:table-cell/>");
    }
    out.push_str("</table:table-row>");
}

fn write_cell(n: usize, cell: &Cell, out: &mut String) {
    out.push_str(&format!("<table:table-cell table:style-name=\"{}\"", style_name(cell.look)));
    if let Some(check) = cell.check {
        out.push_str(&format!(" table:content-validation-name=\"val{n}_{check}\""));
    }
    if cell.span > 1 {
        out.push_str(&format!(
            " table:number-columns-spanned=\"{}\" table:number-rows-spanned=\"1\"",
            cell.span
        ));
    }
    match &cell.holds {
        Holds::Nothing => out.push_str("/>"),
        Holds::Text(it) => {
            out.push_str(&format!(" office:value-type=\"string\">{}</table:table-cell>", paragraphs(it)));
        }
        Holds::Number(it) => {
            out.push_str(&format!(
                " office:value-type=\"float\" office:value=\"{it}\"><text:p>{it}</text:p></table:table-cell>"
            ));
        }
        Holds::Formula(it) => {
            out.push_str(&format!(" table:formula=\"{}\"", escaped(&it.open)));
            match &it.value {
                Value::Text(text) => out.push_str(&format!(
                    " office:value-type=\"string\" office:string-value=\"{0}\"><text:p>{0}</text:p></table:table-cell>",
                    escaped(text)
                )),
                Value::Number(it) => out.push_str(&format!(
                    " office:value-type=\"float\" office:value=\"{it}\"><text:p>{it}</text:p></table:table-cell>"
                )),
            }
        }
    }
    for _ in 1..cell.span {
        out.push_str("<table:covered-table-cell/>");
    }
}

/// A text as paragraphs, one a line. Spaces that would be folded and tabs are elements of their own.
fn paragraphs(text: &str) -> String {
    let mut out = String::new();
    for line in text.split('\n') {
        out.push_str("<text:p>");
        let mut spaces = 0_usize;
        let mut begun = false;
        let flush = |spaces: &mut usize, begun: bool, out: &mut String| {
            match (*spaces, begun) {
                (0, _) => {}
                (1, true) => out.push(' '),
                (count, _) => out.push_str(&format!("<text:s text:c=\"{count}\"/>")),
            }
            *spaces = 0;
        };
        let mut rest = line.chars().peekable();
        while let Some(c) = rest.next() {
            if c == ' ' {
                spaces += 1;
                // Spaces at the end of a paragraph are kept only as elements.
                if rest.peek().is_none() {
                    flush(&mut spaces, false, &mut out);
                }
                continue;
            }
            flush(&mut spaces, begun, &mut out);
            begun = true;
            match c {
                '\t' => out.push_str("<text:tab/>"),
                _ => push_escaped(c, &mut out),
            }
        }
        out.push_str("</text:p>");
    }
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        push_escaped(c, &mut out);
    }
    out
}

/// Adds a character as XML has it; what XML cannot hold is left out.
fn push_escaped(c: char, out: &mut String) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\n' => out.push_str("&#10;"),
        '\u{fffe}' | '\u{ffff}' => {}
        c if c.is_control() && !matches!(c, '\u{7f}'..='\u{9f}') && c != '\t' => {}
        c => out.push(c),
    }
}

fn style_name(look: Look) -> &'static str {
    match look {
        Look::Plain => "cePlain",
        Look::Title => "ceTitle",
        Look::Lead => "ceLead",
        Look::Head => "ceHead",
        Look::HeadCentre => "ceHeadCentre",
        Look::Section => "ceSection",
        Look::Label => "ceLabel",
        Look::Id => "ceId",
        Look::Question => "ceQuestion",
        Look::Text => "ceText",
        Look::Small => "ceSmall",
        Look::Centre => "ceCentre",
        Look::Money => "ceMoney",
        Look::Shut => "ceShut",
        Look::Answer => "ceAnswer",
        Look::Tick => "ceTick",
        Look::Number => "ceNumber",
        Look::Day => "ceDay",
        Look::Price => "cePrice",
    }
}

/// The style of a look: the same as [`super::excel`] gives it.
fn cell_style(look: Look) -> String {
    let format = match look {
        Look::Answer | Look::Tick => " style:data-style-name=\"N1\"",
        Look::Day => " style:data-style-name=\"N2\"",
        Look::Money | Look::Price => " style:data-style-name=\"N3\"",
        _ => "",
    };
    let boxed = !matches!(look, Look::Plain | Look::Title | Look::Lead | Look::Section);
    let ground = match look {
        Look::Head | Look::HeadCentre => Some("#1f3a5f"),
        Look::Label | Look::Id | Look::Question => Some("#e6ecf3"),
        Look::Shut => Some("#f5f7fa"),
        it if it.is_open() => Some("#fff8d6"),
        _ => None,
    };
    let (size, ink) = match look {
        Look::Title => ("16pt", "#1f3a5f"),
        Look::Section => ("12pt", "#1f3a5f"),
        Look::Head | Look::HeadCentre => ("10pt", "#ffffff"),
        Look::Small => ("9pt", "#1b2631"),
        _ => ("10pt", "#1b2631"),
    };
    let bold = matches!(
        look,
        Look::Title | Look::Lead | Look::Head | Look::HeadCentre | Look::Section | Look::Label | Look::Id
    );
    let align = match look {
        Look::HeadCentre | Look::Centre => "center",
        Look::Money | Look::Price => "end",
        _ => "start",
    };
    // Words keep off the lines of their box.
    let aside = if boxed && align == "start" { " fo:margin-left=\"1.2mm\"" } else { "" };
    let upright =
        if matches!(look, Look::Head | Look::HeadCentre | Look::Section) { "middle" } else { "top" };
    let wrap = if matches!(look, Look::Title | Look::Section) { "no-wrap" } else { "wrap" };
    let protect = if look.is_open() { "none" } else { "protected" };
    let mut out = format!(
        "<style:style style:name=\"{}\" style:family=\"table-cell\" style:parent-style-name=\"Default\"{format}>",
        style_name(look)
    );
    out.push_str(&format!("<style:table-cell-properties style:cell-protect=\"{protect}\" style:vertical-align=\"{upright}\" fo:wrap-option=\"{wrap}\" style:text-align-source=\"fix\""));
    if let Some(it) = ground {
        out.push_str(&format!(" fo:background-color=\"{it}\""));
    }
    if boxed {
        out.push_str(" fo:border=\"0.5pt solid #8a97a6\" fo:padding=\"0.6mm\"");
    }
    out.push_str(&format!("/><style:paragraph-properties fo:text-align=\"{align}\"{aside}/>"));
    out.push_str(&format!("<style:text-properties fo:color=\"{ink}\" fo:font-size=\"{size}\""));
    if bold {
        out.push_str(" fo:font-weight=\"bold\"");
    }
    out.push_str("/></style:style>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_lines_and_marks_of_xml_are_kept() {
        assert_eq!(
            paragraphs("a  b <c>\n d\t"),
            "<text:p>a<text:s text:c=\"2\"/>b &lt;c&gt;</text:p><text:p><text:s text:c=\"1\"/>d<text:tab/></text:p>"
        );
        assert_eq!(paragraphs("x "), "<text:p>x<text:s text:c=\"1\"/></text:p>");
        assert_eq!(paragraphs(""), "<text:p></text:p>");
    }
}
