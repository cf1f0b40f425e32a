//! Certificate numbers, and names of people and firms.

use super::{Amount, Finder, Value, ValueKind};
use crate::language::{token::Kind, words::Lists};

/// Words that are capitalised in titles and services and so make no name of a person or firm by themselves.
pub(crate) const NO_NAMES: &[&str] = &[
    "access",
    "act",
    "addendum",
    "administrator",
    "agreement",
    "annex",
    "api",
    "appendix",
    "article",
    "audit",
    "authority",
    "backup",
    "backups",
    "board",
    "borough",
    "breach",
    "business",
    "centre",
    "certificate",
    "certification",
    "chief",
    "city",
    "clause",
    "client",
    "cloud",
    "code",
    "commissioner",
    "committee",
    "company",
    "compliance",
    "contract",
    "control",
    "controller",
    "council",
    "counsel",
    "customer",
    "cyber",
    "data",
    "department",
    "digital",
    "director",
    "disaster",
    "document",
    "encryption",
    "engineer",
    "essentials",
    "executive",
    "firewall",
    "function",
    "general",
    "governance",
    "group",
    "head",
    "human",
    "information",
    "infrastructure",
    "internet",
    "lead",
    "legal",
    "level",
    "limited",
    "london",
    "ltd",
    "management",
    "manager",
    "managing",
    "network",
    "of",
    "office",
    "officer",
    "operations",
    "operator",
    "our",
    "plan",
    "platform",
    "plc",
    "plus",
    "policy",
    "privacy",
    "process",
    "processor",
    "procurement",
    "product",
    "protection",
    "quality",
    "recovery",
    "register",
    "regulation",
    "report",
    "response",
    "responsible",
    "rights",
    "risk",
    "schedule",
    "section",
    "secure",
    "security",
    "senior",
    "service",
    "services",
    "smart",
    "software",
    "solution",
    "standard",
    "strategy",
    "supplier",
    "support",
    "system",
    "systems",
    "team",
    "technical",
    "technology",
    "the",
    "third",
    "uk",
    "user",
    "we",
    "web",
    "yes",
    "no",
    "iso",
    "iec",
    "pas",
    "bs",
    "en",
    "soc",
    "type",
    "version",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "gdpr",
    "dpa",
    "dpo",
    "ico",
    "dpia",
    "part",
    "and",
    "for",
    "in",
    "to",
    "by",
    "on",
    "at",
    "is",
    "a",
    "an",
    "it",
    "all",
    "any",
    "every",
    "each",
    "this",
    "that",
    "these",
    "those",
    "they",
    "you",
    "your",
    "i",
    "if",
    "when",
    "where",
    "nothing",
    "there",
    "no",
    "none",
    "not",
    "also",
    "both",
    "must",
    "shall",
    "will",
    "from",
    "with",
    "under",
    "as",
    "or",
    "but",
    "so",
    "then",
    "once",
    "after",
    "before",
];

/// Before a trade these name no firm but a grade of what is sold.
const GRADES: &[&str] = &[
    "premium",
    "gold",
    "silver",
    "bronze",
    "platinum",
    "standard",
    "enterprise",
    "private",
    "public",
    "hybrid",
    "managed",
    "dedicated",
    "hosted",
    "first",
    "second",
    "line",
    "basic",
    "advanced",
    "open",
    "big",
    "live",
    "personal",
    "operational",
    "government",
    "sovereign",
    "council",
    "remote",
    "local",
    "central",
    "online",
    "free",
    "full",
    "additional",
    "annual",
];

/// What things are done by that is nobody.
const PRODUCTS: &[&str] = &[
    "ansible",
    "terraform",
    "veeam",
    "acronis",
    "intune",
    "jamf",
    "bitlocker",
    "filevault",
    "luks",
    "veracrypt",
    "wireguard",
    "kubernetes",
    "docker",
    "postgres",
    "postgresql",
    "python",
    "linux",
    "windows",
    "defender",
    "falcon",
    "sentinel",
    "splunk",
    "grafana",
    "prometheus",
    "jenkins",
    "puppet",
    "chef",
    "excel",
    "word",
    "teams",
    "sharepoint",
    "outlook",
    "email",
    "post",
    "telephone",
    "vault",
    "entra",
    "okta",
    "parliament",
    "europe",
    "england",
    "scotland",
    "wales",
    "britain",
    "christmas",
    "easter",
    "default",
    "design",
    "hand",
    "borg",
    "restic",
    "duplicati",
    "nessus",
    "qualys",
    "snyk",
    "dependabot",
    "github",
    "gitlab",
    "jira",
];

/// What stands before numbers that are no certificate's.
pub(crate) const SCHEMES: &[&str] = &[
    "iso", "iec", "en", "pas", "bs", "sha", "aes", "tls", "rsa", "rfc", "nist", "wcag", "ppn", "fips", "lto",
    "ip", "ietf", "ieee", "gs", "sp", "wpa", "ipv", "https", "http", "v", "q", "cis", "pci",
];

impl Finder<'_> {
    /// A run of letters and digits that only a register would give: at least four digits, or three with letters
    /// among them, or a number after `certificate`, `no`, `registration` …
    pub(super) fn certificate(&self, at: usize) -> Option<Value> {
        const NAMED: &[&str] = &[
            "certificate",
            "cert",
            "number",
            "no",
            "nr",
            "registration",
            "reg",
            "ref",
            "reference",
            "ico",
            "code",
            "id",
            "under",
            "as",
            "report",
        ];
        let first = self.tokens.list.get(at)?;
        if !matches!(first.kind, Kind::Word | Kind::Number)
            || first.lists.meets(Lists::SCHEME)
            || at.checked_sub(1).is_some_and(|it| self.tokens.is(it, Lists::SCHEME))
        {
            return None;
        }
        let mut to = at + 1;
        while let Some(token) = self.tokens.list.get(to) {
            let joined = !token.spaced
                && (token.kind != Kind::Mark || token.mark == '/')
                && token.kind != Kind::Address;
            if !joined || to - at > 12 {
                break;
            }
            to += 1;
        }
        // `IS 688201`: a short word in capitals and a number apart.
        if to == at + 1
            && self.number(to).is_some_and(|it| it.len() >= 4)
            && (2..=4).contains(&self.word(at).len())
            && self.year(to).is_none()
            && self.is_capitals(at)
        {
            to += 1;
        }
        // A word alone has no digits.
        if to == at + 1 && first.kind == Kind::Word {
            return None;
        }
        let run: String = (at..to).map(|it| self.word(it)).collect();
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        let letters = run.bytes().filter(u8::is_ascii_alphabetic).count();
        let before = at.checked_sub(1).map_or("", |it| self.word(it));
        let before =
            if before.is_empty() { at.checked_sub(2).map_or("", |it| self.word(it)) } else { before };
        // `no Cyber Essentials, no 27001` denies the standard.
        const STANDARDS: &[&str] =
            &["27001", "27017", "27018", "27701", "9001", "14001", "20000", "22301", "45001"];
        if before == "no" && STANDARDS.contains(&self.word(at)) {
            return None;
        }
        let named = NAMED.contains(&before);
        let date_like = self.year(at).is_some() || self.date(at).is_some() || self.duration(at).is_some();
        let joined_digits = to - at > 1 && digits >= 5;
        let mixed = digits >= 3 && (1..=10).contains(&letters) && (digits >= 4 || to - at > 1);
        let is_unit = (at..to).any(|it| {
            self.tokens.is(it, Lists::UNIT) && self.word(it).len() > 1
                || matches!(
                    self.word(it),
                    "gb" | "tb" | "mb" | "kb" | "bit" | "k" | "m" | "th" | "st" | "nd" | "rd" | "x"
                )
        });
        if date_like || is_unit || !(mixed || joined_digits || named && digits >= 3) {
            return None;
        }
        Some(Value { from: at, to, kind: ValueKind::Certificate, amount: Amount::None })
    }

    fn is_capitals(&self, at: usize) -> bool {
        let Some(token) = self.tokens.list.get(at).filter(|it| it.kind == Kind::Word && it.capital) else {
            return false;
        };
        self.tokens.text.are_capitals(token.start, token.end)
    }

    /// Two capitalised words or more in a row, none of them a common title, or one that its neighbours make a name.
    pub(super) fn name(&self, at: usize) -> Option<Value> {
        let is_part = |at: usize| {
            self.tokens.list.get(at).is_some_and(|it| it.kind == Kind::Word && it.capital)
                && !self.tokens.is(at, Lists::TITLE)
        };
        let mut to = at;
        while is_part(to) && (to == at || self.tokens.list.get(to).is_some_and(|it| it.breaks == 0)) {
            to += 1;
            // An initial's full stop.
            if self.tokens.mark_at(to) == '.' && self.word(to - 1).len() == 1 && is_part(to + 1) {
                to += 1;
            }
        }
        // A firm's form ends its name: `Redfern Cyber Ltd`.
        if to > at
            && matches!(
                self.word(to),
                "ltd"
                    | "limited"
                    | "llp"
                    | "plc"
                    | "gmbh"
                    | "inc"
                    | "bv"
                    | "certification"
                    | "registrars"
                    | "cyber"
                    | "assurance"
                    | "security"
                    | "group"
            )
        {
            to += 1;
        }
        if to == at + 1 {
            to = self.single(at)?;
        }
        (to - at >= 1).then_some(Value { from: at, to, kind: ValueKind::Name, amount: Amount::None })
    }

    /// Where a name of one capitalised word ends: `a lad called Corin`, `Nightbell of Cork`, `Portrane Support of Dundalk`,
    /// `run by Fernlea`. A word by itself may as well open a sentence or be the name of a product.
    fn single(&self, at: usize) -> Option<usize> {
        const SHORTEST: usize = 4;
        // `Deletion of Records` is a heading.
        const NOUNS: &[&str] = &["ion", "ing", "ment", "ance", "ence", "ity", "ness", "sis", "ship", "ure"];
        // What a firm that is called after somebody does.
        const TRADES: &[&str] = &["support", "services", "systems", "cloud", "software", "data", "digital"];
        let capital = |it: usize| {
            self.tokens.list.get(it).is_some_and(|it| it.kind == Kind::Word && it.capital && it.breaks == 0)
                && !self.is_capitals(it)
        };
        let word = self.word(at);
        let plain = word.len() >= SHORTEST
            && !self.is_capitals(at)
            && !NOUNS.iter().any(|it| word.ends_with(it))
            && !self.tokens.is(
                at,
                Lists::TITLE.and(Lists::DATE).and(Lists::PRONOUN).and(Lists::AUXILIARY).and(Lists::FRONT),
            );
        let open = at.checked_sub(1).is_none_or(|it| self.word(it).is_empty());
        if !plain || GRADES.contains(&word) {
            return None;
        }
        let place =
            |of: usize| self.word(of) == "of" && capital(of + 1) && !self.tokens.is(of + 1, Lists::TITLE);
        if TRADES.contains(&self.word(at + 1)) && capital(at + 1) && (!open || place(at + 2)) {
            return Some(if place(at + 2) { at + 4 } else { at + 2 });
        }
        if place(at + 1) && !(open && word.ends_with('s')) {
            return Some(at + 3);
        }
        let before = at.checked_sub(1).map_or("", |it| self.word(it));
        let named = matches!(before, "called" | "named" | "dubbed");
        (named || before == "by" && !PRODUCTS.contains(&word)).then_some(at + 1)
    }
}
