//! SPEI: a customer is made for each charge, because a CLABE is the customer's and not the payment's; then the payment, which shows it.
//! It never runs out by itself.

use super::wire::{CHARGE_ID, Intent, id_of};
use super::{Stripe, intents};
use crate::call::{self, Call};
use crate::exact::{Part, Scalar};
use crate::provider::{ChargeRequest, Context, CreatedCharge, ProviderError};
use http::Method as Verb;
use payments::{Money, Payable, Voucher};
use serde::Deserialize;

/// Makes a payment, or finds the one this charge has: each of the two calls is known again by a key of its own.
pub(super) async fn create(to: &Stripe, cx: Context<'_>, request: &ChargeRequest) -> Result<CreatedCharge, ProviderError> {
    let customer = customer(to, cx, request).await?;
    let amount = request.amount.minor().to_string();
    let mut fields = vec![
        ("amount", amount.as_str()),
        ("currency", "mxn"),
        ("customer", &customer),
        ("confirm", "true"),
        ("payment_method_types[0]", "customer_balance"),
        ("payment_method_data[type]", "customer_balance"),
        ("payment_method_options[customer_balance][funding_type]", "bank_transfer"),
        ("payment_method_options[customer_balance][bank_transfer][type]", "mx_bank_transfer"),
        (CHARGE_ID, &request.charge_id),
    ];
    fields.extend(intents::description(request));
    intents::create(to, cx, request, fields, voucher).await
}

/// The customer of this charge alone. The address is where Stripe asks for an account to give money back to.
async fn customer(to: &Stripe, cx: Context<'_>, request: &ChargeRequest) -> Result<String, ProviderError> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Customer {
        id: Scalar,
    }
    let customer = &request.customer;
    let private = [customer.name(), customer.email(), customer.phone().unwrap_or_default()];
    let fields = [("name", customer.name()), ("email", customer.email()), (CHARGE_ID, &request.charge_id)];
    let call = Call::new(Verb::POST, "/v1/customers".to_owned(), "POST /v1/customers").with(call::form(fields)).about(&private);
    let reply = to.api.ask(cx, intents::keyed(call, &format!("{}-customer", request.charge_id))?).await?;
    let customer = reply.read::<Part<Customer>>()?.0.unwrap_or_default();
    id_of(&customer.id, "cus_").ok_or_else(|| reply.nonsense("no customer"))
}

/// Where to transfer to.
pub(super) fn voucher(intent: &Intent, amount: Money) -> Option<Voucher> {
    let slip = intent.instructions()?;
    let clabe = slip.clabe()?;
    let bank = slip.bank().or_else(|| clabe.bank().map(str::to_owned));
    let payable = Payable::Transfer { clabe, bank, beneficiary: slip.beneficiary(), concept: slip.concept() };
    Some(Voucher { links: slip.links(), ..Voucher::new(amount, None, payable) })
}
