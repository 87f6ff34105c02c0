//! The page's calls: whoever has the id of a button, of an order or of a standing CLABE. What a call does is in
//! `routes/`; here is what is said of it.

use super::call::{Call, Shape};
use super::examples;
use api::Code;
use utoipa::openapi::Required;
use utoipa::openapi::path::HttpMethod::{self, Get, Post};

/// What may go wrong where a provider is asked.
const ASKING: [Code; 3] = [Code::ProviderUnreachable, Code::ProviderRefused, Code::ProviderNotUnderstood];

pub(super) fn calls() -> Vec<Call> {
    vec![
        call(Get, "/api/v1/buttons/{id}", "readButton", "What a button offers, and how it can be paid")
            .more("Name, picture, price and who sells, and each way to pay it with its stores, hours, fees and limits. Nothing is written down.")
            .gives(200, "The offer, with the stores of this moment.", Shape::of::<api::Button>(examples::button()))
            .refuses(&ASKING)
            .refuses(&[Code::ButtonNotFound, Code::ButtonRetired]),
        call(Post, "/api/v1/buttons/{id}/orders", "orderFromButton", "Make an order from a button")
            .more("The price is the button's: there is no field to send one in. The body is not read.")
            .with_key(Required::True)
            .gives(201, "The order.", Shape::of::<api::Order>(examples::order(false)))
            .refuses(&ASKING)
            .refuses(&[Code::ButtonNotFound, Code::ButtonRetired]),
        call(Get, "/api/v1/orders/{id}", "readOrder", "An order, its offer, its charges with their vouchers")
            .more("Whoever has the id reads it: all of the order, and nothing about who pays.")
            .with_tag()
            .gives(200, "The order.", Shape::of::<api::Order>(examples::order(true)))
            .refuses(&ASKING)
            .refuses(&[Code::OrderNotFound]),
        call(Get, "/api/v1/orders/{id}/events", "watchOrder", "The order each time it changes, as server-sent events")
            .more("The data of each event is the whole order as JSON, its id the order's version. The stream says something every \
                   five seconds, if only an event named `beat`; asking for the order with its `ETag` every few seconds works too, and is what to do where the stream is \
                   refused because too many are open.")
            .streams("A stream that ends when the backend does; come back then.")
            .refuses(&[Code::OrderNotFound, Code::TooManyStreams]),
        call(Post, "/api/v1/orders/{id}/charges", "createCharge", "Choose how to pay, and get the voucher")
            .more("Keep the key until there is an answer, and ask again with it where there is none: no second voucher is made. \
                   Where the provider never answered what the key asked for, and may not be asked twice, the answer is \
                   `idempotency_key_spent`, from then on: nothing that can be paid was shown, so begin again with a new key.")
            .with_key(Required::True)
            .takes(Shape::of::<api::CreateCharge>(examples::create_charge()))
            .gives(201, "The charge with its voucher.", Shape::of::<api::Charge>(examples::charge()))
            .refuses(&ASKING)
            .refuses(&[
                Code::OrderNotFound,
                Code::OfferChanged, Code::OrderClosed,
                Code::TooManyVouchers,
                Code::IdempotencyKeySpent,
                Code::InvalidFields,
                Code::MethodNotOffered,
                Code::StoreNotOffered,
                Code::OverLimit,
            ]),
        call(Post, "/api/v1/orders/{id}/charges/{charge}/sms", "sendSms", "Send the voucher by SMS")
            .more("Only where the provider can, which `sms` of the charge says; each charge a few times at most.")
            .takes(Shape::of::<api::SendSms>(examples::send_sms()))
            .gives(200, "The charge.", Shape::of::<api::Charge>(examples::charge()))
            .refuses(&ASKING)
            .refuses(&[
                Code::OrderNotFound,
                Code::ChargeNotFound,
                Code::VoucherClosed,
                Code::SmsNotOffered,
                Code::SmsLimit,
                Code::InvalidFields,
            ]),
        call(Post, "/api/v1/orders/{id}/charges/{charge}/cancel", "cancelCharge", "Change your mind: withdraw the voucher")
            .more("Only where the provider can; where money has come meanwhile, the charge is answered as paid.")
            .gives(200, "The charge as it is now.", Shape::of::<api::Charge>(examples::canceled()))
            .refuses(&ASKING)
            .refuses(&[Code::OrderNotFound, Code::ChargeNotFound, Code::VoucherClosed, Code::CannotCancel]),
        call(Get, "/api/v1/clabes/{id}", "readClabe", "A standing CLABE, and what was deposited into it")
            .more("For the page where a customer finds the account number again.")
            .with_tag()
            .gives(200, "The CLABE. Nothing about a person.", Shape::of::<api::Clabe>(examples::clabe()))
            .refuses(&[Code::ClabeNotFound]),
        call(Get, "/api/v1/clabes/{id}/events", "watchClabe", "The standing CLABE each time money comes in, as server-sent events")
            .more("The data of each event is the whole of it as JSON, like that of an order.")
            .streams("A stream, like that of an order.")
            .refuses(&[Code::ClabeNotFound, Code::TooManyStreams]),
    ]
}

fn call(method: HttpMethod, path: &'static str, id: &str, does: &str) -> Call {
    Call::new("page", method, path, id, does).refuses(&[Code::TooManyRequests])
}
