//! The documents: complete, well made, the same twice, and a buyer's own where it has templates.

use std::{collections::BTreeMap, fs, process::Command};

use probity::{
    bank::{Bank, Tag, Use},
    clause::Library,
    document::{Document, Templates, documents},
    pack::{Pack, Passage},
    rule::Rules,
    store,
};

use super::{PROFILES, asked, issue, keep, round};
use crate::not_checked;

struct Works {
    bank: Bank,
    rules: Rules,
    library: Library,
}

fn works(profile: &str) -> Works {
    let files = store::data(None).unwrap();
    let bank = asked(profile);
    let rules = Rules::load(&files, &bank).unwrap();
    let library = Library::load(&files, &bank).unwrap();
    Works { bank, rules, library }
}

fn pack(works: &Works) -> Pack<'_> {
    let passage = |title: &str, says: &str| Passage { title: title.to_owned(), says: vec![says.to_owned()] };
    Pack {
        issue: issue(&works.bank),
        regime: "The Procurement Act 2023, open procedure".to_owned(),
        tags: vec![Tag::PersonalData, Tag::Hardware],
        opening: vec![passage("Outcome", "Children breathe cleaner air on <their> way to school & back.")],
        procedure: vec![passage("Questions by", "25 September 2026")],
        disqualifiers: vec![("late".to_owned(), "A tender that comes late is not opened.".to_owned())],
        method: vec![passage("Thresholds", "A tender with a score below 2 on any question cannot win.")],
        pricing: Vec::new(),
        rules: &works.rules,
        library: &works.library,
    }
}

fn made(works: &Works) -> Vec<Document> {
    documents(&pack(works), &Templates::default()).unwrap()
}

/// The words of a Word file, without its markup.
fn words(bytes: &[u8]) -> String {
    plain(&round::parts(bytes)["word/document.xml"])
}

fn plain(markup: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in markup.replace("</w:p>", " </w:p>").chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    let out = out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn nothing_that_can_move_a_score_is_left_out_of_the_methodology() {
    for profile in PROFILES {
        let works = works(profile);
        let all = made(&works);
        let of = |name: &str| all.iter().find(|it| it.name == name).unwrap();
        let method = of("assessment-methodology");
        for text in [words(&method.word), plain(&method.page)] {
            let has =
                |what: &str| assert!(text.contains(&squeezed(what)), "{profile}: `{what}` is not published");
            for it in &works.bank.questions {
                has(it.id.as_str());
                has(&it.title);
                if it.used_as == Use::Scored {
                    has(&format!("{} of 100", it.weight));
                }
                for part in &it.parts {
                    has(part.id.as_str());
                    has(&part.title);
                    has(&format!("{}%", part.weight));
                }
                for field in &it.fields {
                    has(&field.title);
                    has(&format!("({})", field.id));
                }
            }
            let scale = &works.rules.scale;
            for it in &scale.descriptors {
                has(&it.text);
            }
            for (name, credit) in &scale.credit {
                has(name.as_str());
                has(&format!("{credit} thousandths"));
            }
            for it in scale.caps.iter().chain(works.rules.questions.values().flat_map(|it| &it.caps)) {
                has(it.id.as_str());
                has(&it.reason);
            }
            for it in scale.bands.iter().chain(works.rules.questions.values().flat_map(|it| &it.bands)) {
                if let Some(below) = it.when.coverage_below {
                    has(&format!("({below} thousandths)"));
                }
            }
            for it in scale.referrals.values() {
                has(it.code.as_str());
            }
            for it in works.rules.questions.values().flat_map(|it| &it.points) {
                has(it.id.as_str());
                has(&it.why);
            }
            for it in &works.rules.checks {
                has(it.id.as_str());
            }
            has("A tender with a score below 2 on any question cannot win.");
            has(works.rules.digest.as_str());
        }
        let asked = words(&of("tender-questions").word);
        for it in &works.bank.questions {
            assert!(asked.contains(&squeezed(&it.text)), "{profile}: {} is not asked as it reads", it.id);
            assert!(asked.contains(&squeezed(&probity::pack::if_missing(it))), "{profile}: {}", it.id);
        }
        assert!(asked.contains("Children breathe cleaner air on <their> way to school & back."));
        for it in &all {
            keep(&format!("{profile}-{}.docx", it.name), &it.word);
            keep(&format!("{profile}-{}.html", it.name), it.page.as_bytes());
        }
    }
}

#[test]
fn the_same_pack_gives_the_same_documents() {
    let works = works("core");
    for (one, two) in made(&works).iter().zip(made(&works)) {
        assert_eq!(one.word, two.word, "{}", one.name);
        assert_eq!(one.page, two.page, "{}", one.name);
    }
}

#[test]
fn a_buyers_own_templates_take_the_place_of_those_built_in() {
    let works = works("core");
    let own = |files: &[(&str, &str)]| {
        let files = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
        documents(&pack(&works), &Templates::new(files))
    };
    let all = own(&[
        ("evaluator-guide.html", "<h1>Ours</h1><p>{{ buyer }} asks {{ sections | length }} themes.</p>{% include \"foot.html\" %}"),
        ("foot.html", "<p class=\"note\">By the council’s own hand.</p>"),
        ("word/header1.xml", "<w:hdr xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:p><w:r><w:t>{{ buyer }}</w:t></w:r></w:p></w:hdr>"),
        ("word/media/crest.png", "not really a picture"),
    ])
    .unwrap();
    let guide = all.iter().find(|it| it.name == "evaluator-guide").unwrap();
    assert_eq!(
        words(&guide.word),
        "Ours London Borough of Exampleton asks 4 themes. By the council’s own hand."
    );
    let parts = round::parts(&guide.word);
    assert!(parts["word/header1.xml"].contains("London Borough of Exampleton"));
    assert!(parts.contains_key("word/media/crest.png"));
    let fault = own(&[("dpia-questions.html", "<p>a</p>\n<marquee>b</marquee>")]).unwrap_err().to_string();
    assert!(fault.contains("dpia-questions.html") && fault.contains("<marquee>"), "{fault}");
    assert!(own(&[("dpia-questions.html", "{{ nothing_of_the_kind }}")]).is_err());
}

/// The order in which the schema has the children of these elements (ECMA-376 part 1, annex A, `wml.xsd`), as far as
/// documents of ours use them.
const ORDER: &[(&str, &[&str])] = &[
    (
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:pageBreakBefore",
            "w:numPr",
            "w:pBdr",
            "w:shd",
            "w:tabs",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:outlineLvl",
            "w:rPr",
        ],
    ),
    (
        "w:rPr",
        &[
            "w:rStyle", "w:rFonts", "w:b", "w:bCs", "w:i", "w:iCs", "w:color", "w:sz", "w:szCs", "w:u",
            "w:shd", "w:lang",
        ],
    ),
    (
        "w:tblPr",
        &[
            "w:tblStyle",
            "w:tblW",
            "w:tblInd",
            "w:tblBorders",
            "w:tblLayout",
            "w:tblCellMar",
            "w:tblLook",
            "w:tblCaption",
        ],
    ),
    ("w:trPr", &["w:cantSplit", "w:tblHeader"]),
    ("w:tbl", &["w:tblPr", "w:tblGrid", "w:tr"]),
    ("w:tr", &["w:trPr", "w:tc"]),
    ("w:tc", &["w:tcPr", "w:p"]),
    (
        "w:style",
        &[
            "w:name",
            "w:basedOn",
            "w:next",
            "w:link",
            "w:uiPriority",
            "w:semiHidden",
            "w:unhideWhenUsed",
            "w:qFormat",
            "w:pPr",
            "w:rPr",
            "w:tblPr",
            "w:tcPr",
            "w:tblStylePr",
        ],
    ),
    ("w:lvl", &["w:start", "w:numFmt", "w:pStyle", "w:lvlText", "w:lvlJc", "w:pPr"]),
    ("w:abstractNum", &["w:multiLevelType", "w:lvl"]),
    ("w:num", &["w:abstractNumId", "w:lvlOverride"]),
    ("w:numbering", &["w:abstractNum", "w:num"]),
    ("w:sectPr", &["w:headerReference", "w:footerReference", "w:pgSz", "w:pgMar"]),
    ("w:p", &["w:pPr", "w:r"]),
];

#[test]
fn every_element_stands_where_the_schema_has_it() {
    for it in made(&works("ai-service")) {
        for (name, xml) in round::parts(&it.word) {
            if name.ends_with(".xml") || name.ends_with(".rels") {
                ordered(&format!("{} {name}", it.name), &xml);
            }
        }
        let parts = round::parts(&it.word);
        assert!(parts["word/styles.xml"].contains("w:lang w:val=\"en-GB\""));
        assert!(
            parts["docProps/core.xml"].contains("<dc:title>") && parts["docProps/core.xml"].contains("en-GB")
        );
        let body = &parts["word/document.xml"];
        assert!(body.contains("w:val=\"Title\"") && body.contains("w:val=\"Heading1\""), "{}", it.name);
        assert_eq!(body.matches("<w:tbl>").count(), body.matches("<w:tblCaption ").count(), "{}", it.name);
        assert!(!body.contains("<w:tblCaption w:val=\"\"/>"), "{}: a table has no caption", it.name);
        assert!(body.contains("<w:tblHeader/>"), "{}", it.name);
    }
}

fn ordered(name: &str, xml: &str) {
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').unwrap_or_else(|| panic!("{name}: `<` without `>`")) + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if tag.starts_with(['?', '!']) {
            continue;
        }
        if let Some(closed) = tag.strip_prefix('/') {
            let (last, _) = open.pop().unwrap_or_else(|| panic!("{name}: `{closed}` was not open"));
            assert_eq!(last, closed, "{name}");
            continue;
        }
        let element = tag.split([' ', '/']).next().unwrap().to_owned();
        if let Some((parent, seen)) = open.last_mut()
            && let Some((_, order)) = ORDER.iter().find(|(it, _)| it == parent)
        {
            let rank = order.iter().position(|it| *it == element);
            let rank = rank.unwrap_or_else(|| panic!("{name}: `{parent}` has no `{element}`"));
            assert!(rank >= *seen, "{name}: `{element}` stands too late in `{parent}`");
            *seen = rank;
        }
        if !tag.ends_with('/') {
            open.push((element, 0));
        }
    }
    assert!(open.is_empty(), "{name}: {open:?} are not closed");
}

#[test]
fn other_programs_open_the_documents() {
    let folder = tempfile::tempdir().unwrap();
    let all = made(&works("camera-counting"));
    let mut titles = BTreeMap::new();
    for it in &all {
        fs::write(folder.path().join(format!("{}.docx", it.name)), &it.word).unwrap();
        titles.insert(it.name, it);
    }
    let script = "import sys, pathlib, docx\n\
        for path in sorted(pathlib.Path(sys.argv[1]).glob('*.docx')):\n\
        \x20   d = docx.Document(path)\n\
        \x20   assert all(p.style is not None for p in d.paragraphs), path\n\
        \x20   heads = [p.style.name for p in d.paragraphs if p.style.name.startswith('Heading')]\n\
        \x20   assert heads and heads[0] == 'Heading 1', (path, heads[:3])\n\
        \x20   assert d.core_properties.title and d.core_properties.language == 'en-GB', path\n\
        \x20   assert d.tables, path\n";
    let ran = Command::new("python3").args(["-c", script]).arg(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    if said.contains("No module named") {
        not_checked("python-docx", "the documents were not opened with it");
    } else {
        assert!(ran.status.success(), "{said}");
    }
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let mut convert = Command::new("soffice");
    convert.arg(profile).args(["--headless", "--convert-to", "pdf", "--outdir"]).arg(folder.path());
    for it in &all {
        convert.arg(folder.path().join(format!("{}.docx", it.name)));
    }
    let ran = convert.output();
    let made = |name: &str| {
        fs::read(folder.path().join(format!("{name}.pdf"))).is_ok_and(|it| it.starts_with(b"%PDF"))
    };
    if ran.is_err() || all.iter().all(|it| !made(it.name)) {
        return not_checked("LibreOffice Writer", "the documents were not opened with it");
    }
    for it in &all {
        assert!(made(it.name), "LibreOffice does not open {}.docx", it.name);
    }
}
