//! What is no part of the JSON API: the provider's webhook, the widget's files, the customer's plain pages, the operator's
//! questions.

use super::call::{Call, Shape};
use api::Code;
use serde_json::json;
use utoipa::openapi::path::HttpMethod::{Get, Post};
use utoipa::openapi::schema::Type;

/// The fields of [`Typed`](crate::hosted::form::Typed).
const FORM: [&str; 6] = ["way", "name", "email", "phone", "document", "key"];
const HTML: &str = "text/html";

pub(super) fn calls() -> Vec<Call> {
    let mut calls = pages();
    calls.extend([
        Call::new("provider", Post, "/webhooks/{provider}", "receiveWebhook", "Something has happened")
            .more("A hint, signed or not: which charge to ask about. What is true is asked of the provider before this is answered.")
            .takes_anything()
            .gives(200, "Heard.", Shape::of::<crate::routes::webhooks::Received>(
                json!({"status": "success", "message": "checked", "reference": "chg_3k9x7q2m4w8r5t6v1b2n4c7d9f"}),
            ))
            .refuses(&[
                Code::NotFound,
                Code::TooManyRequests,
                Code::ProviderUnreachable,
                Code::ProviderRefused,
                Code::ProviderNotUnderstood,
            ]),
        file("/ficha.js", "readLoader", "The loader: the one script a page names", "text/javascript"),
        file("/assets/{path}", "readAsset", "What the loader fetches, pinned by its hash", "application/octet-stream"),
        Call::new("operator", Get, "/healthz", "isAlive", "It runs").gives_text(200, "It does.", "text/plain"),
        Call::new("operator", Get, "/readyz", "isReady", "It can work: a charge could be written down now")
            .gives_text(200, "It can.", "text/plain")
            .refuses(&[Code::TooManyRequests]),
        Call::new("operator", Get, "/metrics", "readMetrics", "What is counted, for Prometheus")
            .more("Only where the configuration has a token for it, and with that token.")
            .gives_text(200, "OpenMetrics.", "application/openmetrics-text")
            .refuses(&[Code::TooManyRequests, Code::Unauthorized, Code::NotFound]),
        Call::new("operator", Get, "/openapi.json", "readDescription", "This description")
            .gives_text(200, "OpenAPI 3.1.", "application/json")
            .refuses(&[Code::TooManyRequests]),
    ]);
    calls
}

fn pages() -> Vec<Call> {
    let page = |method, path, id, does| Call::new("customer", method, path, id, does).for_people();
    let moved = "Where the slip is.";
    vec![
        page(Get, "/pay/{button}", "showButtonPage", "The checkout of a button, as a form")
            .more("A customer's own CLABE is shown here, too, and an order's id leads to its page: `/pay/` takes the id of either.")
            .gives_text(200, "The form.", HTML)
            .gives_nothing(303, "Where the order is."),
        page(Post, "/pay/{button}", "postButtonPage", "An order from the button, and its charge")
            .takes_form(&FORM)
            .gives_nothing(303, moved),
        page(Get, "/o/{order}", "showOrderPage", "The slip, or that it is paid, or the form")
            .may_ask("choose", "Ask for the form.", Type::String, "")
            .gives_text(200, "The page.", HTML),
        page(Post, "/o/{order}", "postOrderPage", "A charge of the order").takes_form(&FORM).gives_nothing(303, moved),
        page(Post, "/o/{order}/cancel/{charge}", "postCancelPage", "Withdraw the voucher")
            .gives_nothing(303, "Where the form is."),
        file("/hosted.css", "readStyle", "The styles of these pages", "text/css"),
        file("/takeover.js", "readTakeover", "What lets the widget take these pages over", "text/javascript"),
        file("/card.png", "readCard", "What a messenger shows where what is sold has no picture", "image/png"),
        Call::new("customer", Get, "/pictures/{id}", "readPicture", "A picture that its merchant uploaded")
            .gives_text(200, "The picture. It never changes.", "image/*")
            .refuses(&[Code::NotFound, Code::TooManyRequests]),
    ]
}

fn file(path: &'static str, id: &str, does: &str, kind: &str) -> Call {
    let tag = if matches!(path, "/hosted.css" | "/takeover.js" | "/card.png") { "customer" } else { "widget" };
    Call::new(tag, Get, path, id, does).with_tag().gives_text(200, "The file.", kind).refuses(&[Code::NotFound])
}

#[cfg(test)]
mod tests {
    use super::FORM;
    use crate::hosted::form::Typed;

    #[test]
    fn the_form_is_described_with_the_very_fields_it_has() {
        // What serde reads it from says which fields there are.
        let all = FORM.map(|field| (field, serde_json::Value::from(field)));
        let read: Typed = serde_json::from_value(all.into_iter().collect()).unwrap();
        let Typed { way, name, email, phone, document, key } = read;
        assert_eq!([way, name, email, phone, document, key], FORM.map(str::to_owned));
    }
}
