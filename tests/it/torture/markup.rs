//! The XML inside the workbook.

use std::fmt::Write as _;

use super::{
    Case, flagged,
    forge::{Forge, relation, styles, text_cell},
    refused,
};

fn many(add: impl Fn(&mut String, usize)) -> String {
    let mut all = String::new();
    (0..90_000).for_each(|n| add(&mut all, n));
    all
}

pub(super) fn cases() -> Vec<Case> {
    let plain = Forge::new();
    let bent = |from: &str, to: &str| {
        plain.bent(|xml| {
            assert!(xml.contains(from), "{from}");
            xml.replacen(from, to, 1).into_bytes()
        })
    };
    let with_strings = |xml: &str| {
        plain.clone().part("xl/sharedStrings.xml", xml).related(
            false,
            "rIdT",
            "sharedStrings",
            "sharedStrings.xml",
        )
    };
    let entities = "<!DOCTYPE w [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;\">]><worksheet ";
    let outside = "<!DOCTYPE w [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><worksheet ";
    let deep = format!("<extLst>{}{}</extLst>", "<e>".repeat(90_000), "</e>".repeat(90_000));
    let attributes: String = many(|all, n| write!(all, " a{n}=\"1\"").unwrap());
    let spaces: String = many(|all, n| write!(all, " xmlns:n{n}=\"urn:{n}\"").unwrap());
    let mut far = plain.clone();
    far.cells.insert((1_048_575, 16_383), "x".to_owned());
    let mut crowd = String::from("<worksheet><sheetData>");
    for row in 1..=21_000 {
        write!(crowd, "<row r=\"{row}\">{}</row>", "<c><v>1</v></c>".repeat(10)).unwrap();
    }
    crowd.push_str("</sheetData></worksheet>");
    let decoy = with_strings("<sst><si><t>x</t></si></sst>");
    let wide = plain.bent(|xml| {
        let xml = xml.replace("UTF-8", "UTF-16");
        [b"\xff\xfe".to_vec(), xml.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()
    });
    let cycle = plain
        .with_part("xl/_rels/workbook.xml.rels", |it| it.replace("sheet2.xml", "sheet1.xml").into_bytes());
    let own = plain.with_part("xl/_rels/workbook.xml.rels", |it| {
        it.replace("</Relationships>", &(relation("rIdZ", "worksheet", "workbook.xml") + "</Relationships>"))
            .into_bytes()
    });
    let escaping = plain.with_part("xl/_rels/workbook.xml.rels", |it| {
        it.replace("worksheets/sheet2.xml", "../../../etc/passwd").into_bytes()
    });
    let two_books = plain.with_part("_rels/.rels", |it| {
        it.replace(
            "</Relationships>",
            &(relation("rId2", "officeDocument", "xl/styles.xml") + "</Relationships>"),
        )
        .into_bytes()
    });
    let lost = |part: &str| {
        let parts: Vec<(String, Vec<u8>)> =
            plain.parts().into_iter().filter(|(name, _)| name != part).collect();
        super::forge::Archive::of(&parts).finish()
    };
    let formats = "<xf/>".repeat(70_000);
    let mut cases = vec![
        refused("entities.xlsx", "xml-dtd", bent("<worksheet ", entities)),
        refused("outside-entity.xlsx", "xml-dtd", bent("<worksheet ", outside)),
        refused("entities-in-a-note.xlsx", "xml-dtd", plain.clone().part("xl/comments9.xml", "<!DOCTYPE c><comments/>").xlsx()),
        refused("deep.xlsx", "xml-too-deep", plain.clone().after(&deep).xlsx()),
        refused("deep-elsewhere.xlsx", "xml-too-deep", plain.clone().part("xl/drawings/drawing9.xml", format!("{}{}", "<e>".repeat(99), "</e>".repeat(99))).xlsx()),
        refused("attributes.xlsx", "xml-attribute-limit", plain.clone().row(3, &attributes).xlsx()),
        refused("namespaces.xlsx", "xml-attribute-limit", plain.clone().row(3, &spaces).xlsx()),
        refused("an-attribute-twice.xlsx", "xml-malformed", bent("<c r=\"D4\"", "<c r=\"D4\" r=\"D5\"")),
        flagged("texts-miscounted.xlsx", &["inconsistent-metadata"], with_strings("<sst uniqueCount=\"4294967295\"><si><t>x</t></si></sst>").xlsx()),
        refused("text-that-is-not-there.xlsx", "corrupt-sheet", decoy.clone().raw("D4", "<c r=\"D4\" t=\"s\"><v>999999</v></c>").xlsx()),
        flagged("size-misstated.xlsx", &["inconsistent-metadata"], plain.clone().before("<dimension ref=\"A1:XFD1048576\"/>").xlsx()),
        flagged("size-from-row-0.xlsx", &["inconsistent-metadata"], plain.clone().before("<dimension ref=\"A0:E14\"/>").xlsx()),
        flagged("far.xlsx", &["content-outside-template"], far.xlsx()),
        refused("bad-letters.xlsx", "xml-malformed", plain.bent(|xml| {
            let at = xml.find("We undertake").unwrap();
            [&xml.as_bytes()[..at], b"\xff\xfe\xc3", &xml.as_bytes()[at..]].concat()
        })),
        refused("bell.xlsx", "xml-malformed", bent("We undertake", "We\u{7}undertake")),
        refused("wide.xlsx", "xml-encoding", wide),
        refused("another-alphabet.xlsx", "xml-encoding", bent("encoding=\"UTF-8\"", "encoding=\"ISO-8859-1\"")),
        refused("unclosed.xlsx", "xml-malformed", plain.bent(|xml| xml.as_bytes()[..xml.find("<row r=\"7\"").unwrap() + 60].to_vec())),
        refused("two-roots.xlsx", "xml-malformed", bent("</worksheet>", "</worksheet><worksheet/>")),
        refused("no-workbook.xlsx", "not-a-spreadsheet", lost("xl/workbook.xml")),
        refused("no-sheet.xlsx", "missing-part", lost("xl/worksheets/sheet2.xml")),
        refused("crowd.xlsx", "too-many-cells", plain.clone().sheet("Data", "", &crowd).xlsx()),
        refused("hidden-crowd.xlsx", "too-many-cells", plain.clone().sheet("Data", "hidden", &crowd).xlsx()),
        flagged("long.xlsx", &["oversize-cell"], plain.clone().cell("D8", &"Lorem ipsum ".repeat(3_000)).xlsx()),
        refused("too-long.xlsx", "cell-too-large", plain.clone().cell("D8", &"A".repeat(2 << 20)).xlsx()),
        flagged("controls.xlsx", &["control-characters"], plain.clone().cell("D7", "ok_x001B_[2J_x0007_").xlsx()),
        refused("formats.xlsx", "part-limit", plain.clone().styles(styles("", "", &formats, "")).xlsx()),
        flagged("merged-whole.xlsx", &["abnormal-merge"], plain.clone().after("<mergeCells><mergeCell ref=\"A20:XFD1048576\"/></mergeCells>").xlsx()),
        flagged("one-formula-for-all.xlsx", &["formula-answer"], plain.clone().raw("D4", "<c r=\"D4\" t=\"str\"><f t=\"shared\" ref=\"D4:XFD1048576\" si=\"0\">\"Yes\"</f><v>Yes</v></c>").xlsx()),
        refused("escaping.xlsx", "zip-path-traversal", escaping),
        refused("one-part-for-two.xlsx", "corrupt-package", cycle),
        refused("part-of-itself.xlsx", "corrupt-package", own),
        refused("two-workbooks.xlsx", "corrupt-package", two_books),
        refused("foreign-cell.xlsx", "corrupt-sheet", bent("<c r=\"D4\"", "<y:c xmlns:y=\"urn:y\" r=\"D4\"")),
        refused("rows-twice.xlsx", "corrupt-sheet", bent("</sheetData>", "</sheetData><sheetData></sheetData>")),
    ];
    for (file, from, to) in [
        ("unknown-cell.xlsx", "<c r=\"D4\"", "<c r=\"ZZZZZ99999999999999999999\""),
        ("wrapping.xlsx", "<c r=\"E4\"", "<c r=\"D4294967300\""),
        ("cell-of-another-row.xlsx", "<c r=\"D4\"", "<c r=\"D5\""),
        ("cell-zero.xlsx", "<c r=\"D4\"", "<c r=\"D0\""),
        ("row-zero.xlsx", "<row r=\"4\"", "<row r=\"0\""),
        ("row-twice.xlsx", "<row r=\"5\"", "<row r=\"4\""),
        (
            "row-back.xlsx",
            "</sheetData>",
            "<row r=\"9\"><c r=\"D9\" t=\"inlineStr\"><is><t>No.</t></is></c></row></sheetData>",
        ),
        ("not-a-number.xlsx", "<c r=\"E4\"", "<c r=\"E4\"><v>NaN</v></c><c r=\"F4\""),
        ("too-great.xlsx", "<c r=\"E4\"", "<c r=\"E4\"><v>1e999</v></c><c r=\"F4\""),
        ("infinite.xlsx", "<c r=\"E4\"", "<c r=\"E4\"><v>-INF</v></c><c r=\"F4\""),
    ] {
        cases.push(refused(file, "corrupt-sheet", bent(from, to)));
    }
    let twice = format!("{}{}", text_cell("D4", "", "Agreed."), text_cell("D4", "", "Not agreed."));
    cases.push(refused("cell-twice.xlsx", "corrupt-sheet", plain.clone().raw("D4", &twice).xlsx()));
    // The texts that the workbook relates to count, not those that have the usual name.
    let renamed = plain
        .clone()
        .part("xl/texts.xml", "<sst><si><t>We undertake it.</t></si></sst>")
        .part("xl/sharedStrings.xml", "<sst><si><t>We refuse.</t></si></sst>")
        .related(false, "rIdT", "sharedStrings", "texts.xml")
        .raw("D4", "<c r=\"D4\" t=\"s\"><v>0</v></c>");
    let read = crate::workbooks::read("renamed.xlsx", &renamed.xlsx());
    assert_eq!(read.responses[2].pieces[0].text, "We undertake it.");
    cases
}
