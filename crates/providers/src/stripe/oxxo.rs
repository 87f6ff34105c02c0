//! Cash at OXXO: one call makes the payment and its slip. Whole days, 10 to 10,000 pesos, a first and a last name.

use super::wire::{CHARGE_ID, Intent};
use super::{DAYS, MAX, MIN, Stripe, intents};
use crate::provider::{ChargeRequest, Context, CreatedCharge, Kind, ProviderError, Reason};
use payments::{Barcode, Money, Payable, Symbology, Voucher};

/// The one store there is, in Stripe's word and in ours.
pub(super) const STORE: &str = "oxxo";
pub(super) const NAME: &str = "OXXO";

/// Makes a payment, or finds the one this charge has. What cannot be is refused before anybody is asked.
pub(super) async fn create(to: &Stripe, cx: Context<'_>, request: &ChargeRequest) -> Result<CreatedCharge, ProviderError> {
    let refused = |reason, why: &str| {
        Err(ProviderError::new(Kind::Refused(reason), format!("POST /v1/payment_intents: not sent: {why}")))
    };
    if request.store.as_deref().is_some_and(|store| !store.eq_ignore_ascii_case(STORE)) {
        return refused(Reason::Store, "no store of Stripe's");
    }
    if request.amount.minor() > MAX.minor() {
        return refused(Reason::OverLimit, "more than OXXO takes");
    }
    if request.amount.minor() < MIN.minor() {
        return refused(Reason::UnderMinimum, "less than OXXO takes");
    }
    if request.customer.first_and_last_name().is_none() {
        return refused(Reason::Name, "no last name");
    }
    let amount = request.amount.minor().to_string();
    let days = DAYS.days(request.expires_at, request.requested_at).unwrap_or_default().to_string();
    let mut fields = vec![
        ("amount", amount.as_str()),
        ("currency", "mxn"),
        ("payment_method_types[0]", "oxxo"),
        ("confirm", "true"),
        ("payment_method_data[type]", "oxxo"),
        ("payment_method_data[billing_details][name]", request.customer.name()),
        ("payment_method_data[billing_details][email]", request.customer.email()),
        ("payment_method_options[oxxo][expires_after_days]", &days),
        (CHARGE_ID, &request.charge_id),
    ];
    fields.extend(intents::description(request));
    intents::create(to, cx, request, fields, voucher).await
}

/// The slip of an answer.
pub(super) fn voucher(intent: &Intent, amount: Money) -> Option<Voucher> {
    let slip = intent.oxxo()?;
    let reference = slip.number()?;
    let barcode = Some(Barcode { content: reference.clone(), symbology: Symbology::Code128 });
    let payable = Payable::Reference { reference, company: None };
    Some(Voucher { barcode, links: slip.links(), ..Voucher::new(amount, Some(slip.expires_at()?), payable) })
}
