//! What an event holds, by the names that the table of acts gives.

use serde::{Serialize, Serializer, ser::SerializeMap as _};

/// Values by name, in the order of the names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<T>(Vec<(&'static str, T)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Named<T> {
    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|it| it.0 == name).map(|it| &it.1)
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&'static str, &T)> {
        self.0.iter().map(|it| (it.0, &it.1))
    }

    /// Their names.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &'static str> {
        self.0.iter().map(|it| it.0)
    }

    /// Adds a value, in place of one of the same name.
    pub(super) fn insert(&mut self, name: &'static str, value: T) {
        match self.0.binary_search_by(|it| it.0.cmp(name)) {
            Ok(at) => {
                if let Some(it) = self.0.get_mut(at) {
                    it.1 = value;
                }
            }
            Err(at) => self.0.insert(at, (name, value)),
        }
    }

    /// Adds a value whose name comes after all that are there; false where it does not.
    pub(super) fn follow(&mut self, name: &'static str, value: T) -> bool {
        let after = self.0.last().is_none_or(|it| it.0 < name);
        if after {
            self.0.push((name, value));
        }
        after
    }
}

impl<T> IntoIterator for Named<T> {
    type Item = (&'static str, T);
    type IntoIter = std::vec::IntoIter<(&'static str, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}
