//! The trust policy: by whose keys a record is believed. It comes from outside the record, or it proves nothing.
//!
//! The form is that of <https://git.glasklar.is/sigsum/core/sigsum-go/-/blob/main/doc/policy.md>, with C2SP keys:
//!
//! ```text
//! log council.gov.uk/2026/lighting+1a2b3c4d+AX9…
//! witness audit audit.council.gov.uk/w1+5e6f7a8b+BG1…
//! group watchers 1 audit ombudsman
//! quorum watchers
//! ```

use std::collections::BTreeMap;

use super::{
    checkpoint::Checkpoint,
    note::{Kind, NoteError, PublicKey},
};
use crate::diag::{Diagnostic, Diagnostics, Place};

/// Whose signatures must stand below a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The log's first key; its name is the log's origin.
    pub log: PublicKey,
    /// By the name that the policy gives them.
    pub witnesses: BTreeMap<String, PublicKey>,
    groups: BTreeMap<String, Group>,
    quorum: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    least: usize,
    members: Vec<String>,
}

/// Who is known to have signed a checkpoint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signers {
    /// The names of the keys.
    pub names: Vec<String>,
}

impl Policy {
    /// A policy that asks for the log's signature alone.
    pub fn of_log(log: PublicKey) -> Self {
        Self { log, witnesses: BTreeMap::new(), groups: BTreeMap::new(), quorum: None }
    }

    /// Reads a policy; `path` is its name in messages.
    ///
    /// # Errors
    /// With every fault and its line.
    pub fn parse(path: &str, text: &str) -> Result<Self, Diagnostics> {
        let mut reader = Reader { path, line: 0, faults: Diagnostics::default() };
        let mut log = None;
        let mut policy = (BTreeMap::new(), BTreeMap::<String, Group>::new(), None);
        let (witnesses, groups, quorum) = (&mut policy.0, &mut policy.1, &mut policy.2);
        for (n, line) in text.lines().enumerate() {
            reader.line = n + 1;
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                [] => {}
                [first, ..] if first.starts_with('#') => {}
                ["log", key] => match key.parse::<PublicKey>() {
                    Ok(key) if key.kind() != Kind::Log => reader.fault("this key is a witness's and not a log's"),
                    Ok(_) if log.is_some() => reader.fault("a policy names one log, by its first key"),
                    Ok(key) => log = Some(key),
                    Err(error) => reader.fault(error),
                },
                ["witness", name, key] => match key.parse::<PublicKey>() {
                    Ok(key) if key.kind() != Kind::Witness => {
                        reader.fault("this key is a log's and not a witness's");
                    }
                    Ok(key) if taken(name, witnesses, groups) || witnesses.values().any(|it| *it == key) => {
                        reader.fault(format!("`{name}`, or its key, is named twice"));
                    }
                    Ok(key) => {
                        witnesses.insert((*name).to_owned(), key);
                    }
                    Err(error) => reader.fault(error),
                },
                ["group", name, least, members @ ..] if !members.is_empty() => {
                    let all = members.len();
                    let number = match *least {
                        "all" => Some(all),
                        "any" => Some(1),
                        it => it.parse().ok().filter(|it| (1..=all).contains(it)),
                    };
                    let unknown = members.iter().find(|it| !taken(it, witnesses, groups));
                    match (number, unknown) {
                        (None, _) => reader.fault(format!("`{least}` is not `any`, `all` or a number from 1 to {all}")),
                        (_, Some(it)) => reader.fault(format!("`{it}` is not a witness or group that stands above")),
                        (Some(_), None) if taken(name, witnesses, groups) => {
                            reader.fault(format!("`{name}` is named twice"));
                        }
                        (Some(least), None) => {
                            let members = members.iter().map(|it| (*it).to_owned()).collect();
                            groups.insert((*name).to_owned(), Group { least, members });
                        }
                    }
                }
                ["quorum", _] if quorum.is_some() => reader.fault("the quorum is named twice"),
                ["quorum", "none"] => *quorum = Some(None),
                ["quorum", name] if taken(name, witnesses, groups) => *quorum = Some(Some((*name).to_owned())),
                ["quorum", name] => reader.fault(format!("`{name}` is not a witness or group that stands above")),
                _ => reader.fault(
                    "the line is none of `log KEY`, `witness NAME KEY`, `group NAME NUMBER MEMBER…`, `quorum NAME`",
                ),
            }
        }
        if log.is_none() {
            reader.line = 1;
            reader.fault("the policy names no log");
        }
        if quorum.is_none() && !witnesses.is_empty() {
            reader.line = 1;
            reader
                .fault("the policy does not say which witnesses must have signed: end it with `quorum NAME`");
        }
        let (witnesses, groups, quorum) = policy;
        match log {
            Some(log) if reader.faults.is_empty() => {
                Ok(Self { log, witnesses, groups, quorum: quorum.flatten() })
            }
            _ => Err(reader.faults),
        }
    }

    /// The policy as a file.
    pub fn text(&self) -> String {
        let mut text = format!("log {}\n", self.log);
        for (name, key) in &self.witnesses {
            text.push_str(&format!("witness {name} {key}\n"));
        }
        for (name, Group { least, members }) in &self.groups {
            text.push_str(&format!("group {name} {least} {}\n", members.join(" ")));
        }
        text.push_str(&format!("quorum {}\n", self.quorum.as_deref().unwrap_or("none")));
        text
    }

    /// Whether `checkpoint` is this log's, signed by `log_key`, which was in force, and by the witnesses that the
    /// policy asks for.
    ///
    /// # Errors
    /// With what is missing or wrong.
    pub fn accept(&self, checkpoint: &Checkpoint, log_key: &PublicKey) -> Result<Signers, NoteError> {
        if checkpoint.origin != self.log.name() {
            return Err(NoteError(format!(
                "the checkpoint is of the log `{}`, and the policy trusts `{}`",
                checkpoint.origin,
                self.log.name()
            )));
        }
        let keys: Vec<&PublicKey> = [log_key].into_iter().chain(self.witnesses.values()).collect();
        let signed = checkpoint.note.verify(keys.iter().copied())?;
        let by = |key: &PublicKey| signed.iter().any(|it| keys.get(it.key).is_some_and(|it| *it == key));
        if !by(log_key) {
            return Err(NoteError(
                "the log's own signature, by the key that was in force, is missing".to_owned(),
            ));
        }
        if let Some(quorum) = &self.quorum
            && !self.reached(quorum, &by)
        {
            return Err(NoteError(format!(
                "the signatures of witnesses that the policy asks for (`{quorum}`) are missing"
            )));
        }
        let names = keys.iter().filter(|it| by(it)).map(|it| it.name().to_owned()).collect();
        Ok(Signers { names })
    }

    fn reached(&self, name: &str, by: &dyn Fn(&PublicKey) -> bool) -> bool {
        if let Some(key) = self.witnesses.get(name) {
            return by(key);
        }
        // Members stand above their group, so this ends.
        self.groups.get(name).is_some_and(|group| {
            group.members.iter().filter(|it| self.reached(it, by)).count() >= group.least
        })
    }
}

fn taken(name: &str, witnesses: &BTreeMap<String, PublicKey>, groups: &BTreeMap<String, Group>) -> bool {
    name == "none" || witnesses.contains_key(name) || groups.contains_key(name)
}

struct Reader<'a> {
    path: &'a str,
    line: usize,
    faults: Diagnostics,
}

impl Reader<'_> {
    fn fault(&mut self, message: impl ToString) {
        let place = Place::Line { path: self.path.to_owned(), line: self.line, column: 1 };
        self.faults.push(Diagnostic::error(place, "record/policy", message.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{Hash, Moment},
        ledger::note::Key,
    };

    #[test]
    fn a_quorum_of_witnesses_is_asked_for() {
        let log = Key::new("log.example/1", Kind::Log, &[1; 32]).unwrap();
        let witness = |name: &str, seed| Key::new(name, Kind::Witness, &[seed; 32]).unwrap();
        let (a, b, c) = (witness("a.example", 2), witness("b.example", 3), witness("c.example", 4));
        let text = format!(
            "# of the council\nlog {}\nwitness a {}\nwitness b {}\nwitness c {}\ngroup two 2 a b c\nquorum two\n",
            log.public(),
            a.public(),
            b.public(),
            c.public()
        );
        let policy = Policy::parse("trust.policy", &text).unwrap();
        assert_eq!(Policy::parse("again", &policy.text()).unwrap(), policy);
        let mut checkpoint = Checkpoint::new(1, Hash::of(&[b"x"]), &log).unwrap();
        let at = Moment::from_unix_millis(0);
        assert!(policy.accept(&checkpoint, log.public()).is_err());
        checkpoint.cosign(&c, at);
        assert!(policy.accept(&checkpoint, log.public()).is_err());
        checkpoint.cosign(&a, at);
        assert_eq!(
            policy.accept(&checkpoint, log.public()).unwrap().names,
            ["log.example/1", "a.example", "c.example"]
        );
        assert!(
            policy
                .accept(&checkpoint, Key::new("log.example/1", Kind::Log, &[9; 32]).unwrap().public())
                .is_err()
        );
    }

    #[test]
    fn faults_are_told_with_their_lines() {
        let text = "log x\nwitness a\ngroup g 2 a\nquorum g\nodd\n";
        let faults = Policy::parse("p", text).unwrap_err().to_string();
        for expected in ["p:1:1", "p:2:1", "p:3:1", "p:4:1", "p:5:1", "names no log"] {
            assert!(faults.contains(expected), "{expected} in {faults}");
        }
    }
}
