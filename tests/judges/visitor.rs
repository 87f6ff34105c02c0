//! Whoever looks at pages without a browser: a shopper without scripts, and a merchant who signs in to the panel.

use crate::product::Product;
use reqwest::{Client, Response, header};

/// Somebody before one product.
pub(crate) struct Visitor {
    client: Client,
    url: String,
    cookie: String,
}

impl Visitor {
    pub(crate) fn of(product: &Product) -> Self {
        Self { client: Client::new(), url: product.url(), cookie: String::new() }
    }

    /// The page at an address, a path or whole, in this language, as it is written.
    pub(crate) async fn reads(&self, address: &str, language: &str) -> String {
        let address = if address.starts_with('/') { [&self.url, address].concat() } else { address.to_owned() };
        let asked = self.client.get(&address).header(header::COOKIE, &self.cookie).header(header::ACCEPT_LANGUAGE, language);
        text(asked.send().await.unwrap()).await
    }

    /// Posts a form, and reads the page that comes of it; and where that is.
    pub(crate) async fn posts(&self, path: &str, form: &str) -> (String, String) {
        let answer = self.post(&self.client, path, form).await;
        let path = answer.url().path().to_owned();
        (path, text(answer).await)
    }

    /// Signs in with a merchant's token.
    pub(crate) async fn signs_in(&mut self, token: &str) {
        let still = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let answer = self.post(&still, "/panel/sign-in", &format!("token={token}")).await;
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
        self.cookie = cookie.split(';').next().unwrap().to_owned();
    }

    async fn post(&self, client: &Client, path: &str, form: &str) -> Response {
        let asked = client.post([&self.url, path].concat()).body(form.to_owned());
        asked.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").send().await.unwrap()
    }
}

async fn text(answer: Response) -> String {
    answer.text().await.unwrap()
}
