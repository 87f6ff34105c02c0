//! Every `js` snippet runs as a module in a shop's page while a shopper pays, another lets the slip run out, and a third finds nothing to
//! buy. Each listener for an event of ours must have been called, and none may fail.

use serde_json::{Value, json};

use super::{INSTALLED, Ours, documents::Language, snippets};
use crate::{merchant, product::Product, shopper::Shopper};

/// Counts, for each snippet, what the listeners it adds are called with and whether they come to their end. A snippet is told by the
/// name of its file, which stands where it was called from.
const COUNTS: &str = r#"<script>
    self.heard = {};
    const add = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function (name, listener, ...options) {
        const from = /snippet(\d+)/.exec(new Error().stack)?.[1];
        if (!from || !String(name).startsWith("ficha:")) return add.call(this, name, listener, ...options);
        const row = ((heard[from] ??= {})[name] ??= { called: 0, ended: 0 });
        return add.call(this, name, (event) => { row.called++; listener.call(this, event); row.ended++; }, ...options);
    };
</script>"#;

/// A page with the line, and every snippet in a file of its own.
fn page(product: &Product, data: &str, files: &[String]) -> String {
    // A module knows its own address only where it has one.
    let file = |(index, text): (usize, &String)| {
        let text = serde_json::to_string(text).expect("a text is JSON").replace("</", "<\\/");
        format!(
            "{{ const it = document.createElement('script'); it.type = 'module';
            it.textContent = {text} + '\\n//# sourceURL=snippet{index}.js'; document.head.append(it); }}"
        )
    };
    let files: String = files.iter().enumerate().map(file).collect();
    let element = format!("<ficha-checkout {data}></ficha-checkout>");
    merchant::page(
        "es-MX",
        &[INSTALLED, COUNTS, &element, &merchant::line(product, ""), "<script>", &files, "</script>"].concat(),
    )
}

async fn heard(shopper: &Shopper) -> Value {
    shopper.browser.ask("return self.heard").await
}

#[tokio::test]
async fn each_script_of_the_documents_hears_what_it_listens_for() {
    let product = Product::open().await;
    let ours = Ours::of(&product).await;
    let snippets = snippets(Language::Js);
    let files: Vec<String> = snippets.iter().map(|snippet| ours.put_into(&snippet.text)).collect();

    let shopper = Shopper::with(product, |product| page(product, r#"button="btn_demo""#, &files)).await;
    let reference = shopper.gets_a_slip_of("7-Eleven").await;
    shopper.provider().is_paid(&reference).await;
    shopper.sees("Pago recibido").await;
    shopper.presses("Cerrar").await;
    let paid = heard(&shopper).await;

    shopper.reloads().await;
    let reference = shopper.gets_a_slip_of("Chedraui").await;
    shopper.provider().lets_expire(&reference).await;
    shopper.sees_button("Generar otra ficha").await;
    let expired = heard(&shopper).await;

    shopper.browser.ask("document.querySelector('ficha-checkout').setAttribute('button', 'btn_nobody'); return 0").await;
    shopper.resumes().await;
    shopper.sees("Este botón de pago no existe").await;
    let wrong = heard(&shopper).await;

    let mut missed = Vec::new();
    for (index, snippet) in snippets.iter().enumerate() {
        let mut names: Vec<&str> = snippet.text.split('"').filter(|word| word.starts_with("ficha:")).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let rows = [&paid, &expired, &wrong].map(|heard| &heard[index.to_string()][name]);
            let fine = rows.iter().any(|row| row["called"].as_u64() > Some(0));
            let failed = rows.iter().any(|row| row["called"] != row["ended"]);
            if !fine || failed {
                missed.push(json!([snippet.place, name, rows]));
            }
        }
    }
    assert_eq!(missed, Vec::<Value>::new());
}
