//! The JSON between the widget and the backend, and nothing else: the only serde for it.
//!
//! Amounts are integer minor units with a currency, references and CLABEs are strings, times are RFC 3339 in UTC.
//! Fields may be added to any object; none is renamed or removed within `/api/v1`. What a word means stands in
//! `payments`; this crate knows neither db nor providers, and the shapes are pinned in `tests/json/`.

pub mod account;
pub mod alert;
pub mod button;
pub mod charge;
pub mod clabe;
pub mod going_live;
pub mod known;
pub mod listed;
pub mod money;
pub mod offer;
pub mod order;
pub mod problem;
pub mod voucher;
pub mod webhook;

pub use account::{Account, Accounts, CreateAccount, Holder, Holders, Movement, Movements, NewHolder};
pub use alert::{Alert, AlertSettled, Decision, NoteOrder, SettleOrder};
pub use button::{ChangeButton, CreateButton, MerchantButton, MerchantButtons, Picture};
pub use charge::{Charge, ChargeState, ChargeStore, CreateCharge, Customer, SendSms};
pub use clabe::{Clabe, ClabeCustomer, Clabes, CreateClabe, Deposit, MerchantClabe};
pub use going_live::{GoingLive, Step};
pub use known::KnownCustomer;
pub use listed::{ChargeEvent, MerchantOrder, MerchantOrders, OrderHistory, Payer};
pub use money::Amount;
pub use offer::{Button, Hours, MethodOffer, Offer, StoreOffer, has_need};
pub use order::{ChangeOrder, CreateOrder, Order, OrderStatus};
pub use problem::{Code, FieldProblem, Problem};
pub use voucher::{Barcode, LabelledReference, Payable, Voucher};
pub use webhook::{
    ChangeWebhookEndpoint, CreateWebhookEndpoint, Deliveries, Delivery, DepositData, DepositEvent, WebhookClabe, WebhookData,
    WebhookDeposit, WebhookEndpoint, WebhookEndpoints, WebhookEvent, WebhookOrder, WebhookPing,
};
