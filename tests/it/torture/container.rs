//! The archive around the workbook.

use super::{
    Case, flagged,
    forge::{Archive, Entry, Forge, crc, deflated, open_document},
    refused,
};
use crate::workbooks::package;

const MIB: usize = 1 << 20;
const ANSWERS: &str = "xl/worksheets/sheet2.xml";

fn size(n: usize) -> u32 {
    u32::try_from(n).unwrap()
}

/// The good parts with one of them put in by hand.
fn with(put: impl Fn(&mut Archive, &str, &[u8]) -> bool) -> Vec<u8> {
    let mut archive = Archive::new();
    for (name, bytes) in Forge::new().parts() {
        if !put(&mut archive, &name, &bytes) {
            archive.add(&name, &bytes);
        }
    }
    archive.finish()
}

fn ole(stream: &str) -> Vec<u8> {
    let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    bytes.resize(512, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

/// Entries whose packed bytes hold the headers of the next ones, so that one body serves all.
fn quoting() -> Vec<u8> {
    let mut archive = Archive::of(&Forge::new().parts());
    let body = vec![0; 2 * MIB];
    let packed = deflated(&body);
    let true_of = Entry {
        method: 8,
        flags: 0,
        crc: crc(&body),
        packed: size(packed.len()),
        size: size(body.len()),
        mode: 0o100_644,
        offset: 0,
    };
    // A stored block quotes the local header of the second entry; the deflated body follows for both.
    let mut header = Archive::new();
    header.local("xl/media/b.bin", true_of);
    let header = header.finish();
    let header = &header[..header.len() - 22];
    let length = u16::try_from(header.len()).unwrap();
    let mut quoted = vec![0];
    quoted.extend(length.to_le_bytes());
    quoted.extend((!length).to_le_bytes());
    quoted.extend_from_slice(header);
    quoted.extend_from_slice(&packed);
    let whole = [header, &body].concat();
    let outer = Entry { crc: crc(&whole), packed: size(quoted.len()), size: size(whole.len()), ..true_of };
    let outer = archive.put("xl/media/a.bin", outer, &quoted);
    let offset = outer.offset + 30 + size("xl/media/a.bin".len()) + 5;
    archive.listed("xl/media/b.bin", Entry { offset, ..true_of });
    archive.finish()
}

pub(super) fn cases() -> Vec<Case> {
    let good = Forge::new().xlsx();
    let other = Forge::new().cell("D4", "We do not agree.").xlsx();
    let spaces = vec![b' '; 65 * MIB];
    let (spaces_packed, spaces_crc) = (deflated(&spaces), crc(&spaces));
    let whole = |declared: usize| Entry {
        method: 8,
        flags: 0,
        crc: spaces_crc,
        packed: size(spaces_packed.len()),
        size: size(declared),
        mode: 0o100_644,
        offset: 0,
    };
    let bomb = |declared: Option<usize>| {
        with(|archive, name, _| {
            if name != ANSWERS {
                return false;
            }
            let packed = deflated(&spaces);
            let entry = Entry {
                method: 8,
                flags: 0,
                crc: crc(&spaces),
                packed: size(packed.len()),
                size: size(declared.unwrap_or(spaces.len())),
                mode: 0o100_644,
                offset: 0,
            };
            archive.put(name, entry, &packed);
            true
        })
    };
    let plus = |more: &[(&str, &[u8])]| {
        let mut archive = Archive::of(&Forge::new().parts());
        for (name, bytes) in more {
            archive.add(name, bytes);
        }
        archive.finish()
    };
    let stated = |change: &dyn Fn(Entry) -> Entry, packed: &dyn Fn(&[u8]) -> Vec<u8>| {
        with(|archive, name, bytes| {
            if name != ANSWERS {
                return false;
            }
            let packed = packed(bytes);
            let entry = Entry {
                method: 8,
                flags: 0,
                crc: crc(bytes),
                packed: size(packed.len()),
                size: size(bytes.len()),
                mode: 0o100_644,
                offset: 0,
            };
            archive.put(name, change(entry), &packed);
            true
        })
    };
    let one_body = {
        let mut archive = Archive::of(&Forge::new().parts());
        let first = archive.add("xl/media/k0.bin", &vec![b' '; MIB]);
        for n in 1..100 {
            archive.listed(&format!("xl/media/k{n:02}.bin"), first);
        }
        archive.finish()
    };
    let many: Vec<(String, Vec<u8>)> = (0..2_001).map(|n| (format!("xl/x/{n}.xml"), Vec::new())).collect();
    let many = Archive::of(&[Forge::new().parts(), many].concat()).finish();
    let flipped = {
        let at =
            good.windows(ANSWERS.len()).position(|it| it == ANSWERS.as_bytes()).unwrap() + ANSWERS.len() + 40;
        let mut bytes = good.clone();
        bytes[at] ^= 0xff;
        bytes
    };
    let counted = {
        let mut bytes = good.clone();
        let at = bytes.len() - 22 + 8;
        bytes[at..at + 4].fill(0xff);
        bytes
    };
    let link = {
        let mut archive = Archive::of(&Forge::new().parts());
        let target = b"/etc/passwd";
        let entry =
            Entry { method: 0, flags: 0, crc: crc(target), packed: 11, size: 11, mode: 0o120_777, offset: 0 };
        archive.put("xl/link", entry, target);
        archive.finish()
    };
    let mut sheets = Forge::new();
    for n in 0..120 {
        sheets = sheets.sheet(&format!("S{n}"), "", "<worksheet><sheetData/></worksheet>");
    }
    let rels =
        |target: &str| super::forge::relations_xml(&super::forge::relation("rId1", "officeDocument", target));
    let (word, binary) = (rels("word/document.xml"), rels("xl/workbook.bin"));
    let repeated = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row>";
    let head = "Question ID,Question,Weight,Response,Evidence\r\n";
    let csv = |rest: &str| format!("{head}{rest}").into_bytes();
    let mut macros =
        Forge::new().part("xl/vbaProject.bin", "stub").related(false, "rIdV", "vbaProject", "vbaProject.bin");
    macros.content_type = "application/vnd.ms-excel.sheet.macroEnabled.main+xml".into();
    let large_picture = {
        let mut archive = Archive::of(&Forge::new().parts());
        archive.put("xl/media/image1.bmp", whole(spaces.len()), &spaces_packed);
        archive.finish()
    };
    vec![
        refused("bomb.xlsx", "decompressed-too-large", bomb(None)),
        refused("bomb-that-says-it-is-small.xlsx", "decompressed-too-large", bomb(Some(4_096))),
        refused("bomb-in-a-picture.xlsx", "decompressed-too-large", large_picture),
        refused(
            "size-a-little-wrong.xlsx",
            "zip-corrupt",
            stated(&|it| Entry { size: it.size - 9, ..it }, &deflated),
        ),
        refused("one-body.xlsx", "zip-overlapping-entries", one_body),
        refused("quoting.xlsx", "zip-overlapping-entries", quoting()),
        refused("many-parts.xlsx", "too-many-zip-entries", many),
        refused("climbing.xlsx", "zip-path-traversal", plus(&[("../../evil.txt", b"x")])),
        refused("climbing-windows.xlsx", "zip-path-traversal", plus(&[("..\\evil.txt", b"x")])),
        refused("rooted.xlsx", "zip-path-traversal", plus(&[("/etc/cron.d/x", b"x")])),
        refused("twice.xlsx", "zip-duplicate-entries", plus(&[(ANSWERS, b"<worksheet/>")])),
        refused(
            "twice-but-for-case.xlsx",
            "zip-duplicate-entries",
            plus(&[("XL/Worksheets/Sheet2.xml", b"<worksheet/>")]),
        ),
        refused("cut.xlsx", "zip-corrupt", good[..good.len() * 7 / 10].to_vec()),
        refused("flipped.xlsx", "zip-corrupt", flipped),
        refused("wrong-crc.xlsx", "zip-corrupt", stated(&|it| Entry { crc: it.crc ^ 1, ..it }, &deflated)),
        refused("behind-a-pdf.xlsx", "zip-ambiguous", [b"%PDF-1.7\n".to_vec(), good.clone()].concat()),
        refused("joined.xlsx", "zip-ambiguous", [other, good.clone()].concat()),
        refused("locked-part.xlsx", "password-protected", stated(&|it| Entry { flags: 1, ..it }, &deflated)),
        refused(
            "lzma.xlsx",
            "zip-unsupported-compression",
            stated(&|it| Entry { method: 14, ..it }, &<[u8]>::to_vec),
        ),
        refused("link.xlsx", "zip-symlink", link),
        refused("miscounted.xlsx", "zip-corrupt", counted),
        refused("empty.xlsx", "empty-file", Vec::new()),
        refused("page.xlsx", "not-a-spreadsheet", b"<html><table></table></html>".to_vec()),
        refused(
            "letter.xlsx",
            "not-a-spreadsheet",
            package(&[("_rels/.rels", word.as_bytes()), ("word/document.xml", b"<w/>")]),
        ),
        refused("text.xlsx", "not-a-spreadsheet", csv("SLP-01,q,10,Yes,\r\n")),
        refused("locked.xlsx", "password-protected", ole("EncryptedPackage")),
        refused("old.xls", "unsupported-format", ole("Workbook")),
        refused(
            "binary.xlsb",
            "unsupported-format",
            package(&[("_rels/.rels", binary.as_bytes()), ("xl/workbook.bin", b"\x83")]),
        ),
        refused("sheets.xlsx", "too-many-sheets", sheets.xlsx()),
        flagged("macros.xlsm", &["macro-present"], macros.xlsx()),
        flagged("macros-unnamed.xlsx", &["macro-present", "type-mismatch"], macros.xlsx()),
        flagged("misnamed.csv", &["type-mismatch"], good.clone()),
        flagged("misnamed.xlsx", &["type-mismatch"], open_document(&Forge::new(), "", "")),
        refused("repeated.ods", "too-many-cells", open_document(&Forge::new(), "", repeated)),
        refused(
            "unclosed.csv",
            "csv-malformed",
            csv(&format!("SLP-01,q,10,\"Yes,a\r\n{}", "SLP-02,q,10,Yes,a\r\n".repeat(50))),
        ),
        refused("zeros.csv", "csv-malformed", csv("SLP-01,q,10,Ye\0s,a\r\n")),
        refused("long.csv", "cell-too-large", csv(&format!("SLP-01,q,10,{},x\r\n", "A".repeat(2 * MIB)))),
    ]
}
