//! The walk past every screen a shopper can meet, in one language: for whoever looks at each of them.
//!
//! It is one order, whose shopper has everything happen to them: mistakes, a provider that is down, a slip that expires,
//! a transfer in two parts. What is looked at, this does not know.

use serde_json::json;

use crate::{browser::Role, shopper::Shopper, words::Words};

/// Walks, and calls `look` with the name of each screen once it is there: first the widget's, then the hosted pages'.
pub(crate) async fn walk(lang: &str, mut look: impl AsyncFnMut(&Shopper, &str)) {
    let shopper = Shopper::at_a_shop_in(lang).await;
    look(&shopper, "shop").await;
    shopper.opens_the_checkout().await;
    shopper.checkout().await.find(Role::Radio, "OXXO").await;
    look(&shopper, "choose").await;

    shopper.asks_for_the_slip().await;
    let marked = "return !!document.querySelector('ficha-checkout').shadowRoot.querySelector('[aria-invalid=true]')";
    shopper.browser.until("the wrong fields to be marked", marked).await;
    look(&shopper, "wrong").await;

    shopper.chooses("7-Eleven").await;
    shopper.says_who_pays().await;
    shopper.provider().breaks(json!({ "kind": "5xx", "on": "POST" })).await;
    shopper.asks_for_the_slip().await;
    shopper.sees(&shopper.words.say("problem.provider_unreachable.title")).await;
    look(&shopper, "problem").await;

    shopper.provider().recovers().await;
    shopper.presses(&shopper.words.say("problem.retry")).await;
    let reference = shopper.reads("reference").await;
    look(&shopper, "cash").await;
    let order = shopper.order().await;
    let hosted = [shopper.product.url(), "/o/".to_owned(), order].concat();

    shopper.provider().lets_expire(&reference).await;
    shopper.sees_button(&shopper.words.say("voucher.renew")).await;
    look(&shopper, "expired").await;

    shopper.presses(&shopper.words.say("voucher.renew")).await;
    shopper.chooses("SPEI").await;
    shopper.asks_for_the_slip().await;
    let clabe = shopper.reads("clabe").await;
    look(&shopper, "transfer").await;

    shopper.provider().receives(&clabe, 5_000).await;
    shopper.is_asked_for("$100.00").await;
    look(&shopper, "partly-paid").await;
    // A Mexican order is written of in Mexico's Spanish, whoever reads it.
    let written = Words::of(if lang == "es-PE" { "es-MX" } else { lang });
    let button = [shopper.product.url(), "/pay/btn_demo".to_owned()].concat();
    shopper.looks_up(&hosted, &written.say("voucher.title")).await;
    look(&shopper, "hosted-transfer").await;
    shopper.looks_up(&button, &written.say("choose.title")).await;
    look(&shopper, "hosted-choose").await;

    shopper.browser.goto(&shopper.shop()).await;
    shopper.resumes().await;
    shopper.reads("clabe").await;
    shopper.provider().receives(&clabe, 10_000).await;
    shopper.sees(&shopper.words.say("paid.title")).await;
    look(&shopper, "paid").await;
    shopper.looks_up(&hosted, &written.say("paid.title")).await;
    look(&shopper, "hosted-paid").await;
}
