//! What the people of an invented procurement write: the same for the same seed.

use std::fmt::Write as _;

/// What a procurement is like.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) profile: &'static str,
    pub(super) tags: &'static str,
    /// Scored ones.
    pub(super) questions: usize,
    pub(super) tenders: usize,
    pub(super) evaluators: usize,
    pub(super) lots: &'static [(&'static str, &'static str)],
    /// Of an answer.
    pub(super) sentences: usize,
    pub(super) seed: u64,
}

pub(super) const EVALUATORS: [&str; 5] = ["AB", "CD", "EF", "GH", "JK"];

/// Who takes part beside the evaluators.
pub(super) const OTHERS: [(&str, &str, &str); 3] = [
    ("MO", "Category manager", "moderator"),
    ("LE", "Head of procurement", "lead"),
    ("FI", "Finance partner", "commercial"),
];

const POSTS: [&str; 5] =
    ["Street services manager", "Security analyst", "Data officer", "Access officer", "Asset manager"];

impl Plan {
    pub(super) fn people(&self) -> &'static [&'static str] {
        &EVALUATORS[..self.evaluators]
    }

    pub(super) fn tender(n: usize) -> String {
        format!("T-{:03}", n + 1)
    }

    /// `procurement.toml`, filled in.
    pub(super) fn procurement(&self) -> String {
        let mut text = include_str!("procurement.toml")
            .replace("@id@", self.id)
            .replace("@title@", self.title)
            .replace("@profile@", self.profile)
            .replace("@tags@", self.tags);
        let posts = self.people().iter().zip(POSTS).map(|(sign, post)| (*sign, post, "evaluator"));
        for (sign, post, role) in posts.chain(OTHERS) {
            write!(
                text,
                "\n[[panel]]\nperson = \"{sign}\"\npost = \"{post}\"\nrole = \"{role}\"\n\
                 qualified = \"Trained in evaluation in May 2026\"\n"
            )
            .unwrap();
        }
        for (id, title) in self.lots {
            write!(text, "\n[[lot]]\nid = \"{id}\"\ntitle = \"{title}\"\nvalue = 210000\n").unwrap();
        }
        if !self.lots.is_empty() {
            text.push_str("\n[lots]\nmaximum-awarded = 2\n");
        }
        if !self.tags.is_empty() {
            text.push_str(include_str!("conditions.toml"));
        }
        text
    }

    /// What a supplier is called; none is named like another.
    pub(super) fn supplier(&self, n: usize) -> String {
        const FIRST: [&str; 10] = [
            "Alderway",
            "Brackenfold",
            "Corvane",
            "Dunmarsh",
            "Elmstead",
            "Farrowby",
            "Gildersome",
            "Hathersley",
            "Inglemoor",
            "Jessamine",
        ];
        const SECOND: [&str; 4] = ["Sensing", "Telemetry", "Instruments", "Networks"];
        let at = n + usize::try_from(self.seed).unwrap();
        format!("{} {} Ltd", FIRST[at % 10], SECOND[at / 10 % 4])
    }

    /// The unit prices: pounds and pence that stand nowhere else.
    pub(super) fn prices(&self, n: usize) -> [u64; 2] {
        let mut dice = Dice::new(self.seed, &[3, n]);
        [170_000 + dice.below(90_000) * 10 + 7, 5_500_000 + dice.below(90_000) * 10 + 3]
    }

    /// How good a tender is to the panel, from 2 to 4.
    fn strength(&self, n: usize) -> u8 {
        2 + u8::try_from(Dice::new(self.seed, &[4, n]).below(3)).unwrap()
    }

    /// What the panel agrees on.
    pub(super) fn agreed(&self, n: usize, question: usize) -> u8 {
        let off = Dice::new(self.seed, &[5, n, question]).below(3);
        (self.strength(n) + u8::try_from(off).unwrap()).saturating_sub(1).clamp(1, 5)
    }

    /// What one evaluator thinks first.
    pub(super) fn alone(&self, person: usize, n: usize, question: usize) -> u8 {
        let off = Dice::new(self.seed, &[6, person, n, question]).below(10);
        let agreed = self.agreed(n, question);
        match off {
            0 => agreed.saturating_sub(1),
            1 => (agreed + 1).min(5),
            _ => agreed,
        }
    }

    /// An answer of a supplier, with a sentence that is nobody else's.
    pub(super) fn answer(&self, n: usize, question: usize) -> String {
        let mut dice = Dice::new(self.seed, &[7, n, question]);
        let mut text = own(&mut dice);
        for _ in 1..self.sentences {
            text.push(' ');
            text.push_str(SENTENCES[usize::try_from(dice.below(SENTENCES.len() as u64)).unwrap()]);
        }
        text
    }
}

/// A sentence of words that come together nowhere else.
#[expect(clippy::many_single_char_names, reason = "letters for made-up words that fill a sentence")]
fn own(dice: &mut Dice) -> String {
    let [a, b, c, d, e] = std::array::from_fn(|_| dice.word());
    let n = dice.below(900) + 100;
    format!("Our {a} for the {b} is checked by the {c} team with {d} and {e}, as method {n} has it.")
}

/// A reason that holds: it points at the tender, and no other has its words.
#[expect(clippy::many_single_char_names, reason = "letters for made-up words that fill a sentence")]
pub(super) fn reason(seed: u64, of: &[usize]) -> String {
    let mut dice = Dice::new(seed, of);
    let [a, b, c, d, e, f, g, h] = std::array::from_fn(|_| dice.word());
    format!(
        "The method statement names {a}, {b} and {c} with owners, and {d} is dated on page {}; but {e} and {f} are left \
         without a test, and {g} rests on {h}",
        dice.below(80) + 1
    )
}

/// Whole numbers that look random and are the same every time.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64, of: &[usize]) -> Self {
        let mut it = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        for n in of {
            it.0 ^= u64::try_from(*n).unwrap().wrapping_mul(0xd6e8_feb8_6659_fd93).rotate_left(17);
            it.next();
        }
        it
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn word(&mut self) -> &'static str {
        WORDS[usize::try_from(self.below(WORDS.len() as u64)).unwrap()]
    }
}

/// Things of the trade.
const WORDS: [&str; 96] = [
    "gateways",
    "tokens",
    "registers",
    "ledgers",
    "vaults",
    "mirrors",
    "probes",
    "rosters",
    "escrow",
    "drills",
    "beacons",
    "couriers",
    "brackets",
    "antennas",
    "batteries",
    "columns",
    "housings",
    "inverters",
    "junctions",
    "lanterns",
    "masts",
    "modems",
    "nodes",
    "panels",
    "pylons",
    "relays",
    "repeaters",
    "seals",
    "shrouds",
    "spares",
    "splices",
    "switches",
    "tariffs",
    "timers",
    "trays",
    "trunking",
    "valves",
    "wardens",
    "adapters",
    "alarms",
    "anchors",
    "archives",
    "audits",
    "baselines",
    "bearings",
    "buffers",
    "cabinets",
    "calendars",
    "canopies",
    "captions",
    "carriers",
    "cartridges",
    "chambers",
    "channels",
    "chargers",
    "circuits",
    "clamps",
    "clusters",
    "compasses",
    "conduits",
    "consoles",
    "contours",
    "cradles",
    "crews",
    "dashboards",
    "depots",
    "diaries",
    "ducts",
    "envelopes",
    "fascias",
    "fenders",
    "filters",
    "flanges",
    "fuses",
    "gantries",
    "gaskets",
    "gauges",
    "glands",
    "grilles",
    "hinges",
    "hoists",
    "indexes",
    "joints",
    "kerbs",
    "ladders",
    "latches",
    "levers",
    "loops",
    "manifolds",
    "markers",
    "meters",
    "mounts",
    "notches",
    "orders",
    "outposts",
    "pallets",
];

/// Sentences as suppliers write them.
const SENTENCES: [&str; 14] = [
    "We act as processor for all personal data, and the Council is the controller.",
    "A personal data breach is reported to the Council within 24 hours of our becoming aware of it.",
    "All data entered into or generated by the solution is owned by the Council at all times.",
    "We will not sell the data, nor disclose it to any third party, without the Council's written agreement.",
    "The Council has full access to its data through the API at no additional cost.",
    "We are working towards ISO 9001 and expect the certification audit in the spring.",
    "Role-based access control is enforced through the Council's identity provider.",
    "Backups are taken every night and copied to an air-gapped vault.",
    "Laptops and mobile devices are encrypted with AES-256 and can be wiped remotely.",
    "Archives and backups are encrypted at rest with AES-256-GCM.",
    "All transfers use TLS 1.3; TLS 1.0 and 1.1 are not accepted.",
    "Upgrades that a change in the law requires are made at our own cost during the contract.",
    "The API is documented in OpenAPI 3.1 and access is granted through OAuth 2.0 client credentials.",
    "Data is stored in two UK regions and is never transferred outside the United Kingdom.",
];
