//! Markup that one program reads and another passes over: such a file is refused, since no two people need see the same
//! answers in it.

use super::{Case, accepted, forge::Forge, refused};

const OURS: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

pub(super) fn cases() -> Vec<Case> {
    let plain = Forge::new();
    let shared = |texts: &str, cell: &str| {
        plain
            .clone()
            .part("xl/sharedStrings.xml", texts)
            .related(false, "rIdT", "sharedStrings", "sharedStrings.xml")
            .raw("D4", cell)
            .xlsx()
    };
    let first = "<c r=\"D4\" t=\"s\"><v>0</v></c>";
    let texts = |inside: &str| shared(&format!("<sst xmlns=\"{OURS}\">{inside}</sst>"), first);
    let named = |value: &str| {
        shared(
            &format!("<sst xmlns=\"{OURS}\"><si><t>Yes.</t></si><si><t>No.</t></si></sst>"),
            &format!("<c r=\"D4\" t=\"s\"><v>{value}</v></c>"),
        )
    };
    let cell = |inside: &str| plain.clone().raw("D4", &format!("<c r=\"D4\"{inside}</c>")).xlsx();
    let mut cases = vec![
        refused(
            "sheet-of-another-kind.xlsx",
            "corrupt-sheet",
            plain.bent(|it| it.replace(OURS, "urn:x").into_bytes()),
        ),
        refused(
            "sheet-of-no-kind.xlsx",
            "corrupt-sheet",
            plain.bent(|it| it.replace(&format!(" xmlns=\"{OURS}\""), " class=\" xmlns=\"").into_bytes()),
        ),
        refused(
            "texts-of-another-kind.xlsx",
            "corrupt-sheet",
            shared("<sst xmlns=\"urn:x\"><si><t>Yes.</t></si></sst>", first),
        ),
        accepted(
            "texts-in-runs.xlsx",
            texts("<si><r><rPr><b/></rPr><t>Yes</t></r><r><t>.</t></r><phoneticPr fontId=\"1\"/></si>"),
        ),
        accepted("a-text-spoken.xlsx", texts("<si><t>Yes.</t><rPh sb=\"0\" eb=\"1\"><t>jes</t></rPh></si>")),
        accepted("kind-said-again.xlsx", cell(&format!(" xmlns=\"{OURS}\" t=\"str\"><v>Yes.</v>"))),
    ];
    for (file, inside) in [
        ("text-in-text.xlsx", "<si><si><t>No.</t></si><t>Yes.</t></si>"),
        ("no-text-in-text.xlsx", "<si><si></si></si><si><t>Yes.</t></si>"),
        ("words-in-words.xlsx", "<si><t>Yes.<t>No.</t></t></si>"),
        ("run-in-run.xlsx", "<si><r><r><t>Yes.</t></r></r></si>"),
        ("text-of-another-kind.xlsx", "<si xmlns=\"urn:x\"><t>No.</t></si><si><t>Yes.</t></si>"),
        ("text-of-another-prefix.xlsx", "<x:si xmlns:x=\"urn:x\"><t>No.</t></x:si><si><t>Yes.</t></si>"),
        ("words-of-another-kind.xlsx", "<si><x:t xmlns:x=\"urn:x\">No.</x:t><t>Yes.</t></si>"),
        ("remark-in-a-text.xlsx", "<si><t>Yes<!-- -->, no.</t></si>"),
        ("order-in-a-text.xlsx", "<si><t>Yes<?x y?>, no.</t></si>"),
    ] {
        cases.push(refused(file, "corrupt-sheet", texts(inside)));
    }
    for (file, value) in [
        ("text-before-the-first.xlsx", "-1"),
        ("text-after-the-last.xlsx", "2"),
        ("text-by-a-word.xlsx", "one"),
        ("text-by-a-fraction.xlsx", "1.0"),
        ("text-by-a-space.xlsx", " 1"),
        ("text-by-too-much.xlsx", "18446744073709551617"),
        ("text-by-pieces.xlsx", "0<![CDATA[1]]>"),
        ("text-by-signs.xlsx", "&#48;1"),
        ("text-by-a-remark.xlsx", "<!-- -->1"),
    ] {
        cases.push(refused(file, "corrupt-sheet", named(value)));
    }
    for (file, inside) in [
        ("value-twice.xlsx", "><v>1</v><v>2</v>"),
        ("value-and-words.xlsx", " t=\"inlineStr\"><is><t>Yes.</t></is><v>0</v>"),
        ("words-twice.xlsx", " t=\"inlineStr\"><is><t>Yes.</t></is><is><t>No.</t></is>"),
        ("value-further-in.xlsx", "><extLst><v>1</v></extLst>"),
        ("value-in-value.xlsx", "><v><v>1</v></v>"),
        ("value-of-another-kind.xlsx", "><v xmlns=\"urn:x\">1</v>"),
        ("value-in-pieces.xlsx", "><v><![CDATA[1]]></v>"),
        ("value-with-a-remark.xlsx", "><v>1<!-- -->2</v>"),
        ("value-with-another.xlsx", "><v><y:z xmlns:y=\"urn:y\"/>1</v>"),
        ("words-in-words-here.xlsx", " t=\"inlineStr\"><is><t>Yes.<t>No.</t></t></is>"),
        ("cell-of-another-kind.xlsx", " xmlns=\"urn:x\"><v>1</v>"),
    ] {
        cases.push(refused(file, "corrupt-sheet", cell(inside)));
    }
    cases
}
