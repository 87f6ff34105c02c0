//! Quick, and still: nothing of the shop's page moves once the button is drawn, and a press is answered in the next frames.

use serde_json::json;

use crate::{merchant, shopper::Shopper};

/// Writes down when the browser saw something jump, and what, without asking who caused it. Standing above us in the page,
/// it sees all. It is told of a jump some time after it happened, so it is the time of the jump itself that counts.
const WATCHED: &str = r#"<script>
    self.jumps = [];
    const place = ({ x, y, width, height }) => [x, y, width, height].join(" ");
    const told = ({ node, previousRect, currentRect }) => `${node?.nodeName}: ${place(previousRect)} -> ${place(currentRect)}`;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) =>
        jumps.push({ at: entry.startTime, what: entry.sources.map(told) }))).observe({ type: "layout-shift", buffered: true });
</script>"#;

#[tokio::test]
async fn nothing_of_the_page_jumps_from_the_drawn_button_to_the_slip() {
    let shopper = Shopper::at(|product| {
        let line = merchant::line(product, r#"data-button="btn_demo""#);
        let below = "<p>Envío gratis</p><p>Devoluciones en 30 días</p>";
        let before = "<p>Talla 24</p>";
        let element = r#"<ficha-checkout button="btn_demo"></ficha-checkout>"#;
        merchant::page("es-MX", &[WATCHED, before, &line.replace("data-button=\"btn_demo\"", ""), element, below].concat())
    })
    .await;
    shopper.sees_button("Pagar en efectivo o con SPEI").await;
    shopper.browser.settle().await;
    // An async script draws the button when it comes, whatever stands there by then; from here on nothing may move.
    shopper.browser.ask("self.drawn = performance.now(); return 0").await;
    shopper.opens_the_checkout().await;
    shopper.chooses("OXXO").await;
    shopper.says_who_pays().await;
    shopper.asks_for_the_slip().await;
    shopper.reads("reference").await;
    shopper.presses("Cerrar").await;
    shopper.browser.settle().await;
    let jumps = "return jumps.filter(({ at }) => at > drawn).flatMap(({ what }) => what)";
    assert_eq!(shopper.browser.ask(jumps).await, json!([]));
}

#[tokio::test]
async fn a_loaded_dialog_is_there_in_the_next_frame_of_a_slow_phone() {
    let shopper = Shopper::at_a_shop().await;
    let loaded = "return !!document.querySelector('ficha-checkout')?.shadowRoot?.querySelector('dialog')";
    shopper.browser.until("the widget to be loaded", loaded).await;
    shopper.browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": 4 })).await;
    let frames = shopper
        .browser
        .told(
            "const root = document.querySelector('ficha-checkout').shadowRoot;
            let frames = 0;
            const look = () => { frames++; root.querySelector('dialog').open ? done(frames) : requestAnimationFrame(look); };
            requestAnimationFrame(look);
            root.querySelector('[part=button]').click();",
        )
        .await;
    assert_eq!(frames, 1, "frames until the dialog was open");
}
