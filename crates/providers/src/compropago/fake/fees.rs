//! What ComproPago keeps of each payment: a percentage and a fixed part, and IVA on top. Integer centavos, half a
//! centavo up. Cash: the vendor's fees page; SPEI: worked out from its two samples, both exact.

/// A fee and the tax on it, in centavos.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fee {
    pub(super) amount: i64,
    pub(super) tax: i64,
}

/// 2.9 % and 3.00 pesos.
pub(super) fn cash(amount: i64) -> Fee {
    with_tax((amount * 29 + 500) / 1000 + 300)
}

/// 1.5 % and 8.00 pesos.
pub(super) fn spei(amount: i64) -> Fee {
    with_tax(spei_share(amount) + SPEI_FIXED)
}

/// The part of a SPEI fee that does not depend on the amount.
pub(super) const SPEI_FIXED: i64 = 800;

/// The part of a SPEI fee that does: 1.5 %.
pub(super) fn spei_share(amount: i64) -> i64 {
    (amount * 15 + 500) / 1000
}

fn with_tax(amount: i64) -> Fee {
    Fee { amount, tax: (amount * 16 + 50) / 100 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cash_fees_are_those_of_the_vendors_samples() {
        let check = |amount, fee, tax| assert_eq!(cash(amount), Fee { amount: fee, tax });
        check(7_500, 518, 83);
        check(1_200, 335, 54);
        check(400, 312, 50);
        check(100_000, 3_200, 512);
    }

    #[test]
    fn spei_fees_are_those_of_the_vendors_samples() {
        let check = |amount, fee, tax| assert_eq!(spei(amount), Fee { amount: fee, tax });
        check(15_000, 1_025, 164);
        check(1_256, 819, 131);
    }
}
