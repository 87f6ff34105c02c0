//! Every public JSON shape, pinned: a changed key or type shows here before a merchant sees it. Here is the order that the shapes are
//! shown by.

mod clabes;
mod merchant;
mod orders;
mod problems;

use api::*;
use payments::{Currency, Money};

fn pesos(minor: i64) -> Amount {
    Money::new(minor, Currency::Mxn).into()
}

fn offer() -> Offer {
    Offer {
        merchant: "Tienda Lupita".to_owned(),
        description: "Samsung Gold Curl".to_owned(),
        image: None,
        total: pesos(15000),
        country: "MX".to_owned(),
        methods: vec![MethodOffer {
            min: None,
            method: "cash".to_owned(),
            stores: vec![StoreOffer {
                min: None,
                id: "OXXO".to_owned(),
                name: "OXXO".to_owned(),
                badge: Some("oxxo".to_owned()),
                hours: Some(Hours { from: 480, to: 1200 }),
                till_fee: Some(pesos(900)),
                limit: Some(pesos(1_500_000)),
                needs: vec!["phone".to_owned()],
            }],
            limit: None,
            document: false,
            needs: vec!["last_name".to_owned()],
        }],
        test: true,
    }
}

fn charge() -> Charge {
    Charge {
        id: "chg_1".to_owned(),
        method: "cash".to_owned(),
        store: Some(ChargeStore {
            id: "OXXO".to_owned(),
            name: "OXXO".to_owned(),
            badge: Some("oxxo".to_owned()),
            bank: false,
            hours: None,
        }),
        status: ChargeState::Pending,
        late: false,
        amount: pesos(15000),
        received: pesos(0),
        refunded: None,
        created_at: "2026-11-20T18:30:00Z".to_owned(),
        paid_at: None,
        voucher: Some(Voucher {
            amount: pesos(15000),
            till_fee: Some(pesos(900)),
            expires_at: Some("2026-11-21T18:30:00Z".to_owned()),
            pay_by: Some("2026-11-21T02:00:00Z".to_owned()),
            reminders: vec!["2026-11-21T00:00:00Z".to_owned()],
            zone: "America/Mexico_City".to_owned(),
            payable: Payable::Deposit {
                account: "0012345678901234".to_owned(),
                bank: Some("Banco de Pruebas".to_owned()),
                beneficiary: None,
            },
            barcode: Some(Barcode { content: "0012345678901234".to_owned(), symbology: "code128".to_owned() }),
            link: None,
            pdf: None,
            references: vec![],
            chains: vec![],
            alternatives: vec![],
        }),
        sms: false,
        can_cancel: false,
    }
}

fn order() -> Order {
    Order {
        id: "ord_1".to_owned(),
        status: OrderStatus::PartlyPaid,
        late: false,
        version: 3,
        reference: Some("SMGCURL1".to_owned()),
        offer: offer(),
        received: pesos(5000),
        refunded: None,
        missing: pesos(10000),
        created_at: "2026-11-20T18:30:00Z".to_owned(),
        expires_at: None,
        success_url: None,
        known: Vec::new(),
        charges: vec![charge()],
    }
}
