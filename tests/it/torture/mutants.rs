//! Good workbooks with a part of their structure changed at random, read by workers as the program does: each ends in a
//! verdict, none ends the desk, none takes long. `PROBITY_MUTANTS` takes more than the usual 5,000, and a failure names
//! the number of the mutant, which makes it again.

use std::{path::PathBuf, time::Instant};

use probity::{
    intake::{Allowance, Desk},
    tender::Verdict,
};

use super::{
    edits::{Dice, asked},
    forge::{Archive, Forge, open_document, styles},
};
use crate::workbooks::BANK;

pub(super) fn desk(allowance: Allowance) -> Desk {
    Desk::new(PathBuf::from(env!("CARGO_BIN_EXE_probity")), None, &BANK, None, allowance)
}

/// A workbook with something of everything that intake looks at.
fn rich() -> Forge {
    let mut forge = Forge::new()
        .styled("D3", 1)
        .styles(styles("<font><color rgb=\"FFFF0000\"/></font>", "", "<xf fontId=\"1\"/>", "<dxfs><dxf><font/></dxf></dxfs>"))
        .raw("D4", "<c r=\"D4\" t=\"s\"><v>1</v></c>")
        .raw("D5", "<c r=\"D5\" t=\"str\"><f>CONCATENATE(\"Y\",\"es\")</f><v>Yes</v></c>")
        .part("xl/sharedStrings.xml", "<sst count=\"2\" uniqueCount=\"2\"><si><t>a</t></si><si><r><t>b</t></r></si></sst>")
        .related(false, "rIdT", "sharedStrings", "sharedStrings.xml")
        .before("<dimension ref=\"A1:E14\"/><cols><col min=\"1\" max=\"5\" width=\"30\"/></cols>")
        .after("<mergeCells count=\"1\"><mergeCell ref=\"A20:B21\"/></mergeCells><conditionalFormatting sqref=\"D2:D14\"><cfRule type=\"expression\" dxfId=\"0\"/></conditionalFormatting><drawing r:id=\"rIdD\"/>")
        .related(true, "rIdD", "drawing", "../drawings/drawing1.xml")
        .part("xl/drawings/drawing1.xml", "<wsDr><oneCellAnchor><from><col>9</col><row>30</row></from><ext cx=\"1\" cy=\"1\"/><pic><blip embed=\"rId1\"/></pic></oneCellAnchor></wsDr>");
    forge.names = "<definedNames><definedName name=\"a\">Responses!$A$1</definedName></definedNames>".into();
    forge
}

const NUMBERS: [&str; 14] = [
    "0",
    "-1",
    "1",
    "65535",
    "65536",
    "1048576",
    "1048577",
    "16384",
    "2147483648",
    "4294967295",
    "4294967296",
    "18446744073709551616",
    "1e999",
    "NaN",
];

/// Changes a text of markup at one place.
pub(super) fn bent(text: &str, dice: &mut Dice) -> String {
    let starts: Vec<usize> = text.match_indices('<').map(|(at, _)| at).collect();
    if starts.is_empty() {
        return text.to_owned();
    }
    let at = starts[dice.below(starts.len())];
    let end = text[at..].find('>').map_or(text.len(), |it| at + it + 1);
    let (before, tag, after) = (&text[..at], &text[at..end], &text[end..]);
    match dice.below(9) {
        0 => format!("{before}{after}"),
        1 => format!("{before}{tag}{tag}{after}"),
        2 => {
            let other = starts[dice.below(starts.len())];
            let stop = text[other..].find('>').map_or(text.len(), |it| other + it + 1);
            format!("{before}{}{after}", &text[other..stop])
        }
        3 | 4 => {
            // A value in quotation marks, or the digits in it, gets another value.
            let Some((head, rest)) = tag.split_once('"') else { return format!("{before}{after}") };
            let Some((value, tail)) = rest.split_once('"') else { return format!("{before}{after}") };
            let letters: String = value.chars().filter(char::is_ascii_alphabetic).take(3).collect();
            let new = if dice.below(2) == 0 {
                (*dice.of(&NUMBERS)).to_owned()
            } else {
                format!("{letters}{}", dice.of(&NUMBERS))
            };
            format!("{before}{head}\"{new}\"{tail}{after}")
        }
        5 => {
            let Some((_, rest)) = after.split_once('<') else { return text.to_owned() };
            format!("{before}{tag}{}<{rest}", dice.of(&NUMBERS))
        }
        6 => before.to_owned(),
        7 => format!("{before}{}{after}", tag.replacen('<', "<x:", 1)),
        _ => {
            let name: String = tag.chars().skip(1).take_while(char::is_ascii_alphabetic).collect();
            let deep = 1 + dice.below(80);
            format!(
                "{before}{}{tag}{}{after}",
                format!("<{name}>").repeat(deep),
                format!("</{name}>").repeat(deep)
            )
        }
    }
}

fn mutant(seed: usize) -> (&'static str, Vec<u8>) {
    let mut dice = Dice(u64::try_from(seed).unwrap() * 7_919 + 1);
    if seed.is_multiple_of(7) {
        let mut bytes = open_document(&Forge::new(), "", "");
        let at = dice.below(bytes.len());
        bytes[at] = u8::try_from(dice.below(256)).unwrap();
        return ("mutant.ods", bytes);
    }
    ("mutant.xlsx", mutated(rich().parts(), &mut dice))
}

fn mutated(mut parts: Vec<(String, Vec<u8>)>, dice: &mut Dice) -> Vec<u8> {
    for _ in 0..=dice.below(3) {
        let n = dice.below(parts.len());
        match dice.below(12) {
            0 => {
                parts.remove(n);
            }
            1 => {
                let other = dice.below(parts.len());
                let bytes = parts[other].1.clone();
                parts[n].1 = bytes;
            }
            2 => {
                let at = dice.below(parts[n].1.len());
                if let Some(byte) = parts[n].1.get_mut(at) {
                    *byte = u8::try_from(dice.below(256)).unwrap();
                }
            }
            _ => {
                if let Ok(text) = String::from_utf8(parts[n].1.clone()) {
                    parts[n].1 = bent(&text, dice).into_bytes();
                }
            }
        }
    }
    let mut bytes = Archive::of(&parts).finish();
    if dice.below(20) == 0 {
        let at = dice.below(bytes.len());
        bytes[at] = u8::try_from(dice.below(256)).unwrap();
    }
    bytes
}

#[test]
fn mutants_end_in_a_verdict() {
    let count = asked("PROBITY_MUTANTS", 5_000);
    let desk = desk(Allowance::default());
    let read = |part: usize| {
        let (mut ends, mut broke) = ([0_usize; 3], Vec::new());
        for seed in (part..count).step_by(2) {
            let (name, bytes) = mutant(seed);
            let from = Instant::now();
            let tender = desk.receive(name.to_owned(), bytes).unwrap();
            let took = from.elapsed().as_secs();
            if took >= 10 || tender.intake.reason.as_deref() == Some("unreadable") {
                broke.push(seed);
            }
            ends[match tender.intake.verdict {
                Verdict::Accepted => 0,
                Verdict::AcceptedWithFlags => 1,
                Verdict::Refused => 2,
            }] += 1;
        }
        (ends, broke)
    };
    let ((a, mut broke), (b, more)) = std::thread::scope(|scope| {
        let other = scope.spawn(|| read(1));
        (read(0), other.join().unwrap())
    });
    broke.extend(more);
    println!(
        "{count} mutants: {} accepted, {} with flags, {} refused",
        a[0] + b[0],
        a[1] + b[1],
        a[2] + b[2]
    );
    for seed in &broke {
        // Once more in this process, which shows where.
        let (name, bytes) = mutant(*seed);
        crate::workbooks::read(name, &bytes);
    }
    assert!(broke.is_empty(), "mutants that broke the reader or took 10 seconds: {broke:?}");
}

/// These broke the reader once.
#[test]
fn mutants_that_broke_the_reader_end_in_a_verdict() {
    for seed in [17_495, 46_708] {
        let (name, bytes) = mutant(seed);
        let tender = crate::workbooks::read(name, &bytes);
        assert_ne!(tender.intake.reason.as_deref(), Some("unreadable"), "{seed}: {:?}", tender.intake);
    }
}
