//! The themes under which packs print questions.

use super::{
    file::ThemesFile,
    read::{THEMES, not_empty, parse, read},
};
use crate::{diag::Diagnostics, id::Name, source::SourceFile};

/// The themes in their order; none where the bank has no file of them.
pub(super) fn themes(files: &[SourceFile], faults: &mut Diagnostics) -> Vec<(Name, String)> {
    let Some(file) = files.iter().find(|it| it.path == THEMES) else { return Vec::new() };
    let Some(read) = read::<ThemesFile>(file, faults) else { return Vec::new() };
    let mut themes = Vec::new();
    for it in read.themes {
        not_empty(file, &it.title, faults);
        if let Some(id) = parse::<Name>(file, &it.id, faults) {
            themes.push((id, it.title.into_inner()));
        }
    }
    themes
}
