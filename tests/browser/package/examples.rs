//! The shops of `examples/`, built from the packed tarball: each is bought in, from the button to the money, under a strict policy.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use super::{folder, site::Site};
use crate::{
    browser::Role,
    product::{Product, eventually},
    shopper::Shopper,
};

/// A slip, money, and what the shop itself says of both.
async fn somebody_buys_at(shopper: &Shopper, url: &str) {
    shopper.browser.goto(url).await;
    let reference = shopper.gets_a_slip_of("OXXO").await;
    the_shop_says(shopper, "Apartado hasta que pagues tu ficha").await;
    shopper.provider().is_paid(&reference).await;
    shopper.sees("Pago recibido").await;
    the_shop_says(shopper, "Gracias por tu compra").await;
    assert_eq!(shopper.charges().await, 1);
    shopper.disturbed_nothing().await;
}

/// An event of ours has come to the framework's listener.
async fn the_shop_says(shopper: &Shopper, text: &str) {
    eventually(&format!("the shop to say {text:?}"), async || {
        match shopper.browser.ask("return document.querySelector('[role=status]').textContent").await {
            said if said == text => Ok(()),
            said => Err(said.to_string()),
        }
    })
    .await;
}

async fn somebody_buys_at_the_shop_in(example: &str) {
    let shopper = Shopper::with(Product::open().await, |_| String::new()).await;
    let site = Site::of(folder().join(example).join("dist"), &shopper.product).await;
    somebody_buys_at(&shopper, &site.url()).await;
}

#[tokio::test]
async fn a_shop_of_plain_modules_sells() {
    somebody_buys_at_the_shop_in("html").await;
}

#[tokio::test]
async fn a_shop_in_react_sells() {
    somebody_buys_at_the_shop_in("react").await;
}

#[tokio::test]
async fn a_shop_in_vue_sells() {
    somebody_buys_at_the_shop_in("vue").await;
}

#[tokio::test]
async fn a_shop_in_svelte_sells() {
    somebody_buys_at_the_shop_in("svelte").await;
}

/// No package, but the line that is pasted; beside the others, because it is a shop in somebody else's page as they are.
#[tokio::test]
async fn a_post_of_an_old_wordpress_with_the_one_line_pasted_sells() {
    let shopper = Shopper::with(Product::open().await, |_| String::new()).await;
    let site = Site::without_policy(folder().join("wordpress/dist"), &shopper.product).await;
    somebody_buys_at(&shopper, &site.url()).await;
}

/// The shop whose pages a server draws. Ended when dropped.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start(product: &Product) -> Self {
        let mut node = Command::new("node");
        node.arg("server.js").current_dir(folder().join("server")).env("PORT", "0").env("FICHA_BACKEND", product.url());
        let mut process = node.stdout(Stdio::piped()).spawn().expect("node is there");
        let mut url = String::new();
        let out = process.stdout.take().expect("stdout was asked to be piped");
        BufReader::new(out).read_line(&mut url).expect("the shop says where it is");
        Self { process, url: url.trim().to_owned() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

#[tokio::test]
async fn a_shop_drawn_by_a_server_sells_and_is_taken_over_without_a_word() {
    let shopper = Shopper::with(Product::open().await, |_| String::new()).await;
    let server = Server::start(&shopper.product);
    somebody_buys_at(&shopper, &server.url).await;
}

#[tokio::test]
async fn a_page_drawn_by_a_server_leads_to_the_hosted_page_where_no_script_runs() {
    let shopper = Shopper::with(Product::open().await, |_| String::new()).await;
    let server = Server::start(&shopper.product);
    let text = reqwest::get(&server.url).await.expect("the shop answers").text().await.expect("in full");
    let backend = shopper.product.url();
    let link = format!(r#"<a href="{backend}/pay/btn_demo">Pagar en efectivo o con SPEI</a></ficha-checkout>"#);
    assert!(text.contains(&link), "{text}");
    let parameters = serde_json::json!({ "value": true });
    shopper.browser.devtools("Emulation.setScriptExecutionDisabled", parameters).await;
    shopper.browser.goto(&server.url).await;
    shopper.browser.page().follow("Pagar en efectivo o con SPEI").await;
    shopper.browser.page().find(Role::Radio, "OXXO").await;
}
