//! The texts of an error, in the shopper's words: one a code, and a truer one where there are several reasons.

use super::state::CheckoutError;
use views::Locale;

/// The title of an error, a line.
pub(crate) fn title(locale: &Locale, error: &CheckoutError) -> String {
    said(locale, error, ".title")
}

/// A part of an error's text: `.title`, or `.help`.
pub(crate) fn said(locale: &Locale, error: &CheckoutError, part: &str) -> String {
    let of = |code: &str| locale.maybe(&["problem.", code, part].concat());
    let why = error.reason.as_ref().and_then(|reason| of(&[&error.code, ".", reason].concat()));
    why.or_else(|| of(&error.code)).or_else(|| of("other")).unwrap_or_default()
}
