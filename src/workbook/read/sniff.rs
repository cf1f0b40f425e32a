//! What a file is, told by its bytes and not by its name.

use crate::{tender::Flag, workbook::read::Refusal};

/// A kind of file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A zip archive: a workbook of Excel or in the Open Document Format, or something else that its parts tell.
    Package,
    /// Text: comma-separated or the like.
    Text,
}

/// Tells the kind of a file, or why it is not read.
///
/// # Errors
/// When the bytes are of a kind that is not read.
pub(crate) fn kind(name: &str, bytes: &[u8]) -> Result<Kind, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::new(
            "empty-file",
            "the file holds no bytes. It was probably damaged on its way; ask the supplier to send it again.",
        ));
    }
    if bytes.starts_with(b"PK") {
        return Ok(Kind::Package);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Err(ole(bytes));
    }
    // A package whose first bytes are not a package's: its directory stands at the end.
    let tail = bytes.get(bytes.len().saturating_sub(66_000)..).unwrap_or(bytes);
    if tail.windows(4).any(|it| it == b"PK\x05\x06") {
        return Ok(Kind::Package);
    }
    for (magic, what) in [
        (&b"%PDF"[..], "a PDF document"),
        (b"{\\rtf", "a Rich Text document"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"GIF8", "a picture"),
        (b"Rar!", "a RAR archive"),
        (b"7z\xbc\xaf", "a 7-Zip archive"),
        (b"\x1f\x8b", "a compressed file"),
    ] {
        if bytes.starts_with(magic) {
            return Err(not_a_spreadsheet(what));
        }
    }
    if bytes.starts_with(&[0x09, 0x08]) || bytes.starts_with(&[0x09, 0x04]) {
        return Err(legacy());
    }
    let head: String = String::from_utf8_lossy(bytes.get(..512).unwrap_or(bytes)).to_ascii_lowercase();
    let head = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if head.starts_with("<!doctype html") || head.starts_with("<html") || head.starts_with("<table") {
        return Err(not_a_spreadsheet("a web page"));
    }
    if head.starts_with("<?xml") {
        return Err(not_a_spreadsheet("an XML file"));
    }
    let folded = name.to_ascii_lowercase();
    if [".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"].iter().any(|it| folded.ends_with(it)) {
        return Err(Refusal::new(
            "not-a-spreadsheet",
            "the file is named as a workbook and holds plain text. If it is comma-separated text, rename it to \
             end in `.csv`; otherwise ask the supplier to open it and save it as `.xlsx` or `.ods`.",
        ));
    }
    Ok(Kind::Text)
}

/// Tells of a name that says another kind of spreadsheet than the file is.
pub(crate) fn extension(name: &str, kind: &str, flags: &mut Vec<Flag>) {
    const KNOWN: [&str; 8] = ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "txt"];
    let Some((_, named)) = name.rsplit_once('.') else { return };
    let named = named.to_ascii_lowercase();
    let text = |it: &str| matches!(it, "csv" | "tsv" | "txt");
    if !KNOWN.contains(&named.as_str()) || named == kind || text(&named) && text(kind) {
        return;
    }
    // A workbook that could carry macros and does not is nothing to tell.
    if (named.as_str(), kind) == ("xlsm", "xlsx") {
        return;
    }
    let message = match kind {
        "xlsm" => format!("the file's name ends in `.{named}`, which says that it has no macros, and it has"),
        _ => format!(
            "the file's name ends in `.{named}` and its content is `.{kind}`; it was read as what it is"
        ),
    };
    flags.push(Flag { code: "type-mismatch".into(), place: None, message });
}

/// A compound file: an encrypted workbook, or one of the format before 2007.
fn ole(bytes: &[u8]) -> Refusal {
    let names = |text: &str| {
        let wide: Vec<u8> = text.bytes().flat_map(|it| [it, 0]).collect();
        bytes.windows(wide.len()).any(|it| it == wide)
    };
    if names("EncryptedPackage") || names("EncryptionInfo") {
        return password();
    }
    if names("WordDocument") {
        return not_a_spreadsheet("a Word document of the format before 2007");
    }
    legacy()
}

fn legacy() -> Refusal {
    Refusal::new(
        "unsupported-format",
        "the file is a workbook of the format before 2007 (`.xls`). Ask the supplier to open it and save it as \
         `.xlsx` or `.ods`.",
    )
}

/// The refusal of a file that only a password opens.
pub(crate) fn password() -> Refusal {
    Refusal::new(
        "password-protected",
        "the file is encrypted with a password. Ask the supplier to remove the password (File, Info, Protect \
         Workbook) and send it again.",
    )
}

/// The refusal of a file that is no workbook.
pub(crate) fn not_a_spreadsheet(what: &str) -> Refusal {
    Refusal::new(
        "not-a-spreadsheet",
        format!(
            "the file is {what} and not a spreadsheet, whatever its name says. Ask the supplier for the response \
             workbook as `.xlsx`, `.ods` or `.csv`."
        ),
    )
}
