//! A PaymentIntent: its states, the slip it shows, its charge, and how each is written. Who asks for what is not known here.

use super::account::{Account, AccountId};
use super::customer::Customer;
use super::{NAME, triggers::Trigger};
use crate::fake::{FakeCharge, FakeMethod, FakeStatus, Moment, Sum};
use serde_json::{Map, Value, json};

/// How long OXXO may take to say that a slip was not paid, after its date: "mostly seven days", of ten at most.
const RESULT_AFTER: i64 = 7 * 24 * 60 * 60;

/// What is to be paid.
#[derive(Debug)]
pub(super) struct Intent {
    pub(super) account: AccountId,
    pub(super) live: bool,
    pub(super) id: String,
    pub(super) made: Moment,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) customer: Option<String>,
    pub(super) description: Option<String>,
    pub(super) metadata: Vec<(String, String)>,
    pub(super) method_types: Vec<String>,
    /// What it is paid with, once somebody has said.
    pub(super) means: Option<Means>,
    pub(super) billing: Billing,
    pub(super) status: Status,
    /// What has come for it and does not make it whole.
    pub(super) applied: i64,
    /// What was applied to it, and sent back before it was whole.
    pub(super) returned: i64,
    pub(super) received: i64,
    pub(super) refunded: i64,
    /// Why the last try came to nothing.
    error: Option<&'static str>,
    charge: Option<(String, Moment)>,
    pub(super) canceled: Option<(Moment, Option<String>)>,
    pub(super) trigger: Trigger,
}

/// Whose name and address a slip carries.
#[derive(Clone, Debug, Default)]
pub(super) struct Billing {
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
}

/// What it is paid with.
#[derive(Clone, Debug)]
pub(super) enum Means {
    /// A slip for the counter.
    Oxxo {
        /// Its digits.
        number: String,
        /// For how many days it was asked for.
        days: i64,
        /// Its last second.
        expires: Moment,
    },
    /// The CLABE of its customer.
    Spei,
}

/// Stripe's words for where it stands, without those of cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
    Succeeded,
    Canceled,
}

impl Status {
    /// The word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::RequiresPaymentMethod => "requires_payment_method",
            Self::RequiresConfirmation => "requires_confirmation",
            Self::RequiresAction => "requires_action",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Canceled => "canceled",
        }
    }
}

/// What happens to a slip that nobody takes to a till.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByItself {
    /// It is paid, as its e-mail address asks for.
    Pay,
    /// Its date is over, and OXXO is asked.
    Process,
    /// It has not been paid.
    Fail,
}

impl Intent {
    /// One that nobody has said yet how to pay.
    pub(super) fn new(account: AccountId, live: bool, id: String, amount: i64, currency: String, made: Moment) -> Self {
        Self {
            account,
            live,
            id,
            made,
            amount,
            currency,
            customer: None,
            description: None,
            metadata: Vec::new(),
            method_types: Vec::new(),
            means: None,
            billing: Billing::default(),
            status: Status::RequiresPaymentMethod,
            applied: 0,
            returned: 0,
            received: 0,
            refunded: 0,
            error: None,
            charge: None,
            canceled: None,
            trigger: Trigger::Nothing,
        }
    }

    pub(super) fn is_transfer(&self) -> bool {
        matches!(self.means, Some(Means::Spei))
    }

    /// The id of its charge, once there is one.
    pub(super) fn charge_id(&self) -> Option<&str> {
        self.charge.as_ref().map(|(id, _)| id.as_str())
    }

    /// It is paid.
    pub(super) fn succeed(&mut self, charge: String, received: i64, now: Moment) {
        self.status = Status::Succeeded;
        self.received = received;
        self.applied = 0;
        self.error = None;
        self.charge = Some((charge, now));
    }

    /// It has come to nothing, and could be confirmed anew.
    pub(super) fn fail(&mut self, code: &'static str) {
        self.status = Status::RequiresPaymentMethod;
        self.error = Some(code);
        self.trigger = Trigger::Nothing;
    }

    /// When something happens to it by itself.
    pub(super) fn due(&self) -> Option<Moment> {
        let Some(Means::Oxxo { expires, .. }) = &self.means else { return None };
        match (self.status, self.trigger) {
            (Status::RequiresAction, Trigger::PaidAt(at) | Trigger::FailsAt(at)) => Some(at),
            (Status::RequiresAction, Trigger::Nothing) => Some(expires.plus_seconds(1)),
            (Status::Processing, _) => Some(expires.plus_seconds(RESULT_AFTER)),
            (Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::Succeeded | Status::Canceled, _) => None,
        }
    }

    /// What happens to it then.
    pub(super) fn next_by_itself(&self) -> Option<ByItself> {
        match (self.status, self.trigger) {
            (Status::RequiresAction, Trigger::PaidAt(_)) => Some(ByItself::Pay),
            (Status::RequiresAction, Trigger::FailsAt(_)) | (Status::Processing, _) => Some(ByItself::Fail),
            (Status::RequiresAction, Trigger::Nothing) => Some(ByItself::Process),
            (Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::Succeeded | Status::Canceled, _) => None,
        }
    }

    fn metadata_document(&self) -> Map<String, Value> {
        self.metadata.iter().map(|(name, value)| (name.clone(), json!(value))).collect()
    }

    /// It, as every call about it answers; with its charge inside, where that was asked for.
    pub(super) fn document(&self, customer: Option<&Customer>, expanded: bool) -> Value {
        let (means_id, options) = match &self.means {
            None => (None, json!({})),
            Some(Means::Oxxo { days, .. }) => (Some("pm_"), json!({"oxxo": {"expires_after_days": days}})),
            Some(Means::Spei) => {
                let transfer = json!({"bank_transfer": {"type": "mx_bank_transfer"}, "funding_type": "bank_transfer", "setup_future_usage": "none"});
                (Some("pm_"), json!({"customer_balance": transfer}))
            }
        };
        let charge = if expanded { self.charge_document() } else { self.charge_id().map(|id| json!(id)) };
        let tail = self.id.trim_start_matches("pi_");
        json!({
            "id": self.id,
            "object": "payment_intent",
            "amount": self.amount,
            "amount_capturable": 0,
            "amount_details": {"tip": {}},
            "amount_received": self.received,
            "application": null,
            "application_fee_amount": null,
            "automatic_payment_methods": null,
            "canceled_at": self.canceled.as_ref().map(|(at, _)| at.seconds()),
            "cancellation_reason": self.canceled.as_ref().and_then(|(_, reason)| reason.clone()),
            "capture_method": "automatic",
            "client_secret": format!("{}_secret_{tail}", self.id),
            "confirmation_method": "automatic",
            "created": self.made.seconds(),
            "currency": self.currency,
            "customer": self.customer,
            "customer_account": null,
            "description": self.description,
            "last_payment_error": self.error.map(|code| json!({
                "code": code,
                "doc_url": format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-")),
                "message": "The payment attempt has expired.",
                "type": "invalid_request_error",
            })),
            "latest_charge": charge,
            "livemode": self.live,
            "metadata": self.metadata_document(),
            "next_action": self.next_action(customer),
            "on_behalf_of": null,
            "payment_method": means_id.map(|begins| format!("{begins}{tail}")),
            "payment_method_options": options,
            "payment_method_types": self.method_types,
            "processing": null,
            "receipt_email": null,
            "review": null,
            "setup_future_usage": null,
            "shipping": null,
            "statement_descriptor": null,
            "statement_descriptor_suffix": null,
            "status": self.status.word(),
            "transfer_data": null,
            "transfer_group": null,
        })
    }

    /// What whoever pays has to do; nothing once there is nothing to do.
    fn next_action(&self, customer: Option<&Customer>) -> Value {
        if self.status != Status::RequiresAction {
            return Value::Null;
        }
        match (&self.means, customer) {
            (Some(Means::Oxxo { number, expires, .. }), _) => json!({
                "type": "oxxo_display_details",
                "oxxo_display_details": {
                    "expires_after": expires.seconds(),
                    "hosted_voucher_url": self.hosted(),
                    "number": number,
                },
            }),
            (Some(Means::Spei), Some(customer)) => {
                let address = json!({"city": "Ciudad de México", "country": "MX", "line1": "Av. Ejemplo 1", "line2": null,
                                     "postal_code": "06600", "state": "CDMX"});
                json!({
                    "type": "display_bank_transfer_instructions",
                    "display_bank_transfer_instructions": {
                        "amount_remaining": self.amount - self.applied,
                        "currency": "mxn",
                        "financial_addresses": [{
                            "type": "spei",
                            "supported_networks": ["spei"],
                            "spei": {
                                "account_holder_address": address,
                                "account_holder_name": "TIENDA EJEMPLO",
                                "bank_address": address,
                                "bank_code": "124",
                                "bank_name": "CITI MEXICO",
                                "clabe": customer.clabe,
                            },
                        }],
                        "hosted_instructions_url": self.hosted(),
                        "reference": customer.reference,
                        "type": "mx_bank_transfer",
                    },
                })
            }
            (Some(Means::Spei), None) | (None, _) => Value::Null,
        }
    }

    /// Where Stripe's own page of it is, once it has a way to be paid.
    fn page(&self) -> Option<String> {
        let kind = match self.means.as_ref()? {
            Means::Oxxo { .. } => "oxxo/voucher",
            Means::Spei => "bank_transfers/instructions",
        };
        Some(format!("/{kind}/test_{}", self.id))
    }

    /// The address of that page.
    fn hosted(&self) -> Option<String> {
        Some(format!("https://payments.stripe.com{}", self.page()?))
    }

    /// Its charge, once there is one.
    pub(super) fn charge_document(&self) -> Option<Value> {
        let (id, made) = self.charge.as_ref()?;
        let (kind, details) = match self.means.as_ref()? {
            Means::Oxxo { number, .. } => ("oxxo", json!({"number": number})),
            Means::Spei => ("customer_balance", json!({})),
        };
        Some(json!({
            "id": id,
            "object": "charge",
            "amount": self.received,
            "amount_captured": self.received,
            "amount_refunded": self.refunded,
            "balance_transaction": format!("txn_{}", id.trim_start_matches("py_")),
            "billing_details": {"address": null, "email": self.billing.email, "name": self.billing.name, "phone": null, "tax_id": null},
            "captured": true,
            "created": made.seconds(),
            "currency": self.currency,
            "customer": self.customer,
            "description": self.description,
            "disputed": false,
            "failure_code": null,
            "failure_message": null,
            "livemode": self.live,
            "metadata": self.metadata_document(),
            "paid": true,
            "payment_intent": self.id,
            "payment_method_details": {"type": kind, kind: details},
            "refunded": self.refunded >= self.received,
            "status": "succeeded",
        }))
    }

    /// It, as the control page lists it; `None` while nobody could pay it.
    pub(super) fn shown(&self, account: &Account, customer: Option<&Customer>) -> Option<FakeCharge> {
        let sum = |amount: i64| Sum { amount, currency: "MXN" };
        let (number, expires) = match self.means.as_ref()? {
            Means::Oxxo { number, expires, .. } => (Some(number.clone()), Some(*expires)),
            Means::Spei => (None, None),
        };
        let status = match self.status {
            Status::Succeeded if self.refunded >= self.received => FakeStatus::Refunded,
            Status::Succeeded => FakeStatus::Paid,
            Status::Canceled => FakeStatus::Voided,
            Status::RequiresPaymentMethod if self.error.is_some() => FakeStatus::Expired,
            Status::RequiresAction if self.applied > 0 => FakeStatus::PartlyPaid,
            Status::RequiresAction if self.returned > 0 => FakeStatus::Refunded,
            Status::RequiresAction | Status::Processing | Status::RequiresPaymentMethod | Status::RequiresConfirmation => {
                FakeStatus::Pending
            }
        };
        let order = self.metadata.iter().find(|(name, _)| name == "ficha_charge").or(self.metadata.first());
        Some(FakeCharge {
            id: self.id.clone(),
            provider: NAME,
            method: if number.is_some() { FakeMethod::Cash } else { FakeMethod::Spei },
            store: number.as_ref().map(|_| "OXXO".to_owned()),
            reference: number,
            clabe: customer.filter(|_| self.is_transfer()).map(|customer| customer.clabe.clone()),
            amount: Some(sum(self.amount)),
            received: sum(if self.status == Status::Succeeded { self.received } else { self.applied + self.returned }),
            fee: sum(0),
            status,
            order: order.map(|(_, value)| value.clone()).unwrap_or_default(),
            description: self.description.clone().unwrap_or_default(),
            customer: self.billing.name.clone().or_else(|| customer?.name.clone()).unwrap_or_default(),
            sms: Vec::new(),
            account: account.short_key(),
            live: self.live,
            created: self.made,
            expires,
            page: self.page(),
        })
    }
}
