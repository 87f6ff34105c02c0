//! What is told of time and money while a page is open: by the backend's clock, on every screen, and at the price of now.

use crate::{merchant, product::eventually, shopper::Shopper};

/// A phone whose clock is so many days ahead.
async fn with_a_clock(days: i64) -> Shopper {
    let ahead = days * 86_400_000;
    let wrong = format!(
        "<script>{{ const Real = Date; self.Date = class extends Real {{
            constructor(...of) {{ of.length ? super(...of) : super(Real.now() + {ahead}) }}
            static now() {{ return Real.now() + {ahead} }}
        }} }}</script>"
    );
    Shopper::at(|product| {
        let line = merchant::line(product, r#"data-button="btn_demo""#);
        merchant::page("es-MX", &[wrong.as_str(), &line].concat())
    })
    .await
}

/// What the slip says of the time that is left.
const LEFT: &str = "return document.querySelector('ficha-checkout').shadowRoot.querySelector('.until')?.innerText ?? ''";

/// How many hours the slip says are left, where it says that some are.
async fn hours_left(shopper: &Shopper) -> Option<i64> {
    let left = shopper.browser.ask(LEFT).await;
    let words: Vec<&str> = left.as_str()?.split_whitespace().collect();
    let place = words.iter().position(|word| word.starts_with("queda"))?;
    let (number, unit) = (words.get(place + 1)?.parse::<i64>().ok()?, words.get(place + 2)?);
    match *unit {
        "minuto" | "minutos" => Some(0),
        "hora" | "horas" => Some(number),
        _ => Some(number * 24),
    }
}

/// Of a transfer, which can be made at any hour: what is left at a till jumps whenever tills open or close.
#[tokio::test]
async fn what_is_left_is_by_the_backends_clock_whatever_the_phones_says() {
    let right = with_a_clock(0).await;
    right.gets_a_slip_of("SPEI").await;
    let expected = hours_left(&right).await.expect("a slip just made says what is left");
    // An hour may have begun or ended between the two.
    let is_right = |left: Option<i64>| left.is_some_and(|left| left.abs_diff(expected) <= 1);
    for days in [2, -365] {
        let shopper = with_a_clock(days).await;
        shopper.gets_a_slip_of("SPEI").await;
        let left = hours_left(&shopper).await;
        assert!(is_right(left), "{days} days ahead: {left:?} of {expected}");
        // Found again after a reload, by whatever was asked first.
        shopper.reloads().await;
        shopper.resumes().await;
        shopper.reads("clabe").await;
        let left = hours_left(&shopper).await;
        assert!(is_right(left), "{days} days ahead, found again: {left:?} of {expected}");
    }
}

#[tokio::test]
async fn a_slip_that_has_run_out_says_nothing_of_the_time_that_is_left() {
    let shopper = Shopper::at_a_shop().await;
    let reference = shopper.gets_a_slip_of("OXXO").await;
    shopper.provider().lets_expire(&reference).await;
    shopper.sees_button("Generar otra ficha").await;
    let left = shopper.browser.ask(LEFT).await;
    assert!(left.as_str().is_some_and(|left| !left.contains("queda") && !left.contains("venció")), "{left}");
}

#[tokio::test]
async fn a_second_slip_that_is_paid_too_is_said_on_the_screen_that_says_paid() {
    let shopper = Shopper::at_a_shop().await;
    let first = shopper.gets_a_slip_of("OXXO").await;
    shopper.presses("Cambiar forma de pago").await;
    shopper.chooses("Chedraui").await;
    shopper.asks_for_the_slip().await;
    let second = eventually("another slip", async || match shopper.reads("reference").await {
        digits if digits != first => Ok(digits),
        digits => Err(digits),
    })
    .await;
    shopper.provider().is_paid(&second).await;
    shopper.sees("Pago recibido").await;
    shopper.checkout().await.says("$150.00").await;
    shopper.provider().is_paid(&first).await;
    shopper.checkout().await.says("$300.00").await;
}

/// A shopper whose slip has run out.
async fn whose_slip_ran_out() -> Shopper {
    let shopper = Shopper::at_a_shop().await;
    let reference = shopper.gets_a_slip_of("OXXO").await;
    shopper.provider().lets_expire(&reference).await;
    shopper.sees_button("Generar otra ficha").await;
    shopper
}

#[tokio::test]
async fn another_slip_is_made_at_the_price_of_now_and_of_another_order() {
    let shopper = whose_slip_ran_out().await;
    let before = shopper.order().await;
    shopper.product.sells(18_000, false).await;
    shopper.presses("Generar otra ficha").await;
    shopper.checkout().await.says(&shopper.words.say("changed.price")).await;
    shopper.checkout().await.says("$180.00").await;
    shopper.chooses("OXXO").await;
    shopper.asks_for_the_slip().await;
    shopper.is_asked_for("$180.00").await;
    assert_ne!(shopper.order().await, before);
}

#[tokio::test]
async fn what_is_sold_no_more_is_said_and_no_slip_is_made() {
    let shopper = whose_slip_ran_out().await;
    shopper.product.sells(15_000, true).await;
    shopper.presses("Generar otra ficha").await;
    shopper.sees("Esto ya no está a la venta").await;
    assert_eq!(shopper.charges().await, 1);
}

#[tokio::test]
async fn a_price_that_changes_while_somebody_chooses_is_shown_before_a_slip_is_made() {
    let shopper = Shopper::at_a_shop().await;
    let reference = shopper.gets_a_slip_of("OXXO").await;
    shopper.provider().lets_expire(&reference).await;
    shopper.presses("Generar otra ficha").await;
    shopper.chooses("Chedraui").await;
    shopper.product.sells(18_000, false).await;
    shopper.asks_for_the_slip().await;
    shopper.checkout().await.says(&shopper.words.say("changed.price")).await;
    shopper.asks_for_the_slip().await;
    shopper.is_asked_for("$180.00").await;
    assert_eq!(shopper.charges().await, 2);
}

#[tokio::test]
async fn a_slip_that_can_still_be_paid_stays_when_the_price_changes() {
    let shopper = Shopper::at_a_shop().await;
    let reference = shopper.gets_a_slip_of("OXXO").await;
    shopper.presses("Cambiar forma de pago").await;
    shopper.chooses("Chedraui").await;
    shopper.product.sells(18_000, false).await;
    shopper.asks_for_the_slip().await;
    shopper.checkout().await.says(&shopper.words.say("changed.slip")).await;
    assert_eq!(shopper.reads("reference").await, reference);
    shopper.provider().is_paid(&reference).await;
    shopper.sees("Pago recibido").await;
}
