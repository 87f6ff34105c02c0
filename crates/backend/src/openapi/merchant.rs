//! The merchant's calls: its own server, with its token. What a call does is in `routes/`; here is what is said of
//! it.

use super::call::{Call, Shape};
use super::examples;
use crate::buttons;
use crate::notify::endpoints;
use crate::standing;
use api::Code;
use utoipa::openapi::Required;
use utoipa::openapi::path::HttpMethod::{self, Delete, Get, Patch, Post};
use utoipa::openapi::schema::Type;

/// What may go wrong where a provider is asked for what not every provider has.
const STANDING: [Code; 4] =
    [Code::StandingNotOffered, Code::ProviderUnreachable, Code::ProviderRefused, Code::ProviderNotUnderstood];

pub(super) fn calls() -> Vec<Call> {
    let mut calls = button_calls();
    calls.extend(orders());
    calls.extend(standing_calls());
    calls.extend(endpoint_calls());
    calls
}

fn button_calls() -> Vec<Call> {
    vec![
        call(Post, "/api/v1/buttons", "createButton", "Make a button")
            .more("A saved offer with a price, which a page names by its id, and any number of customers order from.")
            .takes(Shape::of::<api::CreateButton>(examples::create_button()))
            .gives(201, "With the line to paste.", Shape::of::<api::MerchantButton>(examples::merchant_button()))
            .refuses(&[Code::InvalidFields]),
        in_parts(call(Get, "/api/v1/buttons", "listButtons", "The buttons, newest first"), buttons::PART)
            .more("Retired ones too.")
            .gives(200, "Some of them.", Shape::of::<api::MerchantButtons>(examples::merchant_buttons())),
        call(Patch, "/api/v1/buttons/{id}", "changeButton", "Change a button, retire it, or sell it again")
            .more("Orders that were made already keep what they were made with.")
            .takes(Shape::of::<api::ChangeButton>(examples::change_button()))
            .gives(200, "As it is now.", Shape::of::<api::MerchantButton>(examples::merchant_button()))
            .refuses(&[Code::ButtonNotFound, Code::InvalidFields]),
        call(Post, "/api/v1/pictures", "addPicture", "Upload a picture for a button")
            .more(
                "The picture itself is the body: PNG, JPEG, WebP or GIF, told by what it holds whatever `Content-Type` says, and \
                 at most 1 MB and 4096 by 4096 pixels. One that no button and no order shows is removed a month after it came.",
            )
            .takes_file()
            .gives(201, "Where everybody can see it.", Shape::of::<api::Picture>(examples::picture()))
            .refuses(&[Code::InvalidFields]),
        call(Get, "/api/v1/going-live", "readGoingLive", "What still stands between the shop and real money")
            .more("Each provider is asked whether it answers, so this may take a few seconds.")
            .gives(200, "The steps, in the order to do them.", Shape::of::<api::GoingLive>(examples::going_live())),
    ]
}

fn orders() -> Vec<Call> {
    vec![
        found(call(Get, "/api/v1/orders", "listOrders", "The orders, newest first"))
            .more("Those that fit everything that is said after the question mark, in parts.")
            .may_ask("cursor", "`next` of the part before.", Type::String, "ord_7q2m4k9x3w8r5t6v1b2n4c7d9f")
            .may_ask("limit", "How many at most, 1 to 200; 50 where it is left out.", Type::Integer, 50)
            .gives(200, "Some of them.", Shape::of::<api::MerchantOrders>(examples::merchant_orders())),
        found(call(Get, "/api/v1/orders.csv", "listOrdersAsTable", "The orders as a table for a spreadsheet"))
            .more("All that are found, however many. Moments are by the clock of the shop, with how far that is from UTC: `2026-11-20T12:30:00-06:00`. A cell that a spreadsheet would take for a formula begins with an apostrophe. Where `q` was looked for among the newest orders alone, the file's name says since which day.")
            .gives_text(200, "RFC 4180, in UTF-8.", "text/csv"),
        call(Get, "/api/v1/orders/{id}/history", "readHistory", "An order with who pays, and all that has happened")
            .more("What each charge went through, and who said so: the customer, an answer, a webhook, or our asking again.")
            .gives(200, "Its charges and events, oldest first.", Shape::of::<api::OrderHistory>(examples::history()))
            .refuses(&[Code::OrderNotFound]),
        call(Post, "/api/v1/orders/{id}/settle", "settleOrder", "Decide about an order that needs a person")
            .more(
                "`accept` takes what came as it is: what the provider says has been paid is received, and where that is less than \
                 the amount, it is the amount now, so that the order is paid. `ask` asks the provider again: where its answer now fits, the alert ends by \
                 itself. `close` ends the order and withdraws what can be withdrawn. `refund` only writes down what you sent back. \
                 Of two who decide at once, one is told `alert_settled`.",
            )
            .takes(Shape::of::<api::SettleOrder>(examples::settle_order()))
            .gives(200, "The order as it is now.", Shape::of::<api::OrderHistory>(examples::settled_history()))
            .refuses(&[
                Code::OrderNotFound,
                Code::AlertNotFound,
                Code::AlertSettled,
                Code::AlertChanged,
                Code::InvalidFields,
                Code::ProviderUnreachable,
                Code::ProviderRefused,
                Code::Unavailable,
            ]),
        call(Post, "/api/v1/orders/{id}/notes", "noteOrder", "Write a note on an order")
            .more("For whoever reads the order later. A customer never sees it, and neither does the audit trail.")
            .takes(Shape::of::<api::NoteOrder>(examples::note_order()))
            .gives(201, "The order with its notes.", Shape::of::<api::OrderHistory>(examples::settled_history()))
            .refuses(&[Code::OrderNotFound, Code::InvalidFields]),
        call(Post, "/api/v1/orders", "createOrder", "Make an order")
            .more("Its id is all a page needs, and all it gets: `<ficha-checkout order=\"ord_...\">`.")
            .with_key(Required::False)
            .takes(Shape::of::<api::CreateOrder>(examples::create_order()))
            .gives(201, "The order.", Shape::of::<api::Order>(examples::order(false)))
            .refuses(&[Code::InvalidFields, Code::ProviderUnreachable, Code::ProviderRefused, Code::ProviderNotUnderstood]),
        call(Patch, "/api/v1/orders/{id}", "changeOrder", "Change the amount or the end of an order")
            .more("What is absent stays. A voucher that a customer holds is changed at the provider too, or the call is refused.")
            .takes(Shape::of::<api::ChangeOrder>(examples::change_order()))
            .gives(200, "The order as it is now.", Shape::of::<api::Order>(examples::order(true)))
            .refuses(&[
                Code::OrderNotFound,
                Code::OrderClosed,
                Code::CannotAmend,
                Code::InvalidFields,
                Code::ProviderUnreachable,
                Code::ProviderRefused,
                Code::ProviderNotUnderstood,
            ]),
    ]
}

fn standing_calls() -> Vec<Call> {
    vec![
        call(Post, "/api/v1/clabes", "createClabe", "A CLABE that stays a customer's own")
            .more("The same customer gets the same CLABE, however often it is asked for.")
            .takes(Shape::of::<api::CreateClabe>(examples::create_clabe()))
            .gives(201, "A new one.", Shape::of::<api::MerchantClabe>(examples::merchant_clabe()))
            .gives(200, "The one this customer has.", Shape::of::<api::MerchantClabe>(examples::merchant_clabe()))
            .refuses(&STANDING)
            .refuses(&[Code::InvalidFields]),
        in_parts(call(Get, "/api/v1/clabes", "listClabes", "The standing CLABEs, newest first"), standing::LINES)
            .more("Each with whose it is, and what has been deposited into it in all.")
            .gives(200, "Some of them.", Shape::of::<api::Clabes>(examples::clabes())),
        call(Post, "/api/v1/accounts", "openAccount", "An account for several customers' CLABEs")
            .more("Its id is yours to choose. What its customers deposit is one balance.")
            .takes(Shape::of::<api::CreateAccount>(examples::create_account()))
            .gives(201, "Who has a CLABE in it.", Shape::of::<api::Holders>(examples::holders()))
            .refuses(&STANDING)
            .refuses(&[Code::InvalidFields]),
        call(Get, "/api/v1/accounts", "listAccounts", "The accounts with their balances")
            .more("As the provider says them at this moment.")
            .gives(200, "All of them.", Shape::of::<api::Accounts>(examples::accounts()))
            .refuses(&STANDING),
        call(Get, "/api/v1/accounts/{id}", "readAccount", "Who has a CLABE in an account")
            .more("Each customer by your own id, with the CLABE.")
            .gives(200, "Its customers.", Shape::of::<api::Holders>(examples::holders()))
            .refuses(&STANDING)
            .refuses(&[Code::AccountNotFound]),
        call(Get, "/api/v1/accounts/{id}/transactions", "listTransactions", "What came and went on an account")
            .more("Deposits are more than nothing, fees and withdrawals less.")
            .may_ask("clabe", "Only what concerns this CLABE: 18 digits.", Type::String, "646180146400219781")
            .gives(200, "In the provider's order.", Shape::of::<api::Movements>(examples::movements()))
            .refuses(&STANDING)
            .refuses(&[Code::AccountNotFound, Code::InvalidFields]),
    ]
}

fn endpoint_calls() -> Vec<Call> {
    let endpoint = || Shape::of::<api::WebhookEndpoint>(examples::endpoint(false));
    let delivery = || Shape::of::<api::Delivery>(examples::delivery());
    let none = [Code::EndpointNotFound];
    vec![
        call(Post, "/api/v1/webhook-endpoints", "createWebhookEndpoint", "Say where your shop is to be told")
            .more("From then on it is told of every order whose status changes, or that receives money.")
            .takes(Shape::of::<api::CreateWebhookEndpoint>(examples::create_endpoint()))
            .gives(
                201,
                "With its secret, which is never shown again.",
                Shape::of::<api::WebhookEndpoint>(examples::endpoint(true)),
            )
            .refuses(&[Code::InvalidFields]),
        call(Get, "/api/v1/webhook-endpoints", "listWebhookEndpoints", "Where your shop is told")
            .more("Those that are disabled too, with the reason.")
            .gives(200, "All of them.", Shape::of::<api::WebhookEndpoints>(examples::endpoints())),
        call(Get, "/api/v1/webhook-endpoints/{id}", "readWebhookEndpoint", "One of them")
            .more("With the reason, where it is disabled.")
            .gives(200, "Without its secret.", endpoint())
            .refuses(&none),
        call(Patch, "/api/v1/webhook-endpoints/{id}", "changeWebhookEndpoint", "Change it, or be told nothing for a while")
            .more("What is absent stays. While it is disabled events wait; enabled again, it is told all of them.")
            .takes(Shape::of::<api::ChangeWebhookEndpoint>(examples::change_endpoint()))
            .gives(200, "As it is now.", endpoint())
            .refuses(&none)
            .refuses(&[Code::InvalidFields]),
        call(Delete, "/api/v1/webhook-endpoints/{id}", "removeWebhookEndpoint", "Be told nothing there any more")
            .more("What was on its way there is forgotten with it.")
            .gives_nothing(204, "It is gone, with its deliveries.")
            .refuses(&none),
        call(Post, "/api/v1/webhook-endpoints/{id}/secret", "changeWebhookSecret", "Another secret to sign with")
            .more("For a day events are signed with both.")
            .gives(200, "With its new secret.", Shape::of::<api::WebhookEndpoint>(examples::endpoint(true)))
            .refuses(&none),
        call(Post, "/api/v1/webhook-endpoints/{id}/ping", "pingWebhookEndpoint", "Send an event that is about nothing")
            .more("To see whether your server hears: the list of deliveries says what it answered.")
            .gives(202, "On its way.", delivery())
            .refuses(&none),
        in_parts(
            call(Get, "/api/v1/webhook-endpoints/{id}/deliveries", "listDeliveries", "What was sent, newest first"),
            endpoints::LINES,
        )
        .more("Each event with what became of it: how often it was tried, what was answered, and when it is tried again.")
        .gives(200, "Some of them.", Shape::of::<api::Deliveries>(examples::deliveries()))
        .refuses(&none),
        call(Post, "/api/v1/webhook-endpoints/{id}/deliveries/{event}/resend", "resendDelivery", "Send an event once more")
            .more("With the same `webhook-id` and the same body, whatever became of it before.")
            .gives(202, "On its way.", delivery())
            .refuses(&none)
            .refuses(&[Code::DeliveryNotFound]),
    ]
}

/// A list of orders that is asked for by what one remembers.
fn found(call: Call) -> Call {
    call.may_ask(
        "status",
        "`open`, `pending`, `partly_paid`, `paid`, `overpaid`, `expired` or `refunded`.",
        Type::String,
        "paid",
    )
    .may_ask("needs_attention", "`true`: those alone that wait for a person, each with its `alerts`.", Type::String, "true")
    .may_ask(
        "q",
        "The whole id of an order or a charge, reference, e-mail address, phone or digits: found however old the order is, the \
         newest 10,000 of each. What is none of these is looked for as a part of them, of the description and of the customer's \
         name, among the newest 10,000 orders of the days asked for; `searched_from` in the answer says where that ended.",
        Type::String,
        "maria",
    )
    .may_ask("button", "Only those of this button.", Type::String, "btn_demo")
    .may_ask("from", "The first day, in the shop's zone, or a moment.", Type::String, "2026-11-01")
    .may_ask("until", "The last day, or the moment before which.", Type::String, "2026-11-30")
    .refuses(&[Code::InvalidFields])
}

/// A list that is read in parts: of how many lines where nothing is said, and of how many at most.
fn in_parts(call: Call, (ordinary, most): (i64, i64)) -> Call {
    let says = format!("How many at most, 1 to {most}; {ordinary} where it is left out.");
    call.may_ask("cursor", "`next` of the part before.", Type::String, "clb_5t6v1b2n7q2m4k9x3w8r4c7d9f")
        .may_ask("limit", &says, Type::Integer, ordinary)
        .refuses(&[Code::InvalidFields])
}

fn call(method: HttpMethod, path: &'static str, id: &str, does: &str) -> Call {
    Call::new("merchant", method, path, id, does).with_token().refuses(&[Code::TooManyRequests])
}
