//! What is written on the screens, in each language: the names that a journey in that language finds things by.

use std::collections::HashMap;

/// The texts of one language.
pub(crate) struct Words(HashMap<String, String>);

impl Words {
    /// The texts of one of `views::lang::TAGS`.
    pub(crate) fn of(lang: &str) -> Self {
        Self(serde_json::from_str(views::lang::file(lang)).expect("a language is a file of texts"))
    }

    /// The text of this key.
    pub(crate) fn say(&self, key: &str) -> String {
        self.0.get(key).unwrap_or_else(|| panic!("no text is called {key}")).clone()
    }
}
