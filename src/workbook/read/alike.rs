//! Words in signs that only look like the letters of English: a person reads `NOT` and a program reads another word,
//! or none.

/// Letters of Greek, Cyrillic and Armenian that look like Latin ones in most typefaces.
const ALIKE: &str = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγηικνορτυχωϲϳϹͿАВЕКМНОРСТУХІЈЅԌԚԜҮӀаеорсухіјѕԁһԛԝүӏѵкԱՈՏՍՕԼոօսհցզյք";

/// Capitals of a small size, and letters of phonetics that look like plain ones.
const SMALL: &str = "ɢɪɴʀʏʙʜʟɑɡ";

/// The first word in Latin letters and those of another alphabet, which look alike.
pub(crate) fn mixed(text: &str) -> Option<&str> {
    words(text).find(|word| {
        let other = |c| is_other(c) && !is_unit(c);
        word.chars().any(|c| c.is_ascii_alphabetic()) && word.chars().any(other)
    })
}

/// The first word that is written in signs which only look like plain letters.
pub(crate) fn seeming(text: &str) -> Option<&str> {
    let dressed = |it: &&str| it.chars().filter(|c| is_dressed(*c)).count() > 1;
    let struck = |it: &&str| it.chars().zip(it.chars().skip(1)).any(|(a, b)| a.is_alphabetic() && strikes(b));
    text.split_whitespace()
        .find(dressed)
        .or_else(|| words(text).find(|it| seems(it)))
        .or_else(|| borrowed(text))
        .or_else(|| text.split_whitespace().find(struck))
}

/// The first word of capitals in which a small L stands for one: `lSO`. At the end it may be a plural or chlorine.
pub(crate) fn small_l(text: &str) -> Option<&str> {
    words(text).find(|word| {
        let before = word.get(..word.len().saturating_sub(1)).unwrap_or_default();
        before.bytes().filter(|it| *it == b'l').count() == 1
            && word.bytes().filter(u8::is_ascii_uppercase).count() > 1
            && word.bytes().all(|it| it == b'l' || it.is_ascii_uppercase())
            && !word.ends_with('l')
    })
}

/// A line or stroke that is laid over the letter before it.
pub(crate) fn strikes(c: char) -> bool {
    matches!(c, '\u{335}'..='\u{338}' | '\u{20d2}' | '\u{20d3}' | '\u{20e5}' | '\u{20e6}' | '\u{20eb}')
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty())
}

/// Whether one word has signs that no honest word has: one beside plain letters, or nothing but such.
fn seems(word: &str) -> bool {
    if word.is_ascii() {
        return false;
    }
    let latin = word.chars().any(|c| c.is_ascii_alphabetic());
    let shaped = word.chars().filter(|c| is_mathematical(*c) || is_small(*c) || is_numeral(*c)).count();
    // One alone is a variable, a numeral or a sound.
    shaped > 1 || shaped > 0 && latin || word.chars().any(is_rare)
}

/// The first word all of whose letters, more than one, are of another alphabet and look like Latin ones. Beside a word
/// of the same alphabet that looks like nothing else it is a name or a sentence of another language.
fn borrowed(text: &str) -> Option<&str> {
    let alike = |c: char| ALIKE.contains(c);
    let all: Vec<&str> = words(text).filter(|it| it.chars().any(char::is_alphabetic)).collect();
    let real = |near: Option<&&str>, of: u32| {
        near.is_some_and(|it| it.chars().any(|c| is_other(c) && !alike(c) && alphabet(c) == of))
    };
    let odd = |(at, word): &(usize, &&str)| {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        let first = letters.next().filter(|c| alike(*c));
        let more = letters.clone().count() > 0 && letters.all(alike);
        first.is_some_and(|it| {
            let before = at.checked_sub(1).and_then(|it| all.get(it));
            more && !real(before, alphabet(it)) && !real(all.get(at + 1), alphabet(it))
        })
    };
    all.iter().enumerate().find(odd).map(|(_, word)| *word)
}

/// Letters of Greek, Cyrillic, Armenian and Coptic.
fn is_other(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{58f}' | '\u{1c80}'..='\u{1c8f}' | '\u{1f00}'..='\u{1fff}')
        || matches!(c, '\u{2c80}'..='\u{2cff}' | '\u{a640}'..='\u{a69f}')
}

/// Which of them; Coptic is taken for none, since its words are told in any case.
fn alphabet(c: char) -> u32 {
    match c {
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{a640}'..='\u{a69f}' => 1,
        '\u{530}'..='\u{58f}' => 2,
        _ => 0,
    }
}

/// Greek letters that stand in units and formulas beside Latin ones.
fn is_unit(c: char) -> bool {
    matches!(c, 'Ω' | 'μ' | 'Δ' | 'π' | 'σ' | 'λ' | 'θ')
}

/// Latin letters in the dress of mathematics, of East Asian typesetting or in circles and boxes.
fn is_dressed(c: char) -> bool {
    matches!(c, '\u{1d400}'..='\u{1d6a5}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' | '\u{24b6}'..='\u{24e9}')
        || matches!(c, '\u{1f130}'..='\u{1f189}')
}

/// Those that are no mark behind a name, as a letter in a circle is.
fn is_mathematical(c: char) -> bool {
    matches!(c, '\u{1d400}'..='\u{1d7ff}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}')
        || "ℂℊℋℌℍℎℐℑℒℕℙℚℛℜℝℤℨℬℭℯℰℱℳℴℹⅅⅆⅇⅈⅉ".contains(c)
}

fn is_small(c: char) -> bool {
    matches!(c, '\u{1d00}'..='\u{1d2b}' | '\u{a730}' | '\u{a731}' | '\u{a7ae}' | '\u{a7af}')
        || SMALL.contains(c)
}

/// Roman numerals that are one sign.
fn is_numeral(c: char) -> bool {
    matches!(c, '\u{2160}'..='\u{2188}')
}

/// Scripts with many letters of Latin shape that stand in no tender: Runes, Canadian syllables, Cherokee, Lisu, Coptic,
/// Tifinagh, Vai, and those of the first supplement.
fn is_rare(c: char) -> bool {
    c.is_alphabetic()
        && (matches!(c, '\u{13a0}'..='\u{16ff}' | '\u{ab70}'..='\u{abbf}' | '\u{a4d0}'..='\u{a63f}')
            || matches!(c, '\u{2c80}'..='\u{2cff}' | '\u{2d30}'..='\u{2d7f}' | '\u{10280}'..='\u{1057f}')
            || matches!(c, '\u{118a0}'..='\u{118ff}' | '\u{16f00}'..='\u{16f9f}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_only_look_plain_are_found() {
        for (text, word) in [
            ("Yes. \u{421}\u{41e}\u{421} 2 report held.", "\u{421}\u{41e}\u{421}"),
            ("We do \u{39d}\u{39f}\u{3a4} sell data.", "\u{39d}\u{39f}\u{3a4}"),
            ("We do \u{39d}\u{41e}\u{3a4} sell data.", "\u{39d}\u{41e}\u{3a4}"),
            ("Held to \u{406}\u{405}\u{41e} 27001.", "\u{406}\u{405}\u{41e}"),
            ("We do \u{578}\u{585}\u{57d} sell.", "\u{578}\u{585}\u{57d}"),
            ("\u{13a2}SO 27001 certified.", "\u{13a2}SO"),
            ("We do \u{274}\u{1d0f}\u{1d1b} sell.", "\u{274}\u{1d0f}\u{1d1b}"),
            ("We do n\u{1d0f}t sell.", "n\u{1d0f}t"),
            ("\u{216d}\u{216d}\u{2160} certified.", "\u{216d}\u{216d}\u{2160}"),
            ("\u{2160}SO certified.", "\u{2160}SO"),
            ("We do n\u{ff4f}t sell.", "n\u{ff4f}t"),
            ("We \u{1d5c7}ot sell.", "\u{1d5c7}ot"),
            ("ISO 2700\u{a4f2} held", "2700\u{a4f2}"),
            ("We do n\u{338}ot sell.", "n\u{338}ot"),
        ] {
            assert_eq!(seeming(text), Some(word), "{text:?}");
        }
        assert_eq!(mixed("We do n\u{578}t sell."), Some("n\u{578}t"));
        assert_eq!(small_l("lSO 27001 held."), Some("lSO"));
    }

    #[test]
    fn single_signs_and_real_names_are_not() {
        for text in [
            "5 µm, 3 Ω, the α-test, β2, 21 °C, 4 m², Σ of all",
            "Annex Ⅳ, a set ℝ, the variable 𝑛, mark Ⓒ, ProductⓇ, 30 mℓ",
            "Łódź, Bjørn Ångström, Ærø, Iñaki, Yıldız, Nguyễn Văn, Tŷ Dŵr",
            "Москва, ул. Ротор",
            "Офис ООО Сатурн",
            "Αθήνα και Πάτρα",
            "Երևան քաղաք",
            "A ≠ B, A \u{338}",
            "HCl, APIs, 100 ml, URL, All, XL, SLAs",
            "東京 Ａ 社, 24",
        ] {
            assert_eq!((mixed(text), seeming(text), small_l(text)), (None, None, None), "{text:?}");
        }
    }
}
