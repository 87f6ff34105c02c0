//! A shopper at a shop, with everything behind it running: the verbs that make a journey read as sentences.
//!
//! They press, choose, write and read by name, in the language of the page. How a browser does it is in `browser/`.

use crate::{
    browser::{Browser, Checkout, Role},
    merchant::{self, Merchant},
    product::{Product, Provider, collectors::Collector, eventually},
    words::Words,
};

/// Somebody in front of a page of a merchant's, in a browser that has never been anywhere.
pub(crate) struct Shopper {
    pub(crate) browser: Browser,
    pub(crate) product: Product,
    pub(crate) words: Words,
    shop: Merchant,
}

impl Shopper {
    /// Comes to a shop that has pasted the one line.
    pub(crate) async fn at_a_shop() -> Self {
        Self::at_a_shop_in("es-MX").await
    }

    /// Comes to a shop in Peru.
    pub(crate) async fn at_a_shop_in_peru() -> Self {
        let line = |product: &_| merchant::line(product, r#"data-button="btn_demo_pe""#);
        let shop = Self::at(|product| merchant::page("es-PE", &line(product))).await;
        Self { words: Words::of("es-PE"), ..shop }
    }

    /// Comes to a shop in Mexico that collects by these accounts, the first preferred.
    pub(crate) async fn at_a_shop_that_collects_by(collectors: &[Collector]) -> Self {
        let product = Product::open_collecting_by(collectors, &[]).await;
        Self::with(product, |product| merchant::page("es-MX", &merchant::line(product, r#"data-button="btn_demo""#))).await
    }

    /// Comes to a shop in Peru that collects by these.
    pub(crate) async fn at_a_shop_in_peru_that_collects_by(collectors: &[Collector]) -> Self {
        let product = Product::open_collecting_by(collectors, &[]).await;
        let line = |product: &_| merchant::line(product, r#"data-button="btn_demo_pe""#);
        let shop = Self::with(product, |product| merchant::page("es-PE", &line(product))).await;
        Self { words: Words::of("es-PE"), ..shop }
    }

    /// Comes to such a shop whose page is written in this language, one of `views::lang::TAGS`.
    pub(crate) async fn at_a_shop_in(lang: &str) -> Self {
        let shop = Self::at(|product| merchant::page(lang, &merchant::line(product, r#"data-button="btn_demo""#))).await;
        Self { words: Words::of(lang), ..shop }
    }

    /// Comes to a shop with this in the body of its page, beside the one line.
    pub(crate) async fn at_a_shop_with(body: &str) -> Self {
        let page = |product: &_| [&merchant::line(product, r#"data-button="btn_demo""#), body].concat();
        Self::at(|product| merchant::page("es-MX", &page(product))).await
    }

    /// Comes to a page that is written for this product.
    pub(crate) async fn at(write: impl FnOnce(&Product) -> String) -> Self {
        Self::with(Product::open().await, write).await
    }

    /// Comes to a page of a product that something has been done with already.
    pub(crate) async fn with(product: Product, write: impl FnOnce(&Product) -> String) -> Self {
        let shop = Merchant::with_page(write(&product)).await;
        Self::coming_to(product, shop).await
    }

    /// Comes to a page under a `Content-Security-Policy`; both are written for this product.
    pub(crate) async fn under_policy(write: impl FnOnce(&Product) -> (String, String)) -> Self {
        let product = Product::open().await;
        let (page, policy) = write(&product);
        let shop = Merchant::with_policy(page, &policy).await;
        Self::coming_to(product, shop).await
    }

    async fn coming_to(product: Product, shop: Merchant) -> Self {
        let browser = Browser::open().await;
        browser.goto(&shop.url()).await;
        Self { browser, product, words: Words::of("es-MX"), shop }
    }

    /// The company that collects.
    pub(crate) fn provider(&self) -> &Provider {
        &self.product.provider
    }

    /// The address of the shop's page.
    pub(crate) fn shop(&self) -> String {
        self.shop.url()
    }

    /// What is in the page's first `<ficha-checkout>`.
    pub(crate) async fn checkout(&self) -> Checkout {
        self.browser.checkout().await
    }

    /// Presses the button of this name.
    pub(crate) async fn presses(&self, name: &str) {
        self.checkout().await.press(name).await;
    }

    /// Presses the shop's button, and sees what there is to choose from.
    pub(crate) async fn opens_the_checkout(&self) {
        self.presses(&self.words.say("button.pay")).await;
        self.checkout().await.find(Role::Dialog, &self.words.say("choose.title")).await;
    }

    /// Presses the shop's button, whatever it says by now.
    pub(crate) async fn resumes(&self) {
        self.browser.ask("document.querySelector('ficha-checkout').open(); return 0").await;
    }

    /// Chooses a store, or SPEI.
    pub(crate) async fn chooses(&self, way: &str) {
        self.checkout().await.choose(way).await;
    }

    /// Writes into the field of this name.
    pub(crate) async fn writes(&self, field: &str, text: &str) {
        self.checkout().await.fill(field, text).await;
    }

    /// Says who pays: all that is asked for.
    pub(crate) async fn says_who_pays(&self) {
        self.writes(&self.words.say("details.name"), "Ana Núñez Peña").await;
        self.writes(&self.words.say("details.email"), "ana@example.mx").await;
    }

    /// Asks for the slip of what was chosen.
    pub(crate) async fn asks_for_the_slip(&self) {
        self.presses(&self.words.say("submit.make")).await;
    }

    /// All of it, from the shop's button: returns the digits to dictate or to transfer to.
    pub(crate) async fn gets_a_slip_of(&self, way: &str) -> String {
        self.opens_the_checkout().await;
        self.chooses(way).await;
        self.says_who_pays().await;
        self.asks_for_the_slip().await;
        self.reads(if way == "SPEI" { "clabe" } else { "reference" }).await
    }

    /// Reads the digits of the slip: `reference` or `clabe`.
    pub(crate) async fn reads(&self, part: &str) -> String {
        self.sees(&self.words.say("voucher.title")).await;
        let (shown, digits) = self.checkout().await.part(part).await;
        let digits = digits.expect("the bare digits are there for a machine");
        assert_eq!(shown.replace(|next: char| !next.is_ascii_digit(), ""), digits, "the same is shown in groups");
        digits
    }

    /// Opens the provider's own page of the slip by the link of this name, where no script runs, and finds the digits on it: those that
    /// `digits` says, or whichever stand there. Comes back to the slip.
    pub(crate) async fn reads_the_providers_page(&self, link: &str, digits: Option<&str>) -> String {
        let link = self.checkout().await.find(Role::Link, link).await;
        let address = link.attr("href").await.expect("a link can be read").expect("a link leads somewhere");
        let slip = self.browser.another_tab().await;
        self.browser.run_no_scripts().await;
        self.browser.goto(&self.provider().page_at(&address)).await;
        self.browser
            .page()
            .find(Role::Heading, if digits.is_some_and(is_clabe) { "Paga por SPEI" } else { "Paga en efectivo" })
            .await;
        let said = "return [...document.querySelectorAll('dt')].find((it) => /Referencia|CLABE/.test(it.innerText)).nextElementSibling.innerText";
        let read = self.browser.ask(said).await.as_str().expect("the page says digits").to_owned();
        if let Some(digits) = digits {
            assert_eq!(read, digits);
        }
        self.browser.back_to(slip).await;
        read
    }

    /// Sees a heading, as soon as it is there.
    pub(crate) async fn sees(&self, heading: &str) {
        self.checkout().await.find(Role::Heading, heading).await;
    }

    /// Sees a button, as soon as it is there.
    pub(crate) async fn sees_button(&self, name: &str) {
        self.checkout().await.find(Role::Button, name).await;
    }

    /// Sees that the slip is now for this amount.
    pub(crate) async fn is_asked_for(&self, amount: &str) {
        let checkout = self.checkout().await;
        eventually(&format!("{amount} to be asked for"), async || match checkout.part("amount").await.0 {
            // Peru writes a space after the sign.
            asked if asked.replace(|next: char| next.is_whitespace(), "") == amount => Ok(()),
            other => Err(other),
        })
        .await;
    }

    /// Could now paste this.
    pub(crate) async fn has_copied(&self, text: &str) {
        eventually(&format!("{text} to be copied"), async || match self.browser.clipboard().await {
            copied if copied == text => Ok(()),
            other => Err(other),
        })
        .await;
    }

    /// The id of the order that the browser remembers of this shop.
    pub(crate) async fn order(&self) -> String {
        let kept = self.browser.ask("return localStorage['ficha:btn_demo']").await;
        kept.as_str().expect("an order is remembered").to_owned()
    }

    /// Goes to a page that needs no script, as the server drew it in the language of the shop, and sees its heading.
    pub(crate) async fn looks_up(&self, url: &str, heading: &str) {
        self.browser.keep_hosted_pages_plain().await;
        self.browser.speak(&self.words.say("lang")).await;
        self.browser.goto(url).await;
        self.browser.page().find(Role::Heading, heading).await;
    }

    /// Loads the page again.
    pub(crate) async fn reloads(&self) {
        self.browser.reload().await;
    }

    /// How many charges the provider was asked for.
    pub(crate) async fn charges(&self) -> usize {
        self.provider().charges().await.len()
    }

    /// Nothing went wrong in the page since it was loaded, as a developer would see it.
    pub(crate) async fn disturbed_nothing(&self) {
        assert_eq!(self.browser.complaints().await, Vec::<String>::new());
    }
}

/// Whether these are the digits of an account for transfers.
fn is_clabe(digits: &str) -> bool {
    digits.len() == 18
}
