//! Customer: who pays, checked before anybody outside is asked.
//!
//! The rules here are those a till or a provider would apply later with less grace: a name a person can be called
//! by, an e-mail address mail can be sent to, a phone of ten digits. Which sentence the customer reads about it is
//! not known here.

/// Who pays. The fields have been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    name: String,
    email: String,
    phone: Option<String>,
}

/// The field of a customer that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The full name: 2 to 100 characters, at least two of them letters, no control characters.
    Name,
    /// The e-mail address.
    Email,
    /// The phone: exactly ten digits, as in Mexico; spaces, dashes, dots and parentheses, and a +52 before it, are accepted.
    Phone,
}

impl Field {
    /// The name of the field in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

impl Customer {
    /// Checks and tidies what was typed. All wrong fields are told at once, so that a form need be sent only twice.
    pub fn new(name: &str, email: &str, phone: Option<&str>) -> Result<Self, Vec<Field>> {
        let parsed = (check_name(name), check_email(email), phone.filter(|p| !p.trim().is_empty()).map(check_phone));
        let wrong =
            [(Field::Name, parsed.0.is_none()), (Field::Email, parsed.1.is_none()), (Field::Phone, parsed.2 == Some(None))];
        match parsed {
            (Some(name), Some(email), None) => Ok(Self { name, email, phone: None }),
            (Some(name), Some(email), Some(Some(phone))) => Ok(Self { name, email, phone: Some(phone) }),
            (_, _, _) => Err(wrong.into_iter().filter(|(_, wrong)| *wrong).map(|(field, _)| field).collect()),
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

    /// Ten digits, where a phone was given.
    pub fn phone(&self) -> Option<&str> {
        self.phone.as_deref()
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

/// The ten digits of a Mexican number, or `None`.
pub fn check_phone(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let (international, rest) = match typed.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, typed),
    };
    if !rest.chars().all(|c| c.is_ascii_digit() || " -.()".contains(c)) {
        return None;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let digits = if international || digits.len() == 12 { digits.strip_prefix("52")?.to_owned() } else { digits };
    (digits.len() == 10).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(name: &str, email: &str, phone: &str, expected: &[Field]) {
        let wrong = Customer::new(name, email, Some(phone)).err().unwrap_or_default();
        assert_eq!(wrong, expected, "{name:?} {email:?} {phone:?}");
    }

    #[test]
    fn what_people_type_is_understood() {
        let maria = Customer::new("  María   Núñez ", " maria@ejemplo.com.mx ", Some("(55) 1389-9832")).unwrap();
        assert_eq!((maria.name(), maria.email(), maria.phone()), ("María Núñez", "maria@ejemplo.com.mx", Some("5513899832")));
        let jose = Customer::new("José O'Neill", "jose+oxxo@correo.mx", Some("+52 55 1389 9832")).unwrap();
        assert_eq!(jose.phone(), Some("5513899832"));
        assert_eq!(Customer::new("Ana Li", "a@b.mx", Some("  ")).unwrap().phone(), None);
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

    proptest! {
        #[test]
        fn nothing_typed_makes_it_panic(name in "\\PC{0,120}", email in "\\PC{0,60}", phone in "\\PC{0,30}") {
            let _ = Customer::new(&name, &email, Some(&phone));
        }
    }
}
