//! ComproPago's webhooks: which charge one is about, and not a word more.
//!
//! They come unsigned, in the shape of whatever generation the account is of, for cash and for SPEI alike. So nothing
//! but the id is read here, and what is true is asked again with our own keys.

use super::call::not_understood;
use super::wire::Charge;
use crate::provider::{Hint, Kind, ProviderError};

/// The most a webhook may weigh: ten times the largest sample.
const MAX_WEBHOOK: usize = 64 * 1024;

/// The charge it is about; `None` for the panel's test.
pub(super) fn read(body: &[u8]) -> Result<Option<Hint>, ProviderError> {
    if body.len() > MAX_WEBHOOK {
        return Err(ProviderError::new(Kind::NotUnderstood, format!("webhook: {} bytes are too many", body.len())));
    }
    let text = String::from_utf8_lossy(body);
    let charge = Charge::read(&text).ok_or_else(|| not_understood("webhook", "no charge in it", &text))?;
    if charge.is_test_ping() {
        return Ok(None);
    }
    match charge.id() {
        Some(id) => Ok(Some(Hint { provider_charge: id })),
        None => Err(not_understood("webhook", "no charge's id in it", &text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: Option<&str>) {
        let hint = read(body.as_bytes()).unwrap();
        assert_eq!(hint.as_ref().map(|hint| hint.provider_charge.as_str()), expected);
    }

    #[test]
    fn the_charge_is_found_in_every_generations_shape() {
        check(include_str!("fixtures/seed003_v1_webhook_1_0.json"), Some("ch_2a6dc1c2-45e6-4a95-85e0-c111acc8dfc6"));
        check(include_str!("fixtures/seed003_v1_webhook_1_1.json"), Some("ch_fe92a1a5-abec-49e3-877c-5024c1464dc3"));
        check(include_str!("fixtures/sdk_v1_webhook_new_success.json"), Some("ch_fe92a1a5-abec-49e3-877c-5024c1464dc3"));
        check(include_str!("fixtures/sdk_v1_webhook_new_expired.json"), Some("ch_fe92a1a5-abec-49e3-877c-5024c1464dc3"));
        check(r#"{"payment_id":"c0991dd38-e408-4f27"}"#, Some("ch_c0991dd38-e408-4f27"));
    }

    #[test]
    fn the_panels_test_is_about_nothing() {
        check(include_str!("fixtures/sdk_v1_webhook_test_ping.json"), None);
        check(r#"{"type":"charge.pending","data":{"object":{"id":"00000-000-0000-000000"}}}"#, None);
        check(r#"{"id":"ch_fe92a1a5","short_id":"000000"}"#, None);
    }

    #[test]
    fn junk_is_not_understood_and_not_repeated() {
        let large = format!(r#"{{"id":"ch_1","x":"{}"}}"#, "Alejandra".repeat(10_000));
        for junk in [
            "",
            "Alejandra",
            "[]",
            "null",
            "{}",
            r#"{"id":null}"#,
            r#"{"id":"../users/auth1"}"#,
            r#"{"id":"ch_1 Alejandra"}"#,
            r#"{"id":{"a":1}}"#,
            large.as_str(),
        ] {
            let error = read(junk.as_bytes()).unwrap_err();
            assert_eq!(error.kind, Kind::NotUnderstood, "{junk:.40}");
            assert!(!error.detail.contains("Alejandra"), "{}", error.detail);
        }
        assert_eq!(read(&[0xff, 0xfe, 0x00]).unwrap_err().kind, Kind::NotUnderstood);
    }
}
