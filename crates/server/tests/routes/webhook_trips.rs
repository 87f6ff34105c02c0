//! How often a webhook goes to the db: to find the charge, to read its order once the provider has answered, and to write. What is
//! not changed by it is not read again.

use crate::scripted_provider::Till;
use crate::shop::{TestShop, at_oxxo};
use backend::db::{BatchFuture, Db, Statement};
use payments::{Currency, Event, Money};
use providers::provider::Kind;
use server::sqlite::Sqlite;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

/// A db that counts the batches it is sent.
struct Counting(Sqlite, AtomicUsize);

impl Db for Counting {
    fn batch(&self, statements: Vec<Statement>) -> BatchFuture<'_> {
        self.1.fetch_add(1, Ordering::SeqCst);
        self.0.batch(statements)
    }
}

/// A shop whose db counts, with one voucher out: the order.
struct Counted {
    shop: TestShop,
    db: Arc<Counting>,
    order: String,
    _folder: TempDir,
}

impl Counted {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Arc::new(Counting(Sqlite::open(&folder.path().join("ficha.db")).unwrap(), AtomicUsize::default()));
        let shop = TestShop::open_on(db.clone(), Arc::new(Till::new())).await;
        let order = shop.order().await;
        assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.status, 201);
        Self { shop, db, order, _folder: folder }
    }

    /// How many batches one webhook took, and what it was answered.
    async fn webhook(&self, its_id: &str) -> (usize, u16) {
        let before = self.db.1.load(Ordering::SeqCst);
        let status = self.shop.webhook(its_id).await.status.as_u16();
        (self.db.1.load(Ordering::SeqCst) - before, status)
    }
}

#[tokio::test]
async fn a_webhook_that_changes_nothing_takes_three_trips_and_one_that_pays_takes_no_more() {
    let counted = Counted::open().await;
    assert_eq!(counted.webhook("pc_1").await, (3, 200), "nothing new");
    counted.shop.till.says("pc_1", Event::Paid(Money::new(15_000, Currency::Mxn)));
    assert_eq!(counted.webhook("pc_1").await, (3, 200), "paid");
    assert_eq!(counted.shop.standing(&counted.order).await, "paid: paid");
    assert_eq!(counted.webhook("pc_1").await, (3, 200), "paid already");
}

#[tokio::test]
async fn a_webhook_about_nothing_of_ours_takes_one_trip() {
    let counted = Counted::open().await;
    assert_eq!(counted.webhook("pc_999").await, (1, 200));
}

#[tokio::test]
async fn a_webhook_whose_provider_does_not_answer_takes_four_trips() {
    let counted = Counted::open().await;
    counted.shop.till.fail_once(Kind::NoAnswer);
    assert_eq!(counted.webhook("pc_1").await, (4, 503));
}
