//! Orders for their merchant: found, shown with who pays, told with all that happened, and written as a table for a
//! spreadsheet. The API and the panel ask the same functions. What a page may see of an order is `present/mod.rs`.

use super::Orders;
use crate::base::clock::rfc3339;
use crate::base::error::{WorkError, field};
use crate::db::listing::{self, Found, Part, Wanted};
use crate::db::{decisions, orders};
use crate::present;
use api::{ChargeEvent, Code, MerchantOrder, MerchantOrders, OrderHistory, OrderStatus, Payer};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use payments::store::recognise;
use payments::typed::{is_hidden, plain};
use payments::{Currency, Moment, Money, State, Status};
use serde::Deserialize;

/// How many orders a part of the list has, unless the merchant says, and at most.
const PART: (i64, i64) = (50, 200);

/// Which orders, as an address says it; an empty value says nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    /// A word of [`Status`].
    pub status: String,
    /// The whole of something of it, or a part, which is looked for among the newest alone.
    pub q: String,
    /// The id of a button, `btn_...`; empty for all.
    pub button: String,
    /// `true`: those alone that wait for a person.
    pub needs_attention: String,
    /// The first day, `2026-11-20`, in the shop's zone, or a moment of RFC 3339.
    pub from: String,
    /// The last day, or the moment before which.
    pub until: String,
    /// Where the last part ended.
    pub cursor: String,
    /// The most orders to list, as it was typed.
    pub limit: String,
}

impl Orders {
    /// Some of the orders, the newest first.
    ///
    /// # Errors
    ///
    /// `invalid_fields`, with every parameter that cannot be used, and `unavailable` where the db cannot be used.
    pub async fn list(&self, query: &Query) -> Result<MerchantOrders, WorkError> {
        let wanted = self.check_query(query)?;
        let (ordinary, most) = PART;
        let limit = match query.limit.as_str() {
            "" => ordinary,
            said => said.parse().map_err(|_| wrong("limit", "must be a whole number, like 50"))?,
        };
        let limit = limit.clamp(1, most);
        let after = match query.cursor.as_str() {
            "" => None,
            id => Some(orders::find(&*self.db, id).await?.ok_or_else(|| wrong("cursor", "is not one we gave"))?),
        };
        let now = self.clock.now();
        let Part { mut found, since } = listing::find(&*self.db, &wanted, now, after.as_ref(), limit + 1).await?;
        let more = i64::try_from(found.len()).is_ok_and(|found| found > limit);
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = found.last().filter(|_| more).map(|last| last.record.order.id.clone());
        let orders = found.iter().map(|found| shown(found, now)).collect();
        Ok(MerchantOrders { orders, next, searched_from: since.map(rfc3339) })
    }

    /// One of them, with all that happened to it.
    ///
    /// # Errors
    ///
    /// `order_not_found`, and `unavailable` where the db cannot be used.
    pub async fn history(&self, id: &str) -> Result<OrderHistory, WorkError> {
        let found = listing::one(&*self.db, id).await?.ok_or(Code::OrderNotFound)?;
        let currency = found.record.order.amount.currency();
        let event = |event: listing::Event| ChargeEvent {
            charge: event.charge,
            event: event.word,
            total: event.total.map(|minor| Money::new(minor, currency).into()),
            source: event.source,
            at: rfc3339(event.at),
        };
        let mut events: Vec<ChargeEvent> = listing::events(&*self.db, id).await?.into_iter().map(event).collect();
        let requested = found.record.order.charges.iter().map(|charge| ChargeEvent {
            charge: charge.id.clone(),
            event: "requested".to_owned(),
            total: None,
            source: "customer".to_owned(),
            at: rfc3339(charge.created_at),
        });
        events.extend(requested);
        // Asked for first, where both fall into one second.
        events.sort_by(|one, other| (&one.at, one.event != "requested").cmp(&(&other.at, other.event != "requested")));
        Ok(OrderHistory {
            order: shown(&found, self.clock.now()),
            charges: found.record.charges.iter().map(|record| present::charge(record, &self.offers)).collect(),
            events,
            settled: found.alerts.iter().filter(|alert| alert.settled.is_some()).map(present::alert).collect(),
            decisions: decisions::of_order(&*self.db, id).await?.iter().map(present::decision).collect(),
        })
    }

    /// What an address asks for, with every wrong field named at once.
    fn check_query(&self, query: &Query) -> Result<Wanted, WorkError> {
        let mut fields = Vec::new();
        let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let status = Status::ALL.into_iter().find(|status| status.id() == query.status);
        if status.is_none() && !query.status.is_empty() {
            fields.push(field("status", "must be open, pending, partly_paid, paid, overpaid, expired or refunded"));
        }
        if query.q.chars().count() > 100 {
            fields.push(field("q", "must be at most 100 characters"));
        }
        let needs_attention = query.needs_attention == "true";
        if !needs_attention && !query.needs_attention.is_empty() {
            fields.push(field("needs_attention", "must be true, or left out"));
        }
        let zone = self.offers.zone();
        let mut moment = |name: &str, text: &str, whole_day: bool| match text {
            "" => None,
            text => {
                let read = day_or_moment(text, zone, whole_day);
                if read.is_none() {
                    fields.push(field(name, "must be a day like 2026-11-20, or a moment of RFC 3339"));
                }
                read
            }
        };
        let (from, until) = (moment("from", &query.from, false), moment("until", &query.until, true));
        if fields.is_empty() {
            Ok(Wanted { status, button: said(&query.button), text: said(&query.q), needs_attention, from, until })
        } else {
            Err(WorkError::fields(fields))
        }
    }
}

/// The beginning of a day, or of the one after it; or the very moment that is said.
fn day_or_moment(text: &str, zone: &str, after_it: bool) -> Option<Moment> {
    if let Ok(day) = text.parse::<Date>()
        && text.len() == 10
    {
        let day = if after_it { day.tomorrow().ok()? } else { day };
        let begins = day.to_zoned(TimeZone::get(zone).ok()?).ok()?;
        return Some(Moment::from_seconds(begins.timestamp().as_second()));
    }
    crate::base::clock::parse_rfc3339(text)
}

fn wrong(path: &str, why: &str) -> WorkError {
    WorkError::fields(vec![field(path, why)])
}

/// The charge that counts: the newest that was paid, or else the newest that is open, or the newest.
fn counting(found: &Found) -> Option<usize> {
    let charges = &found.record.order.charges;
    let newest = |wanted: fn(State) -> bool| charges.iter().rposition(|charge| wanted(charge.state));
    newest(|state| state == State::Paid).or_else(|| newest(State::is_open)).or_else(|| charges.len().checked_sub(1))
}

fn shown(found: &Found, now: Moment) -> MerchantOrder {
    let order = &found.record.order;
    let charge = counting(found).and_then(|at| found.record.charges.get(at));
    let customer = counting(found).and_then(|at| found.customers.get(at)).cloned();
    let store = charge.and_then(|charge| charge.charge.store.as_deref());
    let known = store.and_then(recognise);
    MerchantOrder {
        id: order.id.clone(),
        status: OrderStatus::from(order.status(now)),
        late: order.late(),
        description: order.description.clone(),
        reference: order.reference.clone(),
        button: order.button.clone(),
        amount: order.amount.into(),
        received: order.received().into(),
        customer: customer.map(|(name, email, phone)| Payer { name, email, phone }),
        method: charge.map(|charge| charge.charge.method.id().to_owned()),
        store: store.map(|code| known.map_or(code, |known| known.name).to_owned()),
        badge: known.map(|known| known.id.to_owned()),
        created_at: rfc3339(order.created_at),
        paid_at: charge.and_then(|charge| charge.paid_at).map(rfc3339),
        expires_at: order.expires_at.map(rfc3339),
        alerts: found.alerts.iter().filter(|alert| alert.settled.is_none()).map(present::alert).collect(),
    }
}

/// The head of the table for a spreadsheet.
pub const COLUMNS: &str =
    "id,status,late,created_at,paid_at,amount,received,currency,description,reference,button,method,store,name,email,phone\r\n";

/// A line of it (RFC 4180), amounts as decimals, moments by the shop's clock with how far that is from UTC.
pub fn csv(order: &MerchantOrder, zone: &str) -> String {
    let decimal =
        |amount: &api::Amount| Money::new(amount.amount, amount.currency.parse().unwrap_or(Currency::Mxn)).to_decimal();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let payer = order.customer.as_ref();
    let cells = [
        order.id.clone(),
        status_id(order.status).to_owned(),
        if order.late { "yes" } else { "no" }.to_owned(),
        local(&order.created_at, zone),
        order.paid_at.as_deref().map(|at| local(at, zone)).unwrap_or_default(),
        decimal(&order.amount),
        decimal(&order.received),
        order.amount.currency.clone(),
        order.description.clone(),
        text(&order.reference),
        text(&order.button),
        text(&order.method),
        text(&order.store),
        payer.map(|payer| payer.name.clone()).unwrap_or_default(),
        payer.map(|payer| payer.email.clone()).unwrap_or_default(),
        payer.and_then(|payer| payer.phone.clone()).unwrap_or_default(),
    ];
    cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",") + "\r\n"
}

/// A moment of RFC 3339 by the clock of a zone: `2026-11-20T12:30:00-06:00`, the same moment as in UTC.
pub fn local(moment: &str, zone: &str) -> String {
    let there = moment.parse::<jiff::Timestamp>().ok().zip(TimeZone::get(zone).ok());
    there.map_or_else(|| moment.to_owned(), |(at, zone)| at.to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

/// A cell. What a spreadsheet would take for a formula gets an apostrophe, for a customer may have written it; also where
/// one would begin only if the table were split at another sign than the comma, as much of the world has its spreadsheets do.
fn quoted(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut begins = true;
    for c in cell.chars() {
        if begins && matches!(plain(c), '=' | '+' | '-' | '@' | '\t' | '\r') {
            text.push('\'');
        }
        begins = c.is_whitespace()
            || c.is_control()
            || matches!(plain(c), ';' | ',' | '|' | ':' | '^' | '~' | '"' | '\'')
            || begins && is_hidden(c);
        text.push(c);
    }
    if text.contains([',', ';', '"', '\t', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// The word for a status in JSON and in addresses.
pub fn status_id(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Open => "open",
        OrderStatus::Pending => "pending",
        OrderStatus::PartlyPaid => "partly_paid",
        OrderStatus::Paid => "paid",
        OrderStatus::Overpaid => "overpaid",
        OrderStatus::Expired => "expired",
        OrderStatus::Refunded => "refunded",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_in_every_spreadsheet() {
        let check = |cell: &str, expected: &str| assert_eq!(quoted(cell), expected);
        check("María", "María");
        check("Taza, \"azul\"", "\"Taza, \"\"azul\"\"\"");
        check("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"");
        check("+52 55", "'+52 55");
        check("a\nb", "\"a\nb\"");
        check("Ana;=HYPERLINK(\"x\")", "\"Ana;'=HYPERLINK(\"\"x\"\")\"");
        check("Ana; =1+1", "\"Ana; '=1+1\"");
        check("Ana\t@SUM(1)", "\"Ana\t'@SUM(1)\"");
        check("Ana|=1", "Ana|'=1");
        check("Ana\n-1+cmd|x", "\"Ana\n'-1+cmd|x\"");
        check(" =1", " '=1");
        check("\u{feff}\u{200b}=1", "\u{feff}\u{200b}'=1");
        check("\"=1", "\"\"\"'=1\"");
        check("'=1", "''=1");
        check("＝1", "'＝1");
        check("\t=1", "\"'\t'=1\"");
        check("ana+oxxo@correo.mx", "ana+oxxo@correo.mx");
        check("María-José O'Neill", "María-José O'Neill");
        check("2026-11-20T18:30:00Z", "2026-11-20T18:30:00Z");
    }

    #[test]
    fn a_moment_in_a_table_is_read_by_the_shops_clock() {
        let check = |moment: &str, zone: &str, expected: &str| assert_eq!(local(moment, zone), expected);
        check("2026-11-21T02:00:00Z", "America/Mexico_City", "2026-11-20T20:00:00-06:00");
        check("2026-11-21T02:00:00Z", "America/Lima", "2026-11-20T21:00:00-05:00");
        // Daylight saving time, before Mexico gave it up.
        check("2021-07-01T02:00:00Z", "America/Mexico_City", "2021-06-30T21:00:00-05:00");
        check("ayer", "America/Lima", "ayer");
    }

    #[test]
    fn a_day_begins_and_ends_where_the_shop_is() {
        let check = |text: &str, after_it: bool, expected: Option<&str>| {
            assert_eq!(day_or_moment(text, "America/Lima", after_it).map(rfc3339).as_deref(), expected, "{text}");
        };
        check("2026-11-20", false, Some("2026-11-20T05:00:00Z"));
        check("2026-11-20", true, Some("2026-11-21T05:00:00Z"));
        check("2026-11-20T12:00:00Z", true, Some("2026-11-20T12:00:00Z"));
        check("ayer", false, None);
        check("2026-13-01", false, None);
    }
}
