//! Standing CLABEs and the deposits into them, asked of every db.

use crate::{NOW, everywhere, pesos};
use backend::db::DbError;
use backend::db::clabes::{self, AccountOf, ClabeRecord, DepositRecord};
use payments::Clabe;

fn clabe(id: &str, customer: &str, digits: &str) -> ClabeRecord {
    ClabeRecord {
        id: id.to_owned(),
        account: AccountOf { provider: "compropago".to_owned(), test: true, customer: customer.to_owned() },
        clabe: Clabe::parse(digits).unwrap(),
        bank: Some("STP".to_owned()),
        beneficiary: None,
        amount: Some(pesos(50000)),
        expires_at: Some(NOW.plus_seconds(60)),
        total: pesos(0),
        version: 1,
        created_at: NOW,
    }
}

#[tokio::test]
async fn a_customer_has_one_clabe_and_a_clabe_one_customer() {
    for home in everywhere() {
        let db = home.open().await;
        let anas = clabe("clb_1", "ana", "646180146400219781");
        db.batch(vec![clabes::insert(&anas)]).await.unwrap();
        assert_eq!(clabes::of_customer(&*db, &anas.account).await.unwrap(), Some(anas.clone()));
        for twin in [clabe("clb_2", "ana", "646180146400231992"), clabe("clb_3", "beto", "646180146400219781")] {
            assert!(matches!(db.batch(vec![clabes::insert(&twin)]).await, Err(DbError::Conflict(_))), "{}", twin.id);
        }
        let mut live = clabe("clb_4", "ana", "646180146400231992");
        live.account.test = false;
        db.batch(vec![clabes::insert(&live)]).await.unwrap();
        assert_eq!(clabes::by_digits(&*db, "compropago", true, &live.clabe).await.unwrap(), None, "test and live never meet");
    }
}

#[tokio::test]
async fn a_deposit_is_written_and_counted_once() {
    for home in everywhere() {
        let db = home.open().await;
        let anas = clabe("clb_1", "ana", "646180146400219781");
        db.batch(vec![clabes::insert(&anas)]).await.unwrap();
        let deposit = DepositRecord { amount: pesos(700), received_at: NOW };
        db.batch(clabes::deposit(&anas, "ch_1", &deposit).to_vec()).await.unwrap();
        let again = db.batch(clabes::deposit(&anas, "ch_1", &deposit).to_vec()).await;
        assert!(matches!(again, Err(DbError::Conflict(_))));
        let (found, deposits) = clabes::with_deposits(&*db, "clb_1", 10).await.unwrap().unwrap();
        assert_eq!((found.total, found.version, deposits), (pesos(700), 2, vec![deposit]));
        assert!(clabes::has_deposit(&*db, "compropago", "ch_1").await.unwrap());
    }
}
