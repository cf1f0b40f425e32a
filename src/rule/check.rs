//! From rule files to rules: everything that is wrong is reported at once, each with its place.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    AnswerTest, Associations, Band, Cap, CertificateWords, Check, Cue, Doubts, Fact, Lesser, Lexicon,
    PartRules, Point, PointTest, QuestionRules, Rules, Scale, Weights, When, association,
    file::{
        AssociationsFile, BandFile, CapFile, ChecksFile, CuesFile, DoubtsFile, LexiconFile, LexiconsFile,
        PointFile, RuleFile, ScaleFile, SynonymsFile,
    },
};
use crate::{
    bank::{Bank, Question},
    diag::{Diagnostic, Diagnostics, Place, nearest},
    id::{Digest, Name, PartId, QuestionId, RuleId},
    language::{pattern, value::ValueKind, vocabulary::Synonyms},
    source::{SourceFile, Spanned},
    together,
};

pub(super) fn load(files: &[SourceFile], bank: &Bank) -> Result<Rules, Diagnostics> {
    together::room();
    let mut loader = Loader::default();
    let mut lexicons = BTreeMap::new();
    let mut cues = Vec::new();
    let mut scale = None;
    let mut checks = Vec::new();
    let mut of_questions = Vec::new();
    // Of questions that another release or profile asks; they are not read.
    let mut elsewhere = Vec::new();
    let mut associations = Associations::default();
    let mut doubts = Doubts::default();
    let mut synonyms = Synonyms::default();
    let mut made = None;
    let mut certificates = None;
    for file in files {
        let Some(path) = file.path.strip_prefix("scoring/").filter(|it| it.ends_with(".toml")) else {
            continue;
        };
        let folder = path.split('/').next().unwrap_or_default();
        match folder {
            "lexicons" => {
                loader
                    .with(file, |it: LexiconsFile, loader| loader.lexicons(file, it.lexicon, &mut lexicons));
            }
            "cues.toml" | "cues" => loader.with(file, |it: CuesFile, loader| {
                loader.patterns(file, it.cue.iter().flat_map(|it| &it.text));
                made = file.phrases().zip(file.words());
                cues.extend(it.cue.into_iter().map(Cue::from));
            }),
            "synonyms.toml" => loader.with(file, |it: SynonymsFile, loader| {
                for it in it.synonym {
                    for also in &it.also {
                        loader.one_word(file, &it.word);
                        loader.one_word(file, also);
                        synonyms.add(it.word.get_ref(), also.get_ref());
                    }
                }
            }),
            "associations.toml" => loader.with(file, |it: AssociationsFile, loader| {
                associations.at_least = it.at_least;
                associations.strong = it.strong;
                associations.small_words = it.small_words;
                for it in it.part {
                    loader.weights(file, &it.question, it.part.as_str(), &it.words);
                    let weights = associations.questions.entry(it.question.into_inner()).or_default();
                    weights.add(it.part, it.words);
                }
            }),
            "doubts.toml" => loader.with(file, |it: DoubtsFile, loader| {
                doubts.at_least = it.at_least;
                doubts.small_words = it.small_words;
                doubts.lesser = Some(Lesser { reads_as: it.reads_as, counts_as: it.counts_as });
                loader.weights(file, &it.words, "any part", it.words.get_ref());
                doubts.questions = it.questions;
                doubts.weights = Weights::general(it.words.into_inner());
            }),
            "certificates.toml" => {
                loader.with(file, |it: CertificateWords, _| certificates = Some(it));
            }
            "scales" => loader.with(file, |it: ScaleFile, _| scale = Some(Scale::from(it))),
            "checks" => loader
                .with(file, |it: ChecksFile, _| checks.extend(it.check.into_iter().map(|it| (file, it)))),
            "rules" if is_elsewhere(files, path, bank) => elsewhere.push(file),
            "rules" => {
                loader.digest(file);
                of_questions.push(file);
            }
            _ => {}
        }
    }
    let read = |file| {
        let mut own = Loader::default();
        let rules = own.rules(file, bank, &lexicons);
        (rules, own.faults)
    };
    let mut questions = BTreeMap::new();
    for (rules, faults) in together::each(of_questions, together::threads(), read) {
        loader.faults.extend(faults);
        questions.extend(rules.map(|it| (it.question.clone(), it)));
    }
    for question in &bank.questions {
        // Where fields answer every part there are no words to read.
        let worded = question.parts.iter().any(|part| {
            !question.fields.iter().flat_map(crate::bank::field::Field::parts).any(|it| *it == part.id)
        });
        if worded && !questions.contains_key(&question.id) {
            let place =
                Place::Whole { path: format!("scoring/rules/{}/{}.toml", question.id, question.revision) };
            loader.faults.push(
                Diagnostic::error(place, "rule/missing", format!("question `{}` has no rules", question.id))
                    .help("add the rule file, even if it holds no point yet"),
            );
        }
    }
    let checks = checks.into_iter().map(|(file, it)| {
        for fact in [&it.a].into_iter().chain(&it.b) {
            loader.fact(file, fact, &questions, &lexicons, &|it| names(&elsewhere, it));
            loader.asked(file, fact, files, bank);
        }
        Check {
            id: it.id,
            message: it.message,
            ask: it.ask,
            a: it.a.into_inner(),
            b: it.b.map(Spanned::into_inner),
        }
    });
    let checks = checks.collect();
    let Some(scale) = scale else {
        let place = Place::Whole { path: "scoring/scales".to_owned() };
        loader.faults.push(
            Diagnostic::error(place, "rule/no-scale", "there is no scale")
                .help("add `scoring/scales/slp-0-5.toml`"),
        );
        return Err(loader.faults);
    };
    let Some(certificates) = certificates else {
        let place = Place::Whole { path: "scoring/certificates.toml".to_owned() };
        loader.faults.push(
            Diagnostic::error(place, "rule/no-certificates", "the file is missing")
                .help("restore it: it holds the words by which rows of certificates are compared"),
        );
        return Err(loader.faults);
    };
    if loader.faults.has_errors() {
        return Err(loader.faults);
    }
    let digest = Digest::of(loader.digested.concat().as_bytes());
    Ok(Rules {
        digest,
        questions,
        lexicons,
        cues,
        scale,
        checks,
        associations,
        doubts,
        synonyms,
        certificates,
        made,
    })
}

/// Whether the rules at `path` are for a question that is asked, but not by `bank`.
fn is_elsewhere(files: &[SourceFile], path: &str, bank: &Bank) -> bool {
    let id = path.split('/').nth(1).and_then(|it| it.parse::<QuestionId>().ok());
    id.is_some_and(|id| bank.question(&id).is_none() && Bank::asked_anywhere(files, &id, None))
}

/// Whether one of `files` has the point `id`.
fn names(files: &[&SourceFile], id: &RuleId) -> bool {
    let line = format!("id = \"{id}\"");
    files.iter().any(|it| it.text.lines().any(|it| it.trim() == line))
}

#[derive(Default)]
struct Loader {
    faults: Diagnostics,
    /// Path and digest of each file that can move a score.
    digested: Vec<String>,
}

impl Loader {
    fn with<T: serde::de::DeserializeOwned>(&mut self, file: &SourceFile, then: impl FnOnce(T, &mut Self)) {
        self.digest(file);
        match file.toml() {
            Ok(it) => then(it, self),
            Err(fault) => self.faults.push(fault),
        }
    }

    fn digest(&mut self, file: &SourceFile) {
        self.digested.push(format!("{} {}\n", file.path, file.digest()));
    }

    /// The rules in `file`; none where they are faulty, or for another revision of their question.
    fn rules(
        &mut self,
        file: &SourceFile,
        bank: &Bank,
        shared: &BTreeMap<Name, Lexicon>,
    ) -> Option<QuestionRules> {
        let it: RuleFile = match file.toml() {
            Ok(it) => it,
            Err(fault) => {
                self.faults.push(fault);
                return None;
            }
        };
        let Some(question) = bank.question(it.question.get_ref()) else {
            let known = bank.questions.iter().map(|it| it.id.as_str());
            let help =
                nearest(it.question.get_ref().as_str(), known).map(|it| format!("the nearest id is `{it}`"));
            self.fault(
                file,
                &it.question,
                "rule/unknown-question",
                format!("the bank holds no question `{}`", it.question.get_ref()),
                help,
            );
            return None;
        };
        let meant = question.revision == it.revision || it.also_for.contains(&question.revision);
        meant.then(|| self.question(file, it, question, shared))
    }

    fn fault<T>(
        &mut self,
        file: &SourceFile,
        at: &Spanned<T>,
        code: &'static str,
        message: String,
        help: Option<String>,
    ) {
        let mut it = Diagnostic::error(file.place(at.span().start), code, message);
        it.help = help;
        self.faults.push(it);
    }

    fn lexicons(&mut self, file: &SourceFile, list: Vec<LexiconFile>, into: &mut BTreeMap<Name, Lexicon>) {
        for it in list {
            if into.contains_key(it.id.get_ref()) {
                self.fault(
                    file,
                    &it.id,
                    "rule/duplicate-lexicon",
                    format!("the lexicon `{}` stands twice", it.id.get_ref()),
                    Some("give one of them another name".to_owned()),
                );
            }
            self.patterns(file, it.any.iter().chain(&it.minus).chain(&it.not));
            let texts = |list: Vec<Spanned<String>>| list.into_iter().map(Spanned::into_inner).collect();
            if it.any.is_empty() && it.minus.is_empty() && !file.is_checked() {
                self.fault(
                    file,
                    &it.id,
                    "rule/empty-lexicon",
                    format!("the lexicon `{}` holds no words", it.id.get_ref()),
                    None,
                );
            }
            into.insert(
                it.id.into_inner(),
                Lexicon { any: texts(it.any), minus: texts(it.minus), not: texts(it.not) },
            );
        }
    }

    /// Lines of words learned for `part`, each behind its weight.
    fn weights<T>(&mut self, file: &SourceFile, at: &Spanned<T>, part: &str, words: &str) {
        if !file.is_checked()
            && let Some(line) = association::fault(words)
        {
            let message = format!("line {line} of the words of `{part}` is no weight with a word behind it");
            let help = Some("learn the file anew with `probity rules learn`".to_owned());
            self.fault(file, at, "rule/association", message, help);
        }
    }

    /// Synonyms are single words in small letters.
    fn one_word(&mut self, file: &SourceFile, it: &Spanned<String>) {
        let word = it.get_ref();
        if word.is_empty() || !word.chars().all(char::is_lowercase) {
            let message = format!("`{word}` is not one word in small letters");
            let help = Some("phrases of several words belong to the lexicons and the cues".to_owned());
            self.fault(file, it, "rule/synonym", message, help);
        }
    }

    fn patterns<'a>(&mut self, file: &SourceFile, list: impl Iterator<Item = &'a Spanned<String>>) {
        // Each is read again when the rules are made ready.
        let unchecked = list.filter(|_| !file.is_checked());
        for it in unchecked {
            if let Err(fault) = pattern::check(it.get_ref()) {
                let help = Some("the patterns are explained in `scoring/README.md`".to_owned());
                self.fault(file, it, "rule/pattern", fault.to_string(), help);
            }
        }
    }

    fn question(
        &mut self,
        file: &SourceFile,
        it: RuleFile,
        question: &Question,
        shared: &BTreeMap<Name, Lexicon>,
    ) -> QuestionRules {
        if let Some(digest) = &it.question_digest
            && *digest.get_ref() != question.digest
        {
            self.fault(
                file,
                digest,
                "rule/other-wording",
                format!("these rules were written for another wording of `{}`", question.id),
                Some(format!("read the wording again, mend the rules and set `{}`", question.digest)),
            );
        }
        let mut lexicons = BTreeMap::new();
        self.lexicons(file, it.lexicon, &mut lexicons);
        let known = Known { lexicons: &lexicons, shared, question };
        let mut parts: Vec<PartRules> = question
            .parts
            .iter()
            .map(|it| PartRules {
                part: it.id.clone(),
                label: Vec::new(),
                topic: Vec::new(),
                specific_at: None,
                generic_at: 1,
                lasts_months: None,
                label_denies: true,
            })
            .collect();
        for tuned in it.part {
            self.part(file, &tuned.id, &known);
            for label in tuned.label.iter().chain(&tuned.topic) {
                self.lexicon(file, label.span().start, label.get_ref(), &known);
            }
            if let Some(part) = parts.iter_mut().find(|it| it.part == *tuned.id.get_ref()) {
                part.label = tuned.label.into_iter().map(Spanned::into_inner).collect();
                part.topic = tuned.topic.into_iter().map(Spanned::into_inner).collect();
                part.specific_at = tuned.specific_at;
                part.generic_at = tuned.generic_at.unwrap_or(1);
                part.lasts_months = tuned.lasts_months;
                part.label_denies = tuned.label_denies;
            }
        }
        let ids: BTreeSet<RuleId> = it.point.iter().map(|it| it.id.get_ref().clone()).collect();
        let mut seen = BTreeSet::new();
        let mut points = Vec::new();
        for point in it.point {
            if !seen.insert(point.id.get_ref().clone()) {
                self.fault(
                    file,
                    &point.id,
                    "rule/duplicate-point",
                    format!("the point `{}` stands twice", point.id.get_ref()),
                    Some("give one of them another name".to_owned()),
                );
            }
            let mut point = self.point(file, point, &known, &ids);
            // A claim on several parts lasts as long as the longest of them may.
            let of_parts = parts.iter().filter(|it| point.parts.contains(&it.part));
            point.lasts_months = of_parts
                .map(|it| it.lasts_months)
                .collect::<Option<Vec<u32>>>()
                .and_then(|it| it.into_iter().max());
            points.push(Arc::new(point));
        }
        let caps = it.cap.into_iter().map(|it| self.cap(file, it, &known, &ids)).collect();
        let bands = it.band.into_iter().map(|it| self.band(file, it, &known, &ids)).collect();
        let answer_tests = it
            .answer_test
            .into_iter()
            .map(|it| {
                let range = it.range.or(it.score.map(|it| (it, it))).unwrap_or((0, 5));
                AnswerTest { name: it.name, yes_no: it.yes_no, text: it.text, range, statuses: it.statuses }
            })
            .collect();
        QuestionRules {
            question: question.id.clone(),
            path: file.path.clone(),
            lexicons,
            made: file.phrases(),
            parts,
            points,
            caps,
            bands,
            answer_tests,
        }
    }

    fn part(&mut self, file: &SourceFile, part: &Spanned<PartId>, known: &Known<'_>) {
        if !known.question.parts.iter().any(|it| it.id == *part.get_ref()) {
            let names = known.question.parts.iter().map(|it| it.id.as_str());
            let help = nearest(part.get_ref().as_str(), names).map_or_else(
                || format!("its parts are {}", list(known.question.parts.iter().map(|it| it.id.as_str()))),
                |it| format!("the nearest part is `{it}`"),
            );
            self.fault(
                file,
                part,
                "rule/unknown-part",
                format!("`{}` is not a part of `{}`", part.get_ref(), known.question.id),
                Some(help),
            );
        }
    }

    fn lexicon(&mut self, file: &SourceFile, offset: usize, name: &Name, known: &Known<'_>) {
        if file.is_checked() {
            return;
        }
        let is_value = name.as_str().strip_prefix("value.").is_some_and(|it| ValueKind::parse(it).is_some());
        if is_value || known.lexicons.contains_key(name) || known.shared.contains_key(name) {
            return;
        }
        let names = known.lexicons.keys().chain(known.shared.keys()).map(Name::as_str);
        let mut it = Diagnostic::error(
            file.place(offset),
            "rule/unknown-lexicon",
            format!("there is no lexicon `{name}`"),
        );
        it.help = nearest(name.as_str(), names).map(|it| format!("the nearest lexicon is `{it}`"));
        self.faults.push(it);
    }

    fn point(
        &mut self,
        file: &SourceFile,
        it: PointFile,
        known: &Known<'_>,
        ids: &BTreeSet<RuleId>,
    ) -> Point {
        let id = it.id.get_ref().clone();
        let offset = it.id.span().start;
        let expected = format!("{}.", known.question.id);
        if !id.as_str().starts_with(&expected) {
            self.fault(
                file,
                &it.id,
                "rule/foreign-point",
                format!("the point `{id}` stands in the rules of `{}`", known.question.id),
                Some(format!("begin its id with `{expected}`")),
            );
        }
        let mut parts = Vec::new();
        if let Some(part) = it.part {
            self.part(file, &part, known);
            parts.push(part.into_inner());
        }
        for part in it.parts {
            if &**part.get_ref() == "*" {
                parts.extend(known.question.parts.iter().map(|it| it.id.clone()));
                continue;
            }
            match part.get_ref().parse::<PartId>() {
                Ok(id) => {
                    let span = part.span();
                    let spanned = Spanned::new(span, id);
                    self.part(file, &spanned, known);
                    parts.push(spanned.into_inner());
                }
                Err(error) => self.fault(file, &part, "rule/unknown-part", error.to_string(), None),
            }
        }
        if parts.is_empty() {
            self.fault(
                file,
                &it.id,
                "rule/no-part",
                format!("the point `{id}` bears on no part"),
                Some("name its `part`, or its `parts`".to_owned()),
            );
        }
        let needs: Vec<Vec<Name>> = it.needs.0.into_iter().map(|it| it.0).collect();
        for name in needs.iter().flatten().chain(&it.specific_if).chain(&it.unless).chain(&it.equivalents) {
            self.lexicon(file, offset, name, known);
        }
        if needs.is_empty() && it.on == super::On::Words && !it.labelled {
            self.fault(
                file,
                &it.id,
                "rule/needs-nothing",
                format!("the point `{id}` needs no words"),
                Some("name the lexicons that it `needs`".to_owned()),
            );
        }
        for other in &it.unless_claimed {
            if !ids.contains(other.get_ref()) {
                self.fault(
                    file,
                    other,
                    "rule/unknown-point",
                    format!("there is no point `{}` here", other.get_ref()),
                    None,
                );
            }
        }
        for part in &it.settles {
            self.part(file, part, known);
        }
        let tests = it
            .test
            .into_iter()
            .map(|it| PointTest { text: it.text, expect: it.expect, specific: it.specific, todo: it.todo })
            .collect();
        Point {
            id,
            parts,
            kind: it.kind,
            adverse: it.adverse,
            needs,
            on: it.on,
            within: it.within,
            specific_if: it.specific_if,
            unless: it.unless,
            reads_as: it.reads_as,
            denied_as: it.denied_as,
            lasts_months: None,
            at_most: it.at_most,
            any_holder: it.any_holder,
            support: it.support,
            labelled: it.labelled,
            settles: it.settles.into_iter().map(Spanned::into_inner).collect(),
            unless_claimed: it.unless_claimed.into_iter().map(Spanned::into_inner).collect(),
            open_exception: it.open_exception,
            equivalents: it.equivalents,
            why: it.why,
            tests,
        }
    }

    fn cap(&mut self, file: &SourceFile, it: CapFile, known: &Known<'_>, ids: &BTreeSet<RuleId>) -> Cap {
        self.when(file, &it.when, known, ids);
        Cap { id: it.id, max: it.max, reason: it.reason, when: it.when.into_inner() }
    }

    fn band(&mut self, file: &SourceFile, it: BandFile, known: &Known<'_>, ids: &BTreeSet<RuleId>) -> Band {
        self.when(file, &it.when, known, ids);
        Band { score: it.score, when: it.when.into_inner() }
    }

    fn when(&mut self, file: &SourceFile, when: &Spanned<When>, known: &Known<'_>, ids: &BTreeSet<RuleId>) {
        for part in &when.get_ref().parts {
            self.part(file, &Spanned::new(when.span(), part.clone()), known);
        }
        for claim in &when.get_ref().claims {
            if !ids.contains(claim) {
                self.fault(
                    file,
                    when,
                    "rule/unknown-point",
                    format!("there is no point `{claim}` here"),
                    nearest(claim.as_str(), ids.iter().map(RuleId::as_str))
                        .map(|it| format!("the nearest is `{it}`")),
                );
            }
        }
    }

    fn fact(
        &mut self,
        file: &SourceFile,
        fact: &Spanned<Fact>,
        questions: &BTreeMap<QuestionId, QuestionRules>,
        lexicons: &BTreeMap<Name, Lexicon>,
        elsewhere: &dyn Fn(&RuleId) -> bool,
    ) {
        for point in &fact.get_ref().point {
            let here = questions.values().any(|it| it.points.iter().any(|it| it.id == *point));
            if !here && !elsewhere(point) {
                let all = questions.values().flat_map(|it| it.points.iter().map(|it| it.id.as_str()));
                let help = nearest(point.as_str(), all).map(|it| format!("the nearest is `{it}`"));
                self.fault(file, fact, "rule/unknown-point", format!("there is no point `{point}`"), help);
            }
        }
        for name in &fact.get_ref().words {
            if !lexicons.contains_key(name) {
                self.fault(
                    file,
                    fact,
                    "rule/unknown-lexicon",
                    format!("there is no shared lexicon `{name}`"),
                    None,
                );
            }
        }
    }
}

impl Loader {
    /// The questions that a fact is looked for in are asked somewhere.
    fn asked(&mut self, file: &SourceFile, fact: &Spanned<Fact>, files: &[SourceFile], bank: &Bank) {
        for question in &fact.get_ref().questions {
            if bank.question(question).is_some() || Bank::asked_anywhere(files, question, None) {
                continue;
            }
            let known = bank.questions.iter().map(|it| it.id.as_str());
            let help = nearest(question.as_str(), known).map(|it| format!("the nearest id is `{it}`"));
            self.fault(
                file,
                fact,
                "rule/unknown-question",
                format!("the bank holds no question `{question}`"),
                help,
            );
        }
    }
}

struct Known<'a> {
    lexicons: &'a BTreeMap<Name, Lexicon>,
    shared: &'a BTreeMap<Name, Lexicon>,
    question: &'a Question,
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}

impl From<super::file::CueFile> for Cue {
    fn from(it: super::file::CueFile) -> Self {
        Self {
            id: it.id.into_inner(),
            class: it.class,
            direction: it.dir,
            tokens: it.tokens,
            sentence: it.sentence,
            kinds: it.kinds,
            text: it.text.into_iter().map(Spanned::into_inner).collect(),
        }
    }
}

impl From<ScaleFile> for Scale {
    fn from(it: ScaleFile) -> Self {
        let cap = |it: CapFile| Cap { id: it.id, max: it.max, reason: it.reason, when: it.when.into_inner() };
        let band = |it: BandFile| Band { score: it.score, when: it.when.into_inner() };
        Self {
            id: it.id,
            descriptors: it.descriptor,
            credit: it.credit,
            caps: it.cap.into_iter().map(cap).collect(),
            bands: it.band.into_iter().map(band).collect(),
            referrals: it.referral.into_iter().map(|it| (it.code.clone(), it)).collect(),
        }
    }
}
