//! Customer: who pays, checked before anybody outside is asked.
//!
//! The rules here are those a till or a provider would apply later with less grace: a name a person can be called
//! by, an e-mail address mail can be sent to, a phone of the country, a DNI of eight digits. Which sentence the customer reads about it is
//! not known here.

use crate::Country;
use crate::typed::{one_line, plain};

/// Who pays. The fields have been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    name: String,
    email: String,
    phone: Option<String>,
    document: Option<String>,
}

/// The field of a customer that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The full name: 2 to 100 characters, at least two of them letters, no control characters.
    Name,
    /// The e-mail address of whoever pays.
    Email,
    /// The phone: the digits of the country. What people put between and before them is accepted: see [`check_phone`].
    Phone,
    /// Peru's identity document, the DNI: exactly eight digits.
    Document,
}

impl Field {
    /// The name of the field in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Document => "document",
        }
    }
}

/// What a way to pay cannot do without of a customer, beyond a name and an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// A first and a last name: two words, each of two letters at least.
    LastName,
    /// The phone number of whoever pays.
    Phone,
    /// The number of an identity document of whoever pays.
    Document,
}

impl Need {
    /// Every need, in a stable order.
    pub const ALL: [Self; 3] = [Self::LastName, Self::Phone, Self::Document];

    /// The word for it in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::LastName => "last_name",
            Self::Phone => "phone",
            Self::Document => "document",
        }
    }

    /// The field it is asked for in.
    pub const fn field(self) -> Field {
        match self {
            Self::LastName => Field::Name,
            Self::Phone => Field::Phone,
            Self::Document => Field::Document,
        }
    }

    /// Whether the customer has it.
    pub fn is_met_by(self, customer: &Customer) -> bool {
        match self {
            Self::LastName => customer.first_and_last_name().is_some(),
            Self::Phone => customer.phone().is_some(),
            Self::Document => customer.document().is_some(),
        }
    }
}

/// A tidied full name as its first word and the rest, as [`Customer::first_and_last_name`] tells them.
pub fn first_and_last(name: &str) -> Option<(&str, &str)> {
    let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    let (first, last) = name.split_once(' ')?;
    (letters(first) && last.split(' ').any(letters)).then_some((first, last))
}

impl Customer {
    /// The first name and the rest of the full name, where both can be told: two words of two letters each at least. Which of
    /// three names are family names nobody can tell, so all but the first are.
    /// ```
    /// use payments::{Country, Customer};
    ///
    /// let customer = |name| Customer::new(Country::Mx, name, "ana@correo.mx", None, None).expect("a name and an address");
    /// assert_eq!(customer("Ana Li Ruiz").first_and_last_name(), Some(("Ana", "Li Ruiz")));
    /// assert_eq!(customer("Madonna").first_and_last_name(), None);
    /// ```
    pub fn first_and_last_name(&self) -> Option<(&str, &str)> {
        first_and_last(&self.name)
    }

    /// Tidies and checks what was typed. Name and e-mail that cannot be used are told at once, so that a form need be sent only
    /// twice. What may be left out, and is empty or cannot be read, is left out: nobody is to lose a sale over it. Whoever
    /// needs it sees that it is not there.
    ///
    /// # Errors
    ///
    /// The fields that cannot be used, all of them.
    pub fn new(
        country: Country,
        name: &str,
        email: &str,
        phone: Option<&str>,
        document: Option<&str>,
    ) -> Result<Self, Vec<Field>> {
        let phone = phone.and_then(|phone| check_phone(country, phone));
        let document = document.and_then(check_document);
        match (check_name(name), check_email(email)) {
            (Some(name), Some(email)) => Ok(Self { name, email, phone, document }),
            (name, email) => {
                let wrong = [(Field::Name, name.is_none()), (Field::Email, email.is_none())];
                Err(wrong.into_iter().filter(|(_, wrong)| *wrong).map(|(field, _)| field).collect())
            }
        }
    }

    /// The full name, trimmed.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The e-mail address, trimmed.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// The digits of the phone as they are dialled at home, where one was given.
    pub fn phone(&self) -> Option<&str> {
        self.phone.as_deref()
    }

    /// The eight digits of the DNI, where it was given.
    pub fn document(&self) -> Option<&str> {
        self.document.as_deref()
    }
}

/// The name on one line with single spaces, or `None` where no till could call it out.
pub fn check_name(typed: &str) -> Option<String> {
    let name = one_line(typed);
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let length = name.chars().count();
    (letters >= 2 && length <= 100 && !name.chars().any(char::is_control)).then_some(name)
}

/// The address, or `None` where it is not of the form providers accept: one `@`, something before it, and after it
/// a host of at least two labels. It is deliberately stricter than RFC 5321, which allows what no shop can use. What an
/// address book, a link or a sentence put around it is not part of it.
pub fn check_email(typed: &str) -> Option<String> {
    let line: String = one_line(typed).chars().map(plain).collect();
    // "Ana Li <ana@correo.mx>"
    let inner = line.rsplit_once('<').map_or(line.as_str(), |(_, rest)| rest.split('>').next().unwrap_or_default());
    let around = |c: char| " \"'()[]{}<>,;:".contains(c);
    let inner = inner.trim_start_matches(around).trim_end_matches(|c| around(c) || ".!?".contains(c));
    let scheme = inner.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    let inner = scheme.map_or(inner, |_| inner[7..].trim_start());
    let (local, host) = inner.split_once('@').or_else(|| inner.split_once("%40"))?;
    // Some keyboards put a space after a word they have completed.
    let local = local.trim_end();
    let host = host.trim_start().split('?').next().unwrap_or_default();
    let labels: Vec<_> = host.split('.').collect();
    let label_is_fine = |label: &&str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let local_is_fine = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c));
    let host_is_fine = labels.len() >= 2
        && labels.iter().all(label_is_fine)
        && labels.last().is_some_and(|last| last.chars().count() >= 2 && last.chars().any(char::is_alphabetic));
    let email = [local, "@", host].concat();
    (email.len() <= 254 && local_is_fine && host_is_fine).then_some(email)
}

/// The digits of a phone of this country, as they are dialled at home, or `None`. A number of another country is none.
pub fn check_phone(country: Country, typed: &str) -> Option<String> {
    let (digits, mut international) = dialled(typed)?;
    let mut digits = digits.as_str();
    // What is dialled to leave a country: 00, or 011 where people have family.
    if !country.is_phone(digits)
        && let Some(rest) = digits.strip_prefix("00").or_else(|| digits.strip_prefix("011"))
    {
        (digits, international) = (rest, true);
    }
    let bare = |digits: &str| {
        let rest = country.trunks().iter().find_map(|trunk| digits.strip_prefix(trunk)).unwrap_or(digits);
        country.is_phone(rest).then(|| rest.to_owned())
    };
    if !international && let Some(phone) = bare(digits) {
        return Some(phone);
    }
    // A form that has the country's code already gets it once more.
    let mut rest = digits;
    for _ in 0..2 {
        rest = rest.trim_start_matches('0').strip_prefix(country.calling_code())?;
        let at_home = rest.strip_prefix(country.mobile()).filter(|rest| country.is_phone(rest)).map(str::to_owned);
        if let Some(phone) = bare(rest).or(at_home) {
            return Some(phone);
        }
    }
    None
}

/// The eight digits of a DNI, or `None`. Its check character is not part of it: no form asks for it.
pub fn check_document(typed: &str) -> Option<String> {
    dialled(typed).map(|(digits, _)| digits).filter(|digits| digits.len() == 8)
}

/// The digits of what was typed, and whether a plus stood before them; `None` where letters stand among or after them. What
/// stands before them is a label or a link ("Cel.", `tel:`, `https://wa.me/`), and what a link puts after a `;` or a `?` says
/// something else.
fn dialled(typed: &str) -> Option<(String, bool)> {
    let mut digits = String::new();
    let mut international = false;
    for c in typed.chars().map(plain) {
        match c {
            '0'..='9' => digits.push(c),
            '+' if digits.is_empty() => international = true,
            ';' | '?' | '&' if !digits.is_empty() => break,
            _ if !digits.is_empty() && (c.is_alphanumeric() || c == '+') => return None,
            _ => {}
        }
    }
    Some((digits, international))
}

#[cfg(test)]
mod tests;
