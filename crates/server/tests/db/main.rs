//! The questions every db must answer the same way: each is put to a fresh SQLite and to a fresh Postgres.

#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap says less, not more")]

mod abandoned;
mod alerts;
mod backlog;
#[path = "../cluster/between.rs"]
mod between;
#[path = "../cluster/mod.rs"]
mod cluster;
mod copied;
mod copies;
mod found;
mod guarded;
mod hanging;
mod keys;
mod listing;
mod people;
mod pictures;
mod plans;
mod standing;
mod time;
mod told;

use backend::db::charges::{self, ChargeRecord, Happened};
use backend::db::orders::{self, Prefill};
use backend::db::{Db, DbError, Statement, buttons};
use payments::{
    Barcode, Button, Charge, Clabe, Country, Currency, Customer, Event, LabelledReference, Links, Method, Moment, Money, Order,
    Payable, ReferenceLabel, State, Symbology, Voucher,
};
use server::postgres::{Address, Postgres};
use server::sqlite::Sqlite;
use std::sync::Arc;
use tempfile::TempDir;

const NOW: Moment = Moment::from_seconds(1_795_199_400);

/// Where a db is, so that it can be closed and opened again.
enum Home {
    File(TempDir),
    Cluster(Box<Address>),
}

impl Home {
    async fn open(&self) -> Arc<dyn Db> {
        match self {
            Self::File(folder) => Arc::new(Sqlite::open(&folder.path().join("ficha.db")).unwrap()),
            Self::Cluster(address) => Arc::new(Postgres::open(address).await.unwrap()),
        }
    }
}

/// Every kind of db, fresh and empty.
fn everywhere() -> [Home; 2] {
    let database = Address::parse(&cluster::cluster().database()).unwrap();
    [Home::File(tempfile::tempdir().unwrap()), Home::Cluster(Box::new(database))]
}

fn pesos(minor: i64) -> Money {
    Money::new(minor, Currency::Mxn)
}

fn order(id: &str) -> Order {
    Order {
        id: id.to_owned(),
        amount: pesos(15000),
        description: "Ñandú 'quoted'; drop table orders".to_owned(),
        reference: Some("R-1".to_owned()),
        image: None,
        button: None,
        methods: vec![Method::Cash, Method::Spei],
        success_url: None,
        expires_at: Some(NOW.plus_seconds(60)),
        created_at: NOW,
        charges: vec![],
    }
}

fn button(id: &str) -> Button {
    Button {
        id: id.to_owned(),
        description: "Silla".to_owned(),
        amount: pesos(15000),
        image: None,
        reference: None,
        methods: vec![],
        retired: false,
    }
}

fn charge(id: &str, order_id: &str) -> ChargeRecord {
    ChargeRecord {
        charge: Charge {
            id: id.to_owned(),
            method: Method::Cash,
            store: Some("OXXO".to_owned()),
            amount: pesos(15000),
            state: State::Requested,
            received: pesos(0),
            refunded: pesos(0),
            late: false,
            created_at: NOW,
            voucher: None,
        },
        order_id: order_id.to_owned(),
        provider: "compropago".to_owned(),
        provider_charge: None,
        alert: None,
        version: 0,
        sms: 0,
        poll_count: 0,
        next_poll_at: Some(NOW),
        paid_at: None,
        amending: None,
    }
}

fn maria() -> Customer {
    Customer::new(Country::Mx, "María Núñez", "maria@ejemplo.com.mx", None, None).unwrap()
}

async fn with_charge(db: &dyn Db) -> ChargeRecord {
    let record = charge("chg_1", "ord_1");
    let statements = vec![orders::insert(&order("ord_1"), &Prefill::default(), "{}"), charges::insert(&record, &maria())];
    db.batch(statements).await.unwrap();
    record
}

async fn change(db: &dyn Db, record: &ChargeRecord, event: &Event) -> Result<(), DbError> {
    let happened = Happened { event, source: "answer", at: NOW };
    db.batch(charges::change(record, &happened).to_vec()).await.map(drop)
}

#[tokio::test]
async fn an_order_is_read_back_as_it_was_written() {
    for home in everywhere() {
        let db = home.open().await;
        let prefill = Prefill { name: Some("María".to_owned()), email: None, phone: Some("5513899832".to_owned()) };
        db.batch(vec![orders::insert(&order("ord_1"), &prefill, "{}")]).await.unwrap();
        let found = orders::find(&*db, "ord_1").await.unwrap().unwrap();
        assert_eq!((found.order, found.prefill, found.version), (order("ord_1"), prefill, 1));
        assert_eq!(orders::find(&*db, "ord_2").await.unwrap(), None);
    }
}

#[tokio::test]
async fn every_kind_of_voucher_is_read_back_as_it_was_written() {
    for home in everywhere() {
        let db = home.open().await;
        let mut record = with_charge(&*db).await;
        let some = |text: &str| Some(text.to_owned());
        for payable in [
            Payable::Deposit { account: "0012345678901234".to_owned(), bank: some("Banco"), beneficiary: None },
            Payable::Reference { reference: "00998877".to_owned(), company: some("ComproPago 1420712") },
            Payable::Transfer {
                clabe: Clabe::parse("646180146400219781").unwrap(),
                bank: None,
                beneficiary: some("Tienda"),
                concept: some("481AD8F9"),
            },
            Payable::Page { url: "https://pagos.example.pe/e/?token=1".to_owned(), company: "Mercado Pago".to_owned() },
        ] {
            let bars = |digits: &str| Barcode { content: digits.to_owned(), symbology: Symbology::Code128 };
            let simple = Voucher {
                till_fee: Some(pesos(900)),
                barcode: payable.digits().map(bars),
                links: Links { page: some("https://pagos.example.pe/e/?token=1"), pdf: None },
                ..Voucher::new(pesos(15000), Some(NOW.plus_seconds(86_400)), payable)
            };
            let other = Voucher { chains: vec!["SORIANA".to_owned()], ..simple.clone() };
            let reference = |label, value: &str| LabelledReference { label, value: value.to_owned() };
            let whole = Voucher {
                expires_at: None,
                references: vec![
                    reference(ReferenceLabel::Agreement, "0012"),
                    reference(ReferenceLabel::VerificationCode, "07"),
                ],
                chains: vec!["OXXO".to_owned(), "CHEDRAUI".to_owned()],
                links: Links { page: simple.links.page.clone(), pdf: some("https://pagos.example.mx/v.pdf") },
                alternatives: vec![Voucher { links: Links::default(), ..other }],
                ..simple.clone()
            };
            for voucher in [simple, whole] {
                record.charge.voucher = Some(voucher);
                change(&*db, &record, &Event::Issued).await.unwrap();
                record.version += 1;
                assert_eq!(charges::find(&*db, "chg_1").await.unwrap().unwrap(), record);
            }
        }
    }
}

#[tokio::test]
async fn a_voucher_of_before_is_read_and_one_that_an_older_program_changed_is_what_that_made_of_it() {
    for home in everywhere() {
        let db = home.open().await;
        let mut record = with_charge(&*db).await;
        let payable = Payable::Reference { reference: "00998877".to_owned(), company: None };
        let agreement = LabelledReference { label: ReferenceLabel::Agreement, value: "0012".to_owned() };
        let never = Voucher { references: vec![agreement], ..Voucher::new(pesos(15_000), None, payable) };
        record.charge.voucher = Some(never.clone());
        change(&*db, &record, &Event::Issued).await.unwrap();
        let voucher = async || charges::find(&*db, "chg_1").await.unwrap().unwrap().charge.voucher.unwrap();
        assert_eq!(voucher().await, never);

        // A program of before gives it another amount and an end, in the columns it knows.
        let end = NOW.plus_seconds(3_600);
        let sql = "update charges set voucher_amount = 9900, voucher_expires_at = $1 where id = 'chg_1'";
        db.batch(vec![Statement::new(sql, vec![end.into()])]).await.unwrap();
        let changed = Voucher { amount: pesos(9_900), expires_at: Some(end), ..never };
        assert_eq!(voucher().await, changed);

        // One that it wrote has no JSON at all.
        db.batch(vec![Statement::new("update charges set voucher = null where id = 'chg_1'", vec![])]).await.unwrap();
        assert_eq!(voucher().await, Voucher { references: vec![], ..changed });

        // And of a payment that went back it says no more than that: all of it did.
        let sql = "update charges set state = 'refunded', received = 15000 where id = 'chg_1'";
        db.batch(vec![Statement::new(sql, vec![])]).await.unwrap();
        assert_eq!(charges::find(&*db, "chg_1").await.unwrap().unwrap().charge.refunded, pesos(15_000));
    }
}

#[tokio::test]
async fn of_two_who_change_the_same_version_one_is_told_to_read_again() {
    for home in everywhere() {
        let db = home.open().await;
        let read = with_charge(&*db).await;
        let (mut one, mut two) = (read.clone(), read);
        one.charge.state = State::Pending;
        two.charge.state = State::Declined;
        change(&*db, &one, &Event::Issued).await.unwrap();
        assert!(matches!(change(&*db, &two, &Event::Declined).await, Err(DbError::Conflict(_))));
        assert_eq!(charges::find(&*db, "chg_1").await.unwrap().unwrap().charge.state, State::Pending);
    }
}

#[tokio::test]
async fn a_batch_is_all_or_nothing() {
    for home in everywhere() {
        let db = home.open().await;
        with_charge(&*db).await;
        let batch = vec![
            orders::insert(&order("ord_2"), &Prefill::default(), "{}"),
            orders::touch("ord_1"),
            orders::insert(&order("ord_1"), &Prefill::default(), "{}"),
        ];
        assert!(matches!(db.batch(batch).await, Err(DbError::Conflict(_))));
        assert_eq!(orders::find(&*db, "ord_2").await.unwrap(), None);
        assert_eq!(orders::version(&*db, "ord_1").await.unwrap(), Some(1));
    }
}

#[tokio::test]
async fn many_at_once_are_each_all_or_nothing() {
    for home in everywhere() {
        let db = home.open().await;
        let id = |n: usize| format!("ord_{n}");
        // Every third one repeats an id of its neighbour, and fails alone.
        let batches = (0..300).map(|n| {
            let db = Arc::clone(&db);
            let wanted = if n % 3 == 2 { id(n - 1) } else { id(n) };
            tokio::spawn(async move {
                let batch = vec![orders::insert(&order(&wanted), &Prefill::default(), "{}"), orders::touch(&wanted)];
                db.batch(batch).await.is_ok()
            })
        });
        let mut done = 0;
        for batch in batches.collect::<Vec<_>>() {
            done += usize::from(batch.await.unwrap());
        }
        assert_eq!(done, 200);
        for n in (0..300).filter(|n| n % 3 != 2) {
            assert_eq!(orders::version(&*db, &id(n)).await.unwrap(), Some(2), "{n}");
        }
    }
}

#[tokio::test]
async fn no_two_charges_have_one_id_at_a_provider() {
    for home in everywhere() {
        let db = home.open().await;
        let mut one = with_charge(&*db).await;
        let mut two = charge("chg_2", "ord_1");
        db.batch(vec![charges::insert(&two, &maria())]).await.unwrap();
        one.provider_charge = Some("pc_1".to_owned());
        two.provider_charge = Some("pc_1".to_owned());
        change(&*db, &one, &Event::Issued).await.unwrap();
        assert!(matches!(change(&*db, &two, &Event::Issued).await, Err(DbError::Conflict(_))));
        let found = charges::find_by_provider(&*db, "compropago", "pc_1").await.unwrap().unwrap();
        assert_eq!(found.charge.id, "chg_1");
        assert_eq!(charges::find_by_provider(&*db, "kashio", "pc_1").await.unwrap(), None);
    }
}

#[tokio::test]
async fn charges_stand_in_the_order_they_were_written_in() {
    for home in everywhere() {
        let db = home.open().await;
        with_charge(&*db).await;
        for id in ["chg_9", "chg_5", "chg_7"] {
            db.batch(vec![charges::insert(&charge(id, "ord_1"), &maria())]).await.unwrap();
        }
        let order = orders::find(&*db, "ord_1").await.unwrap().unwrap().order;
        let ids: Vec<_> = order.charges.iter().map(|charge| charge.id.as_str()).collect();
        assert_eq!(ids, ["chg_1", "chg_9", "chg_5", "chg_7"]);
    }
}

#[tokio::test]
async fn what_is_due_is_found_the_longest_waiting_first() {
    for home in everywhere() {
        let db = home.open().await;
        with_charge(&*db).await;
        for (id, next_poll_at) in [("chg_2", Some(-50)), ("chg_3", Some(1)), ("chg_4", None)] {
            let record = ChargeRecord { next_poll_at: next_poll_at.map(|wait| NOW.plus_seconds(wait)), ..charge(id, "ord_1") };
            db.batch(vec![charges::insert(&record, &maria())]).await.unwrap();
        }
        assert_eq!(charges::due_for_poll(&*db, "compropago", NOW, 10).await.unwrap(), ["chg_2", "chg_1"]);
        assert_eq!(charges::due_for_poll(&*db, "compropago", NOW, 1).await.unwrap(), ["chg_2"]);
        let mark_polled = ChargeRecord { next_poll_at: None, poll_count: 1, ..charge("chg_2", "ord_1") };
        db.batch(vec![charges::mark_polled(&mark_polled)]).await.unwrap();
        assert_eq!(charges::due_for_poll(&*db, "compropago", NOW, 10).await.unwrap(), ["chg_1"]);
    }
}

#[tokio::test]
async fn a_button_saved_again_is_changed() {
    for home in everywhere() {
        let db = home.open().await;
        let button = button("btn_demo");
        buttons::save(&*db, &button, NOW).await.unwrap();
        let changed = Button { amount: pesos(20000), methods: vec![Method::Spei], ..button };
        buttons::save(&*db, &changed, NOW.plus_seconds(1)).await.unwrap();
        assert_eq!(buttons::find(&*db, "btn_demo").await.unwrap(), Some(changed.clone()));
        assert_eq!(buttons::list(&*db).await.unwrap(), [changed]);
    }
}

#[tokio::test]
async fn what_was_answered_is_there_after_closing_and_opening_again() {
    for home in everywhere() {
        with_charge(&*home.open().await).await;
        let again = home.open().await;
        assert_eq!(charges::find(&*again, "chg_1").await.unwrap(), Some(charge("chg_1", "ord_1")));
    }
}

#[tokio::test]
async fn the_largest_amount_and_a_statement_of_ours_that_is_wrong() {
    for home in everywhere() {
        let db = home.open().await;
        let large = Order { amount: pesos(Money::MAX_MINOR), ..order("ord_1") };
        db.batch(vec![orders::insert(&large, &Prefill::default(), "{}")]).await.unwrap();
        assert_eq!(orders::find(&*db, "ord_1").await.unwrap().unwrap().order.amount, pesos(Money::MAX_MINOR));
        let wrong = Statement::new("select nothing from nowhere", vec![]);
        assert!(matches!(db.batch(vec![wrong]).await, Err(DbError::Disagreement(_))));
    }
}

#[test]
#[should_panic(expected = "placeholders of")]
fn a_statement_with_swapped_placeholders_does_not_pass() {
    Statement::new("select $2, $1", vec![1.into(), 2.into()]);
}

#[tokio::test]
async fn an_sms_is_counted_up_to_the_limit_and_taken_back_down_to_none() {
    for home in everywhere() {
        let db = home.open().await;
        with_charge(&*db).await;
        let counted = async |statement: Statement| db.batch(vec![statement]).await.unwrap()[0].len();
        assert_eq!(counted(charges::uncount_sms("chg_1")).await, 0);
        for row in [1, 1, 0] {
            assert_eq!(counted(charges::count_sms("chg_1", 2)).await, row);
        }
        assert_eq!(counted(charges::uncount_sms("chg_1")).await, 1);
        assert_eq!(charges::find(&*db, "chg_1").await.unwrap().unwrap().sms, 1);
    }
}
