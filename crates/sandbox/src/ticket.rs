//! A provider's own page of a voucher, played: what to pay, where, with which digits and until when, as plain HTML that needs no script.
//! How a real provider's page looks is not imitated, and nothing can be done on it.

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use providers::fake::{FakeCharge, FakeMethod, FakeStatus, Moment, Sum};

/// Nothing runs on it.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page of a charge; `company` is what customers call its provider.
pub(crate) fn page(charge: &FakeCharge, company: &str) -> Response {
    let html = written(charge, company);
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store"), (CONTENT_SECURITY_POLICY, POLICY)];
    (headers, html).into_response()
}

fn written(charge: &FakeCharge, company: &str) -> String {
    let (how, label) = match charge.method {
        FakeMethod::Cash => ("Paga en efectivo", "Referencia"),
        FakeMethod::Spei | FakeMethod::StandingClabe => ("Paga por SPEI", "CLABE"),
    };
    let standing = match charge.status {
        FakeStatus::Pending | FakeStatus::Active => "Pendiente de pago",
        FakeStatus::PartlyPaid => "Pagado en parte",
        FakeStatus::Paid => "Pagado",
        FakeStatus::Expired => "Vencido",
        FakeStatus::Declined | FakeStatus::Voided => "Cancelado",
        FakeStatus::Refunded => "Devuelto",
    };
    let row = |label: &str, value: Option<String>| {
        let value = value.filter(|value| !value.is_empty())?;
        Some(format!("<div><dt>{}</dt><dd>{}</dd></div>", escaped(label), escaped(&value)))
    };
    let facts = [
        row("Cantidad", charge.amount.map(money)),
        row("Recibido", Some(charge.received).filter(|sum| sum.amount > 0).map(money)),
        row(label, charge.reference.clone().or(charge.clabe.clone())),
        row("Tienda", charge.store.clone()),
        row("Por", Some(charge.description.clone())),
        row("Vence", charge.expires.map(|end| until(end, charge.received.currency))),
        row("Estado", Some(standing.to_owned())),
    ];
    format!(
        "<!doctype html><html lang=\"es\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{company} · {how}</title>\
         <link rel=\"stylesheet\" href=\"/ticket.css\"><main><p class=\"company\">{company}</p><h1>{how}</h1>\
         <dl>{}</dl><p class=\"note\">Página de prueba: no se mueve dinero real.</p></main></html>",
        facts.into_iter().flatten().collect::<String>(),
        company = escaped(company),
    )
}

fn money(sum: Sum) -> String {
    format!("{}.{:02} {}", sum.amount / 100, sum.amount % 100, sum.currency)
}

/// A moment by the clock of where it is paid.
fn until(end: Moment, currency: &str) -> String {
    let zone = if currency == "PEN" { "America/Lima" } else { "America/Mexico_City" };
    let at = Timestamp::from_millisecond(end.0).unwrap_or(Timestamp::MAX);
    let at = at.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC));
    at.strftime("%d/%m/%Y, %H:%M h").to_string()
}

/// A text in HTML: what looks like markup in it is shown as it is.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_all_that_is_needed_to_pay_and_what_a_merchant_wrote_is_text() {
        let sum = |amount| Sum { amount, currency: "MXN" };
        let charge = FakeCharge {
            id: "PAY01".to_owned(),
            provider: "mercadopago",
            method: FakeMethod::Cash,
            store: Some("OXXO".to_owned()),
            reference: Some("1234567890".to_owned()),
            clabe: None,
            amount: Some(sum(15_009)),
            received: sum(0),
            fee: sum(0),
            status: FakeStatus::Pending,
            order: "ord_1".to_owned(),
            description: "<b>Silla</b>".to_owned(),
            customer: "Ana".to_owned(),
            sms: Vec::new(),
            account: "TEST-…".to_owned(),
            live: false,
            created: Moment(0),
            expires: Some(Moment(1_795_199_400_000)),
            page: Some("/payments/1/ticket".to_owned()),
        };
        let page = written(&charge, "Mercado Pago");
        for said in ["150.09 MXN", "1234567890", "OXXO", "&lt;b&gt;Silla&lt;/b&gt;", "20/11/2026, 12:30 h", "Pendiente de pago"]
        {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("<b>") && !page.contains("Recibido") && !page.contains("<script"), "{page}");
    }
}
