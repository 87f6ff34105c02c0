//! One button a line, whatever runs it: whoever copies a page, moves a line, evaluates it or puts it in late, each imitated by what
//! it does to a page. And where a line can stand nowhere, one sentence in the console.

use serde_json::json;

use crate::{browser::Role, merchant, product::Product, shopper::Shopper};

const LABEL: &str = "Pagar en efectivo o con SPEI";

/// How many buttons there are to press, in whatever root.
const BUTTONS: &str = "const all = (root) => [...root.querySelectorAll('*')].flatMap((it) => [it, ...(it.shadowRoot ? all(it.shadowRoot) : [])]);
    return all(document).filter((it) => it.localName == 'ficha-checkout' && it.shadowRoot?.querySelector('[part=button]')).length";

/// The line as it is pasted, for who writes it into a script.
fn line(product: &Product) -> String {
    merchant::line(product, r#"data-button="btn_demo""#)
}

/// A page with this body and this script after it, in which `LINE` is the line's HTML and `SRC` the loader's address.
async fn at(body: &str, script: &str) -> Shopper {
    Shopper::at(|product| {
        let (line, src) = (line(product), format!("{}/ficha.js", product.url()));
        let text = serde_json::to_string(&line).expect("a text is JSON").replace("</", "<\\/");
        let script = format!("<script>const LINE = {text}, SRC = '{src}';\n{script}</script>");
        merchant::page("es-MX", &[body, &script].concat().replace("{line}", &line).replace("{src}", &src))
    })
    .await
}

async fn has_buttons(shopper: &Shopper, count: usize) {
    shopper.browser.until(&format!("{count} buttons"), &format!("return (() => {{ {BUTTONS} }})() == {count}")).await;
}

/// One button, to which nobody adds another, and which sells.
async fn sells_once(shopper: &Shopper) {
    has_buttons(shopper, 1).await;
    shopper.gets_a_slip_of("OXXO").await;
    assert_eq!(shopper.browser.ask(BUTTONS).await, 1);
    assert_eq!(said(shopper).await, Vec::<String>::new());
}

/// What we said in the console.
async fn said(shopper: &Shopper) -> Vec<String> {
    let heard = shopper.browser.ask("return self.complaints.filter((line) => line.startsWith('ficha: '))").await;
    serde_json::from_value(heard).expect("watch.js keeps texts")
}

/// Our one sentence in the console.
async fn is_told_once(shopper: &Shopper, words: &[&str]) {
    shopper.browser.until("a sentence", "return self.complaints.some((line) => line.startsWith('ficha: '))").await;
    let said = said(shopper).await;
    assert_eq!(said.len(), 1, "once: {said:?}");
    for word in words {
        assert!(said[0].contains(word), "{word} in {said:?}");
    }
}

/// What Turbo, pjax and htmx do to each script of a page they put in: another one with its attributes runs in its place.
const RUN_AGAIN: &str = "const runAgain = (root) => { for (const dead of root.querySelectorAll('script[data-button]')) {
        const real = document.createElement('script');
        for (const { name, value } of dead.attributes) real.setAttribute(name, value);
        dead.replaceWith(real);
    } };";

#[tokio::test]
async fn a_page_that_is_put_in_again_with_its_button_keeps_one() {
    let shopper = at("<section>{line}</section>", RUN_AGAIN).await;
    has_buttons(&shopper, 1).await;
    // Back and forward three times: a copy of the whole, in which the scripts run again.
    for _ in 0..3 {
        let back = "const kept = document.querySelector('section').cloneNode(true);
            document.querySelector('section').replaceWith(kept);
            const before = performance.getEntriesByType('resource').length;
            runAgain(kept);
            const ran = kept.querySelector('script');
            ran.onload = () => done(before);";
        shopper.browser.told(back).await;
    }
    sells_once(&shopper).await;
}

#[tokio::test]
async fn a_page_whose_html_is_kept_and_put_in_again_keeps_one() {
    let shopper = at("<section>{line}</section>", RUN_AGAIN).await;
    has_buttons(&shopper, 1).await;
    for _ in 0..2 {
        let again =
            "const section = document.querySelector('section'); section.innerHTML = section.innerHTML; runAgain(section);
            section.querySelector('script').onload = () => done(0);";
        shopper.browser.told(again).await;
    }
    sells_once(&shopper).await;
}

#[tokio::test]
async fn a_page_that_is_made_what_the_server_sent_gets_its_button_back() {
    let shopper = at("<section>{line}</section>", "").await;
    has_buttons(&shopper, 1).await;
    // What morphing does: nodes that were not sent go, and attributes that were not sent.
    shopper
        .browser
        .ask(
            "document.querySelector('section ficha-checkout').remove();
            for (const name of document.querySelector('section script').getAttributeNames())
                if (!LINE.includes(name)) document.querySelector('section script').removeAttribute(name);
            return 0",
        )
        .await;
    sells_once(&shopper).await;
}

#[tokio::test]
async fn a_button_that_the_page_takes_out_stays_out() {
    let shopper = at("<section>{line}</section><aside></aside>", "").await;
    has_buttons(&shopper, 1).await;
    shopper.browser.ask("document.querySelector('section ficha-checkout').remove(); return 0").await;
    // Another line comes, is served, and nothing of the first with it.
    shopper.browser.ask("document.querySelector('aside').innerHTML = LINE; return 0").await;
    has_buttons(&shopper, 1).await;
    assert_eq!(shopper.browser.ask("return !!document.querySelector('aside ficha-checkout')").await, true);
}

#[tokio::test]
async fn a_line_that_is_put_in_late_and_runs_never_gets_its_button() {
    let shopper = at("<script async src=\"{src}\"></script><section></section>", "").await;
    shopper.browser.until("the loader", "return !!customElements.get('ficha-checkout')").await;
    shopper.browser.ask("document.querySelector('section').innerHTML = LINE; return 0").await;
    sells_once(&shopper).await;
    assert_eq!(
        shopper.browser.ask("return document.querySelector('section script').nextElementSibling.localName").await,
        "ficha-checkout"
    );
}

#[tokio::test]
async fn a_library_that_runs_scripts_from_the_head_puts_the_button_at_the_line() {
    // What jQuery does with `.html()`: the markup first, and then for each script another without its data, which goes again.
    let html = "const html = (into, text) => { into.innerHTML = text;
        for (const { src } of into.querySelectorAll('script')) {
            const run = document.createElement('script'); run.src = src; run.onload = () => run.remove(); document.head.append(run);
        } };
        html(document.querySelector('section'), '<p>Talla 24</p>' + LINE + '<p>Envío gratis</p>');";
    let shopper = at("<section></section>", html).await;
    sells_once(&shopper).await;
    shopper
        .browser
        .ask("document.querySelector('ficha-checkout').close(); html(document.querySelector('section'), LINE); return 0")
        .await;
    has_buttons(&shopper, 1).await;
}

#[tokio::test]
async fn a_line_under_eval_as_a_function_or_as_a_module_gets_its_button() {
    let held = r#"<section><script type="text/rocketscript" data-held-src="{src}" data-button="btn_demo"></script></section>"#;
    for run in [
        "fetch(SRC).then((answer) => answer.text()).then((code) => (0, eval)(code));",
        "fetch(SRC).then((answer) => answer.text()).then((code) => new Function(code)());",
        "import(SRC);",
    ] {
        let shopper = at(held, run).await;
        sells_once(&shopper).await;
    }
}

#[tokio::test]
async fn a_line_from_a_blob_gets_its_button() {
    let held = r#"<section><script type="text/held" data-src="{src}" data-button="btn_demo"></script></section>"#;
    let release = "fetch(SRC).then((answer) => answer.blob()).then((code) => {
        const held = document.querySelector('[type=\"text/held\"]'), real = document.createElement('script');
        for (const { name, value } of held.attributes) name == 'type' || real.setAttribute(name, value);
        real.src = URL.createObjectURL(code);
        held.replaceWith(real);
    });";
    let shopper = at(held, release).await;
    sells_once(&shopper).await;
}

#[tokio::test]
async fn a_copy_that_runs_at_the_end_of_the_page_adds_no_second_button() {
    let held = r#"<section><script type="text/held" data-src="{src}" data-button="btn_demo"></script></section>"#;
    let release = "const real = document.createElement('script');
        for (const { name, value } of document.querySelector('[type=\"text/held\"]').attributes)
            name == 'type' || real.setAttribute(name.replace('data-src', 'src'), value);
        document.body.append(real);";
    let shopper = at(held, release).await;
    sells_once(&shopper).await;
}

#[tokio::test]
async fn a_line_in_a_shadow_root_gets_its_button_there() {
    let script = "const root = document.querySelector('section').attachShadow({ mode: 'open' });
        const real = document.createElement('script'); real.src = SRC; real.dataset.button = 'btn_demo';
        root.append(document.createElement('p'), real);";
    let shopper = at("<section></section>", script).await;
    has_buttons(&shopper, 1).await;
    let opened = "const element = document.querySelector('section').shadowRoot.querySelector('script + ficha-checkout');
        element.addEventListener('ficha:open', () => done(true)); element.open();";
    assert_eq!(shopper.browser.told(opened).await, true);
}

#[tokio::test]
async fn the_same_line_several_times_puts_a_button_after_each() {
    let shopper = at("{line}{line}<p>{line}</p>", "").await;
    has_buttons(&shopper, 3).await;
    let beside = "return [...document.querySelectorAll('script[data-button]')].every((it) => it.nextElementSibling?.localName == 'ficha-checkout')";
    assert_eq!(shopper.browser.ask(beside).await, true);
    assert_eq!(said(&shopper).await, Vec::<String>::new());
}

/// A page with this in its head.
async fn with_head(head: impl FnOnce(&Product) -> String, body: &str) -> Shopper {
    Shopper::at(|product| {
        let page = merchant::page("es-MX", body);
        page.replacen("<meta name=\"viewport\"", &[&head(product), "<meta name=\"viewport\""].concat(), 1)
    })
    .await
}

#[tokio::test]
async fn in_the_head_nothing_is_drawn_and_the_developer_reads_what_to_do() {
    let shopper = with_head(line, "").await;
    is_told_once(&shopper, &["no_place", "btn_demo", "<head>", "data-into"]).await;
    assert_eq!(shopper.browser.ask(BUTTONS).await, 0);
}

#[tokio::test]
async fn a_framework_that_moves_the_line_into_the_head_is_told_of_too() {
    let hoist = "const real = document.createElement('script');
        Object.assign(real, { async: true, src: SRC }); real.dataset.button = 'btn_demo'; document.head.append(real);";
    let shopper = at("", hoist).await;
    is_told_once(&shopper, &["no_place", "btn_demo", "data-into"]).await;
    assert_eq!(shopper.browser.ask(BUTTONS).await, 0);
}

#[tokio::test]
async fn a_line_in_the_head_stands_where_it_says_once_that_is_there() {
    let into = |product: &Product| merchant::line(product, r##"data-button="btn_demo" data-into="#here""##);
    let shopper = with_head(into, "<div></div>").await;
    shopper.browser.until("the loader", "return !!customElements.get('ficha-checkout')").await;
    shopper.browser.ask("document.querySelector('div').innerHTML = '<p id=here>Aquí:</p>'; return 0").await;
    has_buttons(&shopper, 1).await;
    assert_eq!(shopper.browser.ask("return !!document.querySelector('#here > ficha-checkout')").await, true);
    // The page is drawn anew, with another place of that name.
    shopper.browser.ask("document.querySelector('div').innerHTML = '<p id=here>Otra vez:</p>'; return 0").await;
    sells_once(&shopper).await;
}

#[tokio::test]
async fn a_place_that_is_nowhere_is_named_to_the_developer() {
    for into in ["#nowhere", "##"] {
        let line = |product: &Product| merchant::line(product, &format!(r#"data-button="btn_demo" data-into="{into}""#));
        let shopper = Shopper::at(|product| merchant::page("es-MX", &line(product))).await;
        is_told_once(&shopper, &["no_place", "data-into", into]).await;
    }
}

#[tokio::test]
async fn a_loader_that_nobody_names_says_so_once() {
    let code = "fetch('/watch.js').then(() => (0, eval)(CODE));";
    let product = Product::open().await;
    let text = reqwest::get(format!("{}/ficha.js", product.url())).await.expect("it is served").text().await.expect("in full");
    let text = serde_json::to_string(&text).expect("a text is JSON").replace("</", "<\\/");
    let page = |_: &Product| merchant::page("es-MX", &format!("<script>const CODE = {text}; {code}</script>"));
    let shopper = Shopper::with(product, page).await;
    is_told_once(&shopper, &["load it by address"]).await;
}

#[tokio::test]
async fn the_panels_line_is_one_button_and_without_its_script_a_link() {
    let product = Product::open().await;
    let asked = reqwest::Client::new().get(format!("{}/api/v1/buttons", product.url())).bearer_auth(product.token().await);
    let listed = asked.send().await.expect("the backend answers").text().await.expect("in full");
    let listed: serde_json::Value = serde_json::from_str(&listed).expect("it is JSON");
    let all = listed["buttons"].as_array().expect("there are buttons");
    let button = all.iter().find(|button| button["id"] == "btn_demo").expect("the demo's is there");
    let line = button["line"].as_str().expect("it has a line").to_owned();
    let shopper = Shopper::with(product, |_| merchant::page("es-MX", &line)).await;
    sells_once(&shopper).await;

    let start = line.find("</script>").expect("it has a script") + "</script>".len();
    let shopper = Shopper::at(|_| merchant::page("es-MX", &line[start..])).await;
    shopper.browser.page().find(Role::Link, LABEL).await;
}

#[tokio::test]
async fn a_themes_column_holds_the_button_and_hidden_hides_it() {
    // WordPress' block themes keep what is in a post within a column by these two lines.
    let theme = "<style>.is-layout-constrained > :where(:not(.alignleft):not(.alignright):not(.alignfull)) {
            max-width: 300px; margin-left: auto !important; margin-right: auto !important }</style>";
    let shopper = at(&[theme, "<div class=is-layout-constrained><p>Talla 24</p>{line}</div>"].concat(), "").await;
    has_buttons(&shopper, 1).await;
    let places = "const at = (it) => Math.round(it.getBoundingClientRect().left);
        const host = document.querySelector('ficha-checkout'), button = host.shadowRoot.querySelector('[part=button]');
        return [at(host) - at(document.querySelector('p')), at(button) - at(host), button.offsetWidth < host.offsetWidth]";
    // The shop's own paragraphs come first in the page.
    let places = places.replace("'p'", "'.is-layout-constrained > p'");
    assert_eq!(shopper.browser.ask(&places).await, json!([0, 0, true]));
    let hidden =
        "document.querySelector('ficha-checkout').hidden = true; return document.querySelector('ficha-checkout').offsetHeight";
    assert_eq!(shopper.browser.ask(hidden).await, 0);
}

#[tokio::test]
async fn each_event_comes_once_under_each_of_its_two_names() {
    let hear = "self.heard = [];
        for (const name of ['ready', 'open', 'voucher', 'paid', 'close']) for (const start of ['ficha:', 'ficha-'])
            addEventListener(start + name, ({ type, detail, bubbles, composed }) => heard.push([type, JSON.stringify(detail), bubbles, composed]));";
    let shopper = at("{line}", hear).await;
    let reference = shopper.gets_a_slip_of("OXXO").await;
    shopper.provider().is_paid(&reference).await;
    shopper.sees("Pago recibido").await;
    shopper.presses("Cerrar").await;
    shopper.browser.until("it to close", "return heard.some(([type]) => type == 'ficha-close')").await;
    let heard = shopper.browser.ask("return heard").await;
    let heard: Vec<(String, String, bool, bool)> = serde_json::from_value(heard).expect("it is what was pushed");
    for name in ["ready", "open", "voucher", "paid", "close"] {
        let of = |start: &str| {
            let rest = |it: &&(String, String, bool, bool)| it.0 == format!("{start}{name}");
            heard.iter().filter(rest).map(|it| (it.1.clone(), it.2, it.3)).collect::<Vec<_>>()
        };
        let (colon, dash) = (of("ficha:"), of("ficha-"));
        assert_eq!((colon.len(), &colon), (1, &dash), "{name}: {heard:?}");
        assert!(colon[0].1 && colon[0].2, "{name} bubbles and leaves the shadow root");
    }
}
