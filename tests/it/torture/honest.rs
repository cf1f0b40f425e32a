//! Files as honest people and their programs make them.

use super::{
    Case, accepted, flagged,
    forge::{Forge, open_document, styles},
};
use crate::workbooks::BANK;

pub(super) fn cases() -> Vec<Case> {
    let plain = Forge::new();
    let mut moved = Forge::new();
    moved.cells = moved.cells.into_iter().map(|((row, column), text)| ((row + 3, column), text)).collect();
    let mut turned = Forge::new();
    let rows = turned.cells.clone();
    for ((row, column), text) in rows.into_iter().filter(|((row, _), _)| *row > 0) {
        turned.cells.insert((14 - row, column), text);
    }
    let mut retyped = Forge::new();
    for (row, question) in (1..).zip(&BANK.questions) {
        let text = question.text.replace('\'', "\u{2019}").replacen(' ', "\u{a0}", 2) + " \r\n";
        retyped.cells.insert((row, 1), text);
        retyped
            .cells
            .insert((row, 0), format!(" {} ", question.id.as_str().to_lowercase().replace('-', "\u{2011}")));
    }
    let absolute = plain.with_part("xl/_rels/workbook.xml.rels", |it| {
        it.replace("\"worksheets/", "\"/xl/worksheets/").into_bytes()
    });
    let strict = {
        let parts = plain.parts().into_iter().map(|(name, bytes)| {
            let text = String::from_utf8(bytes).unwrap();
            let text = text
                .replace(
                    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                    "http://purl.oclc.org/ooxml/spreadsheetml/main",
                )
                .replace(
                    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                    "http://purl.oclc.org/ooxml/officeDocument/relationships",
                );
            (name, text.into_bytes())
        });
        super::forge::Archive::of(&parts.collect::<Vec<_>>()).finish()
    };
    let prefixed = plain.bent(|xml| {
        let mut xml = xml.replace("xmlns=", "xmlns:x=");
        for name in ["worksheet", "sheetData", "row", "c", "is", "t"] {
            xml = xml.replace(&format!("<{name} "), &format!("<x:{name} "));
            xml = xml.replace(&format!("<{name}>"), &format!("<x:{name}>"));
            xml = xml.replace(&format!("</{name}>"), &format!("</x:{name}>"));
        }
        xml.into_bytes()
    });
    let unnumbered = plain.bent(|xml| {
        let mut out = String::new();
        for piece in xml.split(" r=\"") {
            out.push_str(if out.is_empty() { piece } else { piece.split_once('"').unwrap().1 });
        }
        out.into_bytes()
    });
    let csv = {
        let mut text = String::new();
        for row in 0..14 {
            let fields: Vec<String> = (0..5)
                .map(|column| {
                    format!(
                        "\"{}\"",
                        plain.cells.get(&(row, column)).map_or("", |it| it).replace('"', "\"\"")
                    )
                })
                .collect();
            text.push_str(&(fields.join(",") + "\r\n"));
        }
        text
    };
    let wide: Vec<u8> = csv.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let western = csv.replace("All data sets by REST.", "All data sets, \u{a3}0 more.");
    let western: Vec<u8> = western.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    vec![
        accepted("plain.xlsx", plain.xlsx()),
        accepted("moved-down.xlsx", moved.cell("A1", "Tender").cell("A2", "Confidential").xlsx()),
        accepted("turned-round.xlsx", turned.xlsx()),
        accepted("retyped.xlsx", retyped.xlsx()),
        accepted("absolute-targets.xlsx", absolute),
        accepted("strict.xlsx", strict),
        accepted("prefixed.xlsx", prefixed),
        accepted("unnumbered-cells.xlsx", unnumbered),
        accepted(
            "typed.xlsx",
            plain
                .clone()
                .raw("D3", "<c r=\"D3\" t=\"b\"><v>1</v></c>")
                .raw("D6", "<c r=\"D6\"><v>0.9995</v></c>")
                .xlsx(),
        ),
        accepted("scripts.xlsx", plain.clone().cell("D6", "T\u{177} D\u{175}r; \u{141}\u{f3}d\u{17a}; \u{634}\u{631}\u{643}\u{629}; \u{516c}\u{53f8}").xlsx()),
        accepted("signs.xlsx", plain.clone().cell("D12", "latency <5 ms & uptime >99%; {{id}} is a placeholder").xlsx()),
        accepted("numbered-pages.xlsx", plain.clone().after("<headerFooter><oddFooter>&amp;LPage &amp;P of &amp;N</oddFooter></headerFooter>").xlsx()),
        accepted("web-link.xlsx", plain.clone().after("<hyperlinks><hyperlink ref=\"E2\" r:id=\"rId9\"/></hyperlinks>").related(true, "rId9", "hyperlink", "https://www.example.org/").xlsx()),
        accepted(
            "dressed.xlsx",
            plain
                .clone()
                .styled("A1", 1)
                .styled("D1", 1)
                .styles(styles(
                    "<font><b/><color rgb=\"FFFFFFFF\"/></font>",
                    "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF1F4E78\"/></patternFill></fill>",
                    "<xf fontId=\"1\" fillId=\"2\"/>",
                    "",
                ))
                .xlsx(),
        ),
        accepted("filter-name.xlsx", { let mut it = plain.clone(); it.names = "<definedNames><definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"1\" hidden=\"1\">Responses!$A$1:$E$14</definedName></definedNames>".into(); it.xlsx() }),
        accepted("logo.xlsx", super::active::with_picture(plain.clone(), "embed", (0, 0), "<xdr:to><xdr:col>1</xdr:col><xdr:row>1</xdr:row></xdr:to>", "twoCellAnchor")),
        accepted("arrow.xlsx", plain.clone().cell("D2", "=> see Annex B").cell("D3", "@supplier is our handle").xlsx()),
        accepted("notice.xlsx", plain.clone().cell("D2", "We will always give the Council 5 days\u{2019} notice and score each incident by severity.").xlsx()),
        accepted("markup-as-text.xlsx", plain.clone().cell("D2", "<script>alert(1)</script> {{ 7*7 }} ]]>").xlsx()),
        accepted("plain.csv", csv.clone().into_bytes()),
        accepted("wide.csv", [b"\xff\xfe".to_vec(), wide].concat()),
        flagged("western.csv", &["encoding-guessed"], western),
        accepted("plain.ods", open_document(&plain, "", "")),
        accepted("padded.ods", open_document(&plain, "", "<table:table-row table:number-rows-repeated=\"1048562\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>")),
    ]
}
