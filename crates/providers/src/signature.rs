//! Signatures of webhooks: whether what was sent was signed with a secret that only its sender and we know.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// Whether `hex` is the HMAC-SHA256 of these parts, one after another, under the secret. It takes as long whatever is wrong.
pub(crate) fn is_hmac_sha256(secret: &SecretString, parts: &[&[u8]], hex: &str) -> bool {
    unhex(hex).is_some_and(|sent| begun(secret, parts).verify_slice(&sent).is_ok())
}

/// The HMAC-SHA256 of these parts under the secret, in lower-case hexadecimal digits. Only who plays a provider signs.
#[cfg(any(test, feature = "sandbox"))]
pub(crate) fn hmac_sha256(secret: &SecretString, parts: &[&[u8]]) -> String {
    begun(secret, parts).finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn begun(secret: &SecretString, parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).expect("a key of any length is one");
    parts.iter().for_each(|part| mac.update(part));
    mac
}

fn unhex(hex: &str) -> Option<Vec<u8>> {
    if !hex.len().is_multiple_of(2) || !hex.is_ascii() {
        return None;
    }
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_of_a_vendors_vector() {
        // Stripe's scheme over its own sample: the secret as it stands, time, a full stop, the body.
        let secret = SecretString::from("whsec_test_secret");
        let signed: [&[u8]; 3] = [b"1492774577", b".", br#"{"id":"evt_test","object":"event"}"#];
        let hex = "691252e266ce41cb94d709c84e9580d4172b117a510bbc81723f657d2cd5d215";
        assert_eq!(hmac_sha256(&secret, &signed), hex);
        assert!(is_hmac_sha256(&secret, &signed, hex) && is_hmac_sha256(&secret, &signed, &hex.to_uppercase()));
    }

    #[test]
    fn what_was_changed_or_is_no_signature_is_refused() {
        let secret = SecretString::from("whsec_test_secret");
        let hex = hmac_sha256(&secret, &[b"1", b"body"]);
        assert!(!is_hmac_sha256(&secret, &[b"1", b"bodi"], &hex));
        assert!(!is_hmac_sha256(&SecretString::from("another"), &[b"1", b"body"], &hex));
        for junk in ["", "zz", "6", "ñ", &hex[..62], "+1".repeat(32).as_str()] {
            assert!(!is_hmac_sha256(&secret, &[b"1", b"body"], junk), "{junk}");
        }
    }
}
