//! A form as Stripe reads it: fields named with brackets, lists counted or not. A field nobody knows is refused by its name, so that
//! a slip of the pen does not pass.

use super::errors::Failure;
use http::{Request, header};

/// The fields of a form or of a query, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads the query and the body of a request.
    pub(super) fn read(request: &Request<bytes::Bytes>) -> Result<Self, Failure> {
        let query = request.uri().query().unwrap_or_default();
        let mut fields: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        if !request.body().is_empty() {
            let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
            if kind.split(';').next() != Some("application/x-www-form-urlencoded") {
                return Err(Failure::no_form());
            }
            fields.extend(url::form_urlencoded::parse(request.body()).into_owned());
        }
        Ok(Self(fields))
    }

    /// Refuses what is none of these: `a[b]` by its name, `a[]` for a list, `a[*]` for any name inside.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Failure> {
        let is_known = |name: &str| {
            let plain = plain(name);
            known.iter().any(|known| match known.strip_suffix("[*]") {
                Some(of) => name.strip_prefix(of).is_some_and(|rest| rest.starts_with('[') && rest.ends_with(']')),
                None => plain == *known,
            })
        };
        match self.0.iter().find(|(name, _)| !is_known(name) && plain(name) != "expand[]") {
            Some((name, _)) => Err(Failure::invalid("parameter_unknown", name, format!("Received unknown parameter: {name}"))),
            None => Ok(()),
        }
    }

    /// A field, where it is there and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The same, where the call cannot do without it.
    pub(super) fn needed(&self, name: &str) -> Result<&str, Failure> {
        self.get(name).ok_or_else(|| Failure::missing(name))
    }

    /// A whole number, where it is there.
    pub(super) fn whole(&self, name: &str) -> Result<Option<i64>, Failure> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let number =
            text.parse().map_err(|_| Failure::invalid("parameter_invalid_integer", name, format!("Invalid integer: {text}")));
        number.map(Some)
    }

    /// All of a list.
    pub(super) fn list(&self, name: &str) -> Vec<&str> {
        let wanted = format!("{name}[]");
        self.0.iter().filter(|(known, _)| plain(known) == wanted).map(|(_, value)| value.as_str()).collect()
    }

    /// The fields of an object, by their names within it.
    pub(super) fn inside(&self, name: &str) -> Vec<(String, String)> {
        let within = |known: &str| Some(known.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?.to_owned());
        self.0.iter().filter_map(|(known, value)| Some((within(known)?, value.clone()))).collect()
    }

    /// Whether the charge of a payment is to be sent along.
    pub(super) fn expands_charge(&self) -> bool {
        self.list("expand").iter().any(|wanted| ["latest_charge", "data.latest_charge"].contains(wanted))
    }

    /// The same fields, whatever their order.
    pub(super) fn sorted(&self) -> Vec<(String, String)> {
        let mut fields = self.0.clone();
        fields.sort();
        fields
    }
}

/// A name with its places in lists left out: `a[0]` is `a[]`.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    for part in name.split_inclusive('[') {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        plain.push_str(if part[digits..].starts_with(']') { &part[digits..] } else { part });
    }
    plain
}
