//! The other direction: what we post to a merchant's own server, an event for each status an order can take, for a part that went back, for alerts and deposits, and the ping.
//! How it is signed and when it is sent again is in `notify/`; here is what is said of it.

use super::examples;
use super::parameter::parameter;
use super::shape::{Named, Shape};
use crate::notify::message;
use payments::order::Status;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterIn};
use utoipa::openapi::schema::Type;
use utoipa::openapi::{PathItem, Required, Response, SecurityRequirement};

/// Whom they are for, as a tag.
pub(super) const TAG: &str = "events";

/// What is said of every one, because who reads about one reads about no other.
const SENT: &str = "Sent to each of your webhook endpoints until it answers, for three days. The same event may come twice, with the \
    same `webhook-id`: do it once.";

/// What it is signed with, as the Standard Webhooks specification says.
const HEADERS: [(&str, &str, Type, &str); 3] = [
    ("webhook-id", "The event's id: the same however often it is sent.", Type::String, "evt_9f7q2m4k9x3w8r5t6v1b"),
    ("webhook-timestamp", "When it was sent this time, in seconds since 1970.", Type::String, "1795199400"),
    (
        "webhook-signature",
        "`v1,` and an HMAC-SHA256 in base64 over id, timestamp and body, with a point between them; one for each secret that is \
         good, with a space between them.",
        Type::String,
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ),
];

/// What your server may answer.
const ANSWERS: [(&str, &str); 5] = [
    ("2XX", "Webhook event accepted: it is not sent again. Answer within fifteen seconds, and do the work afterwards."),
    ("3XX", "Redirects are not followed: the event is sent again."),
    ("410", "The endpoint is disabled: nothing is sent there any more."),
    ("4XX", "The event is sent again: after 5 seconds, 30 seconds, 2 minutes and so on."),
    ("5XX", "The event is sent again, likewise."),
];

/// One event, as OpenAPI says it.
pub(super) struct Event {
    /// The type of the event: `order.paid`.
    pub(super) kind: String,
    /// The description of the request that is posted.
    pub(super) item: PathItem,
    /// The shapes it names.
    pub(super) schemas: Vec<Named>,
}

impl Event {
    fn new(kind: String, id: &str, says: &str, about: &str, shape: Shape) -> Self {
        // The signature is what shows who sent it, and OpenAPI has no word for that.
        let open: [SecurityRequirement; 0] = [];
        let mut operation = OperationBuilder::new()
            .tag(TAG)
            .operation_id(Some(id))
            .summary(Some(says))
            .description(Some(about))
            .securities(Some(open))
            .request_body(Some(shape.body()));
        for (name, says, kind, example) in HEADERS {
            let header = parameter(ParameterIn::Header, name, says, kind, example).required(Required::True);
            operation = operation.parameter(header.build());
        }
        for (status, says) in ANSWERS {
            operation = operation.response(status, Response::new(says));
        }
        Self { kind, item: PathItem::new(HttpMethod::Post, operation.build()), schemas: shape.schemas }
    }
}

pub(super) fn all() -> Vec<Event> {
    let mut all: Vec<Event> = Status::ALL.into_iter().map(of_order).collect();
    let says = "Some of the money that had arrived went back, and where the order stands is as before";
    let shape = Shape::of::<api::WebhookEvent>(examples::event_of_part_refund());
    all.push(Event::new("order.partly_refunded".to_owned(), "onOrderPartlyRefunded", says, SENT, shape));
    all.extend(of_alerts());
    let says = "What has come in by a deposit into a reusable CLABE changed: it came, grew, or went back";
    let shape = Shape::of::<api::DepositEvent>(examples::deposit_event());
    all.push(Event::new(message::DEPOSIT.to_owned(), "onClabeDeposit", says, SENT, shape));
    let about = [SENT, "A test event, about nothing: `POST /api/v1/webhook-endpoints/{id}/ping` sends it."].join(" ");
    let shape = Shape::of::<api::WebhookPing>(examples::ping());
    all.push(Event::new(api::WebhookPing::KIND.to_owned(), "onPing", "Somebody asks whether you hear", &about, shape));
    all
}

fn of_order(status: Status) -> Event {
    let says = match status {
        Status::Open => "The last voucher of an order was withdrawn: nothing is under way",
        Status::Pending => "A customer holds a voucher, or another one",
        Status::PartlyPaid => "Some of the money has arrived, and less than the amount",
        Status::Paid => "The amount has arrived: send the goods",
        Status::Overpaid => "More than the amount has arrived",
        Status::Expired => "The last voucher, or the order itself, ran out before any money came",
        Status::Refunded => "All the money that had arrived went back",
    };
    let shape = Shape::of::<api::WebhookEvent>(examples::event(status.id()));
    Event::new(format!("order.{}", status.id()), &name(status), says, SENT, shape)
}

/// The two that tell of alerts, in their place between the others.
fn of_alerts() -> [Event; 2] {
    let event = |kind: &str, id: &str, says: &str, settled: bool| {
        let shape = Shape::of::<api::WebhookEvent>(examples::event_of_alert(kind, settled));
        Event::new(kind.to_owned(), id, says, SENT, shape)
    };
    [
        event("order.needs_attention", "onOrderNeedsAttention", "A person must look at an order: its `alerts` say why", false),
        event(
            "order.settled",
            "onOrderSettled",
            "Somebody has decided about these `alerts`, or the provider says what fits",
            true,
        ),
    ]
}

/// The key of the event in the description: `onOrderPartlyPaid`.
fn name(status: Status) -> String {
    let words = status.id().split('_').map(|word| {
        let (first, rest) = word.split_at(1);
        [first.to_ascii_uppercase().as_str(), rest].concat()
    });
    ["onOrder".to_owned()].into_iter().chain(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handler_of_an_event_is_called_by_what_it_tells() {
        assert_eq!(Status::ALL.map(name)[2], "onOrderPartlyPaid");
    }
}
