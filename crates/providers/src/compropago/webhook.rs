//! ComproPago's webhooks: which charge one is about, and not a word more.
//!
//! They come unsigned, in the shape of whatever generation the account is of, for cash and for SPEI alike. So nothing
//! but its ids, theirs and ours, is read here, and what is true is asked again with our own keys.

use super::wire::Charge;
use crate::call::not_understood;
use crate::provider::ProviderError;
use crate::webhook::{ChargeHint, WebhookAnswer, WebhookReading, WebhookRequest};

/// The charge it is about, or the panel's test.
pub(super) fn read(request: &WebhookRequest<'_>) -> Result<WebhookReading, ProviderError> {
    request.check_size()?;
    let text = String::from_utf8_lossy(request.body);
    let charge = Charge::read(&text).ok_or_else(|| not_understood("webhook", "no charge in it", &text))?;
    let reading = match charge.id() {
        _ if charge.is_test_ping() => WebhookReading::ping(),
        Some(id) => WebhookReading::of_charges(vec![ChargeHint { charge_id: charge.charge_id(), ..ChargeHint::of(id) }]),
        None => return Err(not_understood("webhook", "no charge's id in it", &text)),
    };
    // Their documents ask for the short id back.
    let echoed = charge.short_id().filter(|id| id.len() <= 40).map(|id| ("short_id", id.to_owned()));
    Ok(WebhookReading { answer: WebhookAnswer::Ours(echoed.into_iter().collect()), ..reading })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::Kind;
    use crate::webhook::WebhookSubject;

    fn hear(body: &[u8]) -> Result<WebhookReading, ProviderError> {
        read(&WebhookRequest { headers: &http::HeaderMap::new(), query: "", body })
    }

    fn check(body: &str, expected: Option<&str>) {
        let about = match hear(body.as_bytes()).unwrap().about {
            WebhookSubject::Charges(hints) => hints.into_iter().map(|hint| hint.provider_charge).collect(),
            WebhookSubject::Ping | WebhookSubject::Challenge => Vec::new(),
        };
        assert_eq!(about, expected.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn the_short_id_is_echoed_as_their_documents_ask() {
        let echoed = |body: &str| hear(body.as_bytes()).unwrap().answer;
        let expected = WebhookAnswer::Ours(vec![("short_id", "000000".to_owned())]);
        assert_eq!(echoed(r#"{"id":"ch_fe92a1a5","short_id":"000000"}"#), expected);
        assert_eq!(echoed(r#"{"id":"ch_fe92a1a5"}"#), WebhookAnswer::default());
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
    fn our_own_id_is_read_where_the_generation_says_it() {
        let ours = |body: &str| match hear(body.as_bytes()).unwrap().about {
            WebhookSubject::Charges(mut hints) => hints.remove(0).charge_id,
            WebhookSubject::Ping | WebhookSubject::Challenge => panic!("it is about a charge"),
        };
        assert_eq!(ours(include_str!("fixtures/seed003_v1_webhook_1_0.json")).as_deref(), Some("FBIPC5"));
        assert_eq!(ours(include_str!("fixtures/seed003_v1_webhook_1_1.json")).as_deref(), Some("FBIPC5"));
        assert_eq!(ours(include_str!("fixtures/sdk_v1_webhook_new_success.json")).as_deref(), Some("SMGCURL1"));
        assert_eq!(ours(r#"{"id":"ch_fe92a1a5","order_info":{"order_id":"../x y"}}"#), None);
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
            let error = hear(junk.as_bytes()).unwrap_err();
            assert_eq!(error.kind, Kind::NotUnderstood, "{junk:.40}");
            assert!(!error.detail.contains("Alejandra"), "{}", error.detail);
        }
        assert_eq!(hear(&[0xff, 0xfe, 0x00]).unwrap_err().kind, Kind::NotUnderstood);
    }
}
