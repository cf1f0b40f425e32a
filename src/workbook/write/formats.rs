//! How cells look. Every difference that a colour makes is made by weight, pattern, border or words too,
//! because committee papers are printed in grey. A darker fill is a higher score.

use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, ConditionalFormatText, ConditionalFormatTextRule, Format, FormatAlign,
    FormatBorder, FormatPattern, FormatUnderline, Worksheet, XlsxError,
};

const INK: Color = Color::RGB(0x1B_26_31);
const NAVY: Color = Color::RGB(0x1F_3A_5F);
const LINE: Color = Color::RGB(0x8A_97_A6);
const BAND: Color = Color::RGB(0xE6_EC_F3);
const PALE: Color = Color::RGB(0xF5_F7_FA);
const FILL_IN: Color = Color::RGB(0xFF_F8_D6);

/// All formats of the score workbook.
pub(super) struct Formats {
    pub title: Format,
    pub note: Format,
    pub line: Format,
    pub head: Format,
    pub head_centre: Format,
    pub section: Format,
    pub label: Format,
    pub text: Format,
    pub small: Format,
    pub number: Format,
    pub question: Format,
    pub question_note: Format,
    pub question_number: Format,
    pub score: Format,
    pub score_look: Format,
    pub answer_label: Format,
    pub answer: Format,
    pub part_label: Format,
    pub part: Format,
    pub part_number: Format,
    pub foot_label: Format,
    pub look_label: Format,
    pub look: Format,
    pub awarded: Format,
    pub reason: Format,
    pub check: Format,
    pub link: Format,
    high: Format,
    upper: Format,
    middle: Format,
    low: Format,
    lower: Format,
    lowest: Format,
    range: Format,
    denied: Format,
    open: Format,
    nothing: Format,
    to_do: Format,
}

impl Formats {
    pub(super) fn new() -> Self {
        let plain = || Format::new().set_font_size(10).set_font_color(INK).set_align(FormatAlign::Top);
        let wrapped = || plain().set_text_wrap();
        // Words keep off the lines of their box.
        let aside = |it: Format| it.set_align(FormatAlign::Left).set_indent(1);
        let boxed = |it: Format| it.set_border(FormatBorder::Thin).set_border_color(LINE);
        let head = || {
            boxed(wrapped())
                .set_bold()
                .set_font_color(Color::White)
                .set_background_color(NAVY)
                .set_align(FormatAlign::VerticalCenter)
        };
        let question =
            || boxed(wrapped()).set_bold().set_background_color(BAND).set_border_top(FormatBorder::Medium);
        let score = || boxed(plain()).set_bold().set_align(FormatAlign::Center);
        let fill_in = || boxed(wrapped()).set_background_color(FILL_IN).set_unlocked();
        Self {
            title: plain().set_bold().set_font_size(16).set_font_color(NAVY),
            note: wrapped().set_font_size(9),
            line: plain().set_indent(1).set_align(FormatAlign::Left),
            head: aside(head()),
            head_centre: head().set_align(FormatAlign::Center),
            section: plain().set_bold().set_font_size(12).set_font_color(NAVY),
            label: aside(boxed(wrapped())).set_bold(),
            text: aside(boxed(wrapped())),
            small: aside(boxed(wrapped())).set_font_size(9),
            number: boxed(plain()).set_align(FormatAlign::Center),
            question: aside(question()),
            question_note: aside(question()).unset_bold(),
            question_number: question().set_align(FormatAlign::Center),
            score: score(),
            // The mark does not make a text of the number.
            score_look: score().set_num_format("0\"*\""),
            answer_label: boxed(plain()).set_italic().set_align(FormatAlign::Right),
            answer: aside(boxed(wrapped())).set_background_color(PALE),
            part_label: boxed(plain()).set_align(FormatAlign::Right),
            part: aside(boxed(wrapped())),
            part_number: boxed(plain()).set_align(FormatAlign::Center),
            foot_label: plain().set_align(FormatAlign::Right),
            look_label: boxed(plain()).set_bold().set_align(FormatAlign::Right),
            look: aside(boxed(wrapped()))
                .set_pattern(FormatPattern::Solid)
                .set_background_color(Color::White),
            awarded: fill_in().set_bold().set_align(FormatAlign::Center),
            // Text, so that a reason that begins with `=` or looks like a date stays what was typed.
            reason: aside(fill_in()).set_num_format("@"),
            check: aside(boxed(wrapped())),
            link: aside(boxed(wrapped())).set_underline(FormatUnderline::Single),
            high: Format::new().set_font_color(Color::White).set_background_color(NAVY).set_bold(),
            upper: Format::new()
                .set_font_color(Color::White)
                .set_background_color(Color::RGB(0x3D_65_95))
                .set_bold(),
            middle: Format::new().set_background_color(Color::RGB(0x9D_BA_D7)),
            low: Format::new().set_background_color(Color::RGB(0xD3_E0_EE)),
            lower: Format::new().set_background_color(Color::RGB(0xEE_F3_F8)),
            lowest: Format::new().set_background_color(Color::White).set_bold(),
            range: Format::new()
                .set_italic()
                .set_pattern(FormatPattern::LightUp)
                .set_foreground_color(LINE)
                .set_background_color(Color::White),
            denied: Format::new().set_bold().set_background_color(Color::RGB(0xD0_D4_D9)),
            open: Format::new().set_italic().set_bold(),
            nothing: Format::new().set_font_color(Color::RGB(0x55_5B_63)).set_italic(),
            to_do: Format::new().set_bold().set_background_color(FILL_IN),
        }
    }

    /// Fills that follow the score: a darker fill is a higher score, a hatched one is a range.
    pub(super) fn shade_scores(
        &self,
        sheet: &mut Worksheet,
        (row, col): (u32, u16),
        (last_row, last_col): (u32, u16),
        top: u8,
    ) -> Result<(), XlsxError> {
        let cell = rust_xlsxwriter::utility::row_col_to_cell(row, col);
        let top = u32::from(top);
        let rules = [
            (format!("=AND(ISTEXT({cell}),LEN({cell})>0)"), &self.range),
            (format!("=AND(ISNUMBER({cell}),{cell}>={top})"), &self.high),
            (format!("=AND(ISNUMBER({cell}),{cell}*5>={})", top * 4), &self.upper),
            (format!("=AND(ISNUMBER({cell}),{cell}*5>={})", top * 3), &self.middle),
            (format!("=AND(ISNUMBER({cell}),{cell}*5>={})", top * 2), &self.low),
            (format!("=AND(ISNUMBER({cell}),{cell}*5>={top})"), &self.lower),
            (format!("=ISNUMBER({cell})"), &self.lowest),
        ];
        for (rule, format) in rules {
            let rule = ConditionalFormatFormula::new()
                .set_rule(rule.as_str())
                .set_format(format)
                .set_stop_if_true(true);
            sheet.add_conditional_format(row, col, last_row, last_col, &rule)?;
        }
        Ok(())
    }

    /// Weights that follow the sign in front of a finding.
    pub(super) fn shade_findings(
        &self,
        sheet: &mut Worksheet,
        col: u16,
        rows: (u32, u32),
    ) -> Result<(), XlsxError> {
        for (sign, format) in [("○", &self.denied), ("?", &self.open), ("–", &self.nothing)] {
            let rule = ConditionalFormatText::new()
                .set_rule(ConditionalFormatTextRule::BeginsWith(sign.to_owned()))
                .set_format(format);
            sheet.add_conditional_format(rows.0, col, rows.1, col, &rule)?;
        }
        Ok(())
    }

    /// What is still to do stands out.
    pub(super) fn shade_checks(
        &self,
        sheet: &mut Worksheet,
        col: u16,
        rows: (u32, u32),
    ) -> Result<(), XlsxError> {
        let rule = ConditionalFormatText::new()
            .set_rule(ConditionalFormatTextRule::Contains("missing".to_owned()))
            .set_format(&self.to_do);
        sheet.add_conditional_format(rows.0, col, rows.1, col, &rule)?;
        Ok(())
    }
}
