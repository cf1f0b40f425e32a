//! The bent and honest files of these tests as seeds of the fuzz targets, and the project's rule files in pieces.

use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Read as _},
    path::{Path, PathBuf},
};

use super::{Case, active, container, controls, differing, forge::Archive, honest, markup, template, unseen};

/// Larger inputs slow a fuzzer down more than they show it.
const LARGEST: usize = 48 << 10;

/// As `fuzz/src/lib.rs` splits its inputs.
const BETWEEN: &[u8] = b"\xff";
const OPEN: &[u8] = b"\xfe";
const PARTS: [&str; 9] = [
    "xl/worksheets/sheet2.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/drawings/drawing1.xml",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
    "xl/ctrlProps/ctrlProp1.xml",
    "xl/theme/theme1.xml",
    "",
];

/// A rule file that loads whole, with a lexicon, two cues and an answer.
const RULES: [&str; 4] = [
    r#"schema = 1
question = "SLP-11"
revision = 1
published = "as printed"

[[lexicon]]
id = "api"
any = ["api(s)", "(rest|web) interface", "read ~2 access"]
not = ["user interface(s)", "no api"]

[[part]]
id = "how-access"
label = ["api"]
topic = ["shared"]

[[point]]
id = "SLP-11.how-access.a"
part = "how-access"
kind = "fact"
needs = { object = "api", predicate = ["shared"] }
within = 9
specific_if = ["value"]
why = "because"

  [[point.test]]
  text = "An API with keys within 3 days."
  expect = "affirmed"

[[point]]
id = "SLP-11.documentation.a"
part = "documentation"
kind = "fact"
adverse = true
support = true
reads_as = "absent"
denied_as = "negated"
any_holder = true
needs = { object = "shared" }
unless_claimed = ["SLP-11.how-access.a"]
why = "because"

[[cap]]
id = "cap-a"
max = 2
reason = "a part is denied"
when = { any_status = "negated" }

[[answer_test]]
name = "full"
text = "REST API. Keys in 2 days: 1. manual; 2. portal."
range = [0, 5]
"#,
    r##"[[lexicon]]
id = "shared"
any = ["key(s)", "token*", "sign(s) (up|in)", "within {duration}", "[an|any] manual"]
minus = ["keyless"]

[[lexicon]]
id = "value"
any = ["{duration}", "{date}", "# days"]
"##,
    r#"[[cue]]
id = "negate"
class = "negate"
text = ["not", "no ~1 (longer|more)"]

[[cue]]
id = "hedge"
class = "hedge"
dir = "both"
tokens = 4
sentence = true
kinds = ["fact"]
text = ["may", "(should|could) be"]
"#,
    "Access: an API, keys within 3 days, e.g. by sign up.\n- No manual, except for \"portal\" users;\n2. 12/03/2027 (v1.2)",
];

/// The parts of a package by name.
pub(super) fn parts_of(bytes: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = BTreeMap::new();
    for n in 0..archive.len().min(40) {
        let mut entry = archive.by_index(n).ok()?;
        let (name, mut bytes) = (entry.name().ok()?.into_owned(), Vec::new());
        entry.by_ref().take(1 << 20).read_to_end(&mut bytes).ok()?;
        parts.insert(name, bytes);
    }
    Some(parts)
}

fn seed(folder: &Path, target: &str, name: &str, bytes: &[u8]) {
    if bytes.len() > LARGEST {
        return;
    }
    let folder = folder.join(target);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), bytes).unwrap();
}

#[test]
#[ignore = "writes the seeds of the fuzz targets to `PROBITY_SEEDS`, a folder"]
fn seeds_of_the_fuzz_targets() {
    let folder = PathBuf::from(std::env::var("PROBITY_SEEDS").expect("PROBITY_SEEDS names a folder"));
    let cases: Vec<Case> = [
        honest::cases(),
        container::cases(),
        markup::cases(),
        active::cases(),
        controls::cases(),
        differing::cases(),
        unseen::cases(),
        template::cases(),
    ]
    .into_iter()
    .flatten()
    .collect();
    for Case { file, bytes, .. } in &cases {
        if file.ends_with(".csv") {
            seed(&folder, "csv", file, bytes);
            continue;
        }
        seed(&folder, "preflight", file, bytes);
        let Some(parts) = parts_of(bytes) else { continue };
        if let Some(content) = parts.get("content.xml") {
            seed(&folder, "sheet", file, &[OPEN, content].concat());
            continue;
        }
        let given = PARTS.map(|it| parts.get(it).map(Vec::as_slice).unwrap_or_default());
        seed(&folder, "sheet", file, &given.join(BETWEEN));
        // Parts that are stored and not deflated, so that a changed byte is a changed letter.
        if file.len() % 5 == 0 {
            let parts: Vec<(String, Vec<u8>)> = parts.into_iter().collect();
            seed(&folder, "preflight", &format!("{file}.stored"), &Archive::stored(&parts).finish());
        }
    }
    rules(&folder);
}

fn rules(folder: &Path) {
    let of = |rule: &str, lexicon: &str, cues: &str| {
        [rule, lexicon, cues, RULES[3]].map(str::as_bytes).join(BETWEEN)
    };
    let put = |name: String, bytes: Vec<u8>| seed(folder, "rules", &name, &bytes);
    put("whole".to_owned(), of(RULES[0], RULES[1], RULES[2]));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scoring");
    let chunks = |path: &str, begin: &str| -> Vec<String> {
        let text = fs::read_to_string(root.join(path)).unwrap();
        let all = text.split(begin).skip(1).map(|it| format!("{begin}{it}"));
        all.filter(|it| it.len() < 3_000).collect()
    };
    for path in ["consistency", "council", "parties", "security", "standards"] {
        let all = chunks(&format!("lexicons/{path}.toml"), "[[lexicon]]\n");
        for (n, chunk) in all.iter().enumerate() {
            put(format!("{path}-{n}"), of(RULES[0], &format!("{}{chunk}", RULES[1]), RULES[2]));
        }
    }
    for (n, chunk) in chunks("cues.toml", "[[cue]]\n").iter().enumerate() {
        put(format!("cue-{n}"), of(RULES[0], RULES[1], chunk));
    }
    for (n, chunk) in chunks("rules/SLP-11/1.toml", "[[point]]\n").iter().enumerate() {
        put(format!("point-{n}"), of(&format!("{}{chunk}", RULES[0]), RULES[1], RULES[2]));
    }
}
