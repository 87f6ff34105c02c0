//! Likely: whether what was typed may be what is asked for. Only what surely is not is told before anything is sent.
//!
//! How people write names, addresses and phones the backend knows (`payments`), and names the field it cannot use; those rules twice
//! would cost every phone two kilobytes. Pure: it does not know what is done about it.

/// A name: two letters at least. What is not ASCII is taken for one.
pub fn is_name(typed: &str) -> bool {
    count(typed, u8::is_ascii_alphabetic) >= 2
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

/// How many characters are of a kind. One beyond ASCII may be of any.
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
    use payments::Country;
    use payments::customer::{check_document, check_email, check_name, check_phone};

    #[test]
    fn nothing_that_can_be_used_is_held_back() {
        for typed in ["Li", "Ñu Ó", "  María\u{a0}Núñez ", "山田 太郎", "José", "A. B"] {
            assert!(is_name(typed) || check_name(typed).is_none(), "{typed}");
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
        for typed in ["", "ana", "ana@", "ana.correo.mx", "ana@correo", "@."] {
            assert!(!is_email(typed), "{typed}");
        }
        assert!(!is_number("551389983", 10) && !is_number("1234567", 8) && !is_number("no tengo", 10));
    }
}
