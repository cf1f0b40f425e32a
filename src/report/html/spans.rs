//! A supplier's text cut where claims begin and end, so that overlapping claims can be shown in one text.

use serde::Serialize;

use crate::report::words;

/// A claim's place in the text, in characters, with the number that the page gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span<'a> {
    pub number: usize,
    pub start: usize,
    pub end: usize,
    /// What the mark says when it is pointed at.
    pub title: &'a str,
    /// The class of the finding.
    pub class: &'static str,
}

/// A stretch of text over which the same claims hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Segment {
    /// The words, made visible.
    pub text: String,
    /// Whether any claim holds.
    pub marked: bool,
    /// The classes of the claims that hold, each once.
    pub classes: String,
    /// What the claims say.
    pub title: String,
    /// Claims that begin here; each number is the target of a link.
    pub opens: Vec<usize>,
    /// Claims that end here; each number links back to the finding.
    pub closes: Vec<usize>,
}

/// Cuts `text` at every beginning and end of `spans`. Spans are held to the text: one that reaches beyond it
/// is cut short, an empty one marks nothing but keeps its anchors.
pub(super) fn cut(text: &str, spans: &[Span<'_>]) -> Vec<Segment> {
    let length = text.chars().count();
    let spans: Vec<Span<'_>> = spans
        .iter()
        .map(|it| {
            let end = it.end.min(length);
            Span { start: it.start.min(end), end, ..*it }
        })
        .collect();
    let mut cuts: Vec<usize> = spans.iter().flat_map(|it| [it.start, it.end]).chain([0, length]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut rest = text.chars();
    let mut segments: Vec<Segment> = Vec::new();
    for (from, to) in cuts.iter().zip(cuts.iter().skip(1)) {
        let words: String = rest.by_ref().take(to - from).collect();
        let over: Vec<&Span<'_>> =
            spans.iter().filter(|it| it.start <= *from && it.end >= *to && it.start < it.end).collect();
        let mut classes: Vec<&str> = over.iter().map(|it| it.class).collect();
        classes.sort_unstable();
        classes.dedup();
        let titles: Vec<&str> = over.iter().map(|it| it.title).collect();
        segments.push(Segment {
            text: words::visible(&words).into_owned(),
            marked: !over.is_empty(),
            classes: classes.join(" "),
            title: words::visible(&titles.join("; ")).into_owned(),
            opens: numbers(&spans, |it| it.start == *from),
            closes: numbers(&spans, |it| it.end == *to),
        });
    }
    // A claim with no words at the very end of the text still needs its anchors.
    for it in spans.iter().filter(|it| it.start == length) {
        match segments.last_mut() {
            Some(last) => last.opens.push(it.number),
            None => segments.push(Segment {
                text: String::new(),
                marked: false,
                classes: String::new(),
                title: String::new(),
                opens: vec![it.number],
                closes: vec![it.number],
            }),
        }
    }
    segments
}

fn numbers(spans: &[Span<'_>], wanted: impl Fn(&Span<'_>) -> bool) -> Vec<usize> {
    spans.iter().filter(|it| wanted(it)).map(|it| it.number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, spans: &[(usize, usize)], expected: &[&str]) {
        let spans: Vec<Span<'_>> = (1..)
            .zip(spans)
            .map(|(number, (start, end))| Span {
                number,
                start: *start,
                end: *end,
                title: "t",
                class: "full",
            })
            .collect();
        let shown: Vec<String> = cut(text, &spans)
            .iter()
            .map(|it| {
                format!("{:?}{}{:?}{:?}", it.opens, if it.marked { "*" } else { "" }, it.text, it.closes)
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn overlapping_claims_share_a_segment_and_every_claim_opens_and_closes_once() {
        check("plain", &[], &[r#"[]"plain"[]"#]);
        check(
            "abcdef",
            &[(1, 4), (2, 6)],
            &[r#"[]"a"[]"#, r#"[1]*"b"[]"#, r#"[2]*"cd"[1]"#, r#"[]*"ef"[2]"#],
        );
        check("£é😀x", &[(2, 3)], &[r#"[]"£é"[]"#, r#"[1]*"😀"[1]"#, r#"[]"x"[]"#]);
    }

    #[test]
    fn a_claim_that_reaches_beyond_the_text_is_held_to_it() {
        check("abc", &[(1, 99)], &[r#"[]"a"[]"#, r#"[1]*"bc"[1]"#]);
        check("abc", &[(7, 9)], &[r#"[1]"abc"[1]"#]);
        check("", &[(0, 0)], &[r#"[1]""[1]"#]);
    }

    #[test]
    fn the_segments_are_the_text() {
        let text = "one two three";
        let spans: Vec<Span<'_>> = (0..13)
            .map(|n| Span { number: n, start: n, end: (n * 7) % 13, title: "", class: "part" })
            .collect();
        let joined: String = cut(text, &spans).into_iter().map(|it| it.text).collect();
        assert_eq!(joined, text);
    }
}
