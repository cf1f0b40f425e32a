//! Whether the assessment methodology can be used as it stands: complete, and with every score described.

use super::Desk;
use crate::{
    diag::{Diagnostic, Diagnostics},
    procurement::Role,
    source::SourceFile,
};

const CODE: &str = "procurement/method";

/// Tells what is unknown, still to set, or undescribed.
pub(super) fn check(desk: &mut Desk<'_>, files: &[SourceFile]) {
    let Some(method) = desk.procurement.method(files) else { return };
    let method = match method {
        Ok(method) => method,
        Err(found) => {
            let mut faults = Diagnostics::default();
            for it in found.into_sorted() {
                let place = if it.code == "method/unknown" {
                    desk.procurement.place("method")
                } else {
                    it.place.clone()
                };
                faults.push(Diagnostic { place, ..it });
            }
            desk.faults.extend(faults);
            return;
        }
    };
    for it in method.unset() {
        let at = if it.contains("minimum score") { "question" } else { "price" };
        let help = "write it under `[price]`; what suppliers are compared with is published";
        desk.error(
            at,
            CODE,
            format!("`{}` needs {it}", method.id),
            if at == "price" { help } else { "lower it" },
        );
    }
    let most = method.scale.most();
    for score in 0..=most {
        let described =
            method.scale.descriptors.iter().any(|it| it.score == score && !it.text.trim().is_empty());
        if !described {
            desk.error(
                "method",
                "procurement/descriptor",
                format!("the scale `{}` says nothing of a score of {score}", method.scale.id),
                "describe every score: suppliers must know what earns it (section 23 of the Procurement Act 2023)",
            );
        }
    }
    let evaluators = desk.procurement.panel.iter().filter(|it| it.role == Some(Role::Evaluator)).count();
    let least = usize::try_from(method.assessment.least_panel).unwrap_or(usize::MAX);
    if evaluators < least {
        desk.error(
            "panel",
            "procurement/panel",
            format!("`{}` promises {least} evaluators, and {evaluators} are named", method.id),
            "name them, or choose another methodology: what is published must be kept",
        );
    }
}
