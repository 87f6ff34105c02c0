//! Whatever way the stream of an order fails, the page hears of the money within ten seconds: it asks for itself whenever it has
//! heard nothing for a while. One page shows an order for each way to fail, so that all fail at once.

use serde_json::{Value, json};

use crate::{
    browser::Browser,
    merchant::{self, Merchant},
    product::{Product, eventually},
};

/// The ways, as the streams of a shop's own site fail (`Merchant`); and those of the page itself.
const WAYS: [&str; 9] = ["closes", "refused", "busy", "html", "silent", "hangs", "throws", "missing", "works"];

/// Whose stream fails how is told by the order: `ways` names it. What is asked of the backend is counted.
const FAILING: &str = "
    const Real = EventSource, way = (url) => ways[/ord_[^/]+/.exec(url)[0]];
    class Failing extends Real {
        constructor(url) {
            if (way(url) == 'throws') throw new Error('an extension');
            if (way(url) == 'missing') return { close() {}, addEventListener() {} };
            super(/works|silent/.test(way(url)) ? url : '/stream/' + way(url));
            // It is open and brings nothing, like one that a proxy collects.
            if (way(url) == 'silent') this.addEventListener = () => {};
        }
    }
    self.EventSource = Failing;
    const real = fetch;
    self.asked = {}, self.told = {};
    self.fetch = (url, ...more) => {
        const order = /orders.(ord_[^/]+)$/.exec(url)?.[1];
        if (order) asked[order] = (asked[order] || 0) + 1;
        return real(url, ...more);
    };
    addEventListener('ficha:paid', ({ detail }) => told[detail.order] = performance.now());
";

/// A voucher of a new order, by the API: the order's id, and the digits.
pub(crate) async fn slip(product: &Product, number: usize) -> (String, String) {
    let order = product.order_called(&format!("stream-{number}")).await;
    let customer = json!({ "name": "Ana Núñez Peña", "email": "ana@example.mx" });
    let wanted = json!({ "method": "cash", "store": "OXXO", "customer": customer });
    let asked = reqwest::Client::new().post(format!("{}/api/v1/orders/{order}/charges", product.url()));
    let asked = asked.header("content-type", "application/json").header("idempotency-key", format!("charge-{number}"));
    let answer = asked.body(wanted.to_string()).send().await.expect("the backend answers");
    let text = answer.text().await.expect("it answers in full");
    let charge: Value = serde_json::from_str(&text).expect("it answers JSON");
    let payable = &charge["voucher"]["payable"];
    let digits = payable["reference"].as_str().or(payable["account"].as_str());
    (order, digits.unwrap_or_else(|| panic!("no digits in {charge}")).to_owned())
}

#[tokio::test]
async fn whatever_way_the_stream_fails_the_page_hears_of_the_money_within_ten_seconds() {
    let product = Product::open().await;
    let mut slips = Vec::new();
    for number in 0..WAYS.len() {
        slips.push(slip(&product, number).await);
    }
    let ways: serde_json::Map<_, _> = slips.iter().zip(WAYS).map(|((order, _), way)| (order.clone(), json!(way))).collect();
    let elements: Vec<_> =
        slips.iter().map(|(order, _)| format!(r#"<ficha-checkout order="{order}" mode="inline"></ficha-checkout>"#)).collect();
    let body = format!(
        "<script>const ways = {}; {FAILING}</script>{}{}",
        Value::Object(ways),
        merchant::line(&product, ""),
        elements.concat()
    );
    let shop = Merchant::with_page(merchant::page("es-MX", &body)).await;
    let browser = Browser::open().await;
    browser.goto(&shop.url()).await;
    // Each has read its order once, and has asked twice since: whatever it asks by is under way.
    let asking = "return Object.entries(ways).every(([order, way]) => way == 'works' || asked[order] >= 3)";
    for _ in 0..2 {
        let look = "for (const it of document.querySelectorAll('ficha-checkout')) it.ready(); return 0";
        browser.ask(look).await;
    }
    eventually("all to ask for themselves", async || match browser.ask(asking).await {
        Value::Bool(true) => Ok(()),
        _ => Err(browser.ask("return self.asked").await.to_string()),
    })
    .await;
    for ((order, digits), way) in slips.iter().zip(WAYS) {
        let paid = browser.ask("return performance.now()").await;
        product.provider.is_paid(digits).await;
        eventually(&format!("the money to be seen where the stream {way}"), async || {
            match browser.ask(&format!("return self.told['{order}'] || 0")).await {
                told if told.as_f64().is_some_and(|told| told > 0.0) => {
                    let took = told.as_f64().unwrap_or_default() - paid.as_f64().unwrap_or_default();
                    assert!(took < 10_000.0, "{way}: it took {took} ms");
                    Ok(())
                }
                _ => Err(browser.ask("return self.asked").await.to_string()),
            }
        })
        .await;
    }
    let (works, _) = &slips[WAYS.len() - 1];
    let asked = browser.ask(&format!("return self.asked['{works}']")).await;
    assert_eq!(asked, 1, "a stream that works is not asked beside");
}
