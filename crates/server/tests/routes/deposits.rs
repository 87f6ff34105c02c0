//! Deposits into a reusable CLABE are things that change: they grow, go back, are told of late, or by nobody, and anybody may
//! claim that there is one.

use crate::clabes::{ANAS, NOBODYS, Standing};
use serde_json::{Value, json};

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

impl Standing {
    /// The provider will say that so much of 150 pesos has come in.
    fn says_of_150(&self, id: &str, received: &str) {
        let product = json!({"price": "150.00", "currency": "MXN"});
        let payment = json!({"type": "SPEI", "clabe": ANAS, "received": received});
        let order = json!({"id": id, "status": "PENDING", "product": product, "payment": payment, "updatedAt": 1_795_199_460});
        self.vendor.answers(200, &json!({"object": "orders.get", "code": 200, "status": "success", "data": order}));
    }

    fn says_there_is_none(&self) {
        self.vendor.answers(404, &json!({"status": "error", "code": 404, "message": "no"}));
    }

    /// The shop hears webhook events from now on.
    async fn has_an_ear(&self) {
        let url = json!({"url": "https://tienda.example.mx/ficha"});
        let made = self.shop.merchant("/api/v1/webhook-endpoints", Some(&url)).await.json();
        self.shop.ear.trust(made["secret"].as_str().unwrap());
    }

    /// What the shop has been told since, as `before -> amount, total`.
    async fn told(&self) -> Vec<String> {
        while self.shop.tell().await > 0 {}
        let word = |body: &Value| {
            assert_eq!(body["type"], "clabe.deposit");
            let (clabe, deposit) = (&body["data"]["clabe"], &body["data"]["deposit"]);
            let sum = |of: &Value| of["amount"].as_i64().unwrap();
            format!("{} -> {}, {}", sum(&deposit["before"]), sum(&deposit["amount"]), sum(&clabe["total"]))
        };
        self.shop.ear.heard().iter().map(|heard| word(&heard.body)).collect()
    }

    async fn alerts(&self) -> usize {
        let metrics = self.shop.ask_operators("/metrics", None).await.body;
        let line = metrics.lines().find(|line| line.starts_with("ficha_alerts_total"));
        line.map_or(0, |line| line.rsplit(' ').next().unwrap().parse().unwrap())
    }
}

#[tokio::test]
async fn a_deposit_that_grows_and_goes_back_moves_the_total_and_the_shop_is_told_of_each_change() {
    let ana = Standing::open().await;
    ana.has_an_ear().await;
    ana.says_of_150("pc_900", "50.00");
    assert_eq!(ana.hears("pc_900").await, "200 checked");
    assert_eq!(ana.deposited().await, (1, 5_000));
    ana.says("pc_900", ANAS, "ACCEPTED", "150.00");
    assert_eq!(ana.hears("pc_900").await, "200 checked");
    assert_eq!(ana.deposited().await, (1, 15_000));
    ana.says("pc_901", ANAS, "ACCEPTED", "10.00");
    ana.hears("pc_901").await;
    ana.says("pc_900", ANAS, "REFUNDED", "150.00");
    assert_eq!(ana.hears("pc_900").await, "200 checked");
    assert_eq!(ana.deposited().await, (1, 1_000));
    assert_eq!(ana.told().await, ["0 -> 5000, 5000", "5000 -> 15000, 15000", "0 -> 1000, 16000", "15000 -> 0, 1000"]);
    assert_eq!(ana.alerts().await, 0);
}

#[tokio::test]
async fn what_no_webhook_tells_of_a_deposit_is_asked_for_less_and_less_often_and_not_for_ever() {
    let ana = Standing::open().await;
    ana.says_of_150("pc_900", "50.00");
    ana.hears("pc_900").await;
    ana.vendor.asked();
    assert_eq!(ana.shop.pass(MINUTE).await, 0, "it has just been asked about");
    ana.says("pc_900", ANAS, "ACCEPTED", "150.00");
    assert_eq!(ana.shop.pass(6 * MINUTE).await, 1);
    assert_eq!(ana.deposited().await, (1, 15_000));
    let mut poll_count = 0;
    ana.vendor.answers_each(|_| (200, order("pc_900", "150.00")));
    for _ in 0..60 {
        poll_count += ana.shop.pass(DAY / 2).await;
    }
    assert!((10..20).contains(&poll_count), "{poll_count} questions in a month");
    assert_eq!(ana.deposited().await, (1, 15_000));
}

#[tokio::test]
async fn less_than_before_is_believed_when_it_is_said_twice_and_somebody_is_told() {
    let ana = Standing::open().await;
    ana.has_an_ear().await;
    ana.says("pc_900", ANAS, "ACCEPTED", "150.00");
    ana.hears("pc_900").await;
    // An answer that was overtaken, and then the true one.
    ana.says_of_150("pc_900", "50.00");
    ana.says("pc_900", ANAS, "ACCEPTED", "150.00");
    ana.hears("pc_900").await;
    assert_eq!((ana.deposited().await, ana.alerts().await), ((1, 15_000), 0));
    ana.says_of_150("pc_900", "50.00");
    ana.says_of_150("pc_900", "50.00");
    ana.hears("pc_900").await;
    assert_eq!((ana.deposited().await, ana.alerts().await), ((1, 5_000), 1));
    // A word nobody knows is not nothing.
    ana.says("pc_900", ANAS, "FROZEN", "150.00");
    assert_eq!(ana.hears("pc_900").await, "502 provider_not_understood");
    assert_eq!((ana.deposited().await, ana.alerts().await), ((1, 5_000), 2));
    // Nor does money move from one customer to another.
    ana.says("pc_900", NOBODYS, "ACCEPTED", "150.00");
    assert_eq!(ana.hears("pc_900").await, "502 provider_not_understood");
    assert_eq!(ana.deposited().await, (1, 5_000));
    assert_eq!(ana.told().await, ["0 -> 15000, 15000", "15000 -> 5000, 5000"]);
}

#[tokio::test]
async fn a_deposit_told_of_before_its_money_has_come_is_asked_about_again() {
    let ana = Standing::open().await;
    ana.says_of_150("pc_900", "0.00");
    assert_eq!(ana.hears("pc_900").await, "200 checked");
    assert_eq!(ana.deposited().await, (0, 0));
    ana.says("pc_900", ANAS, "ACCEPTED", "150.00");
    ana.shop.pass(6 * MINUTE).await;
    assert_eq!(ana.deposited().await, (1, 15_000));
}

#[tokio::test]
async fn made_up_ids_cost_a_few_questions_and_a_true_one_among_them_is_found_all_the_same() {
    let ana = Standing::open().await;
    for n in 0..200 {
        if n < 20 {
            ana.says_there_is_none();
        }
        let expected = if n < 20 { "200 not a charge of ours" } else { "200 noted, and checked later" };
        assert_eq!(ana.hears(&format!("pc_madeup{n}")).await, expected);
    }
    assert_eq!(ana.hears("pc_77001").await, "200 noted, and checked later");
    for n in 200..400 {
        ana.hears(&format!("pc_madeup{n}")).await;
    }
    assert_eq!(ana.vendor.asked().len(), 20);
    let mut asked = Vec::new();
    while !asked.iter().any(|asked: &String| asked.ends_with("/pc_77001")) {
        ana.vendor.answers_each(|path| match path.rsplit('/').next().unwrap() {
            "pc_77001" => (200, order("pc_77001", "150.00")),
            _ => (404, json!({"status": "error", "code": 404, "message": "no"})),
        });
        ana.shop.pass(MINUTE).await;
        let now = ana.vendor.asked();
        assert!(now.len() <= 6, "{} questions in a minute", now.len());
        asked.extend(now);
        assert!(asked.len() <= 400, "it is lost");
    }
    assert_eq!(ana.deposited().await, (1, 15_000));
    // A deposit that is known does not wait, whatever is made up.
    ana.vendor.answers_each(|_| (200, order("pc_77001", "160.00")));
    assert_eq!(ana.hears("pc_77001").await, "200 checked");
    assert_eq!(ana.deposited().await, (1, 16_000));
}

#[tokio::test]
async fn a_hint_that_waits_survives_a_provider_that_cannot_be_asked() {
    let ana = Standing::open().await;
    for n in 0..20 {
        ana.says_there_is_none();
        ana.hears(&format!("pc_madeup{n}")).await;
    }
    assert_eq!(ana.hears("pc_77001").await, "200 noted, and checked later");
    ana.vendor.answers_each(|_| (503, json!({})));
    ana.shop.pass(MINUTE).await;
    assert_eq!(ana.deposited().await, (0, 0));
    ana.vendor.answers_each(|_| (200, order("pc_77001", "150.00")));
    assert_eq!(ana.shop.pass(9 * MINUTE).await, 0, "it is left alone for a while");
    ana.shop.pass(2 * MINUTE).await;
    assert_eq!(ana.deposited().await, (1, 15_000));
}

#[tokio::test]
async fn a_wall_clock_that_jumps_buys_no_questions() {
    let ana = Standing::open().await;
    for n in 0..20 {
        ana.says_there_is_none();
        ana.hears(&format!("pc_madeup{n}")).await;
    }
    for jump in [-DAY, 365 * DAY] {
        ana.shop.clock.jump(jump);
        assert_eq!(ana.hears(&format!("pc_more{jump}")).await, "200 noted, and checked later");
    }
}

fn order(id: &str, price: &str) -> Value {
    let product = json!({"price": price, "currency": "MXN"});
    let order = json!({"id": id, "status": "ACCEPTED", "product": product, "payment": {"type": "SPEI", "clabe": ANAS}});
    json!({"object": "orders.get", "code": 200, "status": "success", "data": order})
}
