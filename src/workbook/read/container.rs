//! Whether a zip archive says one thing to every reader: readers that go by its directory and readers that go from part to
//! part must find the same parts, and nothing may stand behind its end. [APPNOTE.TXT] 4.3.6, 4.3.7 and 4.3.16 have the
//! records.
//!
//! [APPNOTE.TXT]: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT

/// An entry as the directory at the end of the archive has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listed<'a> {
    /// Where its own header stands.
    pub header: u64,
    /// Its name, as bytes.
    pub name: &'a [u8],
    /// Whether it is deflated; otherwise it is stored.
    pub deflated: bool,
    /// The checksum of what it holds.
    pub crc: u32,
    /// How many bytes it takes in the archive.
    pub packed: u64,
    /// How many bytes it holds.
    pub size: u64,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..)?.first_chunk().copied()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..)?.first_chunk().copied()?))
}

/// What an entry's own header says otherwise than the directory; none where they agree.
pub(crate) fn differs(bytes: &[u8], listed: Listed<'_>) -> Option<&'static str> {
    const UNNAMED: Option<&str> = Some("has no header of its own");
    let Some(own) = usize::try_from(listed.header).ok().and_then(|at| bytes.get(at..)) else {
        return UNNAMED;
    };
    if !own.starts_with(b"PK\x03\x04") {
        return UNNAMED;
    }
    let (Some(flags), Some(method), Some(length)) = (u16_at(own, 6), u16_at(own, 8), u16_at(own, 26)) else {
        return UNNAMED;
    };
    let name = own.get(30..30 + usize::from(length));
    if name != Some(listed.name) {
        return Some("goes by another name in its own header");
    }
    if method != if listed.deflated { 8 } else { 0 } {
        return Some("is packed in another way by its own header");
    }
    // With this bit the sizes stand behind the data; the larger form of the archive has them in a field of its own.
    if flags & 8 != 0 {
        return None;
    }
    let same = |at: usize, value: u64| {
        let said = u32_at(own, at);
        said == Some(u32::MAX) || said.map(u64::from) == Some(value)
    };
    let agrees = same(14, u64::from(listed.crc)) && same(18, listed.packed) && same(22, listed.size);
    (!agrees).then_some("has another size or checksum by its own header")
}

/// What keeps the end of an archive, whose directory begins at `directory`, from being the one end that all readers find.
pub(crate) fn end(bytes: &[u8], directory: u64) -> Option<&'static str> {
    const SIGN: &[u8] = b"PK\x05\x06";
    const LENGTH: usize = 22;
    let behind = Some("something stands behind the end of the workbook in the file");
    // The comment behind the record is of at most 65,535 bytes.
    let from = bytes.len().saturating_sub(LENGTH + usize::from(u16::MAX));
    // What packed data hold by chance stands before the directory.
    let from = from.max(usize::try_from(directory).unwrap_or(usize::MAX));
    let tail = bytes.get(from..).unwrap_or_default();
    let ends: Vec<usize> =
        tail.windows(SIGN.len()).enumerate().filter(|(_, it)| *it == SIGN).map(|(at, _)| from + at).collect();
    let [end] = ends.as_slice() else { return Some("the workbook ends more than once in the file") };
    let comment = u16_at(bytes, end + 20).map_or(0, usize::from);
    let rest = bytes.get(end + LENGTH + comment..).unwrap_or_default();
    // Some ways of sending files fill them up.
    if rest.iter().any(|it| !matches!(it, 0 | b'\r' | b'\n' | b' ')) {
        return behind;
    }
    None
}

/// The name of a part as all readers compare it: in small letters, and each letter that is written as `%` and its number
/// in its place (ECMA-376 part 2, 6.2.2.3).
pub(crate) fn folded(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('%') {
        plain.push_str(before);
        let digits = after.get(..2).and_then(|it| u8::from_str_radix(it, 16).ok());
        if let Some(byte) = digits.filter(u8::is_ascii_graphic) {
            plain.push(char::from(byte));
            rest = after.get(2..).unwrap_or_default();
        } else {
            plain.push('%');
            rest = after;
        }
    }
    plain.push_str(rest);
    plain.make_ascii_lowercase();
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_readers_do() {
        assert_eq!(folded("xl/worksheets/Sheet%32.xml"), "xl/worksheets/sheet2.xml");
        assert_eq!(folded("100%/50%"), "100%/50%");
        assert_eq!(folded("a%00b"), "a%00b");
    }
}
