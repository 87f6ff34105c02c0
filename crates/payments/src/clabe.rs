//! CLABE: the 18 digits of a Mexican bank account, checked and grouped for reading.
//!
//! Structure and check digit as Banxico and the Asociación de Bancos de México publish them: bank 3, plaza 3,
//! account 11, check 1. The table of bank names holds only those a provider of ours pays into; an unknown bank is
//! still a valid CLABE.

use std::fmt;

/// A CLABE whose check digit is right. It is text: leading zeros count.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Clabe(String);

/// Why a text is not a CLABE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotClabe {
    /// Not exactly 18 ASCII digits. Spaces and dashes inside are refused too: they are ours to add, not to send.
    Format,
    /// The last digit does not follow from the first seventeen: a digit was mistyped.
    CheckDigit,
}

impl fmt::Display for NotClabe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Format => "a CLABE has exactly 18 digits",
            Self::CheckDigit => "the check digit of the CLABE is wrong",
        })
    }
}

impl std::error::Error for NotClabe {}

impl Clabe {
    /// Reads a CLABE and checks its last digit.
    /// ```
    /// use payments::clabe::{Clabe, NotClabe};
    ///
    /// let clabe = Clabe::parse("646180146400219781")?;
    /// assert_eq!(clabe.groups().join(" "), "646 180 1464 0021 9781");
    /// assert_eq!(clabe.bank(), Some("STP"));
    /// assert_eq!(Clabe::parse("646180146400219782"), Err(NotClabe::CheckDigit));
    /// # Ok::<(), NotClabe>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotClabe`] says whether it is not 18 digits or the last digit does not check the others.
    pub fn parse(text: &str) -> Result<Self, NotClabe> {
        if text.len() != 18 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotClabe::Format);
        }
        if check_digit(&text[..17]) != Some(text.as_bytes()[17] - b'0') {
            return Err(NotClabe::CheckDigit);
        }
        Ok(Self(text.to_owned()))
    }

    /// The 18 digits, nothing else.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The groups people read it in.
    pub fn groups(&self) -> Vec<&str> {
        groups(&self.0)
    }

    /// The name of the bank, where the three-digit code is one of those below.
    /// Source: Banxico's list of SPEI participants, ABM codes.
    pub fn bank(&self) -> Option<&'static str> {
        Some(match &self.0[..3] {
            "002" => "Citibanamex",
            "012" => "BBVA México",
            "014" => "Santander",
            "021" => "HSBC",
            "030" => "BanBajío",
            "036" => "Inbursa",
            "044" => "Scotiabank",
            "058" => "BanRegio",
            "072" => "Banorte",
            "127" => "Azteca",
            "137" => "BanCoppel",
            "646" | "846" => "STP",
            _ => return None,
        })
    }
}

/// The digits of a CLABE in groups to be read aloud: bank and plaza as they are, then fours. The check digit stands with the
/// last of the account, because a lone digit is overheard, and eleven in one piece are not read without a mistake.
pub fn groups(digits: &str) -> Vec<&str> {
    let Some((head, account)) = digits.split_at_checked(6).filter(|_| digits.is_ascii()) else { return vec![digits] };
    let (bank, plaza) = head.split_at(3);
    [vec![bank, plaza], crate::voucher::groups(account)].concat()
}

/// The check digit of the first seventeen digits: weights 3, 7, 1 repeating, each product modulo 10, summed, and
/// ten minus the sum modulo 10, modulo 10 once more (without that last step a right CLABE ending in 0 is refused).
/// `None` unless `seventeen` is seventeen ASCII digits.
pub fn check_digit(seventeen: &str) -> Option<u8> {
    if seventeen.len() != 17 || !seventeen.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let sum: u8 = seventeen.bytes().zip([3, 7, 1].into_iter().cycle()).map(|(b, weight)| (b - b'0') * weight % 10).sum();
    Some((10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: Result<(), NotClabe>) {
        assert_eq!(Clabe::parse(text).map(|_| ()), expected, "{text:?}");
    }

    #[test]
    fn published_clabes_are_judged_as_their_publishers_judge_them() {
        for right in [
            "646180146400219781", // ComproPago's own documents
            "646180111805034237", // Conekta
            "002010077777777771", // center-key's specification
            "032180000118359719",
            "014027000005555558",
            "002010777777777770", // check digit 0: the case the last modulo is for
            "723123456682660854", // clabe-python
            "000000000000000000", // the documents' placeholder: bank 000 does not exist, yet the digit is right
        ] {
            check(right, Ok(()));
        }
        for mistyped in ["002180123123123123", "002010077777777779", "111180157042875763"] {
            check(mistyped, Err(NotClabe::CheckDigit));
        }
        for no_clabe in ["", "64618014640021978", "6461801464002197811", "64618014640021978a", "646 180146400219781"] {
            check(no_clabe, Err(NotClabe::Format));
        }
    }

    #[test]
    fn a_clabe_is_read_in_groups_and_names_its_bank() {
        let clabe = Clabe::parse("646180146400219781").unwrap();
        assert_eq!(clabe.groups(), ["646", "180", "1464", "0021", "9781"]);
        assert_eq!(clabe.bank(), Some("STP"));
    }

    proptest! {
        #[test]
        fn one_mistyped_digit_is_always_noticed(base in "[0-9]{17}", at in 0usize..17, other in 1u8..10) {
            let digit = check_digit(&base).unwrap();
            let right = format!("{base}{digit}");
            prop_assert!(Clabe::parse(&right).is_ok());
            let mut wrong = right.into_bytes();
            wrong[at] = b'0' + (wrong[at] - b'0' + other) % 10;
            prop_assert_eq!(Clabe::parse(std::str::from_utf8(&wrong).unwrap()), Err(NotClabe::CheckDigit));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,24}") {
            let _ = Clabe::parse(&text);
        }
    }
}
