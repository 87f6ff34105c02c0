//! Likely: whether a typed text may be a name, an e-mail address or a number. Only what surely is none is told before anything is sent.
//!
//! The rules of names, addresses and phones are the backend's (`payments`), which names the field it cannot use; those rules twice
//! would cost every phone two kilobytes. Pure: what is done about a wrong field is not known here.

/// A name: two letters at least. A character beyond ASCII is taken for one.
pub fn is_name(typed: &str) -> bool {
    count(typed, u8::is_ascii_alphabetic) >= 2
}

/// A first and a last name: four letters at least, and what may be a space between them.
pub fn is_full_name(typed: &str) -> bool {
    count(typed, u8::is_ascii_alphabetic) >= 4 && count(typed.trim_ascii(), |byte| *byte == b' ') >= 1
}

/// An address: something around an `@`, which a link writes `%40`, and a dot.
pub fn is_email(typed: &str) -> bool {
    let mark = |byte: &u8| matches!(byte, b'@' | b'%');
    let (letters, marks, dots) =
        (count(typed, u8::is_ascii_alphanumeric), count(typed, mark), count(typed, |byte| *byte == b'.'));
    letters >= 4 && marks >= 1 && dots >= 1
}

/// A number of at least so many digits: a phone, or a DNI.
pub fn is_number(typed: &str, digits: usize) -> bool {
    count(typed, u8::is_ascii_digit) >= digits
}

/// The number of characters of a kind. One beyond ASCII may be of any.
fn count(typed: &str, is: fn(&u8) -> bool) -> usize {
    let mut count = 0;
    for byte in typed.as_bytes() {
        // Of several bytes, the first counts.
        if is(byte) || *byte >= 0xC0 {
            count += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use payments::customer::{check_document, check_email, check_name, check_phone};
    use payments::{Country, Customer};

    #[test]
    fn nothing_that_can_be_used_is_held_back() {
        for typed in ["Li", "Ñu Ó", "  María\u{a0}Núñez ", "山田 太郎", "José", "A. B"] {
            assert!(is_name(typed) || check_name(typed).is_none(), "{typed}");
        }
        for typed in ["Li Wu", " María\u{a0}Núñez ", "山田\u{3000}太郎", "Ana\u{2009}Li", "Madonna", "Ñu", "Ana Li Ruiz"]
        {
            let customer = Customer::new(Country::Mx, typed, "ana@correo.mx", None, None).unwrap();
            assert!(is_full_name(typed) || customer.first_and_last_name().is_none(), "{typed}");
        }
        for typed in ["a@b.mx", "Ana Li <ana@correo.mx>", "mailto:ana%40correo.mx", "ana＠correo。mx", "ana\u{200b}@correo.mx"]
        {
            assert!(is_email(typed) || check_email(typed).is_none(), "{typed}");
        }
        for typed in ["55 1389 9832", "+52 1 55 1389 9832", "５５１３８９９８３２", "00525513899832", "٥٥١٣٨٩٩٨٣٢"]
        {
            assert!(is_number(typed, 10) || check_phone(Country::Mx, typed).is_none(), "{typed}");
        }
        for typed in ["12345678", "1234-5678", "１２３４５６７８"] {
            assert!(is_number(typed, 8) || check_document(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn what_surely_cannot_be_used_is_told_at_once() {
        for typed in ["", " ", "A", "5", "1 2 3"] {
            assert!(!is_name(typed), "{typed}");
        }
        for typed in ["", "Madonna", " Madonna ", "A B", "Ñu"] {
            assert!(!is_full_name(typed), "{typed}");
        }
        for typed in ["", "ana", "ana@", "ana.correo.mx", "ana@correo", "@."] {
            assert!(!is_email(typed), "{typed}");
        }
        assert!(!is_number("551389983", 10) && !is_number("1234567", 8) && !is_number("no tengo", 10));
    }
}
