//! How the parts of a package point at each other and at the world outside.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use crate::workbook::read::{
    Refusal,
    markup::text_of,
    package::{Package, RESAVE},
    part,
};

/// One relationship of a part.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    /// As the part names it.
    pub id: String,
    /// The last word of its type, such as `worksheet`.
    pub kind: String,
    /// Another part by its name, or an address outside.
    pub target: String,
    /// Whether the target is outside of the package.
    pub external: bool,
}

/// All relationships of a package, by the part that they are from.
#[derive(Debug, Default)]
pub(crate) struct Relations(BTreeMap<String, Vec<Relation>>);

impl Relations {
    /// Reads all relationships of a package.
    ///
    /// # Errors
    /// When one leads out of the package, or a part points at itself.
    pub(crate) fn of(package: &Package) -> Result<Self, Refusal> {
        let mut all = Self::default();
        for (name, xml) in &package.parts {
            let Some(from) = owner(name) else { continue };
            let mut found = Vec::new();
            part::walk(name, xml, |event, _| {
                if let Event::Start(it) | Event::Empty(it) = event
                    && it.local_name().as_ref() == "Relationship"
                {
                    let value = |key| text_of(it, key).unwrap_or_default();
                    let kind = value("Type");
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    let external = value("TargetMode") == "External" || kind == "hyperlink";
                    let target = value("Target");
                    let target = if external {
                        target
                    } else if target.starts_with('#') {
                        // A place in the same workbook.
                        return Ok(());
                    } else {
                        resolve(&from, &target).ok_or_else(|| escapes(name, &target))?
                    };
                    if !external && target.eq_ignore_ascii_case(&from) {
                        return Err(Refusal::new(
                            "corrupt-package",
                            format!("the part `{from}` is stated to be a part of itself. {RESAVE}"),
                        ));
                    }
                    found.push(Relation { id: value("Id"), kind, target, external });
                }
                Ok(())
            })?;
            all.0.entry(from.to_ascii_lowercase()).or_default().extend(found);
        }
        Ok(all)
    }

    /// The relationships of one part.
    pub(crate) fn from(&self, part: &str) -> &[Relation] {
        self.0.get(&part.to_ascii_lowercase()).map(Vec::as_slice).unwrap_or_default()
    }

    /// The relationship that a part names by its id.
    pub(crate) fn get(&self, part: &str, id: &str) -> Option<&Relation> {
        self.from(part).iter().find(|it| it.id == id)
    }

    /// All of them, by part.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Relation> {
        self.0.values().flatten()
    }
}

/// The part whose relationships a part holds: `xl/_rels/workbook.xml.rels` is of `xl/workbook.xml`.
fn owner(name: &str) -> Option<String> {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let stem =
        file.get(..file.len().checked_sub(5)?).filter(|_| file.to_ascii_lowercase().ends_with(".rels"))?;
    let above = match folder.rsplit_once('/') {
        Some((above, last)) if last.eq_ignore_ascii_case("_rels") => above,
        None if folder.eq_ignore_ascii_case("_rels") => "",
        _ => return None,
    };
    Some(if above.is_empty() { stem.to_owned() } else { format!("{above}/{stem}") })
}

/// The name of the part that `target` means when the part `from` says it; none where it leads out of the package.
fn resolve(from: &str, target: &str) -> Option<String> {
    let target = target.split(['#', '?']).next().unwrap_or_default();
    if target.contains('\\') || target.contains(':') || target.to_ascii_lowercase().contains("%2e") {
        return None;
    }
    let mut path: Vec<&str> = Vec::new();
    let whole = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => from
            .rsplit_once('/')
            .map_or_else(|| target.to_owned(), |(folder, _)| format!("{folder}/{target}")),
    };
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            step => path.push(step),
        }
    }
    Some(path.join("/"))
}

fn escapes(name: &str, target: &str) -> Refusal {
    let target: String = target.chars().take(80).collect();
    Refusal::new(
        "zip-path-traversal",
        format!("`{name}` points at `{target}`, which leads out of the workbook. {RESAVE}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_the_part_that_names_them() {
        for (from, target, whole) in [
            ("xl/workbook.xml", "worksheets/sheet1.xml", Some("xl/worksheets/sheet1.xml")),
            ("xl/workbook.xml", "/xl/worksheets/sheet1.xml", Some("xl/worksheets/sheet1.xml")),
            ("xl/worksheets/sheet1.xml", "../drawings/drawing1.xml", Some("xl/drawings/drawing1.xml")),
            ("", "xl/workbook.xml", Some("xl/workbook.xml")),
            ("xl/workbook.xml", "../../etc/passwd", None),
            ("xl/workbook.xml", "..\\..\\evil", None),
            ("xl/workbook.xml", "file:///etc/passwd", None),
        ] {
            assert_eq!(resolve(from, target).as_deref(), whole, "{from} {target}");
        }
        assert_eq!(owner("_rels/.rels").as_deref(), Some(""));
        assert_eq!(owner("xl/_rels/workbook.xml.rels").as_deref(), Some("xl/workbook.xml"));
        assert_eq!(owner("xl/workbook.xml"), None);
    }
}
