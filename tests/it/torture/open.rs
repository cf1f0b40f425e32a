//! What an Open Document shows otherwise than it holds.

use super::{
    Case, accepted, flagged,
    forge::{Forge, open_document},
};

const OUTSIDE: &str = "content-outside-template";

/// A style of this family with these properties.
fn style(name: &str, family: &str, properties: &str) -> String {
    format!("<style:style style:name=\"{name}\" style:family=\"{family}\">{properties}</style:style>")
}

fn styles(all: &str) -> String {
    format!("<office:automatic-styles>{all}</office:automatic-styles>")
}

pub(super) fn cases() -> Vec<Case> {
    let plain = Forge::new();
    let cell = |inner: &str| {
        let cell = format!("<table:table-cell office:value-type=\"string\">{inner}</table:table-cell>");
        plain.clone().raw("D4", &cell)
    };
    let answered = |inner: &str| open_document(&cell(inner), "", "");
    let drawn = |shape: &str| {
        answered(&format!(
            "<draw:{shape}><text:p>We agree to all of it.</text:p></draw:{shape}><text:p>We do not agree.</text:p>"
        ))
    };
    let row = |height: &str| {
        let low = format!("<style:table-row-properties style:row-height=\"{height}\"/>");
        let words = "<table:table-row table:style-name=\"low\"><table:table-cell/><table:table-cell \
                     office:value-type=\"string\"><text:p>Prices rise each year.</text:p></table:table-cell></table:table-row>";
        open_document(&plain, &styles(&style("low", "table-row", &low)), words)
    };
    let column = |width: &str| {
        let thin = format!("<style:table-column-properties style:column-width=\"{width}\"/>");
        let columns = "<table:table-column table:number-columns-repeated=\"3\"/><table:table-column table:style-name=\"thin\"/>";
        open_document(&plain, &styles(&style("thin", "table-column", &thin)), columns)
    };
    let white = style("white", "text", "<style:text-properties fo:color=\"#ffffff\"/>");
    let bold = style("bold", "text", "<style:text-properties fo:font-weight=\"bold\"/>");
    let pale = style("pale", "paragraph", "<style:text-properties fo:color=\"#ffffff\"/>");
    let drawings = "<style:default-style style:family=\"graphic\"><style:text-properties fo:color=\"#000000\"/></style:default-style>";
    let dressed =
        |inner: &str| open_document(&cell(inner), &styles(&format!("{drawings}{white}{bold}{pale}")), "");
    vec![
        flagged("frame.ods", &["drawing-text"], drawn("frame")),
        flagged("ellipse.ods", &["drawing-text"], drawn("ellipse")),
        flagged("caption.ods", &["drawing-text"], drawn("caption")),
        flagged("polygon.ods", &["drawing-text"], drawn("polygon")),
        flagged("line.ods", &["drawing-text"], drawn("line")),
        accepted("shape-without-words.ods", answered("<draw:ellipse/><text:p>We agree.</text:p>")),
        flagged("low-in-mm.ods", &["hidden-row", OUTSIDE], row("0.3mm")),
        flagged("low-in-cm.ods", &["hidden-row", OUTSIDE], row("0.03cm")),
        flagged("low-in-in.ods", &["hidden-row", OUTSIDE], row("0.01in")),
        flagged("low-in-pt.ods", &["hidden-row", OUTSIDE], row("0.5pt")),
        flagged("usual-row.ods", &[OUTSIDE], row("0.45cm")),
        flagged("usual-row-in-in.ods", &[OUTSIDE], row("0.178in")),
        flagged("thin-in-mm.ods", &["hidden-column"], column("0.3mm")),
        flagged("thin-in-in.ods", &["hidden-column"], column("0.02in")),
        accepted("usual-column.ods", column("2.258cm")),
        accepted("usual-column-in-in.ods", column("0.889in")),
        flagged(
            "white-around-bold.ods",
            &["invisible-text"],
            dressed(
                "<text:p>We will <text:span text:style-name=\"white\"><text:span text:style-name=\"bold\">not </text:span></text:span>sell.</text:p>",
            ),
        ),
        flagged(
            "white-paragraph.ods",
            &["invisible-text"],
            dressed(
                "<text:p>We agree.</text:p><text:p text:style-name=\"pale\">Save where it costs.</text:p>",
            ),
        ),
        accepted(
            "bold.ods",
            dressed("<text:p>We do <text:span text:style-name=\"bold\">not</text:span> sell.</text:p>"),
        ),
        flagged(
            "field-of-the-sheet.ods",
            &["display-differs-from-value"],
            answered("<text:p>We will <text:sheet-name>not </text:sheet-name>sell.</text:p>"),
        ),
        flagged(
            "hidden-words.ods",
            &["display-differs-from-value"],
            answered("<text:p>We will <text:hidden-text>not </text:hidden-text>sell.</text:p>"),
        ),
        accepted(
            "name-of-the-sheet.ods",
            answered("<text:p>See <text:sheet-name>Responses</text:sheet-name>, row 2.</text:p>"),
        ),
    ]
}

#[test]
fn words_of_a_shape_are_no_answer() {
    for case in cases().iter().filter(|it| it.want == super::Want::Flags(vec!["drawing-text"])) {
        let tender = crate::workbooks::read(case.file, &case.bytes);
        let said = &tender.responses[2].pieces[0].text;
        assert_eq!(said, "We do not agree.", "{}", case.file);
    }
}
