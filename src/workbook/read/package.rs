//! A zip package as the parts that matter, inflated once and counted while inflating.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read as _, Write as _},
};

use zip::{CompressionMethod, ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

use crate::workbook::read::{Refusal, container, limits, sniff};

/// The parts of a package: the XML ones inflated, of the others only the names.
#[derive(Debug, Default)]
pub(crate) struct Package {
    /// XML parts by name.
    pub parts: BTreeMap<String, Vec<u8>>,
    /// All names, in the order of the directory.
    pub names: Vec<String>,
}

impl Package {
    /// Opens a package and inflates its XML parts within the limits.
    ///
    /// # Errors
    /// When the archive is damaged, ambiguous, encrypted or too large.
    pub(crate) fn open(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|fault| refuse(&fault))?;
        if archive.len() > limits::PARTS {
            let sheets =
                archive.file_names().filter_map(Result::ok).filter(|it| it.contains("/worksheets/sheet"));
            let sheets = sheets.count();
            if sheets > limits::SHEETS {
                return Err(too_many_sheets(sheets));
            }
            return Err(Refusal::new(
                "too-many-zip-entries",
                format!(
                    "the workbook consists of {} parts; at most {} are read. A workbook of answers has a few \
                     dozen: ask the supplier to copy the answers into the workbook that was issued.",
                    archive.len(),
                    limits::PARTS
                ),
            ));
        }
        if archive.offset() != 0 {
            return Err(ambiguous("something stands before the workbook in the file"));
        }
        if let Some(what) = container::end(bytes, archive.central_directory_start()) {
            return Err(ambiguous(what));
        }
        if archive.has_duplicate_names() {
            return Err(duplicate(None));
        }
        let mut package = Self::default();
        let mut seen = BTreeSet::new();
        let mut of_two_minds = None;
        for n in 0..archive.len() {
            let entry = archive.by_index_raw(n).map_err(|fault| refuse(&fault))?;
            let name = entry.name().map_err(|fault| refuse(&fault))?.into_owned();
            if entry.encrypted() {
                return Err(sniff::password());
            }
            if entry.is_symlink() {
                return Err(Refusal::new(
                    "zip-symlink",
                    format!("the part `{name}` is a link to a file outside the workbook. {RESAVE}"),
                ));
            }
            if entry.enclosed_name().is_none()
                || name.starts_with('/')
                || name.contains('\\')
                || name.split('/').any(|it| it == "..")
            {
                return Err(Refusal::new(
                    "zip-path-traversal",
                    format!("the part `{name}` has a path that leads out of the workbook. {RESAVE}"),
                ));
            }
            if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
                return Err(Refusal::new(
                    "zip-unsupported-compression",
                    format!(
                        "the part `{name}` is compressed in a way that spreadsheets do not use. {RESAVE}"
                    ),
                ));
            }
            if !seen.insert(container::folded(&name)) {
                return Err(duplicate(Some(&name)));
            }
            if of_two_minds.is_none() {
                let listed = container::Listed {
                    header: entry.header_start(),
                    name: entry.name_raw(),
                    deflated: entry.compression() == CompressionMethod::Deflated,
                    crc: entry.crc32(),
                    packed: entry.compressed_size(),
                    size: entry.size(),
                };
                of_two_minds =
                    container::differs(bytes, listed).map(|what| format!("the part `{name}` {what}"));
            }
            package.names.push(name);
        }
        if archive.has_overlapping_entries().map_err(|fault| refuse(&fault))? {
            return Err(Refusal::new(
                "zip-overlapping-entries",
                format!(
                    "parts of the workbook share the same bytes, as no spreadsheet program writes them. {RESAVE}"
                ),
            ));
        }
        // Parts that share bytes go by other names in them too, and sharing says more.
        if let Some(what) = of_two_minds {
            return Err(ambiguous(&what));
        }
        package.inflate(&mut archive)?;
        Ok(package)
    }

    /// Inflates every part, counting. Parts that no one reads are counted too and not kept: whoever opens the
    /// original inflates them.
    fn inflate(&mut self, archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), Refusal> {
        let mut total = 0_usize;
        for (n, name) in self.names.iter().enumerate() {
            let limit = limits::PART_BYTES.min(limits::PACKAGE_BYTES - total);
            let kept = is_xml(name);
            let mut entry = archive.by_index(n).map_err(|fault| refuse(&fault))?;
            let declared = usize::try_from(entry.size()).unwrap_or(limit);
            // What is declared may be a lie: it only sizes the first allocation, and modestly.
            let mut part = Vec::with_capacity(if kept { declared.min(limits::CELL_BYTES) } else { 0 });
            // One byte more than may be tells that there is more.
            let mut counted = entry.by_ref().take(u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1));
            let read = if kept {
                counted.read_to_end(&mut part).map(drop)
            } else {
                std::io::copy(&mut counted, &mut std::io::sink()).map(drop)
            };
            let left = usize::try_from(counted.limit()).unwrap_or(usize::MAX);
            let inflated = (limit + 1).saturating_sub(left);
            if inflated > limit {
                return Err(too_large(name));
            }
            drop(entry);
            if let Err(fault) = read {
                if inflates_beyond(archive, n, limit) {
                    return Err(too_large(name));
                }
                return Err(corrupt(&format!("the part `{name}`: {fault}")));
            }
            total += inflated;
            if kept {
                self.parts.insert(name.clone(), part);
            }
        }
        Ok(())
    }

    /// A part and its name as the package has it, whatever the case.
    pub(crate) fn named(&self, name: &str) -> Option<(&str, &[u8])> {
        let exact = self.parts.get_key_value(name);
        exact
            .or_else(|| self.parts.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)))
            .map(|(name, part)| (name.as_str(), part.as_slice()))
    }

    /// A part by its name, whatever the case.
    pub(crate) fn part(&self, name: &str) -> Option<&[u8]> {
        self.named(name).map(|(_, part)| part)
    }
}

/// Whether a part inflates to more than `limit`, whatever size it declares: a lie about the size is damage, and
/// one this large is a bomb.
fn inflates_beyond(archive: &mut ZipArchive<Cursor<&[u8]>>, n: usize, limit: usize) -> bool {
    let Ok(entry) = archive.by_index_raw(n) else { return false };
    if entry.compression() != CompressionMethod::Deflated {
        return false;
    }
    let counted = u64::try_from(limit).unwrap_or(u64::MAX) + 1;
    let mut inflated = flate2::read::DeflateDecoder::new(entry).take(counted);
    let mut chunk = vec![0; 1 << 16];
    let mut total = 0;
    while let Ok(more @ 1..) = inflated.read(&mut chunk) {
        total += more;
    }
    total > limit
}

/// Parts as a new archive that stores and does not deflate, so that nothing is inflated twice and a reader
/// sees only what was checked.
///
/// # Errors
/// When the archive cannot be written, which memory alone could cause.
pub(crate) fn store<'a>(
    parts: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> Result<Cursor<Vec<u8>>, Refusal> {
    let parts: Vec<(&str, &[u8])> = parts.into_iter().collect();
    let room: usize = parts.iter().map(|(name, bytes)| bytes.len() + name.len() * 2 + 128).sum();
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(room)));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(name, options).map_err(|fault| refuse(&fault))?;
        writer.write_all(bytes).map_err(|fault| corrupt(&fault.to_string()))?;
    }
    writer.finish().map_err(|fault| refuse(&fault))
}

/// Refuses a workbook of more sheets than a tender has.
pub(crate) fn too_many_sheets(sheets: usize) -> Refusal {
    Refusal::new(
        "too-many-sheets",
        format!(
            "the workbook has {sheets} sheets; at most {} are read. Ask the supplier to copy the answers into the \
             workbook that was issued.",
            limits::SHEETS
        ),
    )
}

fn too_large(name: &str) -> Refusal {
    Refusal::new(
        "decompressed-too-large",
        format!(
            "the part `{name}` inflates to more than the workbook may hold ({} MiB a part, {} MiB in all). {RESAVE}",
            limits::PART_BYTES >> 20,
            limits::PACKAGE_BYTES >> 20
        ),
    )
}

fn is_xml(name: &str) -> bool {
    let ends = |end: &str| {
        let from = name.len().saturating_sub(end.len());
        name.get(from..).is_some_and(|it| it.eq_ignore_ascii_case(end))
    };
    ends(".xml") || ends(".rels") || ends(".vml") || name == "mimetype"
}

/// What to ask the supplier for.
pub(crate) const RESAVE: &str =
    "Ask the supplier to open it in a spreadsheet program, save it again as `.xlsx` and send that.";

fn refuse(fault: &ZipError) -> Refusal {
    match fault {
        ZipError::UnsupportedArchive(what) if *what == ZipError::PASSWORD_REQUIRED => sniff::password(),
        ZipError::InvalidPassword => sniff::password(),
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => Refusal::new(
            "zip-unsupported-compression",
            format!("the workbook is packed in a way that spreadsheets do not use. {RESAVE}"),
        ),
        other => corrupt(&other.to_string()),
    }
}

fn corrupt(what: &str) -> Refusal {
    Refusal::new(
        "zip-corrupt",
        format!("the file is damaged and cannot be unpacked ({what}). Ask the supplier to send it again."),
    )
}

fn ambiguous(what: &str) -> Refusal {
    Refusal::new("zip-ambiguous", format!("{what}: programs would disagree on what it says. {RESAVE}"))
}

fn duplicate(name: Option<&str>) -> Refusal {
    let which = name.map_or_else(|| "a part".to_owned(), |it| format!("the part `{it}`"));
    Refusal::new(
        "zip-duplicate-entries",
        format!("{which} is there twice, and programs would disagree on which to show. {RESAVE}"),
    )
}
