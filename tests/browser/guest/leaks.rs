//! Opened, closed and removed two hundred times, it leaves nothing in the page: no memory, no listener.

use serde_json::{Value, json};

use crate::{browser::Browser, merchant, shopper::Shopper};

/// What the page holds once garbage has been collected.
#[derive(Debug)]
struct Held {
    /// Bytes of the widget's own memory, which can only grow.
    wasm: u64,
    /// Bytes of JavaScript's heap.
    heap: u64,
    /// Listeners on the window and on the document.
    listeners: [u64; 2],
}

const CYCLES: u32 = 200;

/// So many, and garbage is collected: what JavaScript has let go of is given back to the widget's memory only then, and
/// that memory never shrinks.
const AT_ONCE: u32 = 20;

/// Adds one, opens it once its offer is there, closes it and takes it out again; so many times.
fn cycles(times: u32) -> String {
    format!(
        "const done = arguments[0];
        const heard = (it, what) => new Promise((go) => it.addEventListener(what, go, {{ once: true }}));
        const there = async (it, what) => {{ while (!it.shadowRoot.querySelector(what)) await new Promise(requestAnimationFrame); }};
        (async () => {{
            for (let n = 0; n < {times}; n++) {{
                const it = document.createElement('ficha-checkout');
                it.setAttribute('button', 'btn_demo');
                document.querySelector('main').append(it);
                const opened = heard(it, 'ficha:open');
                it.open();
                await opened;
                await there(it, 'input[name=way]');
                const closed = heard(it, 'ficha:close');
                it.close();
                await closed;
                it.remove();
                await new Promise(requestAnimationFrame);
            }}
        }})().then(() => done('done'), (error) => done(String(error)));"
    )
}

async fn held(browser: &Browser) -> Held {
    browser.devtools("HeapProfiler.enable", json!({})).await;
    browser.devtools("HeapProfiler.collectGarbage", json!({})).await;
    let heap = browser.devtools("Runtime.getHeapUsage", json!({})).await;
    let wasm = browser.ask("return self.memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0)").await;
    let listeners = [browser.listeners("window").await, browser.listeners("document").await];
    let number = |value: &Value| value.as_f64().map_or(0, |bytes| bytes as u64);
    Held { wasm: number(&wasm), heap: number(&heap["usedSize"]), listeners }
}

#[tokio::test]
async fn two_hundred_times_opened_closed_and_removed_it_leaves_nothing_behind() {
    // The widget keeps its memory to itself, so the page looks over the browser's shoulder when it is made.
    let shopper = Shopper::at(|product| {
        let watch = "<script>self.memories = [];
            const was = WebAssembly.instantiate;
            WebAssembly.instantiate = async (...given) => {
                const made = await was(...given);
                memories.push(...Object.values(made.instance.exports).filter((it) => it instanceof WebAssembly.Memory));
                return made;
            };</script>";
        merchant::page("es-MX", &[watch, &merchant::line(product, "")].concat())
    })
    .await;
    let browser = &shopper.browser;
    browser.until("the element to be known", "return !!customElements.get('ficha-checkout')").await;
    // The first ones load what stays for good: the widget, styles, a language, compiled code.
    browser.perform(&cycles(AT_ONCE)).await;
    let before = held(browser).await;
    let mut after = held(browser).await;
    for _ in 0..CYCLES / AT_ONCE {
        browser.perform(&cycles(AT_ONCE)).await;
        after = held(browser).await;
    }

    assert!(before.wasm > 0, "the widget's memory is seen");
    assert_eq!(after.wasm, before.wasm, "bytes of wasm memory, {before:?} and then {after:?}");
    assert_eq!(after.listeners, before.listeners, "listeners on window and document");
    // What the engine keeps for itself moves a little; one checkout left behind each time would be megabytes.
    let grown = after.heap.saturating_sub(before.heap);
    assert!(grown < 1_000 * u64::from(CYCLES), "the heap grew by {grown} bytes: {before:?} and then {after:?}");
    assert_eq!(browser.ask("return document.querySelectorAll('ficha-checkout').length").await, 0);
    shopper.disturbed_nothing().await;
}
