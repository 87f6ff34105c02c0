//! Nobody is kept out: what axe-core finds on every screen, in each language, in the light and in the dark; and the names
//! of the contract, read where a screen reader reads them.

use std::{env, fs};

use serde_json::{Value, json};

use crate::{browser::Browser, screens, shopper::Shopper};

/// What keeps people out of the page as it is drawn now: the rule, where, and why.
pub(crate) async fn barriers(shopper: &Shopper) -> Vec<String> {
    barriers_in(&shopper.browser).await
}

/// The same of a page that is no shop's.
pub(crate) async fn barriers_in(browser: &Browser) -> Vec<String> {
    let file = env::var("FICHA_AXE").expect("FICHA_AXE names axe-core's script: run `cargo xtask test --only browser`");
    if browser.ask("return !self.axe").await == true {
        let script = fs::read_to_string(file).expect("axe-core's script can be read");
        browser.ask(&format!("{script}; return 0")).await;
    }
    let found = browser
        .told(
            "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => done(violations.flatMap(({ id, nodes }) =>
                nodes.map((node) => `${id} at ${node.target.flat().join(' ')}: ${node.any[0]?.message ?? node.failureSummary}`))))",
        )
        .await;
    serde_json::from_value(found).unwrap_or_else(|error| panic!("axe-core says what it found: {error}"))
}

async fn nobody_is_kept_out_in(lang: &str) {
    let mut all = Vec::new();
    screens::walk(lang, async |shopper: &Shopper, screen: &str| {
        for scheme in ["dark", "light"] {
            shopper.browser.prefer(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]).await;
            shopper.browser.settle().await;
            all.extend(barriers(shopper).await.into_iter().map(|barrier| format!("{lang} {screen} {scheme}: {barrier}")));
        }
    })
    .await;
    assert_eq!(all, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_is_kept_out_in_mexico() {
    nobody_is_kept_out_in("es-MX").await;
}

#[tokio::test]
async fn nobody_is_kept_out_in_peru() {
    nobody_is_kept_out_in("es-PE").await;
}

#[tokio::test]
async fn nobody_is_kept_out_in_english() {
    nobody_is_kept_out_in("en").await;
}

/// Colours of the person's own choosing, as Windows' contrast themes are.
#[tokio::test]
async fn in_forced_colours_what_is_chosen_shows_and_a_scanner_still_finds_black_on_white() {
    let shopper = Shopper::at_a_shop().await;
    shopper.browser.prefer(&[("forced-colors", "active"), ("prefers-color-scheme", "dark")]).await;
    shopper.opens_the_checkout().await;
    shopper.chooses("7-Eleven").await;
    let drawn = async |selector: &str, property: &str| {
        let script = format!(
            "const it = document.querySelector('ficha-checkout').shadowRoot.querySelector('{selector}');
            return getComputedStyle(it).getPropertyValue('{property}')"
        );
        shopper.browser.ask(&script).await
    };
    assert_eq!(drawn(".way:has(:checked)", "outline-style").await, "solid");
    assert_eq!(drawn(".go", "border-top-style").await, "solid", "a button has an edge where it has no colour of its own");
    shopper.says_who_pays().await;
    shopper.asks_for_the_slip().await;
    shopper.reads("reference").await;
    assert_eq!(drawn(".bars", "background-color").await, "rgb(255, 255, 255)");
    assert_eq!(drawn(".bars svg path", "fill").await, "rgb(0, 0, 0)");
}

/// What each screen must have, as a screen reader announces it: kind and name. The contract's own words.
const CONTRACT: [(&str, &[(&str, &str)]); 4] = [
    ("shop", &[("button", "Pagar en efectivo o con SPEI")]),
    (
        "choose",
        &[
            ("dialog", "Elige cómo pagar"),
            ("radio", "OXXO"),
            ("radio", "7-Eleven"),
            ("radio", "Chedraui"),
            ("radio", "SPEI"),
            ("textbox", "Nombre completo"),
            ("textbox", "Correo electrónico"),
            ("textbox", "Celular"),
            ("button", "Generar ficha"),
            ("button", "Cerrar"),
        ],
    ),
    (
        "cash",
        &[
            ("heading", "Tu ficha de pago"),
            ("button", "Copiar referencia"),
            ("button", "Imprimir"),
            ("button", "Compartir"),
            ("button", "Agregar al calendario"),
            ("button", "Cambiar forma de pago"),
            ("button", "Enviar por SMS"),
            ("button", "Cerrar"),
        ],
    ),
    ("transfer", &[("heading", "Tu ficha de pago"), ("button", "Copiar CLABE"), ("button", "Cambiar forma de pago")]),
];

#[tokio::test]
async fn a_screen_reader_finds_what_the_contract_names() {
    let mut missing = Vec::new();
    screens::walk("es-MX", async |shopper: &Shopper, screen: &str| {
        let Some((_, named)) = CONTRACT.iter().find(|(on, _)| *on == screen) else { return };
        let tree = shopper.browser.devtools("Accessibility.getFullAXTree", json!({})).await;
        let nodes = tree["nodes"].as_array().expect("the tree is a list of nodes");
        let said = |node: &Value| (node["role"]["value"].clone(), node["name"]["value"].clone());
        let there: Vec<_> = nodes.iter().filter(|node| node["ignored"] == false).map(said).collect();
        missing.extend(
            named.iter().filter(|(role, name)| !there.contains(&(json!(role), json!(name)))).map(|it| (screen.to_owned(), *it)),
        );
    })
    .await;
    assert_eq!(missing, []);
}
