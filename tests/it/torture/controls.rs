//! Boxes to tick, and words of old drawings: told with their place, and in no answer.

use super::{
    Case, accepted, flagged,
    forge::{Forge, open_document},
};
use crate::workbooks::read;

const CAPTION: &str = "We sell no data";

/// An old drawing with one shape at D4.
fn old(kind: &str, fields: &str) -> String {
    let client = if kind.is_empty() {
        String::new()
    } else {
        format!(
            "<x:ClientData ObjectType=\"{kind}\"><x:Anchor>\n 3, 15, 3, 2, 4, 1, 5, 0</x:Anchor>{fields}</x:ClientData>"
        )
    };
    format!(
        "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\">\
         <v:shapetype id=\"_x0000_t201\"/><v:shape id=\"_x0000_s1025\" type=\"#_x0000_t201\"><v:textbox>\
         <div style='text-align:left'><font face=\"Tahoma\">{CAPTION}<br></font></div></v:textbox>{client}</v:shape></xml>"
    )
}

fn with_old(forge: Forge, drawing: &str) -> Forge {
    forge
        .after("<legacyDrawing r:id=\"rIdV\"/>")
        .related(true, "rIdV", "vmlDrawing", "../drawings/vmlDrawing1.vml")
        .part("xl/drawings/vmlDrawing1.vml", drawing)
}

/// A check box as programs write it since 2010: in the sheet, in a part for its state and twice as a drawing.
fn new(checked: &str, older: &str) -> Vec<u8> {
    let control = |inner: &str| {
        format!(
            "<controls><control shapeId=\"1025\" r:id=\"rIdC\" name=\"Check Box 1\">{inner}</control></controls>"
        )
    };
    let placed = control(
        "<controlPr defaultSize=\"0\"><anchor moveWithCells=\"1\"><from><xdr:col>3</xdr:col><xdr:colOff>9</xdr:colOff>\
         <xdr:row>3</xdr:row><xdr:rowOff>0</xdr:rowOff></from><to><xdr:col>4</xdr:col><xdr:row>4</xdr:row></to></anchor></controlPr>",
    );
    let drawing = format!(
        "<xdr:wsDr xmlns:xdr=\"urn:d\" xmlns:a=\"urn:a\"><xdr:twoCellAnchor><xdr:from><xdr:col>3</xdr:col><xdr:row>3</xdr:row></xdr:from>\
         <xdr:sp><xdr:txBody><a:p><a:r><a:t>{CAPTION}</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>"
    );
    let forge = with_old(
        Forge::new().after("<drawing r:id=\"rIdD\"/>"),
        &old("Checkbox", &format!("<x:Checked>{older}</x:Checked>")),
    );
    forge
        .after(&format!(
            "<mc:AlternateContent xmlns:mc=\"urn:m\" xmlns:xdr=\"urn:d\"><mc:Choice Requires=\"x14\">{placed}</mc:Choice>\
             <mc:Fallback>{}</mc:Fallback></mc:AlternateContent>",
            control("")
        ))
        .related(true, "rIdD", "drawing", "../drawings/drawing1.xml")
        .part("xl/drawings/drawing1.xml", drawing)
        .related(true, "rIdC", "ctrlProp", "../ctrlProps/ctrlProp1.xml")
        .part(
            "xl/ctrlProps/ctrlProp1.xml",
            format!("<formControlPr objectType=\"CheckBox\" {checked} fmlaLink=\"$H$4\" lockText=\"1\"/>"),
        )
        .xlsx()
}

fn open_form() -> Vec<u8> {
    let forms = format!(
        "<office:forms><form:form xmlns:form=\"urn:f\"><form:checkbox form:id=\"c1\" form:label=\"{CAPTION}\" \
         form:current-state=\"checked\" form:linked-cell=\"Responses.H4\"/></form:form></office:forms>\
         <table:shapes><draw:control draw:control=\"c1\" table:end-cell-address=\"Responses.D4\"/></table:shapes>"
    );
    open_document(&Forge::new(), "", &forms)
}

pub(super) fn cases() -> Vec<Case> {
    let plain = Forge::new();
    let note = old("Note", "<x:Row>3</x:Row><x:Column>3</x:Column>");
    vec![
        flagged(
            "old-box.xlsx",
            &["form-control"],
            with_old(plain.clone(), &old("Checkbox", "<x:Checked>1</x:Checked>")).xlsx(),
        ),
        flagged("new-box.xlsx", &["form-control"], new("checked=\"Checked\"", "1")),
        flagged("new-box-left.xlsx", &["form-control"], new("", "0")),
        flagged(
            "list.xlsx",
            &["form-control"],
            with_old(plain.clone(), &old("Drop", "<x:Sel>2</x:Sel>")).xlsx(),
        ),
        flagged("old-words.xlsx", &["drawing-text"], with_old(plain.clone(), &old("Rect", "")).xlsx()),
        flagged("old-words-bare.xlsx", &["drawing-text"], with_old(plain.clone(), &old("", "")).xlsx()),
        accepted("shape-of-a-note.xlsx", with_old(plain.clone(), &note).xlsx()),
        flagged("old-broken.xlsx", &["drawing-text"], with_old(plain.clone(), "<xml><v:shape id=\"").xlsx()),
        flagged(
            "off-the-sheet.xlsx",
            &["form-control"],
            with_old(plain.clone(), &old("Checkbox", "").replace("3, 15, 3,", "4294967295, 0, 4294967295,"))
                .xlsx(),
        ),
        flagged("form.ods", &["form-control"], open_form()),
    ]
}

#[test]
fn what_is_ticked_is_told_with_its_place_and_in_no_answer() {
    let plain = read("plain.xlsx", &Forge::new().xlsx());
    for (bytes, said) in [
        (new("checked=\"Checked\"", "1"), "is ticked (its state goes to the cell $H$4)"),
        (new("", "0"), "is not ticked (its state goes to the cell $H$4)"),
        (new("checked=\"Checked\"", "0"), "is ticked for newer programs and not ticked for older ones"),
        (new("checked=\"Mixed\"", "2"), "is ticked in part"),
    ] {
        let tender = read("box.xlsx", &bytes);
        let [flag] = tender.intake.flags.as_slice() else { panic!("{:?}", tender.intake.flags) };
        assert_eq!(flag.place.as_ref().unwrap().to_string(), "Responses › D4");
        assert!(flag.message.contains(CAPTION) && flag.message.contains(said), "{}", flag.message);
        assert!(flag.ask().unwrap().contains("D4"));
        assert_eq!(tender.responses, plain.responses, "no answer changes by a box");
    }
    let tender = read("form.ods", &open_form());
    let told = &tender.intake.flags[0];
    assert!(told.message.contains("is ticked") && told.message.contains("D4"), "{}", told.message);
}
