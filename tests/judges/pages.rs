//! Every kind of page there is, as it is written: the checkout without scripts, the panel in both languages, the builder, the
//! demo's shop, and the sandbox's control page.

use crate::product::{Product, eventually};
use crate::visitor::Visitor;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// A page by what it shows.
pub(crate) type Page = (String, String);

const CASH: &str = "way=cash%2FOXXO&name=Ana+N%C3%BA%C3%B1ez&email=ana%40example.mx&phone=&document=";
const SPEI: &str = "way=spei&name=Ana+N%C3%BA%C3%B1ez&email=ana%40example.mx&phone=&document=";

/// All of them.
pub(crate) async fn all() -> Vec<Page> {
    let product = Product::open().await;
    let mut visitor = Visitor::of(&product);
    let mut pages = hosted(&product, &visitor).await;
    visitor.signs_in(&product.token().await).await;
    pages.extend(panel(&product, &visitor).await);
    pages.extend(written_down());
    pages.push(("control page".to_owned(), visitor.reads(&product.provider.control_page(), "en").await));
    pages
}

async fn hosted(product: &Product, visitor: &Visitor) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut add = |name: &str, page: String| pages.push((format!("hosted: {name}"), page));
    for language in ["es-MX", "es-PE", "en"] {
        add("choose", visitor.reads("/pay/btn_demo", language).await);
    }
    add("choose in Peru", visitor.reads("/pay/btn_demo_pe", "es-PE").await);
    add("no such button", visitor.reads("/pay/btn_none", "es-MX").await);
    add("no such order", visitor.reads("/o/ord_none", "en").await);
    let (clabe, _) = product.standing_clabe().await;
    add("a CLABE of one's own", visitor.reads(&format!("/pay/{clabe}"), "es-MX").await);

    let slip = async |form: &str, key: &str| visitor.posts("/pay/btn_demo", &format!("{form}&key={key}-12345678")).await;
    add("refused", slip("way=&name=&email=x&phone=1&document=", "refused").await.1);
    add("slip of a transfer", slip(SPEI, "transfer").await.1);
    for (name, key) in [("paid", "paid"), ("ran out", "late"), ("part of it", "part")] {
        let (order, page) = slip(CASH, key).await;
        add("slip", page.clone());
        add("choose anew", visitor.reads(&format!("{order}?choose"), "es-MX").await);
        let charge = product.provider.charges().await.swap_remove(0);
        let digits = charge["reference"].as_str().unwrap();
        match name {
            "paid" => product.provider.is_paid(digits).await,
            "ran out" => product.provider.lets_expire(digits).await,
            _ => product.provider.receives(digits, 5_000).await,
        }
        let change = async || {
            let now = visitor.reads(&order, "es-MX").await;
            if now == page { Err("the slip".to_owned()) } else { Ok(now) }
        };
        add(name, eventually(name, change).await);
    }
    pages
}

async fn panel(product: &Product, visitor: &Visitor) -> Vec<Page> {
    let wanted = json!({ "amount": 15_000, "currency": "MXN", "description": "Taza", "image": "https://cdn.example.mx/a.jpg" });
    let button = product.made("buttons", &wanted).await;
    let id = |made: &Value| made["id"].as_str().unwrap().to_owned();
    let order = id(&product.made("orders", &json!({ "amount": 15_000, "currency": "MXN", "description": "Taza" })).await);
    let mut pages = Vec::new();
    for language in ["es", "en"] {
        for path in [
            "/panel/buttons",
            "/panel/buttons/new",
            &format!("/panel/buttons/{}", id(&button)),
            "/panel/orders",
            "/panel/orders?q=nobody&status=paid",
            &format!("/panel/orders/{order}"),
            "/panel/going-live",
            "/panel/orders/ord_none",
        ] {
            pages.push((format!("{path} in {language}"), visitor.reads(path, language).await));
        }
        pages.push((format!("sign in, in {language}"), Visitor::of(product).reads("/panel/sign-in", language).await));
    }
    pages
}

/// Those that are files.
fn written_down() -> Vec<Page> {
    let folders = ["www/demo", "www/builder"].map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    let pages = files.filter(|file| file.extension().is_some_and(|kind| kind == "html"));
    pages.map(|file| (file.display().to_string(), fs::read_to_string(&file).unwrap())).collect()
}
