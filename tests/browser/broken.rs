//! A page may have broken its browser: whatever throws, or is not there, the checkout lives on and hears of the money. What can
//! throw is read from the built glue, so that nothing which is called one day is forgotten here.

use std::{collections::BTreeSet, fs, path::Path};

use crate::{merchant, shopper::Shopper};

/// What JavaScript itself is made of, and what is ours: without these there is no program to protect. The last two no page can
/// replace.
const LANGUAGE: [&str; 27] = [
    "Array",
    "Date",
    "Error",
    "JSON",
    "Number",
    "Object",
    "Promise",
    "Reflect",
    "Uint8Array",
    "Intl",
    "apply",
    "buffer",
    "byteLength",
    "byteOffset",
    "call",
    "construct",
    "entries",
    "get",
    "set",
    "is",
    "isArray",
    "isSafeInteger",
    "length",
    "push",
    "then",
    "document",
    "location",
];
/// Words of the glue that are no call into the page.
const OURS: [&str; 16] = [
    "ask",
    "later",
    "_wbg_cb_unref",
    "memory",
    "prototype",
    "__wbg_ptr",
    "byobRequest",
    "enqueue",
    "respond",
    "view",
    "parse",
    "resolve",
    "instanceof",
    "globalThis",
    "getTime",
    "queueMicrotask",
];
/// What is called by its name where it is needed, by the program and by the scripts around it.
const BY_NAME: [&str; 24] = [
    "append",
    "Blob",
    "click",
    "clipboard",
    "closest",
    "createObjectURL",
    "execCommand",
    "getComputedStyle",
    "getContext",
    "getSelection",
    "importNode",
    "matchMedia",
    "MutationObserver",
    "onLine",
    "Path2D",
    "print",
    "requestIdleCallback",
    "revokeObjectURL",
    "share",
    "toBlob",
    "visualViewport",
    "writeText",
    "fetch",
    "stringify",
];

/// Without these nothing of ours stands in a page: there is the plain link.
const NEEDED: [&str; 5] = ["append", "closest", "createElement", "fetch", "querySelector"];

/// Every word that the glue takes from an object or from the page.
fn words_of_the_glue() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg/dist/assets");
    let files = fs::read_dir(folder).expect("the widget is built").map(|file| file.expect("a folder can be read").path());
    let boot = files.filter(|path| path.extension().is_some_and(|kind| kind == "js"));
    let boot = boot.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("boot.")));
    let boot = fs::read_to_string(boot.max().expect("there is a boot")).expect("it can be read");
    let begin = boot.find("__proto__:null").expect("the imports stand in one object");
    let end = begin + boot[begin..].find("}}}").expect("which ends");
    let is_of_a_word = |next: char| next.is_alphanumeric() || matches!(next, '_' | '$');
    let imports = &boot[begin..end];
    let after = |mark: &str| {
        let rest: Vec<_> =
            imports.split(mark).skip(1).map(|rest| rest.split(|next| !is_of_a_word(next)).next().unwrap_or_default()).collect();
        rest
    };
    let found = after(".").into_iter().chain(after("new ")).chain(after("instanceof "));
    found.filter(|word| word.len() > 1 && !word.starts_with(|next: char| next.is_ascii_digit())).map(str::to_owned).collect()
}

/// What a page could break of it.
fn breakable() -> Vec<String> {
    let mut words = words_of_the_glue();
    assert!(words.len() > 40, "the glue is read: {words:?}");
    words.retain(|word| !LANGUAGE.contains(&word.as_str()) && !OURS.contains(&word.as_str()));
    words.extend(BY_NAME.map(str::to_owned));
    words.into_iter().collect()
}

/// A shop whose page breaks what it is told to.
async fn at_a_broken_shop(script: &str) -> Shopper {
    let page = format!("<script>{}</script><script>{script}</script>", include_str!("broken.js"));
    Shopper::at(|product| {
        let line = merchant::line(product, r#"data-button="btn_demo""#);
        merchant::page("es-MX", &[page.as_str(), &line].concat())
    })
    .await
}

/// Presses whatever the slip has, and lets the rest of the page have a turn.
const PRESS_ALL: &str = "
    let host = document.querySelector('ficha-checkout');
    const press = () => {
        for (const button of host.shadowRoot.querySelectorAll('.slip button, .more button:not(:last-child), .act button')) button.click();
    };
    const until = async (holds) => {
        for (let left = 200; left; left--, await pause(25)) if (holds()) return true;
    };
";

#[tokio::test]
async fn whatever_throws_at_any_moment_the_checkout_lives_on_and_hears_of_the_money() {
    let names = breakable();
    let begin = format!("for (const name of {}) break_it(name); self.open = () => null;", serde_json::json!(names));
    let shopper = at_a_broken_shop(&begin).await;
    let reference = shopper.gets_a_slip_of("7-Eleven").await;
    shopper.browser.ask("self.stepped = []; return 0").await;
    // A few at a time: whoever drives the browser waits two minutes for a script.
    for names in names.chunks(8) {
        let walk = format!(
            "const done = arguments[0]; (async () => {{ {PRESS_ALL}
                self.dead = [];
                const slip = () => host.shadowRoot.querySelector('dialog[open] .slip .until');
                for (const name of {}) {{
                    self.broken = name;
                    try {{ press(); host.close(); host.drop(); host.open(); }} catch {{}}
                    await pause(60);
                    try {{ press(); }} catch {{}}
                    await pause(20);
                    self.broken = '';
                    // Where it stepped down, what it stepped down to is closed.
                    host.shadowRoot.querySelectorAll('dialog').forEach((left) => left.close());
                    host.drop();
                    await pause(60);
                    if (host.shadowRoot.querySelector('a[part=button]')) {{
                        // It has stepped down to the plain link, which is a way to pay, and stays. A page may put another element there.
                        stepped.push(name);
                        host.replaceWith((host = host.cloneNode()));
                    }}
                    host.open();
                    if (!(await until(slip))) dead.push(name);
                }}
            }})().then(() => done('done'), (error) => done(String(error)))",
            serde_json::json!(names)
        );
        shopper.browser.perform(&walk).await;
        assert_eq!(shopper.browser.ask("return self.dead").await, serde_json::json!([]), "what the checkout did not survive");
    }
    let stepped = shopper.browser.ask("return self.stepped").await;
    let stepped: Vec<String> = serde_json::from_value(stepped).expect("these are names");
    assert!(
        stepped.iter().all(|name| NEEDED.contains(&name.as_str())),
        "no less than the link where it can be more: {stepped:?}"
    );
    let refused = shopper.browser.ask("return self.refused.size").await;
    assert!(refused.as_u64().is_some_and(|refused| refused > 25), "most of it was really asked for: {refused}");
    shopper.provider().is_paid(&reference).await;
    shopper.sees("Pago recibido").await;
}

/// What a browser, a web view or a page may well be without, all at once.
const LACKING: &str = "
    const gone = [[self, 'print'], [Navigator.prototype, 'share'], [Navigator.prototype, 'clipboard'], [Navigator.prototype, 'vibrate'],
        [self, 'matchMedia'], [Crypto.prototype, 'randomUUID'], [HTMLCanvasElement.prototype, 'toBlob'], [URL, 'createObjectURL'],
        [Element.prototype, 'scrollIntoView'], [self, 'structuredClone'], [self, 'AbortController'], [self, 'AbortSignal'],
        [Document.prototype, 'execCommand'], [self, 'getSelection'], [self, 'Path2D'], [self, 'localStorage'], [self, 'sessionStorage'],
        [self, 'history']];
    for (const [holder, name] of gone) Object.defineProperty(holder, name, GONE);
";

#[tokio::test]
async fn a_browser_that_lacks_much_or_throws_for_it_shows_the_slip_and_that_it_is_paid() {
    let frames = "const page = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'contentWindow').get;
        Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', { get() {
            const it = page.call(this); if (it) it.print = undefined; return it;
        } });";
    for gone in ["{ value: undefined }", "{ get() { throw new Error('a policy') } }"] {
        let shopper = at_a_broken_shop(&[frames, &LACKING.replace("GONE", gone), "self.open = () => null;"].concat()).await;
        let reference = shopper.gets_a_slip_of("7-Eleven").await;
        shopper.presses("Imprimir").await;
        shopper.checkout().await.says(&shopper.words.say("voucher.cannot")).await;
        for press in ["Copiar referencia", "Agregar al calendario", "Guardar como imagen", "Compartir"] {
            shopper.presses(press).await;
        }
        shopper.provider().is_paid(&reference).await;
        shopper.sees("Pago recibido").await;
        shopper.presses("Cerrar").await;
    }
}

#[tokio::test]
async fn listeners_that_throw_and_call_back_change_nothing() {
    let shopper = at_a_broken_shop(
        "const seen = new Set();
        const again = (event) => {
            const host = document.querySelector('ficha-checkout');
            if (seen.has(event.type)) return;
            seen.add(event.type);
            // Who closes it then has seen that it is paid.
            if (event.type != 'ficha:paid') host.close();
            host.open();
            host.parentNode.append(host);
            throw new Error('the page: ' + event.type);
        };
        for (const name of ['ready', 'open', 'voucher', 'paid', 'expired', 'error', 'close']) addEventListener('ficha:' + name, again);
        for (const name of ['focusin', 'focusout', 'beforetoggle', 'toggle']) addEventListener(name, again, true);",
    )
    .await;
    let resumed = async || shopper.resumes().await;
    resumed().await;
    shopper.chooses("OXXO").await;
    shopper.says_who_pays().await;
    shopper.asks_for_the_slip().await;
    resumed().await;
    let reference = shopper.reads("reference").await;
    shopper.provider().is_paid(&reference).await;
    resumed().await;
    shopper.sees("Pago recibido").await;
}

/// What a very old browser, or a page that takes everything for itself, lacks of what tells the time, draws, listens and writes.
const BARE: [&str; 7] =
    ["performance", "EventSource", "requestAnimationFrame", "queueMicrotask", "showModal", "MutationObserver", "Intl"];

/// Takes these away: before the loader runs, or, as a library does that comes late, before the checkout is opened.
fn without(names: &[&str], gone: &str) -> String {
    format!(
        "for (const name of {}) for (const holder of [self, HTMLDialogElement.prototype])
            if (name in holder) Object.defineProperty(holder, name, {gone});",
        serde_json::json!(names)
    )
}

/// A slip, and that it is paid; the transfer's too, which is written otherwise.
async fn gets_a_slip_and_sees_it_paid(shopper: &Shopper, way: &str, what: &str) {
    let reference = shopper.gets_a_slip_of(way).await;
    shopper.provider().is_paid(&reference).await;
    shopper.sees("Pago recibido").await;
    let left = shopper.browser.ask("return document.querySelectorAll('ficha-checkout').length").await;
    assert_eq!(left, 1, "{what}: one button for the one line");
}

#[tokio::test]
async fn a_browser_without_all_that_tells_time_draws_and_listens_shows_that_it_is_paid() {
    for gone in ["{ value: undefined }", "{ get() { throw new Error('a policy') } }"] {
        let shopper = at_a_broken_shop(&without(&BARE, gone)).await;
        gets_a_slip_and_sees_it_paid(&shopper, "7-Eleven", gone).await;
    }
}

#[tokio::test]
async fn a_page_that_takes_them_away_late_shows_that_it_is_paid() {
    let shopper = Shopper::at_a_shop().await;
    shopper.opens_the_checkout().await;
    shopper.presses("Cerrar").await;
    shopper.browser.ask(&[&without(&BARE, "{ value: undefined }"), " return 0"].concat()).await;
    gets_a_slip_and_sees_it_paid(&shopper, "SPEI", "late").await;
}

#[tokio::test]
async fn each_of_them_alone_may_be_missing_before_the_loader_runs() {
    for name in BARE {
        let shopper = at_a_broken_shop(&without(&[name], "{ value: undefined }")).await;
        shopper.opens_the_checkout().await;
    }
}
