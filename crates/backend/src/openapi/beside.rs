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
        file("/ficha.js", "readLoader", "The loader: the one script a page names", "text/javascript")
            .more("It defines `<ficha-checkout>`, draws the button, and fetches the rest once somebody is about to press it."),
        file("/assets/{path}", "readAsset", "What the loader fetches", "application/octet-stream")
            .more("Named by its content, so that it may be kept for ever, and pinned by its hash."),
        Call::new("operator", Get, "/healthz", "isAlive", "It runs")
            .more("The process lives and answers; nothing else is looked at.")
            .gives_text(200, "It does.", "text/plain")
            .gives_nothing(431, "The head of the request is longer than a server reads."),
        Call::new("operator", Get, "/readyz", "isReady", "It can work: a charge could be written down now")
            .more("The db takes what is written to it. Whether a provider answers does not matter: who has a voucher must find it.")
            .gives_text(200, "It can.", "text/plain")
            .refuses(&[Code::TooManyRequests]),
        Call::new("operator", Get, "/metrics", "readMetrics", "What is counted, for Prometheus")
            .more("Only where the configuration has a token for it, and with that token.")
            .with_token_of_metrics()
            .gives_texts(
                200,
                "OpenMetrics; or Prometheus' older text, for whoever accepts `text/plain` alone.",
                &["application/openmetrics-text", "text/plain"],
            )
            .refuses(&[Code::TooManyRequests, Code::NotFound]),
        Call::new("operator", Get, "/openapi.json", "readDescription", "This description")
            .more("With the address of this backend, and the merchant who answers for it.")
            .gives_text(200, "OpenAPI 3.1.", "application/json")
            .refuses(&[Code::TooManyRequests]),
    ]);
    calls
}

fn pages() -> Vec<Call> {
    let page = |method, path, id, does| Call::new("customer", method, path, id, does).for_people();
    let moved = "Where the slip is.";
    let mended = "The address that is meant, where a messenger has added to it or changed it.";
    vec![
        page(Get, "/pay/{button}", "showButtonPage", "The checkout of a button, as a form")
            .more("A customer's own CLABE is shown here, too, and an order's id leads to its page: `/pay/` takes the id of either.")
            .gives_text(200, "The form.", HTML)
            .gives_nothing(303, "Where the order is.")
            .gives_nothing(308, mended),
        page(Post, "/pay/{button}", "postButtonPage", "An order from the button, and its charge")
            .more("Reloading what was posted, or pressing twice, is one order: the form carries its key.")
            .takes_form(&FORM)
            .gives_nothing(303, moved),
        page(Get, "/o/{order}", "showOrderPage", "The slip, or that it is paid, or the form")
            .more("Whatever comes next for whoever has the order's id. Where scripts run, the widget takes its place.")
            .may_ask("choose", "Ask for the form.", Type::String, "")
            .gives_text(200, "The page.", HTML)
            .gives_nothing(308, mended),
        page(Post, "/o/{order}", "postOrderPage", "A charge of the order")
            .more("What is wrong is said at its field, with what was typed still there.")
            .takes_form(&FORM)
            .gives_nothing(303, moved),
        page(Post, "/o/{order}/cancel/{charge}", "postCancelPage", "Withdraw the voucher")
            .more("Only where the provider can. Where money has come meanwhile, the next page says that it is paid.")
            .gives_nothing(303, "Where the form is."),
        Call::new("customer", Get, "/files/{name}", "readFile", "What these pages load: styles, a script, an icon")
            .more("Named by its content, so that it may be kept for ever.")
            .with_tag()
            .gives_texts(200, "The file.", &["text/css", "text/javascript", "image/svg+xml"])
            .refuses(&[Code::NotFound]),
        file("/hosted.css", "readStyle", "The styles of these pages", "text/css")
            .more("For pages that do not know the name it has by its content."),
        file("/takeover.js", "readTakeover", "What lets the widget take these pages over", "text/javascript")
            .more("Where it cannot, nothing changes: what the server drew works without."),
        Call::new("customer", Get, "/card.png", "readCard", "What a messenger shows where what is sold has no picture")
            .more("Named in the head of the pages, for whoever is sent their address.")
            .with_tag()
            .gives_file(200, "The picture.", &["image/png"])
            .refuses(&[Code::NotFound]),
        Call::new("customer", Get, "/pictures/{id}", "readPicture", "A picture that its merchant uploaded")
            .more("For any page. It never changes, so it may be kept for ever.")
            .gives_file(200, "The picture.", &["image/png", "image/jpeg", "image/webp", "image/gif"])
            .refuses(&[Code::NotFound, Code::TooManyRequests]),
    ]
}

fn file(path: &'static str, id: &str, does: &str, kind: &str) -> Call {
    let tag = if matches!(path, "/hosted.css" | "/takeover.js") { "customer" } else { "widget" };
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
