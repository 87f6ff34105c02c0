//! An account: its key, and which of KashIO's years it speaks. What happens to its invoices is not known here.

use super::twenty_two;
use crate::fake::Refused;
use serde_json::{Value, json};

/// Which documents an account's answers follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    /// Amounts are texts, and codes have ten digits.
    Y2017,
    /// Amounts are numbers, and codes have twelve digits.
    Y2020,
}

/// An account of the fake provider.
#[derive(Clone, Debug)]
pub(super) struct Account {
    key: String,
    pub(super) live: bool,
    pub(super) year: Year,
    /// 8, 10 or 12.
    pub(super) ktin_digits: usize,
    /// What stands in its ids: `live`, `cert`, `cs0`; nothing in 2017.
    ids: Option<&'static str>,
}

/// What may stand in an id. The documents have all three, whatever the key says.
const IDS: [&str; 3] = ["live", "cert", "cs0"];

/// What stands in the ids of a key that says nothing else.
fn ids_of(live: bool) -> &'static str {
    if live { "live" } else { "cert" }
}

impl Account {
    /// The account of a key, as it is when it is first seen; `None` where it is no key.
    pub(super) fn of(key: &str) -> Option<Self> {
        let live = key.starts_with("sk_live_");
        let tail = key.strip_prefix("sk_live_").or_else(|| key.strip_prefix("sk_test_"))?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        let fits = (4..=128).contains(&tail.len()) && tail.bytes().all(plain);
        fits.then(|| Self { key: key.to_owned(), live, year: Year::Y2020, ktin_digits: 12, ids: Some(ids_of(live)) })
    }

    /// A new id: `inv_cert_` and twenty-two more, or `inv_` and as many in 2017.
    pub(super) fn id(&self, of: &str) -> String {
        match self.ids {
            Some(ids) => format!("{of}_{ids}_{}", twenty_two()),
            None => format!("{of}_{}", twenty_two()),
        }
    }

    /// Its key with the middle left out, so that a screenshot gives nothing away.
    pub(super) fn shortened(&self) -> String {
        let (head, tail) = self.key.split_at(8);
        format!("{head}…{}", &tail[tail.len().saturating_sub(4)..])
    }

    /// The account as the control page shows it, and what it can be set to.
    pub(super) fn document(&self) -> Value {
        let year = match self.year {
            Year::Y2017 => "2017",
            Year::Y2020 => "2020",
        };
        json!({
            "provider": super::NAME,
            "key": self.key,
            "live": self.live,
            "year": year,
            "ktin_digits": self.ktin_digits,
            "ids": self.ids,
            "choices": { "year": ["2020", "2017"], "ktin_digits": [12, 10, 8], "ids": [IDS[0], IDS[1], IDS[2], null] },
        })
    }

    /// Changes what is said; nothing is changed where something cannot be.
    pub(super) fn set(&mut self, settings: &Value) -> Result<(), Refused> {
        let impossible = |why: &str| Refused::Impossible(why.to_owned());
        let mut changed = self.clone();
        match settings.get("year").and_then(Value::as_str) {
            Some("2017") => (changed.year, changed.ktin_digits, changed.ids) = (Year::Y2017, 10, None),
            Some("2020") => {
                (changed.year, changed.ktin_digits, changed.ids) = (Year::Y2020, 12, Some(ids_of(changed.live)));
            }
            Some(_) => return Err(impossible("year must be 2017 or 2020")),
            None => {}
        }
        match settings.get("ktin_digits").map(Value::as_u64) {
            Some(Some(digits @ (8 | 10 | 12))) => changed.ktin_digits = usize::try_from(digits).unwrap_or(12),
            Some(_) => return Err(impossible("ktin_digits must be 8, 10 or 12")),
            None => {}
        }
        match settings.get("ids") {
            Some(Value::Null) => changed.ids = None,
            Some(ids) => {
                let known = IDS.into_iter().find(|known| ids.as_str() == Some(known));
                changed.ids = Some(known.ok_or_else(|| impossible("ids must be live, cert or cs0, or null for none"))?);
            }
            None => {}
        }
        *self = changed;
        Ok(())
    }
}
