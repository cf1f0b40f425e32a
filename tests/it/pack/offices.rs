//! The workbooks in the hands of other programs: filled by one, opened and saved by another, they still come back
//! without a flag. What is not installed is said to be not checked.

use std::{fs, path::Path, process::Command};

use probity::{
    tender::{ResponseState, Verdict},
    workbook::write,
};

use super::{asked, issue, keep, read_back, told};
use crate::not_checked;

/// Whether `LibreOffice` made `file` into another format beside it.
fn converted(folder: &Path, file: &Path, format: &str) -> bool {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let ran = Command::new("soffice")
        .arg(profile)
        .args(["--headless", "--convert-to", format, "--outdir"])
        .arg(folder.join("out"))
        .arg(file)
        .output();
    let stem = file.file_stem().unwrap().to_string_lossy();
    let ending = format.split(':').next().unwrap();
    ran.is_ok_and(|it| it.status.success()) && folder.join("out").join(format!("{stem}.{ending}")).is_file()
}

#[test]
fn a_workbook_filled_by_other_programs_is_read_without_a_flag() {
    let bank = asked("ai-service");
    let issue = issue(&bank);
    let folder = tempfile::tempdir().unwrap();
    let issued = folder.path().join("response.xlsx");
    fs::write(&issued, write::response(&issue).unwrap()).unwrap();
    let filled = folder.path().join("filled.xlsx");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/pack/fill.py");
    let ran = Command::new("python3").arg(script).arg(&issued).arg(&filled).output();
    if !ran.is_ok_and(|it| it.status.success()) {
        return not_checked("openpyxl", "the response workbook was not filled by it");
    }
    let check = |name: &str, bytes: &[u8]| {
        keep(name, bytes);
        let tender = read_back(name, bytes, &bank);
        assert_eq!(told(&tender), Vec::<String>::new(), "{name}");
        assert_eq!(tender.intake.verdict, Verdict::Accepted, "{name}: {:?}", tender.intake.explanation);
        assert!(tender.responses.iter().all(|it| it.state == ResponseState::Answered), "{name}");
        assert!(
            tender
                .responses
                .iter()
                .any(|it| it.fields.iter().any(|it| format!("{:?}", it.said).contains("24")))
        );
        assert_eq!(tender.origin.issued.len(), 4, "{name}: {:?}", tender.origin.issued);
    };
    check("by-openpyxl.xlsx", &fs::read(&filled).unwrap());
    for format in ["xlsx:Calc MS Excel 2007 XML", "ods"] {
        if !converted(folder.path(), &filled, format) {
            return not_checked("LibreOffice Calc", "the response workbook was not saved by it");
        }
        let name = format!("filled.{}", format.split(':').next().unwrap());
        check(&name, &fs::read(folder.path().join("out").join(&name)).unwrap());
    }
    // The twin, filled, goes through LibreOffice both ways.
    let twin = folder.path().join("twin.ods");
    fs::write(&twin, write::filled(&issue, true, &mut super::plausible).unwrap()).unwrap();
    for format in ["ods", "xlsx:Calc MS Excel 2007 XML"] {
        assert!(converted(folder.path(), &twin, format), "LibreOffice does not open response.ods");
        let name = format!("twin.{}", format.split(':').next().unwrap());
        let bytes = fs::read(folder.path().join("out").join(&name)).unwrap();
        keep(&name, &bytes);
        let tender = read_back(&name, &bytes, &bank);
        assert_eq!(told(&tender), Vec::<String>::new(), "{name}");
    }
}
