//! The text of a document as headings, paragraphs, lists and tables: read from a filled template, written as Word and
//! as a page, so that both say the same.
//!
//! The templates are written in a small part of HTML; what else stands in one is a fault that names the element.

use quick_xml::{
    Reader,
    escape::unescape,
    events::{BytesStart, Event},
};

use super::DocumentError;

mod html;
mod word;

pub(super) use html::page;
pub(super) use word::body;

/// One thing below another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// From 1, the title of the document, to 4.
    Heading(u8, Vec<Span>),
    Paragraph(Manner, Vec<Span>),
    /// Numbered or not.
    List(bool, Vec<Vec<Span>>),
    Table(Table),
}

/// How a paragraph looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Manner {
    Plain,
    Subtitle,
    Warning,
    Note,
    /// The words of a question.
    Wording,
    /// A sub-clause or, deeper, an item, behind its number.
    Numbered(bool, String),
}

/// Words of one look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Span {
    pub(super) text: String,
    pub(super) strong: bool,
    pub(super) emphasis: bool,
    pub(super) code: bool,
    /// A line ends before it.
    pub(super) after_break: bool,
}

/// Rows of cells under a header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Table {
    pub(super) caption: String,
    /// In proportion to each other.
    pub(super) widths: Vec<u32>,
    pub(super) head: Vec<Vec<Span>>,
    pub(super) rows: Vec<Vec<Entry>>,
}

/// A cell; the first of a row may be its heading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Entry {
    pub(super) heads: bool,
    pub(super) spans: Vec<Span>,
}

/// What is being read.
#[derive(Default)]
struct Pass {
    blocks: Vec<Block>,
    spans: Vec<Span>,
    look: Span,
    list: Option<(bool, Vec<Vec<Span>>)>,
    table: Option<Table>,
    row: Option<Vec<Entry>>,
    in_head: bool,
    manner: Option<Manner>,
}

/// Reads the filled template `name`.
///
/// # Errors
/// When it is not well formed, or has an element that documents do not have.
pub(super) fn read(name: &str, text: &str) -> Result<Vec<Block>, DocumentError> {
    let fault = |at: u64, what: String| {
        let before = usize::try_from(at).ok().and_then(|it| text.get(..it)).unwrap_or(text);
        DocumentError::Markup { template: name.to_owned(), line: before.matches('\n').count() + 1, what }
    };
    let mut reader = Reader::from_str(text);
    let mut pass = Pass::default();
    let mut open: Vec<String> = Vec::new();
    loop {
        let event = reader.read_event().map_err(|it| fault(reader.error_position(), it.to_string()))?;
        let at = reader.buffer_position();
        match event {
            Event::Start(it) => {
                open.push(it.name().as_ref().to_owned());
                pass.open(&it).map_err(|what| fault(at, what))?;
            }
            Event::Empty(it) => {
                pass.open(&it).map_err(|what| fault(at, what))?;
                pass.close(it.name().as_ref());
            }
            Event::End(it) => {
                open.pop();
                pass.close(it.name().as_ref());
            }
            Event::Text(it) => pass.words(&it),
            Event::GeneralRef(it) => {
                let reference = format!("&{};", &*it);
                let word = unescape(&reference).map_err(|it| fault(at, it.to_string()))?;
                pass.words(&word);
            }
            Event::Comment(_) => {}
            Event::Eof => break,
            _ => return Err(fault(at, "only elements and words may stand in a template".to_owned())),
        }
    }
    match open.last() {
        Some(it) => Err(fault(u64::MAX, format!("`<{it}>` is not closed"))),
        None => Ok(pass.blocks),
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found =
        element.attributes().with_checks(false).filter_map(Result::ok).find(|it| it.key.as_ref() == name)?;
    Some(unescape(&found.value).map_or_else(|_| found.value.to_string(), std::borrow::Cow::into_owned))
}

impl Pass {
    fn open(&mut self, element: &BytesStart<'_>) -> Result<(), String> {
        let class = attribute(element, "class").unwrap_or_default();
        match element.name().as_ref() {
            "h1" | "h2" | "h3" | "h4" | "li" | "caption" | "section" | "thead" | "tbody" => {
                self.spans.clear();
            }
            "p" => {
                self.spans.clear();
                let number = attribute(element, "number").unwrap_or_default();
                self.manner = Some(match class.as_str() {
                    "" => Manner::Plain,
                    "subtitle" => Manner::Subtitle,
                    "warning" => Manner::Warning,
                    "note" => Manner::Note,
                    "wording" => Manner::Wording,
                    "sub" => Manner::Numbered(false, number),
                    "item" => Manner::Numbered(true, number),
                    other => return Err(format!("a paragraph has no class `{other}`")),
                });
            }
            "ul" | "ol" => self.list = Some((element.name().as_ref() == "ol", Vec::new())),
            "table" => {
                let widths = attribute(element, "widths").unwrap_or_default();
                let widths = widths.split_whitespace().filter_map(|it| it.parse().ok()).collect();
                self.table = Some(Table { widths, ..Table::default() });
            }
            "tr" => self.row = Some(Vec::new()),
            "th" | "td" => self.spans.clear(),
            "strong" => self.look.strong = true,
            "em" => self.look.emphasis = true,
            "code" => self.look.code = true,
            "br" => self.look.after_break = true,
            other => return Err(format!("a template has no element `<{other}>`")),
        }
        if element.name().as_ref() == "thead" {
            self.in_head = true;
        }
        Ok(())
    }

    fn close(&mut self, element: &str) {
        let spans = |it: &mut Self| trimmed(std::mem::take(&mut it.spans));
        match element {
            "h1" | "h2" | "h3" | "h4" => {
                let level = element.chars().nth(1).and_then(|it| it.to_digit(10)).unwrap_or(2);
                let spans = spans(self);
                self.blocks.push(Block::Heading(u8::try_from(level).unwrap_or(2), spans));
            }
            "p" => {
                let spans = spans(self);
                let manner = self.manner.take().unwrap_or(Manner::Plain);
                if !spans.is_empty() {
                    self.blocks.push(Block::Paragraph(manner, spans));
                }
            }
            "li" => {
                let spans = spans(self);
                if let Some((_, items)) = self.list.as_mut().filter(|_| !spans.is_empty()) {
                    items.push(spans);
                }
            }
            "ul" | "ol" => {
                if let Some((numbered, items)) = self.list.take().filter(|(_, items)| !items.is_empty()) {
                    self.blocks.push(Block::List(numbered, items));
                }
            }
            "caption" => {
                let words: String = spans(self).iter().map(|it| it.text.as_str()).collect();
                if let Some(table) = &mut self.table {
                    table.caption = words;
                }
            }
            "th" | "td" => {
                let spans = spans(self);
                if let Some(row) = &mut self.row {
                    row.push(Entry { heads: element == "th", spans });
                }
            }
            "tr" => {
                if let (Some(row), Some(table)) = (self.row.take(), &mut self.table) {
                    if self.in_head {
                        table.head = row.into_iter().map(|it| it.spans).collect();
                    } else {
                        table.rows.push(row);
                    }
                }
            }
            "thead" => self.in_head = false,
            "table" => {
                self.blocks.extend(self.table.take().filter(|it| !it.rows.is_empty()).map(Block::Table));
            }
            "strong" => self.look.strong = false,
            "em" => self.look.emphasis = false,
            "code" => self.look.code = false,
            _ => {}
        }
    }

    /// Adds words; white space of the template is one space.
    fn words(&mut self, words: &str) {
        let mut text = String::new();
        for c in words.chars() {
            if matches!(c, ' ' | '\n' | '\r' | '\t') {
                if !text.ends_with(' ') {
                    text.push(' ');
                }
            } else {
                text.push(c);
            }
        }
        let same = |it: &Span| {
            it.strong == self.look.strong && it.emphasis == self.look.emphasis && it.code == self.look.code
        };
        let fresh = std::mem::take(&mut self.look.after_break);
        match self.spans.last_mut() {
            Some(last) if !fresh && same(last) => {
                let text = if last.text.ends_with(' ') { text.trim_start_matches(' ') } else { &text };
                last.text.push_str(text);
            }
            _ => self.spans.push(Span { text, after_break: fresh, ..self.look.clone() }),
        }
    }
}

/// Without space at both ends, and without empty words.
fn trimmed(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|it| !it.text.is_empty());
    if let Some(first) = spans.first_mut() {
        first.text = first.text.trim_start_matches(' ').to_owned();
    }
    if let Some(last) = spans.last_mut() {
        last.text = last.text.trim_end_matches(' ').to_owned();
    }
    if spans.iter().all(|it| it.text.trim().is_empty()) {
        spans.clear();
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_becomes_blocks() {
        let blocks =
            read("t", "<h2>A &amp; b</h2>\n<p>one\n <strong>two</strong><br/>three</p><ul><li>x</li></ul>")
                .unwrap();
        let [Block::Heading(2, title), Block::Paragraph(Manner::Plain, spans), Block::List(false, items)] =
            &blocks[..]
        else {
            panic!("{blocks:?}")
        };
        assert_eq!(title[0].text, "A & b");
        let texts: Vec<&str> = spans.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts, ["one ", "two", "three"]);
        assert!(spans[1].strong && spans[2].after_break && items.len() == 1);
    }

    #[test]
    fn what_a_document_does_not_have_is_told_with_its_line() {
        let fault = read("t.html", "<p>a</p>\n<script>x</script>").unwrap_err().to_string();
        assert!(
            fault.contains("t.html") && fault.contains("line 2") && fault.contains("<script>"),
            "{fault}"
        );
        assert!(read("t.html", "<p>a").is_err());
    }
}
