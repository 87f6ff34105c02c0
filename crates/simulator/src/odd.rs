//! Answers that contradict themselves: a provider says *paid* of a charge for which nothing came, beside an amount that is none. Whatever
//! such an answer means, it is no money.

use crate::dice::Dice;
use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};

/// What is said to have come: nothing, less than nothing, and what cannot be read.
const AMOUNTS: [&str; 5] = ["0", "\"-150.00\"", "\"75,00\"", "\"1.5e2\"", "[75]"];

/// A provider's words for an open charge and a paid one, and where it says what came.
struct Words {
    open: &'static str,
    paid: &'static str,
    came: &'static str,
}

const fn words(open: &'static str, paid: &'static str, came: &'static str) -> Words {
    Words { open, paid, came }
}

/// Of every account that collects.
const WORDS: [Words; 7] = [
    words("charge.pending", "charge.success", "amount_received"),
    words("PENDING", "ACCEPTED", "received"),
    words("NEW", "PAID", "amount_paid"),
    words("new", "paid", "amount_paid"),
    words("open", "paid", "amount_received"),
    words("requires_action", "succeeded", "amount_received"),
    words("action_required", "processed", "total_paid_amount"),
];

/// The same answer, but odd; `None` where it is not about a charge that is open.
pub fn answer(answer: &Response<Bytes>, dice: &Dice) -> Option<Response<Bytes>> {
    let mut document: Value = serde_json::from_slice(answer.body()).ok()?;
    let amount: Value = serde_json::from_str(dice.one_of(&AMOUNTS)).ok()?;
    if !make_odd(&mut document, &amount) {
        return None;
    }
    Some(answer.clone().map(|_| Bytes::from(document.to_string())))
}

fn make_odd(value: &mut Value, amount: &Value) -> bool {
    match value {
        Value::Object(fields) => {
            let known = ["status", "type"].into_iter().find_map(|name| {
                let said = fields.get(name)?.as_str()?;
                Some((name, WORDS.iter().find(|words| words.open == said)?))
            });
            let Some((name, words)) = known else {
                return fields.values_mut().any(|field| make_odd(field, amount));
            };
            fields.insert(name.to_owned(), json!(words.paid));
            match fields.get_mut("payment").and_then(Value::as_object_mut) {
                Some(payment) => payment.insert(words.came.to_owned(), amount.clone()),
                None => fields.insert(words.came.to_owned(), amount.clone()),
            };
            true
        }
        Value::Array(items) => items.iter_mut().any(|item| make_odd(item, amount)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_charge_is_said_to_be_paid_with_what_is_no_amount() {
        let dice = Dice::new(1, 1);
        let odd = |body: &str| {
            let said = answer(&Response::new(Bytes::copy_from_slice(body.as_bytes())), &dice)?;
            serde_json::from_slice::<Value>(said.body()).ok()
        };
        let said = odd(r#"{"status":"open","amount":15000,"amount_received":0}"#).unwrap();
        assert_eq!((&said["status"], &said["amount"]), (&json!("paid"), &json!(15000)));
        let said = odd(r#"{"data":{"status":"PENDING","payment":{"clabe":"1"}}}"#).unwrap();
        assert_eq!(said["data"]["status"], "ACCEPTED");
        assert!(!said["data"]["payment"]["received"].is_null());
        assert_eq!(odd(r#"{"status":"paid","amount_received":15000}"#), None);
    }
}
