//! What an amendment changes, for suppliers: value by value, in words.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Procurement;
use crate::bank::Bank;

/// One thing that is otherwise than it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Difference {
    /// Where: `dates.deadline`, `question SLP-08`.
    pub what: String,
    /// As it was; empty where it is new.
    pub was: String,
    /// As it is; empty where it is gone.
    pub is: String,
}

/// What of a procurement's file is no business of suppliers.
const INTERNAL: [&str; 3] = ["panel", "readiness", "question"];

/// What a procurement and its questions say otherwise than before, in the order of the file.
pub fn differences(before: (&Procurement, &Bank), now: (&Procurement, &Bank)) -> Vec<Difference> {
    let mut found = Vec::new();
    let (old, new) = (values(before.0), values(now.0));
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let (was, is) = (old.get(key), new.get(key));
        if was != is {
            let text = |it: Option<&String>| it.cloned().unwrap_or_default();
            found.push(Difference { what: key.clone(), was: text(was), is: text(is) });
        }
    }
    questions(before.1, now.1, &mut found);
    found
}

fn questions(before: &Bank, now: &Bank, found: &mut Vec<Difference>) {
    for old in &before.questions {
        if now.question(&old.id).is_none() {
            found.push(Difference {
                what: format!("question {}", old.id),
                was: format!("{}, weight {}", old.title, old.weight),
                is: String::new(),
            });
        }
    }
    for new in &now.questions {
        let what = format!("question {}", new.id);
        let Some(old) = before.question(&new.id) else {
            let is = format!("{}, weight {}", new.title, new.weight);
            found.push(Difference { what, was: String::new(), is });
            continue;
        };
        let mut tell = |name: &str, was: String, is: String| {
            if was != is {
                found.push(Difference { what: format!("{what}, {name}"), was, is });
            }
        };
        tell("weight", old.weight.to_string(), new.weight.to_string());
        tell("wording", old.text.clone(), new.text.clone());
        tell("word limit", old.word_limit.to_string(), new.word_limit.to_string());
        tell("use", old.used_as.as_str().to_owned(), new.used_as.as_str().to_owned());
        if old.digest != new.digest && old.text == new.text && old.word_limit == new.word_limit {
            tell(
                "parts or fields",
                format!("revision {}", old.revision),
                format!("revision {}", new.revision),
            );
        }
    }
}

/// All values of a procurement's file as text, by their paths. Entries of a list go by their id where they have one.
fn values(procurement: &Procurement) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    if let Ok(Value::Object(all)) = serde_json::to_value(procurement) {
        for (key, value) in all.iter().filter(|(key, _)| !INTERNAL.contains(&key.as_str())) {
            walk(key, value, &mut found);
        }
    }
    for it in &procurement.question {
        if let Some(minimum) = it.minimum {
            found.insert(format!("question {}, minimum score", it.id), minimum.to_string());
        }
    }
    found
}

fn walk(path: &str, value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Null => {}
        Value::Object(map) => {
            for (key, value) in map {
                walk(&format!("{path}.{key}"), value, found);
            }
        }
        Value::Array(list) if list.iter().all(|it| !it.is_object()) => {
            let words: Vec<String> = list.iter().map(plain).collect();
            if !words.is_empty() {
                found.insert(path.to_owned(), words.join(", "));
            }
        }
        Value::Array(list) => {
            for (n, it) in list.iter().enumerate() {
                let id = it.get("id").and_then(Value::as_str).map(str::to_owned);
                let name = id.unwrap_or_else(|| (n + 1).to_string());
                walk(&format!("{path} {name}"), it, found);
            }
        }
        other => {
            let text = plain(other);
            if !text.is_empty() {
                found.insert(path.to_owned(), text);
            }
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
