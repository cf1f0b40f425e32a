//! What is built in was read when the program was built; it must say what its text says.

use probity::{bank::Bank, clause::Library, rule::Rules, store, workbook::layout::Layouts};

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
    let known = Rules::load(&ready, &bank).unwrap();
    for rules in told.questions.values_mut() {
        rules.answer_tests.clear();
        rules.points.iter_mut().for_each(|it| it.tests.clear());
    }
    // Without its tests, which shows that it was not read from the text.
    assert_eq!(format!("{told:?}"), format!("{known:?}"));
}
