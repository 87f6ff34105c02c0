//! Customer: who pays, checked before anybody outside is asked.
//!
//! The rules here are those a till or a provider would apply later with less grace: a name a person can be called
//! by, an e-mail address mail can be sent to, a phone of the country, a DNI of eight digits. Which sentence the customer reads about it is
//! not known here.

use crate::Country;

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
    /// The e-mail address.
    Email,
    /// The phone: the digits of the country; spaces, dashes, dots and parentheses, and its +52 or +51 before it, are accepted.
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

impl Customer {
    /// Checks and tidies what was typed. All wrong fields are told at once, so that a form need be sent only twice. What may
    /// be left out, and is empty, is left out.
    pub fn new(
        country: Country,
        name: &str,
        email: &str,
        phone: Option<&str>,
        document: Option<&str>,
    ) -> Result<Self, Vec<Field>> {
        let said = |text: &&str| !text.trim().is_empty();
        let name = check_name(name);
        let email = check_email(email);
        let phone = phone.filter(said).map(|phone| check_phone(country, phone));
        let document = document.filter(said).map(check_document);
        let wrong = [
            (Field::Name, name.is_none()),
            (Field::Email, email.is_none()),
            (Field::Phone, phone == Some(None)),
            (Field::Document, document == Some(None)),
        ];
        let wrong: Vec<_> = wrong.into_iter().filter(|(_, wrong)| *wrong).map(|(field, _)| field).collect();
        match (name, email) {
            (Some(name), Some(email)) if wrong.is_empty() => {
                Ok(Self { name, email, phone: phone.flatten(), document: document.flatten() })
            }
            (_, _) => Err(wrong),
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

/// The name with single spaces, or `None` where no till could call it out.
pub fn check_name(typed: &str) -> Option<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let length = name.chars().count();
    (letters >= 2 && length <= 100 && !name.chars().any(char::is_control)).then_some(name)
}

/// The address, or `None` where it is not of the form providers accept: one `@`, something before it, and after it
/// a host of at least two labels. It is deliberately stricter than RFC 5321, which allows what no shop can use.
pub fn check_email(typed: &str) -> Option<String> {
    let email = typed.trim();
    let (local, host) = email.split_once('@')?;
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
    (email.len() <= 254 && local_is_fine && host_is_fine).then(|| email.to_owned())
}

/// The digits of a phone of this country, as they are dialled at home, or `None`. A number of another country is none.
pub fn check_phone(country: Country, typed: &str) -> Option<String> {
    let typed = typed.trim();
    let (international, rest) = match typed.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, typed),
    };
    let digits = digits_of(rest)?;
    let at_home = digits.strip_prefix(country.calling_code()).filter(|rest| country.is_phone(rest));
    match at_home {
        Some(rest) => Some(rest.to_owned()),
        None => Some(digits).filter(|digits| !international && country.is_phone(digits)),
    }
}

/// The eight digits of a DNI, or `None`. Its check character is not part of it: no form asks for it.
pub fn check_document(typed: &str) -> Option<String> {
    digits_of(typed.trim()).filter(|digits| digits.len() == 8)
}

/// The digits of what was typed, or `None` where there is anything in it but digits and what people put between them.
fn digits_of(typed: &str) -> Option<String> {
    let fine = typed.chars().all(|c| c.is_ascii_digit() || " -.()".contains(c));
    fine.then(|| typed.chars().filter(char::is_ascii_digit).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(name: &str, email: &str, phone: &str, expected: &[Field]) {
        let wrong = Customer::new(Country::Mx, name, email, Some(phone), None).err().unwrap_or_default();
        assert_eq!(wrong, expected, "{name:?} {email:?} {phone:?}");
    }

    #[test]
    fn what_people_type_is_understood() {
        let maria =
            Customer::new(Country::Mx, "  María   Núñez ", " maria@ejemplo.com.mx ", Some("(55) 1389-9832"), None).unwrap();
        assert_eq!((maria.name(), maria.email(), maria.phone()), ("María Núñez", "maria@ejemplo.com.mx", Some("5513899832")));
        let jose = Customer::new(Country::Mx, "José O'Neill", "jose+oxxo@correo.mx", Some("+52 55 1389 9832"), None).unwrap();
        assert_eq!(jose.phone(), Some("5513899832"));
        let ana = Customer::new(Country::Pe, "Ana Li", "a@b.pe", Some("  "), Some("")).unwrap();
        assert_eq!((ana.phone(), ana.document()), (None, None));
    }

    #[test]
    fn absurd_fields_are_named_all_at_once() {
        check("", "maria@ejemplo.com", "5513899832", &[Field::Name]);
        check("12 34", "maria@ejemplo.com", "5513899832", &[Field::Name]);
        check("x", "nada", "123", &[Field::Name, Field::Email, Field::Phone]);
        check(&"a".repeat(101), "a@b.mx", "5513899832", &[Field::Name]);
        check("Ana\u{0}Li", "a@b.mx", "5513899832", &[Field::Name]);
        for email in
            ["a@b", "@b.mx", "a@b..mx", "a b@c.mx", "a@-b.mx", "a@b.m", "a@b@c.mx", "a\r\nBcc:x@b.mx", ".a@b.mx", "a@1.2"]
        {
            check("Ana Li", email, "5513899832", &[Field::Email]);
        }
        for phone in ["551389983", "55138998321", "55138998ab", "+1 555 138 9983", "5513899832 ext 3"] {
            check("Ana Li", "a@b.mx", phone, &[Field::Phone]);
        }
    }

    #[test]
    fn a_phone_is_one_of_its_country() {
        let check = |country, typed: &str, expected: Option<&str>| {
            assert_eq!(check_phone(country, typed).as_deref(), expected, "{country:?} {typed}");
        };
        check(Country::Pe, "987 654 321", Some("987654321"));
        check(Country::Pe, "+51 987-654-321", Some("987654321"));
        check(Country::Pe, "51987654321", Some("987654321"));
        check(Country::Pe, "87654321", None);
        check(Country::Pe, "187654321", None);
        check(Country::Pe, "+52 987654321", None);
        check(Country::Pe, "5513899832", None);
        check(Country::Mx, "987654321", None);
        check(Country::Mx, "525513899832", Some("5513899832"));
        check(Country::Mx, "5255138998", Some("5255138998"));
        check(Country::Mx, "+51 987654321", None);
    }

    #[test]
    fn a_dni_is_eight_digits() {
        for (typed, expected) in
            [("45678912", Some("45678912")), (" 45.678.912 ", Some("45678912")), ("4567891", None), ("4567891K", None)]
        {
            assert_eq!(check_document(typed).as_deref(), expected, "{typed}");
        }
        let wrong = Customer::new(Country::Pe, "Ana Li", "a@b.pe", Some("1"), Some("x")).err();
        assert_eq!(wrong, Some(vec![Field::Phone, Field::Document]));
    }

    proptest! {
        #[test]
        fn nothing_typed_makes_it_panic(name in "\\PC{0,120}", email in "\\PC{0,60}", phone in "\\PC{0,30}") {
            for country in Country::ALL {
                let _ = Customer::new(country, &name, &email, Some(&phone), Some(&phone));
            }
        }
    }
}
