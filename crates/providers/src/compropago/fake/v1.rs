//! The calls of `/v1`: who may ask what, and which answer it gets. Every path works with and without a trailing slash.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use super::accounts::AccountId;
use super::charge::Means;
use super::errors::Failure;
use super::fields::Fields;
use super::keys::Keys;
use super::template::fill;
use super::{ComproPago, create, hooks, shapes, stores};
use crate::fake::Moment;

/// How many SMS the vendor sends for one order.
const SMS_QUOTA: usize = 2;

impl ComproPago {
    /// Answers a call of `/v1/`; `path` is what comes after.
    pub(super) fn v1(&mut self, request: &Request<Bytes>, path: &[&str], now: Moment) -> Result<Value, Failure> {
        // The one call without keys.
        if let ("GET", ["providers", "true"]) = (request.method().as_str(), path) {
            return Ok(stores::list(0, None));
        }
        let keys = Keys::read(request.headers(), self.bare_keys).ok_or(Failure::BadKeys)?;
        let account = self.accounts.open(&keys);
        match (request.method().as_str(), path) {
            ("GET", ["users", "auth"]) => Ok(auth(&keys)),
            ("GET", ["providers"]) => self.stores(request, account, now),
            ("POST", ["charges"]) => {
                let fields = Fields::read(request.body())?;
                let charge = create::cash(&fields, account, self.accounts.get(account), &self.rates, now)?;
                let answer = shapes::created(&charge, self.accounts.get(account));
                self.keep(charge);
                Ok(answer)
            }
            ("GET", ["charges", id]) => {
                if keys.secret.is_none() {
                    return Err(Failure::PrivateKeyNeeded);
                }
                let charge = &self.charges[self.own_charge(id, account)?];
                match charge.means {
                    Means::Cash { .. } => Ok(shapes::current(charge, self.accounts.get(account))),
                    // The vendor's plugins rely on this: they ask v1 first, and v2 when it says no.
                    Means::Spei { .. } => Err(Failure::PaymentNotFound),
                }
            }
            ("POST", ["charges", id, "sms"]) => {
                let place = self.own_charge(id, account)?;
                self.send_sms(place, &Fields::read(request.body())?)
            }
            (_, ["webhooks", "stores", rest @ ..]) => {
                let fields = Fields::read(request.body())?;
                hooks::answer(self.accounts.get_mut(account), request.method(), rest, &fields)
            }
            _ => Err(Failure::NoSuchPath),
        }
    }

    /// Where the account's charge is; another account's charge is as unknown as none.
    pub(super) fn own_charge(&self, id: &str, account: AccountId) -> Result<usize, Failure> {
        let place = self.place(id).ok_or(Failure::PaymentNotFound)?;
        let own = self.charges[place].account == account;
        own.then_some(place).ok_or(Failure::PaymentNotFound)
    }

    fn stores(&self, request: &Request<Bytes>, account: AccountId, now: Moment) -> Result<Value, Failure> {
        let query = request.uri().query().unwrap_or_default();
        let asked = |name: &str| {
            let mut pairs = url::form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        let total = match asked("order_total").as_deref() {
            None | Some("") | Some("0") => 0,
            Some(total) => create::amount(total, asked("currency"), &self.rates, now)?.0,
        };
        Ok(stores::list(total, self.accounts.get(account).stores.as_deref()))
    }

    fn send_sms(&mut self, place: usize, fields: &Fields) -> Result<Value, Failure> {
        const CARRIERS: [&str; 5] = ["TELCEL", "MOVISTAR", "IUSACELL", "UNEFON", "NEXTEL"];
        let phone = fields.required(&["customer_phone"])?;
        if phone.len() != 10 || !phone.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Failure::BadPhone);
        }
        if let Some(carrier) = fields.first(&["customer_company_phone"])
            && !CARRIERS.contains(&carrier.to_ascii_uppercase().as_str())
        {
            return Err(Failure::UnknownCarrier);
        }
        let charge = &mut self.charges[place];
        if charge.sms.len() >= SMS_QUOTA {
            return Err(Failure::SmsQuota);
        }
        if self.sms_fails {
            return Err(Failure::SmsFailed);
        }
        charge.sms.push(phone);
        Ok(shapes::sms(charge, self.accounts.get(charge.account)))
    }
}

/// Clients refuse to work when the key's mode and the account's differ; here they never do.
fn auth(keys: &Keys) -> Value {
    fill(
        include_str!("../fixtures/sdk_v1_users_auth_answer.json"),
        [("/livemode", json!(keys.live)), ("/mode_key", json!(keys.live))],
    )
}
