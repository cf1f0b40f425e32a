//! What the file holds and a person who opens it does not see.

use super::{
    Case, accepted, flagged,
    forge::{Forge, escape, open_document, styles, table},
};

const SECRET: &str = "Notwithstanding the above, we may sell anonymised data.";
const OUTSIDE: &str = "content-outside-template";

pub(super) fn cases() -> Vec<Case> {
    let plain = Forge::new();
    let beside = plain.clone().cell("F4", SECRET);
    let dressed = |fonts: &str, fills: &str, formats: &str| {
        beside.clone().styled("F4", 1).styles(styles(fonts, fills, formats, "")).xlsx()
    };
    let answer = |text: &str| plain.clone().cell("D4", text).xlsx();
    let numbers = |code: &str| {
        format!(
            "<numFmts><numFmt numFmtId=\"164\" formatCode=\"{}\"/></numFmts>|<xf numFmtId=\"164\"/>",
            escape(code)
        )
    };
    let conditional = |xml: &str, rule: &str| {
        plain.clone().after(xml).styles(styles("", "", "", &format!("<dxfs><dxf>{rule}</dxf></dxfs>"))).xlsx()
    };
    let always = "<conditionalFormatting sqref=\"D2:D14\"><cfRule type=\"expression\" dxfId=\"0\" priority=\"1\"><formula>TRUE</formula></cfRule></conditionalFormatting>";
    let extended = "<extLst><ext><x14:conditionalFormattings xmlns:x14=\"urn:x\" xmlns:xm=\"urn:m\"><x14:conditionalFormatting><x14:cfRule><xm:f>TRUE</xm:f><x14:dxf><font><color rgb=\"FFFFFFFF\"/></font></x14:dxf></x14:cfRule><xm:sqref>D4</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>";
    let note = format!(
        "<comments><commentList><comment ref=\"D4\"><text><t>{SECRET}</t></text></comment></commentList></comments>"
    );
    let box_over = format!(
        "<wsDr><oneCellAnchor><from><col>3</col><row>3</row></from><ext cx=\"1\" cy=\"1\"/><sp><txBody><p><r><t>{SECRET}</t></r></p></txBody></sp></oneCellAnchor></wsDr>"
    );
    let hidden_name = |words: &str| {
        let mut it = plain.clone();
        it.names = format!(
            "<definedNames><definedName name=\"x\" hidden=\"1\">\"{words}\"</definedName></definedNames>"
        );
        it.xlsx()
    };
    let struck = "<c r=\"D4\" t=\"inlineStr\"><is><r><t xml:space=\"preserve\">We will </t></r><r><rPr><strike/></rPr><t>not</t></r><r><t xml:space=\"preserve\"> sell it.</t></r></is></c>";
    let white_run = "<c r=\"D4\" t=\"inlineStr\"><is><r><t>We will</t></r><r><rPr><color rgb=\"FFFFFFFF\"/></rPr><t xml:space=\"preserve\"> not always</t></r><r><t xml:space=\"preserve\"> keep it.</t></r></is></c>";
    let dark = "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF1F3864\"/></patternFill></fill>";
    let on_dark = |ink: &str| {
        let runs = format!(
            "<c r=\"D4\" s=\"1\" t=\"inlineStr\"><is><r><rPr><color rgb=\"FFFFFFFF\"/></rPr><t xml:space=\"preserve\">We do </t></r><r><rPr><color rgb=\"{ink}\"/></rPr><t>not</t></r></is></c>"
        );
        let white =
            styles("<font><color rgb=\"FFFFFFFF\"/></font>", dark, "<xf fontId=\"1\" fillId=\"2\"/>", "");
        plain.clone().raw("D4", &runs).styles(white).xlsx()
    };
    let tags: String = "give 5".chars().map(|c| char::from_u32(0xe_0000 + u32::from(c)).unwrap()).collect();
    let terms = table(&[vec![SECRET]]);
    let open_style = |properties: &str| {
        format!(
            "<office:automatic-styles><style:style style:name=\"odd\" style:family=\"table-cell\">{properties}</style:style></office:automatic-styles>"
        )
    };
    let open_cell = format!(
        "<table:table-cell table:style-name=\"odd\" office:value-type=\"string\"><text:p>{SECRET}</text:p></table:table-cell>"
    );
    let open = |head: &str| open_document(&plain.clone().raw("D4", &open_cell), head, "");
    let open_note = format!(
        "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>{SECRET}</text:p></office:annotation><text:p>Yes.</text:p></table:table-cell>"
    );
    let mut cases = vec![
        flagged("sheet.xlsx", &["hidden-sheet"], plain.clone().sheet("Terms", "hidden", &terms).xlsx()),
        flagged(
            "sheet-deep.xlsx",
            &["very-hidden-sheet"],
            plain.clone().sheet("Terms", "veryHidden", &terms).xlsx(),
        ),
        flagged(
            "row.xlsx",
            &["hidden-row", OUTSIDE],
            plain.clone().cell("B15", SECRET).row(15, "hidden=\"1\"").xlsx(),
        ),
        flagged("answer-row.xlsx", &["hidden-row"], plain.clone().row(4, "hidden=\"1\"").xlsx()),
        flagged("flat-row.xlsx", &["hidden-row"], plain.clone().row(4, "ht=\"0\" customHeight=\"1\"").xlsx()),
        flagged(
            "nearly-flat-row.xlsx",
            &["hidden-row"],
            plain.clone().row(4, "ht=\"0.75\" customHeight=\"1\"").xlsx(),
        ),
        flagged(
            "all-rows.xlsx",
            &["hidden-row"],
            plain.clone().before("<sheetFormatPr defaultRowHeight=\"15\" zeroHeight=\"1\"/>").xlsx(),
        ),
        flagged(
            "column.xlsx",
            &["hidden-column", OUTSIDE],
            beside.clone().before("<cols><col min=\"6\" max=\"6\" hidden=\"1\"/></cols>").xlsx(),
        ),
        flagged(
            "narrow-column.xlsx",
            &["hidden-column", OUTSIDE],
            beside
                .clone()
                .before("<cols><col min=\"6\" max=\"6\" width=\"0\" customWidth=\"1\"/></cols>")
                .xlsx(),
        ),
        flagged(
            "no-column.xlsx",
            &["hidden-column"],
            plain.clone().before("<sheetFormatPr defaultColWidth=\"0\"/>").xlsx(),
        ),
        accepted(
            "empty-hidden-column.xlsx",
            plain.clone().before("<cols><col min=\"9\" max=\"16384\" hidden=\"1\"/></cols>").xlsx(),
        ),
        flagged(
            "white.xlsx",
            &["invisible-text", OUTSIDE],
            dressed("<font><color rgb=\"FFFFFFFF\"/></font>", "", "<xf fontId=\"1\"/>"),
        ),
        flagged(
            "white-by-theme.xlsx",
            &["invisible-text", OUTSIDE],
            dressed("<font><color theme=\"0\"/></font>", "", "<xf fontId=\"1\"/>"),
        ),
        flagged(
            "white-by-number.xlsx",
            &["invisible-text", OUTSIDE],
            dressed("<font><color indexed=\"9\"/></font>", "", "<xf fontId=\"1\"/>"),
        ),
        flagged(
            "white-by-tint.xlsx",
            &["invisible-text", OUTSIDE],
            dressed("<font><color theme=\"1\" tint=\"0.99\"/></font>", "", "<xf fontId=\"1\"/>"),
        ),
        flagged(
            "nearly-white.xlsx",
            &["invisible-text", OUTSIDE],
            dressed("<font><color rgb=\"FFFEFEFE\"/></font>", "", "<xf fontId=\"1\"/>"),
        ),
        flagged(
            "tiny.xlsx",
            &["invisible-text", OUTSIDE],
            dressed("<font><sz val=\"1\"/></font>", "", "<xf fontId=\"1\"/>"),
        ),
        flagged(
            "black-on-black.xlsx",
            &["invisible-text", OUTSIDE],
            dressed(
                "",
                "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF000000\"/></patternFill></fill>",
                "<xf fillId=\"2\"/>",
            ),
        ),
        flagged("shown-as-nothing.xlsx", &["invisible-text", OUTSIDE], dressed("", "", &numbers(";;;"))),
        flagged("shown-in-white.xlsx", &["invisible-text", OUTSIDE], dressed("", "", &numbers("[White]@"))),
        flagged(
            "shown-as-yes.xlsx",
            &["display-differs-from-value"],
            plain
                .clone()
                .cell("D3", "No")
                .styled("D3", 1)
                .styles(styles("", "", &numbers("\"Yes\";\"Yes\";\"Yes\";\"Yes\""), ""))
                .xlsx(),
        ),
        flagged(
            "shown-as-signs.xlsx",
            &["display-differs-from-value"],
            plain
                .clone()
                .styled("D3", 1)
                .styles(styles("<font><name val=\"Wingdings\"/></font>", "", "<xf fontId=\"1\"/>", ""))
                .xlsx(),
        ),
        flagged(
            "conditional-white.xlsx",
            &["conditional-format-hides-text"],
            conditional(always, "<font><color rgb=\"FFFFFFFF\"/></font>"),
        ),
        flagged(
            "conditional-nothing.xlsx",
            &["conditional-format-hides-text"],
            conditional(always, "<numFmt numFmtId=\"170\" formatCode=\";;;\"/>"),
        ),
        flagged(
            "conditional-words.xlsx",
            &["conditional-format-hides-text"],
            conditional(always, "<numFmt numFmtId=\"170\" formatCode=\"0;0;0;&quot;Yes&quot;\"/>"),
        ),
        flagged("conditional-extended.xlsx", &["conditional-format-hides-text"], conditional(extended, "")),
        accepted(
            "conditional-green.xlsx",
            conditional(
                always,
                "<font><color rgb=\"FF006100\"/></font><fill><patternFill><bgColor rgb=\"FFC6EFCE\"/></patternFill></fill>",
            ),
        ),
        flagged(
            "under-a-merge.xlsx",
            &["hidden-under-merge"],
            plain
                .clone()
                .cell("E4", SECRET)
                .after("<mergeCells><mergeCell ref=\"D4:E4\"/></mergeCells>")
                .xlsx(),
        ),
        flagged(
            "note.xlsx",
            &["comment-present"],
            plain
                .clone()
                .part("xl/comments1.xml", note)
                .related(true, "rId1", "comments", "../comments1.xml")
                .xlsx(),
        ),
        flagged(
            "box.xlsx",
            &["drawing-text"],
            plain
                .clone()
                .after("<drawing r:id=\"rIdD\"/>")
                .part("xl/drawings/drawing1.xml", box_over)
                .related(true, "rIdD", "drawing", "../drawings/drawing1.xml")
                .xlsx(),
        ),
        flagged("zero-width.xlsx", &["invisible-characters"], answer("We agree n\u{200b}o\u{200d}t.")),
        flagged("tags.xlsx", &["invisible-characters"], answer(&format!("We agree.{tags}"))),
        flagged("turned.xlsx", &["bidi-control"], answer("We \u{202e}eerga ton od\u{202c}.")),
        flagged("look-alike.xlsx", &["mixed-script"], answer("IS\u{41e}27001")),
        flagged("borrowed.xlsx", &["mixed-script"], answer("We do \u{39d}\u{39f}\u{3a4} sell it.")),
        flagged("small-capitals.xlsx", &["mixed-script"], answer("We do \u{274}\u{1d0f}\u{1d1b} sell it.")),
        flagged("one-struck-letter.xlsx", &["mixed-script"], answer("We do n\u{338}ot sell it.")),
        accepted(
            "signs.xlsx",
            answer("Within 5 \u{b5}s at 21 °C (α-test, 3 Ω, 4 m²), by Bjørn of Łódź and Москва."),
        ),
        flagged("struck.xlsx", &["strikethrough-text"], plain.clone().raw("D4", struck).xlsx()),
        flagged(
            "struck-whole.xlsx",
            &["strikethrough-text"],
            plain
                .clone()
                .styled("D4", 1)
                .styles(styles("<font><strike/></font>", "", "<xf fontId=\"1\"/>", ""))
                .xlsx(),
        ),
        accepted("white-words-on-dark.xlsx", on_dark("FFFFFFFF")),
        flagged("dark-word-on-dark.xlsx", &["invisible-text"], on_dark("FF1F3864")),
        flagged("white-words.xlsx", &["invisible-text"], plain.clone().raw("D4", white_run).xlsx()),
        flagged("name.xlsx", &["hidden-name"], hidden_name(SECRET)),
        accepted("name-of-a-version.xlsx", hidden_name("1.0.0")),
        flagged(
            "margin.xlsx",
            &["header-footer-text"],
            plain
                .clone()
                .after(&format!("<headerFooter><oddFooter>&amp;C{SECRET}</oddFooter></headerFooter>"))
                .xlsx(),
        ),
        flagged(
            "filtered.xlsx",
            &["hidden-row"],
            (5..10)
                .fold(plain.clone(), |it, row| it.row(row, "hidden=\"1\""))
                .after("<autoFilter ref=\"A1:E14\"/>")
                .xlsx(),
        ),
        flagged("far.xlsx", &[OUTSIDE], plain.clone().cell("AZ500", SECRET).xlsx()),
    ];
    let open_number = |value: &str, shown: &str| {
        let cell = format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{shown}</text:p></table:table-cell>"
        );
        open_document(&plain.clone().raw("D4", &cell), "", "")
    };
    cases.extend([
        flagged("shown-with-words.ods", &["display-differs-from-value"], open_number("6", "6 weeks")),
        flagged("shown-as-tick.ods", &["display-differs-from-value"], open_number("0", "\u{2713}")),
        accepted("shown-as-money.ods", open_number("1234.5", "£1,234.50")),
        accepted("shown-with-exponent.ods", open_number("1234500", "1.23E+06")),
        flagged("white.ods", &["invisible-text"], open(&open_style("<style:text-properties fo:color=\"#ffffff\"/>"))),
        flagged("tiny.ods", &["invisible-text"], open(&open_style("<style:text-properties fo:font-size=\"1pt\"/>"))),
        flagged("struck.ods", &["strikethrough-text"], open(&open_style("<style:text-properties style:text-line-through-style=\"solid\"/>"))),
        accepted("white-on-blue.ods", open(&open_style("<style:table-cell-properties fo:background-color=\"#1f4e78\"/><style:text-properties fo:color=\"#ffffff\"/>"))),
        flagged("note.ods", &["comment-present"], open_document(&plain.clone().raw("D4", &open_note), "", "")),
    ]);
    cases
}

/// What a number format shows in place of each number, or beside it; none where it is plain.
const FORMATS: &[(&str, &str, Option<&str>)] = &[
    ("0\" weeks\"", "6", Some("6 weeks")),
    ("\"about \"0.0", "6.5", Some("about 6.5")),
    ("\"✓\"", "0", Some("✓")),
    ("\"Yes\";\"Yes\";\"No\"", "0", Some("No")),
    ("[>5]\"Yes\";\"No\"", "6", Some("Yes")),
    ("0[$ weeks]", "6", Some("6 weeks")),
    ("\"not before \"d mmm yyyy", "46301", Some("not before …")),
    ("0.00", "6", None),
    ("#,##0", "6000", None),
    ("0%", "0.5", None),
    ("dd/mm/yyyy", "46301", None),
    ("[$-809]d mmmm yyyy", "46301", None),
    ("[$£-809]#,##0.00", "6", None),
    ("\"£\"#,##0.00", "6", None),
    ("General", "6", None),
    ("@", "6", None),
];

#[test]
fn a_number_that_is_shown_otherwise_is_read_and_told_where_it_stands() {
    for (code, held, shown) in FORMATS {
        let formats = format!(
            "<numFmts><numFmt numFmtId=\"164\" formatCode=\"{}\"/></numFmts>|<xf numFmtId=\"164\"/>",
            escape(code)
        );
        let cell = format!("<c r=\"D3\" s=\"1\"><v>{held}</v></c>");
        let bytes = Forge::new().raw("D3", &cell).styles(styles("", "", &formats, "")).xlsx();
        let tender = crate::workbooks::read("a.xlsx", &bytes);
        let read = &tender.responses[1].pieces[0].text;
        assert!(read == held || *held == "46301" && read == "2026-10-06", "{code}: {read}");
        let told: Vec<(&str, String, bool)> = tender
            .intake
            .flags
            .iter()
            .map(|it| {
                let place = it.place.as_ref().map(ToString::to_string).unwrap_or_default();
                let says = it.message.contains(&format!("shows “{}”", shown.unwrap_or_default()));
                (it.code.as_str(), place, says)
            })
            .collect();
        let place = "Responses › D3".to_owned();
        let wanted = shown.map(|_| ("display-differs-from-value", place, true));
        assert_eq!(told, wanted.into_iter().collect::<Vec<_>>(), "{code}: {:?}", tender.intake.flags);
    }
}
