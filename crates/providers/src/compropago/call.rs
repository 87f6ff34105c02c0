//! What is ComproPago's own in a call: how an error looks, what an id is, and that generation 1.0 wants it without `ch_`.
//!
//! An error is recognised by its body before its status, because ComproPago's plugins show that errors came with
//! status 200 too: v1 says `{type: "error", code, message}`, v2 an envelope with `status: "error"`. What a good answer
//! means is not known here.

use super::ComproPago;
use crate::call::{self, Call, Masked, Reply};
use crate::exact::{Part, Scalar};
use crate::provider::{Context, Kind, ProviderError, Reason};
use crate::scrub::Scrub;
use http::StatusCode;
use serde::Deserialize;

/// What ComproPago's keys begin with.
pub(super) const SCRUB: Scrub = Scrub::of(&["sk_test", "sk_live", "pk_test", "pk_live"]);

impl ComproPago {
    /// Asks about a v1 charge; and where nobody knows it, once more by its id as generation 1.0 has it, without `ch_`.
    pub(super) async fn ask_about<'a>(
        &self,
        cx: Context<'_>,
        id: &str,
        call: impl Fn(&str) -> Call<'a>,
    ) -> Result<Reply, ProviderError> {
        let id = path_id(id)?;
        match (self.api.ask(cx, call(id)).await, id.strip_prefix("ch_")) {
            (Err(ProviderError { kind: Kind::NotFound, .. }), Some(bare)) => self.api.ask(cx, call(bare)).await,
            (answer, _) => answer,
        }
    }
}

/// An id that can stand in an address, or an error: nobody is asked for anything else.
pub(super) fn path_id(id: &str) -> Result<&str, ProviderError> {
    if is_id(id) { Ok(id) } else { Err(ProviderError::new(Kind::NotFound, "not an id ComproPago gives")) }
}

/// Whether a text can be an id of theirs: part of an address, with at least one digit.
pub(super) fn is_id(text: &str) -> bool {
    call::is_segment(text) && text.bytes().any(|b| b.is_ascii_digit())
}

/// Both forms of an error. A good charge has a `type` too, and a good order a `status`: only "error" counts.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Refusal {
    #[serde(rename = "type")]
    kind: Scalar,
    status: Scalar,
    code: Scalar,
    message: Scalar,
}

/// What kind of error an answer is, if it is one.
pub(super) fn error_in(status: StatusCode, body: &str, masked: &Masked<'_>) -> Option<(Kind, String)> {
    let refusal = serde_json::from_str::<Part<Refusal>>(body).ok().and_then(|Part(refusal)| refusal);
    match refusal.filter(|refusal| refusal.is_error(status)) {
        Some(refusal) => {
            // Theirs have five digits at most: a longer number in its place may be anybody's phone.
            let code = refusal.code.whole().filter(|code| (0..=99_999).contains(code));
            let kind = code.and_then(kind_of_code).unwrap_or_else(|| Kind::of_status(status, true));
            let code = code.map_or_else(|| format!("status {}", status.as_u16()), |code| format!("code {code}"));
            Some((kind, format!("{code}: {}", masked.sentence(refusal.message.text().unwrap_or("no message")))))
        }
        None => call::error_by_status(status, body, false),
    }
}

impl Refusal {
    /// Whether the body is an error of ComproPago's: it says so, or it has a code and the status says so.
    fn is_error(&self, status: StatusCode) -> bool {
        let says_error = |said: &Scalar| said.text().is_some_and(|said| said.eq_ignore_ascii_case("error"));
        says_error(&self.kind) || says_error(&self.status) || (!status.is_success() && self.code.whole().is_some())
    }
}

/// What a code in an error's body means. Source: ComproPago, "Errores"; the newer service uses HTTP's own numbers.
fn kind_of_code(code: i64) -> Option<Kind> {
    Some(match code {
        4001 => Kind::BadKeys,                       // key not found
        5001 => Kind::NotFound,                      // charge not found
        5002 => Kind::Refused(Reason::Store),        // store not found
        5003 => Kind::Refused(Reason::OverLimit),    // above the store's limit
        6001 => Kind::Busy,                          // the SMS was not sent this time
        6002 => Kind::Refused(Reason::Other),        // two SMS have been sent already
        6003 | 6004 => Kind::Refused(Reason::Phone), // unknown carrier; not ten digits
        400..=599 => Kind::of_status(StatusCode::from_u16(code.try_into().ok()?).ok()?, true),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, body: &str, expected: Option<(Kind, &str)>) {
        let found =
            error_in(StatusCode::from_u16(status).unwrap(), body, &Masked { scrub: SCRUB, private: &["Alejandra Leyva"] });
        assert_eq!(found.as_ref().map(|(kind, why)| (*kind, why.as_str())), expected, "{status} {body}");
    }

    #[test]
    fn every_documented_code_has_its_kind_whatever_the_status() {
        use Kind as K;
        use Reason as R;
        for (code, kind) in [
            (4001, K::BadKeys),
            (5001, K::NotFound),
            (5002, K::Refused(R::Store)),
            (5003, K::Refused(R::OverLimit)),
            (6001, K::Busy),
            (6002, K::Refused(R::Other)),
            (6003, K::Refused(R::Phone)),
            (6004, K::Refused(R::Phone)),
            (401, K::BadKeys),
            (404, K::NotFound),
            (409, K::Refused(R::Other)),
            (429, K::Busy),
            (500, K::NoAnswer),
            (503, K::Busy),
            (7777, K::Refused(R::Other)),
        ] {
            for status in [200, 400, 409, 422] {
                let v1 = format!(r#"{{"type":"error","code":{code},"message":"no"}}"#);
                check(status, &v1, Some((kind, &format!("code {code}: no"))));
                let v2 = format!(r#"{{"object":"orders.create","status":"error","code":"{code}","message":"no","data":{{}}}}"#);
                check(status, &v2, Some((kind, &format!("code {code}: no"))));
            }
        }
    }

    #[test]
    fn a_status_alone_is_judged_by_what_may_have_happened() {
        check(401, r#"{"message":"unauthorized"}"#, Some((Kind::BadKeys, "status 401: {message: text 12}")));
        check(404, r#"{"code":404,"message":"no"}"#, Some((Kind::NotFound, "code 404: no")));
        check(404, r#"{"type":"error","message":"no"}"#, Some((Kind::NotFound, "status 404: no")));
        check(404, r#"{"message":"no route"}"#, Some((Kind::Refused(Reason::Other), "status 404: {message: text 8}")));
        check(404, "<html>", Some((Kind::Refused(Reason::Other), "status 404: a page, 6 bytes")));
        check(502, "<html>", Some((Kind::NoAnswer, "status 502: a page, 6 bytes")));
        check(503, "", Some((Kind::Busy, "status 503: an empty body")));
        check(302, "", Some((Kind::NotUnderstood, "status 302: an empty body")));
        check(
            400,
            r#"{"type":"error","message":"Alejandra: 5513899832"}"#,
            Some((Kind::Refused(Reason::Other), "status 400: … …")),
        );
        let phone = r#"{"type":"error","code":2221515801,"message":"no"}"#;
        check(400, phone, Some((Kind::Refused(Reason::Other), "status 400: no")));
    }

    #[test]
    fn a_good_answer_is_no_error() {
        check(200, r#"{"type":"charge.pending","status":"pending","code":7}"#, None);
        check(200, r#"{"status":"success","code":200}"#, None);
        check(200, "[]", None);
        check(201, "nonsense", None);
    }
}
