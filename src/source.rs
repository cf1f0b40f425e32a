//! Data files as text with places: TOML that knows its lines, and TOML front matter over Markdown.

use serde::de::DeserializeOwned;

pub use toml::Spanned;

use crate::diag::{Diagnostic, Place};

/// One data file: its path for messages, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// As the user would name it, with `/` between folders.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl SourceFile {
    /// Where the byte `offset` stands.
    pub fn place(&self, offset: usize) -> Place {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(1, |it| it.chars().count() + 1);
        Place::Line { path: self.path.clone(), line, column }
    }

    /// The file as a whole.
    pub fn whole(&self) -> Place {
        Place::Whole { path: self.path.clone() }
    }

    /// Reads the text as TOML into `T`; what is wrong carries its line and column.
    pub fn toml<T: DeserializeOwned>(&self) -> Result<T, Diagnostic> {
        toml::from_str(&self.text).map_err(|error| self.toml_fault(&error, 0))
    }

    /// Splits `+++` TOML front matter from the Markdown below it and reads the former into `T`.
    pub fn front_matter<T: DeserializeOwned>(&self) -> Result<(T, &str), Diagnostic> {
        const FENCE: &str = "+++\n";
        let missing = || {
            Diagnostic::error(self.whole(), "source/front-matter", "the file has no front matter").help(
                "begin it with `+++`, the TOML fields, and `+++` again, each fence on a line of its own",
            )
        };
        let rest = self.text.strip_prefix(FENCE).ok_or_else(missing)?;
        let (head, body) = rest.split_once("\n+++\n").ok_or_else(missing)?;
        let fields = toml::from_str(head).map_err(|error| self.toml_fault(&error, FENCE.len()))?;
        Ok((fields, body.trim_start_matches('\n')))
    }

    fn toml_fault(&self, error: &toml::de::Error, shift: usize) -> Diagnostic {
        let place = error.span().map_or_else(|| self.whole(), |span| self.place(span.start + shift));
        Diagnostic::error(place, "source/toml", error.message().replace('\n', ", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    struct Head {
        #[expect(dead_code, reason = "only its presence matters here")]
        id: String,
    }

    #[test]
    fn a_fault_of_front_matter_is_placed_in_the_whole_file() {
        let file = SourceFile { path: "a.md".into(), text: "+++\nid = \"a\"\nodd = 1\n+++\nText\n".into() };
        let fault = file.front_matter::<Head>().unwrap_err();
        assert_eq!(fault.place.to_string(), "a.md:3:1");
    }
}
