//! The calls of `/v2`: orders by transfer, reusable CLABEs, accounts. All of them ask for the private key.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use super::accounts::AccountId;
use super::charge::{Customer, Means};
use super::envelope::Answer;
use super::errors::Failure;
use super::fields::Fields;
use super::keys::Keys;
use super::template::put;
use super::{ComproPago, create, money, spei};
use crate::fake::Moment;

const CREATED: &str = "success.create";

impl ComproPago {
    /// Answers a call of `/v2/`; `path` is what comes after.
    pub(super) fn v2(&mut self, request: &Request<Bytes>, path: &[&str], now: Moment) -> Result<Answer, Failure> {
        let keys = Keys::read(request.headers(), self.bare_keys).ok_or(Failure::BadKeys)?;
        if keys.secret.is_none() {
            return Err(Failure::PrivateKeyNeeded);
        }
        let merchant = self.accounts.open(&keys);
        let done = |object, message, data| Ok(Answer { object, message, data });
        match (request.method().as_str(), path) {
            ("POST", ["orders"]) => {
                let data = self.create_order(&Fields::read(request.body())?, merchant, now)?;
                done("orders.create", CREATED, data)
            }
            ("GET", ["orders", id]) => {
                let charge = &self.charges[self.own_charge(id, merchant)?];
                match charge.means {
                    Means::Spei { .. } => done("orders.get_order", "success.get_order", spei::document(charge, keys.live)),
                    Means::Cash { .. } => Err(Failure::PaymentNotFound),
                }
            }
            ("POST", ["createClabe"]) => {
                let data = self.create_clabe(&Fields::read(request.body())?, merchant, now)?;
                done("orders.createClabe", CREATED, data)
            }
            ("POST", ["createAccount"]) => {
                let fields = Fields::read(request.body())?;
                let data = match fields.list("customers") {
                    Some(customers) => self.create_account(&fields, &customers, merchant, now)?,
                    None => self.create_account_of_june_2019(&fields, merchant, now)?,
                };
                done("orders.createAccount", CREATED, data)
            }
            ("GET", ["accounts"]) => done("orders.get_accounts", "success.get_accounts", self.register.accounts(merchant)),
            ("GET", ["accounts", id]) => {
                let data = self.register.account(merchant, id).ok_or(Failure::AccountNotFound)?;
                done("orders.get_account", "success.get_account", data)
            }
            ("GET", ["accounts", id, "transactions"]) => {
                let query = request.uri().query().unwrap_or_default();
                let mut pairs = url::form_urlencoded::parse(query.as_bytes());
                let clabe = pairs.find(|(name, _)| name == "clabe").map(|(_, clabe)| clabe.into_owned());
                let data = self.register.ledger(merchant, id, clabe.as_deref()).ok_or(Failure::AccountNotFound)?;
                done("orders.get_transactions", "success.get_transactions", data)
            }
            _ => Err(Failure::NoSuchPath),
        }
    }

    fn create_order(&mut self, fields: &Fields, merchant: AccountId, now: Moment) -> Result<Value, Failure> {
        let owner = customer(&fields.object("customer"));
        let register = &mut self.register;
        let clabe = |id: Option<&str>| match id {
            Some(id) => register.of_customer(merchant, id, owner, now).clabe.clone(),
            None => register.fresh(),
        };
        let charge = spei::order(fields, merchant, &self.rates, now, clabe)?;
        let data = spei::document(&charge, self.accounts.get(merchant).live);
        self.keep(charge);
        Ok(data)
    }

    fn create_clabe(&mut self, fields: &Fields, merchant: AccountId, now: Moment) -> Result<Value, Failure> {
        let (owner, payment) = (fields.object("customer"), fields.object("payment"));
        let id = owner.required(&["id"])?;
        owner.required(&["email"])?;
        if payment.required(&["frecuency"])? != "unlimited" {
            return Err(Failure::Invalid("payment.frecuency debe ser unlimited.".into()));
        }
        let only = match payment.first(&["amount"]) {
            Some(amount) => Some(create::amount(&amount, None, &self.rates, now)?.0),
            None => None,
        };
        let wanted = payment.first(&["exp_date"]);
        let expires = match wanted {
            Some(_) => Some(create::expiry(wanted, 0, now)?),
            None => None,
        };
        let live = self.accounts.get(merchant).live;
        let standing = self.register.of_customer(merchant, &id, customer(&owner), now);
        standing.only = only;
        standing.expires = expires.map(|(moment, _)| moment);
        standing.listed = true;
        let mut data = example_data(include_str!("../fixtures/seed001_v2_create_clabe_answer.json"));
        put(
            &mut data,
            [
                ("/customer/id", json!(id)),
                ("/customer/email", json!(standing.customer.email)),
                ("/customer/phone", json!(standing.customer.phone)),
                ("/payment/clabe", json!(standing.clabe)),
                ("/payment/amount", only.map_or(Value::Null, money::number)),
                ("/testMode", json!(!live)),
                ("/createdAt", json!(standing.created.seconds())),
                ("/updatedAt", json!(now.seconds())),
                ("/expiresAt", json!(expires.map(|(_, as_sent)| as_sent))),
            ],
        );
        Ok(data)
    }

    /// The form of August 2019: an account with its customers, each of whom gets a CLABE.
    fn create_account(
        &mut self,
        fields: &Fields,
        customers: &[Fields],
        merchant: AccountId,
        now: Moment,
    ) -> Result<Value, Failure> {
        let (name, group) = (fields.required(&["name"])?, fields.required(&["accountId"])?);
        for owner in customers {
            for field in ["id", "name", "email"] {
                owner.required(&[field])?;
            }
        }
        self.register.open_group(merchant, &group, &name);
        let mut members = Vec::new();
        for owner in customers {
            let id = owner.required(&["id"])?;
            let clabe = self.join(merchant, &id, customer(owner), &group, now);
            let Customer { name, email, phone } = customer(owner);
            members.push(json!({ "id": id, "name": name, "email": email, "phone": phone, "clabe": clabe }));
        }
        let mut data = example_data(include_str!("../fixtures/slate2019_v2_create_account_answer.json"));
        put(
            &mut data,
            [
                ("/name", json!(name)),
                ("/accountId", json!(group)),
                ("/customers", json!(members)),
                ("/testMode", json!(!self.accounts.get(merchant).live)),
                ("/createdAt", json!(now.seconds())),
                ("/updatedAt", json!(now.seconds())),
            ],
        );
        Ok(data)
    }

    /// The form of the seeds: one customer, whose CLABE the answer does not tell; `GET /v2/accounts/{reference}` does.
    fn create_account_of_june_2019(&mut self, fields: &Fields, merchant: AccountId, now: Moment) -> Result<Value, Failure> {
        let (name, group) = (fields.required(&["name"])?, fields.required(&["reference"])?);
        let owner = fields.object("customer");
        for field in ["name", "email"] {
            owner.required(&[field])?;
        }
        self.register.open_group(merchant, &group, &name);
        let id = owner.first(&["id"]).unwrap_or_else(|| format!("{group}/{}", customer(&owner).name));
        self.join(merchant, &id, customer(&owner), &group, now);
        let Customer { name: owner_name, email, phone } = customer(&owner);
        let mut data = example_data(include_str!("../fixtures/seed001_v2_create_account_answer.json"));
        put(
            &mut data,
            [
                ("/name", json!(name)),
                ("/reference", json!(group)),
                ("/customer/name", json!(owner_name)),
                ("/customer/email", json!(email)),
                ("/customer/phone", json!(phone)),
                ("/testMode", json!(!self.accounts.get(merchant).live)),
                ("/createdAt", json!(now.seconds())),
                ("/updatedAt", json!(now.seconds())),
            ],
        );
        Ok(data)
    }

    /// Puts a customer's CLABE into an account; answers the CLABE.
    fn join(&mut self, merchant: AccountId, id: &str, owner: Customer, group: &str, now: Moment) -> String {
        let standing = self.register.of_customer(merchant, id, owner, now);
        standing.group = Some(group.to_owned());
        standing.listed = true;
        standing.clabe.clone()
    }
}

fn customer(fields: &Fields) -> Customer {
    let text = |name| fields.first(&[name]).unwrap_or_default();
    Customer { name: text("name"), email: text("email"), phone: text("phone") }
}

fn example_data(example: &str) -> Value {
    let example: Value = serde_json::from_str(example).expect("fixtures are JSON");
    example["data"].clone()
}
