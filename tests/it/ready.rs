//! What is built in was read when the program was built; it must say what its text says.

use std::sync::Arc;

use probity::{
    assess::Engine,
    bank::Bank,
    clause::Library,
    diag::Place,
    id::Date,
    rule::{Lexicon, Rules},
    store,
    tender::{Piece, Response, ResponseState},
    workbook::layout::Layouts,
};

#[test]
fn what_was_read_before_is_what_the_text_says() {
    let (text, ready) = (store::data(None).unwrap(), store::ready(None).unwrap());
    assert!(ready.iter().filter(|it| it.is_checked()).count() > 40);
    for (text, ready) in text.iter().zip(&ready) {
        assert_eq!((&text.path, &text.text), (&ready.path, &ready.text));
        assert_eq!(text.digest(), ready.digest(), "{}", text.path);
    }
    let bank = Bank::load(&text, None).unwrap();
    assert_eq!(format!("{bank:?}"), format!("{:?}", Bank::load(&ready, None).unwrap()));
    let of = |files| format!("{:?}", Layouts::load(files).unwrap());
    assert_eq!(of(&text), of(&ready));
    let of = |files| format!("{:?}", Library::load(files, &bank).unwrap());
    assert_eq!(of(&text), of(&ready));
    let mut told = Rules::load(&text, &bank).unwrap();
    let mut known = Rules::load(&ready, &bank).unwrap();
    for rules in told.questions.values_mut() {
        rules.answer_tests.clear();
        rules.points.iter_mut().for_each(|it| Arc::make_mut(it).tests.clear());
        rules.lexicons.values_mut().for_each(|it| *it = Lexicon::default());
    }
    // Without its tests and patterns, which shows that it was not read from the text.
    assert!(known.made.take().is_some());
    known.questions.values_mut().for_each(|it| assert!(it.made.take().is_some(), "{}", it.path));
    assert_eq!(format!("{told:?}"), format!("{known:?}"));
}

#[test]
fn what_was_made_of_patterns_finds_what_the_patterns_find() {
    let (text, ready) = (store::data(None).unwrap(), store::ready(None).unwrap());
    let bank = Bank::load(&text, None).unwrap();
    let rules = Rules::load(&text, &bank).unwrap();
    let made = Engine::new(&bank, Rules::load(&ready, &bank).unwrap()).unwrap();
    let told = Engine::new(&bank, rules.clone()).unwrap();
    let on: Date = "2026-09-01".parse().unwrap();
    for of in rules.questions.values() {
        let tests = of.points.iter().flat_map(|it| it.tests.iter().step_by(3)).map(|it| it.text.as_str());
        for text in tests.step_by(5) {
            let place = Place::Whole { path: "a.csv".to_owned() };
            let response = Response {
                question: of.question.clone(),
                state: ResponseState::Answered,
                yes_no: None,
                pieces: vec![Piece { place, text: text.to_owned(), yes_no: None, item: None, parts: None }],
                evidence: None,
                confidential: false,
                fields: Vec::new(),
            };
            let [made, told] = [&made, &told].map(|it| it.answer(&response, "Invented Ltd", on));
            assert!(told.is_some());
            assert_eq!(made, told, "{}: {text}", of.question);
        }
    }
}
