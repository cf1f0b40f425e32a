//! Texts that are written in several typefaces: what is struck out in them, and what is not seen.

use quick_xml::{
    escape::unescape,
    events::{BytesStart, Event},
};

use crate::workbook::read::{
    Refusal,
    colour::{Colour, Palette, WHITE},
    content::Words,
    grid::Guise,
    limits,
    markup::{attribute, corrupt},
    nest::{self, Nest},
    oversize::cell_too_large,
    package::RESAVE,
    part,
    styles::{Font, lost},
};

/// The runs of one text.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    font: Option<Font>,
    in_text: bool,
    struck: String,
    unseen: Option<&'static str>,
    hidden: String,
    inked: Vec<(Colour, String)>,
}

/// How many colours of one text are looked at on the ground of its cell; those after them as if on paper.
const COLOURS: usize = 64;
/// How much of the words in one colour is kept to be quoted.
const QUOTED: usize = 80;

/// What is odd about a text, as far as the text alone can say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Odd {
    guises: Vec<Guise>,
    /// The colours in which words are written, and the words: whether they are seen depends on the cell.
    inked: Vec<(Colour, String)>,
}

impl Odd {
    /// How the text shows in a cell whose letters stand on `ground`.
    pub(crate) fn on(&self, ground: Colour) -> Vec<Guise> {
        let lost = self.inked.iter().find_map(|(ink, words)| Some((lost(*ink, ground)?, words)));
        let unseen = lost.map(|(why, words)| of_words(words, why));
        self.guises.iter().cloned().chain(unseen).collect()
    }

    fn is_plain(&self) -> bool {
        self.guises.is_empty() && self.inked.is_empty()
    }
}

fn of_words(words: &str, why: &str) -> Guise {
    Guise::Unseen(format!("the words “{}” are in {why}", shortened(words.trim(), QUOTED)))
}

impl Runs {
    /// An element begins inside the text.
    pub(crate) fn open(&mut self, element: &BytesStart<'_>, palette: &Palette) {
        match element.local_name().as_ref() {
            "r" => self.font = Some(Font::default()),
            "t" => self.in_text = true,
            _ => {
                if let Some(font) = &mut self.font {
                    font.take(element, palette);
                }
            }
        }
    }

    /// An element ends inside the text.
    pub(crate) fn close(&mut self, name: &str) {
        match name {
            "r" => self.font = None,
            "t" => self.in_text = false,
            _ => {}
        }
    }

    /// Words, as they stand in the file.
    pub(crate) fn words(&mut self, words: &str) {
        let Some(font) = self.font.as_ref().filter(|_| self.in_text) else { return };
        if words.trim().is_empty() {
            return;
        }
        if font.is_struck() {
            self.struck.push_str(&plain(words));
        }
        if let Some(why) = font.unseen_on_any() {
            self.unseen = Some(why);
            self.hidden.push_str(&plain(words));
        } else if let Some(ink) = font.ink() {
            self.ink(ink, &plain(words));
        }
    }

    fn ink(&mut self, ink: Colour, words: &str) {
        let known = self.inked.iter().position(|(it, _)| *it == ink);
        if let Some((_, before)) = known.and_then(|it| self.inked.get_mut(it)) {
            if before.len() < QUOTED * 4 {
                before.push_str(words);
            }
        } else if self.inked.len() < COLOURS {
            self.inked.push((ink, shortened(words, QUOTED + 1)));
        } else if let Some(why) = lost(ink, WHITE) {
            self.unseen = Some(why);
            self.hidden.push_str(words);
        }
    }

    /// What is odd about the text that was read.
    pub(crate) fn finish(self) -> Odd {
        let mut odd = Vec::new();
        if !self.struck.trim().is_empty() {
            odd.push(Guise::Struck(Some(self.struck.trim().to_owned())));
        }
        if let Some(why) = self.unseen {
            odd.push(of_words(&self.hidden, why));
        }
        Odd { guises: odd, inked: self.inked }
    }
}

/// The beginning of a text, with a sign that it goes on.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn plain(words: &str) -> String {
    unescape(words).map_or_else(|_| words.to_owned(), std::borrow::Cow::into_owned)
}

/// The texts that cells share: which of them are odd, and whether their number is what the file says.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    /// By the number that a cell names.
    pub odd: std::collections::BTreeMap<usize, Odd>,
    /// How many there are.
    pub count: usize,
    /// The texts themselves.
    pub texts: Vec<String>,
    /// A text holds a reference that stands for nothing known.
    pub odd_texts: bool,
    /// The bytes of the numbers in the opening tag that a reader would trust and that are not true.
    pub lies: bool,
}

impl Strings {
    /// Reads the part of shared texts.
    ///
    /// # Errors
    /// When it is not plain XML, or a text or their number is beyond the limits.
    pub(crate) fn read(name: &str, xml: &[u8], palette: &Palette) -> Result<Self, Refusal> {
        let mut strings = Self::default();
        let mut runs = Runs::default();
        let mut words = Words::default();
        let (mut stated, mut length, mut spoken) = (None, 0_usize, 0_usize);
        let (mut prefix, mut nest): (Option<String>, Option<Nest>) = (None, None);
        part::walk(name, xml, |event, _| {
            if let Event::Start(it) | Event::Empty(it) = event {
                let known = prefix.get_or_insert_with(|| nest::prefix(it).to_owned());
                within(name, it, known, &mut nest, matches!(event, Event::Empty(_)))?;
            }
            match event {
                Event::Comment(_) | Event::PI(_) if nest.is_some() => {
                    return Err(corrupt(name, "a remark stands within a text"));
                }
                Event::End(it) if it.local_name().as_ref() == "si" => nest = None,
                Event::End(_) => nest.iter_mut().for_each(Nest::close),
                _ => {}
            }
            match event {
                Event::Start(it) | Event::Empty(it) => match it.local_name().as_ref() {
                    "sst" => {
                        if !nest::is_ours(it) {
                            return Err(corrupt(name, "its list of texts is not one of spreadsheets"));
                        }
                        stated =
                            attribute(it, "uniqueCount").map(|it| it.parse::<usize>().unwrap_or(usize::MAX));
                    }
                    "si" => {
                        (runs, length) = (Runs::default(), 0);
                        if matches!(event, Event::Empty(_)) {
                            strings.count += 1;
                            strings.texts.push(String::new());
                        }
                    }
                    // What is said of how to pronounce a text is not part of it.
                    "rPh" => spoken += usize::from(matches!(event, Event::Start(_))),
                    local if spoken == 0 => {
                        runs.open(it, palette);
                        if local == "t" {
                            words.open(it);
                        }
                        if matches!(event, Event::Empty(_)) {
                            runs.close(local);
                            words.close();
                        }
                    }
                    _ => {}
                },
                Event::End(it) => match it.local_name().as_ref() {
                    "si" => {
                        let odd = std::mem::take(&mut runs).finish();
                        if !odd.is_plain() {
                            strings.odd.insert(strings.count, odd);
                        }
                        strings.texts.push(words.take());
                        strings.count += 1;
                        if strings.count > limits::STRINGS {
                            return Err(too_many_strings());
                        }
                    }
                    "rPh" => spoken = spoken.saturating_sub(1),
                    name if spoken == 0 => {
                        runs.close(name);
                        if name == "t" {
                            words.close();
                        }
                    }
                    _ => {}
                },
                Event::Text(it) => {
                    length += it.len();
                    if spoken == 0 {
                        runs.words(it);
                    }
                    words.push(&it.xml10_content());
                }
                Event::CData(it) => {
                    length += it.len();
                    words.push(&it.xml10_content());
                }
                Event::GeneralRef(it) => strings.odd_texts |= !words.refer(it),
                _ => {}
            }
            if length > limits::CELL_BYTES {
                return Err(cell_too_large());
            }
            Ok(())
        })?;
        // Sloppy writers count a little wrong; only a number that would be reserved for nothing is told.
        strings.lies = stated.is_some_and(|it| it > strings.count * 2 + 16);
        Ok(strings)
    }
}

/// Checks where an element among the shared texts stands, and whose it is.
fn within(
    name: &str,
    element: &BytesStart<'_>,
    prefix: &str,
    nest: &mut Option<Nest>,
    empty: bool,
) -> Result<(), Refusal> {
    let local = element.local_name();
    let ours = nest::prefix(element) == prefix && !nest::estranges(element, prefix);
    let fits = match (nest.as_mut(), local.as_ref()) {
        (None, "si") => {
            *nest = (!empty).then(Nest::default);
            ours
        }
        (None, _) => true,
        (Some(nest), local) => {
            let fits = nest.open(local);
            if empty {
                nest.close();
            }
            fits && (ours || !matches!(local, "t" | "r" | "rPh"))
        }
    };
    if fits {
        Ok(())
    } else {
        Err(corrupt(name, &format!("a text holds `{}` in a wrong place", local.as_ref())))
    }
}

fn too_many_strings() -> Refusal {
    Refusal::new("part-limit", format!("the workbook holds more than {} texts. {RESAVE}", limits::STRINGS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::read::colour::BLACK;

    #[test]
    fn struck_and_unseen_words_are_found_and_phonetic_ones_are_not_words() {
        let xml = "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" uniqueCount=\"99\"><si><t>plain</t></si><si><r><t>We will </t></r><r><rPr><strike/></rPr><t>not</t></r>\
            <r><t xml:space=\"preserve\"> sell</t></r></si><si><t>Yes</t><rPh sb=\"0\" eb=\"1\"><t>NO</t></rPh></si>\
            <si><r><rPr><color rgb=\"FFFFFFFF\"/></rPr><t>secret</t></r></si><si/></sst>";
        let it = Strings::read("s", xml.as_bytes(), &Palette::default()).unwrap();
        assert_eq!((it.count, it.lies), (5, true));
        assert_eq!(it.odd[&1].on(WHITE), [Guise::Struck(Some("not".to_owned()))]);
        assert!(matches!(&it.odd[&3].on(WHITE)[..], [Guise::Unseen(why)] if why.contains("secret")));
        assert_eq!(it.odd[&3].on(BLACK), []);
        assert_eq!(it.odd.len(), 2);
    }
}
