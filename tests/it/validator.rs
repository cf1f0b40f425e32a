//! Office files against the schemas and the further rules of their formats, by a validator of another hand
//! (`openxml-audit`, after the validator of the Open XML SDK and the schemas of OASIS).

use std::{path::Path, process::Command};

const SCRIPT: &str = "import sys, pathlib\n\
from openxml_audit import OdfValidator, OpenXmlValidator\n\
wrong, looked = [], 0\n\
for path in sorted(pathlib.Path(sys.argv[1]).rglob('*')):\n\
\x20   if path.suffix not in ('.docx', '.xlsx', '.ods'): continue\n\
\x20   looked += 1\n\
\x20   result = (OdfValidator() if path.suffix == '.ods' else OpenXmlValidator()).validate(str(path))\n\
\x20   if not result.is_valid:\n\
\x20       wrong.append(f'{path.name}: ' + '; '.join(str(it)[:200] for it in result.errors[:5]))\n\
print(looked)\n\
print('\\n'.join(wrong))\n";

/// What is wrong with the Word files and workbooks below `folder`, and how many there are; nothing where the validator is not
/// installed.
fn looked_through(folder: &Path) -> Option<(usize, String)> {
    let ran = Command::new("python3").args(["-c", SCRIPT]).arg(folder).output().ok()?;
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    if said.contains("No module named") {
        return None;
    }
    assert!(ran.status.success(), "{said}");
    let out = String::from_utf8_lossy(&ran.stdout).into_owned();
    let (count, wrong) = out.split_once('\n').unwrap();
    Some((count.trim().parse().unwrap(), wrong.trim().to_owned()))
}

/// Holds every Word file and workbook below `folder` to its format.
pub(crate) fn valid(folder: &Path) {
    match looked_through(folder) {
        None => crate::not_checked("openxml-audit", "no document was held to its schema"),
        Some((count, wrong)) => {
            assert!(count > 0, "{} holds no document", folder.display());
            assert!(wrong.is_empty(), "{wrong}");
        }
    }
}

/// A document in which elements stand in an order that the schema forbids is found; else nothing above would mean anything.
#[test]
fn a_document_out_of_order_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let parts = |body: &str| {
        let document = format!(
            "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
        );
        crate::workbooks::package(&[
            (
                "[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" \
                 ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>".as_bytes(),
            ),
            (
                "_rels/.rels",
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>".as_bytes(),
            ),
            (
                "word/document.xml",
                document.as_bytes(),
            ),
        ])
    };
    let wrong = "<w:p><w:r><w:t>a</w:t></w:r><w:pPr><w:jc w:val=\"sideways\"/></w:pPr></w:p>";
    std::fs::write(folder.path().join("wrong.docx"), parts(wrong)).unwrap();
    if let Some((count, found)) = looked_through(folder.path()) {
        assert_eq!(count, 1);
        assert!(found.contains("pPr") || found.contains("jc"), "{found}");
    }
}
