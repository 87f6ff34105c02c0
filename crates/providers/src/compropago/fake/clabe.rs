//! CLABE numbers under the vendor's prefix, with their check digit: worked out here anew, so that a slip in the rules' crate
//! cannot hide behind the same slip in the sandbox.

use crate::chance;

/// STP, Mexico City, and the four digits by which STP knows ComproPago: every CLABE in the vendor's documents begins so.
const PREFIX: &str = "6461801464";

/// Gives each CLABE once.
#[derive(Debug)]
pub(super) struct Clabes {
    next: u64,
}

impl Default for Clabes {
    /// Starts anywhere, so that two runs of the sandbox do not hand out the same ones.
    fn default() -> Clabes {
        Clabes { next: u64::from(chance::uuid().as_fields().0) % 10_000_000 }
    }
}

impl Clabes {
    /// Issues a CLABE that nobody has had before.
    pub(super) fn issue(&mut self) -> String {
        let digits = format!("{PREFIX}{:07}", self.next);
        self.next = (self.next + 1) % 10_000_000;
        let check = check_digit(&digits);
        format!("{digits}{check}")
    }
}

/// Weights 3, 7, 1; each product and the sum modulo 10; what is missing to 10, modulo 10 once more.
fn check_digit(seventeen: &str) -> u32 {
    let weighted = seventeen.bytes().zip([3, 7, 1].into_iter().cycle());
    let sum: u32 = weighted.map(|(digit, weight)| u32::from(digit - b'0') * weight % 10).sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vendors_own_clabes_end_as_they_should() {
        for clabe in
            ["646180146400219781", "646180146400231992", "646180146400252269", "646180146400237132", "002010777777777770"]
        {
            assert_eq!(check_digit(&clabe[..17]).to_string(), clabe[17..], "{clabe}");
        }
    }

    #[test]
    fn each_is_issued_once() {
        let mut clabes = Clabes { next: 9_999_999 };
        let [last, first] = [clabes.issue(), clabes.issue()];
        assert_eq!(&last[..17], "64618014649999999");
        assert_eq!(&first[..17], "64618014640000000");
    }
}
