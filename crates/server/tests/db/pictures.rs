//! Pictures: kept while something shows them, and for a month when nothing does.

use crate::{NOW, everywhere, order};
use backend::db::orders::{self, Prefill};
use backend::db::retention;
use backend::db::{buttons, pictures};
use payments::Button;

#[tokio::test]
async fn a_picture_is_kept_for_a_month_and_as_long_as_something_shows_it() {
    for home in everywhere() {
        let db = home.open().await;
        for id in ["pic_of_a_button", "pic_of_an_order", "pic_of_nothing", "pic_new"] {
            let age = if id == "pic_new" { 10 } else { 0 };
            pictures::add(&*db, id, "image/png", b"bytes", NOW.plus_seconds(age)).await.unwrap();
        }
        let shown = |id: &str| Some(format!("https://pay.example.mx/pictures/{id}"));
        let mut order = order("ord_1");
        order.image = shown("pic_of_an_order");
        db.batch(vec![orders::insert(&order, &Prefill::default(), "{}")]).await.unwrap();
        let button = Button {
            id: "btn_1".to_owned(),
            description: "Silla".to_owned(),
            amount: order.amount,
            image: shown("pic_of_a_button"),
            reference: None,
            methods: vec![],
            retired: true,
        };
        buttons::save(&*db, &button, NOW).await.unwrap();

        assert_eq!(retention::round(&*db, NOW.plus_seconds(retention::PICTURES)).await.unwrap(), 0);
        assert_eq!(retention::round(&*db, NOW.plus_seconds(retention::PICTURES + 1)).await.unwrap(), 1);
        for (id, kept) in [("pic_of_a_button", true), ("pic_of_an_order", true), ("pic_of_nothing", false), ("pic_new", true)] {
            assert_eq!(pictures::find(&*db, id).await.unwrap().is_some(), kept, "{id}");
        }
    }
}
