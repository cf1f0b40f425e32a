//! Blocks as the body of a page that needs no script, for screen, print and screen reader.

use super::{Block, Entry, Manner, Span, Table};
use crate::document::package::clean;

/// The page's contents and its body.
pub(in crate::document) fn page(blocks: &[Block]) -> (String, String) {
    let (mut contents, mut out) = (String::new(), String::new());
    let (mut headings, mut tables) = (0_usize, 0_usize);
    for block in blocks {
        match block {
            Block::Heading(level, spans) => {
                headings += 1;
                let words = inline(spans);
                out.push_str(&format!("<h{level} id=\"h{headings}\">{words}</h{level}>\n"));
                if *level == 2 {
                    contents.push_str(&format!("<li><a href=\"#h{headings}\">{words}</a></li>\n"));
                }
            }
            Block::Paragraph(manner, spans) => {
                let (class, number) = match manner {
                    Manner::Plain => ("", ""),
                    Manner::Subtitle => (" class=\"lead\"", ""),
                    Manner::Warning => (" class=\"notice\"", ""),
                    Manner::Note => (" class=\"note\"", ""),
                    Manner::Wording => (" class=\"wording\"", ""),
                    Manner::Numbered(false, it) => (" class=\"sub\"", it.as_str()),
                    Manner::Numbered(true, it) => (" class=\"sub item\"", it.as_str()),
                };
                let number = if number.is_empty() {
                    String::new()
                } else {
                    format!("<span class=\"no\">{}</span> ", escaped(number))
                };
                out.push_str(&format!("<p{class}>{number}{}</p>\n", inline(spans)));
            }
            Block::List(numbered, items) => {
                let tag = if *numbered { "ol" } else { "ul" };
                out.push_str(&format!("<{tag}>\n"));
                for item in items {
                    out.push_str(&format!("<li>{}</li>\n", inline(item)));
                }
                out.push_str(&format!("</{tag}>\n"));
            }
            Block::Table(it) => {
                tables += 1;
                table(tables, it, &mut out);
            }
        }
    }
    (contents, out)
}

fn table(n: usize, table: &Table, out: &mut String) {
    out.push_str(&format!(
        "<div class=\"scroll\" role=\"region\" aria-labelledby=\"t{n}\" tabindex=\"0\">\n<table>\n<caption id=\"t{n}\">{}</caption>\n",
        escaped(&table.caption)
    ));
    let total: u32 = table.widths.iter().sum();
    if !table.widths.is_empty() {
        out.push_str("<colgroup>");
        for width in &table.widths {
            out.push_str(&format!("<col style=\"width:{}%\">", width * 100 / total.max(1)));
        }
        out.push_str("</colgroup>\n");
    }
    if !table.head.is_empty() {
        out.push_str("<thead><tr>");
        for spans in &table.head {
            out.push_str(&format!("<th scope=\"col\">{}</th>", inline(spans)));
        }
        out.push_str("</tr></thead>\n");
    }
    out.push_str("<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for Entry { heads, spans } in row {
            let words = inline(spans);
            if *heads {
                out.push_str(&format!("<th scope=\"row\">{words}</th>"));
            } else {
                out.push_str(&format!("<td>{words}</td>"));
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

fn inline(spans: &[Span]) -> String {
    let mut out = String::new();
    for span in spans {
        if span.after_break {
            out.push_str("<br>");
        }
        let words = escaped(&span.text);
        out.push_str(&match (span.code, span.strong, span.emphasis) {
            (true, ..) => format!("<code>{words}</code>"),
            (_, true, _) => format!("<strong>{words}</strong>"),
            (_, _, true) => format!("<em>{words}</em>"),
            _ => words,
        });
    }
    out
}

fn escaped(text: &str) -> String {
    let text = clean(text);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
