//! Orders in dollars, euros and pounds: charged in pesos at a rate that can be set. The vendor shows conversion only as
//! the `exchange` object of an order; where it has its rates from is not documented, so ours are on the control page.

use serde_json::{Value, json};
use uuid::Uuid;

use super::errors::Failure;
use super::money;
use crate::chance;
use crate::fake::{Moment, Refused};

/// Pesos for one unit of each currency, in ten-thousandths of a peso.
#[derive(Clone, Debug)]
pub(super) struct Rates(Vec<(&'static str, i64)>);

impl Default for Rates {
    fn default() -> Rates {
        Rates(vec![("USD", 185_000), ("EUR", 201_250), ("GBP", 234_000)])
    }
}

/// How an order in another currency became pesos.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    rate: i64,
    origin: i64,
    origin_currency: &'static str,
    pesos: i64,
    id: Uuid,
    at: Moment,
}

impl Rates {
    /// What `origin` (hundredths of `currency`) is in centavos, and by which exchange; pesos need none.
    pub(super) fn pesos(&self, origin: i64, currency: &str, now: Moment) -> Result<(i64, Option<Exchange>), Failure> {
        if currency.eq_ignore_ascii_case("MXN") {
            return Ok((origin, None));
        }
        let found = self.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(currency));
        let (origin_currency, rate) =
            *found.ok_or_else(|| Failure::Invalid("La moneda debe ser MXN, USD, EUR o GBP.".into()))?;
        let pesos = (origin * rate + 5_000) / 10_000;
        let exchange = Exchange { rate, origin, origin_currency, pesos, id: chance::uuid(), at: now };
        Ok((pesos, Some(exchange)))
    }

    /// The rates as a JSON document: `{"USD": "18.5000", ...}`.
    pub(super) fn document(&self) -> Value {
        self.0.iter().map(|(currency, rate)| ((*currency).to_owned(), json!(decimal(*rate)))).collect()
    }

    /// Sets the rates named in `{"USD": "18.50", ...}`; text or number, up to four decimals.
    pub(super) fn set(&mut self, rates: &Value) -> Result<(), Refused> {
        let refuse = |sentence: String| Refused::Impossible(sentence);
        let rates = rates.as_object().ok_or_else(|| refuse("rates is an object, for example {\"USD\": \"18.50\"}".into()))?;
        for (currency, rate) in rates {
            let text = rate.as_str().map_or_else(|| rate.to_string(), str::to_owned);
            let rate =
                ten_thousandths(&text).ok_or_else(|| refuse(format!("{text} is no rate: digits, and up to four decimals")))?;
            let place = self.0.iter_mut().find(|(name, _)| name == currency);
            place.ok_or_else(|| refuse(format!("no rate for {currency}: USD, EUR or GBP")))?.1 = rate;
        }
        Ok(())
    }
}

impl Exchange {
    /// The order's own currency.
    pub(super) fn currency(&self) -> &'static str {
        self.origin_currency
    }

    /// The `order_info.exchange` of v1: all seven fields, as the vendor's Python SDK insists.
    pub(super) fn v1(&self) -> Value {
        json!({
            "rate": rate_number(self.rate),
            "request": self.at.seconds(),
            "origin_amount": money::number(self.origin),
            "origin_currency": self.origin_currency,
            "final_amount": money::number(self.pesos),
            "final_currency": "MXN",
            "exchange_id": format!("ex_{}", self.id),
        })
    }

    /// The `exchange` of a v2 order.
    pub(super) fn v2(&self) -> Value {
        v2(rate_number(self.rate), self.origin, self.origin_currency, self.pesos)
    }
}

/// The `exchange` of a v2 order in pesos, which always has one.
pub(super) fn v2_in_pesos(pesos: i64) -> Value {
    v2(json!(1), pesos, "MXN", pesos)
}

fn v2(rate: Value, origin: i64, origin_currency: &str, pesos: i64) -> Value {
    json!({
        "rate": rate,
        "finalAmount": money::number(pesos),
        "originAmount": money::number(origin),
        "finalCurrency": "MXN",
        "originCurrency": origin_currency,
    })
}

fn decimal(rate: i64) -> String {
    format!("{}.{:04}", rate / 10_000, rate % 10_000)
}

fn rate_number(rate: i64) -> Value {
    let text = decimal(rate);
    serde_json::from_str(text.trim_end_matches('0').trim_end_matches('.')).expect("digits and a point are a JSON number")
}

fn ten_thousandths(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || fraction.len() > 4 || !digits(whole) || !digits(fraction) {
        return None;
    }
    format!("{whole}{fraction:0<4}").parse().ok().filter(|rate| *rate > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_in_dollars_is_charged_in_pesos() {
        let mut rates = Rates::default();
        rates.set(&json!({"USD": "17.5"})).unwrap();
        let (pesos, exchange) = rates.pesos(15_000, "usd", Moment(0)).unwrap();
        assert_eq!(pesos, 262_500);
        let document = exchange.unwrap().v1();
        assert_eq!((document["rate"].to_string(), document["final_amount"].to_string()), ("17.5".into(), "2625".into()));
        assert!(rates.pesos(15_000, "PEN", Moment(0)).is_err());
    }

    #[test]
    fn a_rate_that_is_none_is_refused() {
        for rate in [json!("caro"), json!(0), json!("-1"), json!("1.23456")] {
            assert!(Rates::default().set(&json!({ "USD": rate.clone() })).is_err(), "{rate}");
        }
        assert!(Rates::default().set(&json!({"PEN": "5"})).is_err());
    }
}
