//! `/panel`, as a browser without scripts has it: a merchant who signs in, and what each page lets them do.

mod attention;
mod buttons;
mod orders;
mod session;

use crate::shop::{Answer, TestShop};
use axum::body::Body;
use http::Request;
use secrecy::ExposeSecret;

/// A merchant in a browser.
pub(crate) struct Visitor<'a> {
    pub(crate) shop: &'a TestShop,
    pub(crate) cookie: String,
}

/// Fields as a browser sends them.
pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// The seal of the forms on a page.
pub(crate) fn seal(page: &str) -> String {
    let after = page.split("name=\"seal\" value=\"").nth(1).unwrap_or_else(|| panic!("no form in {page}"));
    after.split('"').next().unwrap().to_owned()
}

pub(crate) fn has(page: &Answer, expected: &[&str]) {
    for part in expected {
        assert!(page.body.contains(part), "{part} is not in {}", page.body);
    }
}

impl<'a> Visitor<'a> {
    /// Signs in with a fresh token.
    pub(crate) async fn signed_in(shop: &'a TestShop) -> Self {
        let token = backend::shop::token::make(&*shop.backend.db, &*shop.clock, "shop").await.unwrap();
        let answer = sign_in(shop, &[("token", token.expose_secret())]).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/panel"), "{}", answer.body);
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        Self { shop, cookie }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.shop.send(Request::get(path).header("cookie", &self.cookie).body(Body::empty()).unwrap()).await
    }

    /// Posts a form with the seal that the page it is on carries.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let seal = seal(&self.get("/panel/buttons").await.body);
        let mut fields = fields.to_vec();
        fields.push(("seal", &seal));
        self.send(path, "application/x-www-form-urlencoded", form(&fields).into()).await
    }

    pub(crate) async fn send(&self, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let request = Request::post(path).header("cookie", &self.cookie).header("content-type", kind);
        self.shop.send(request.header("sec-fetch-site", "same-origin").body(Body::from(body)).unwrap()).await
    }
}

pub(crate) async fn sign_in(shop: &TestShop, fields: &[(&str, &str)]) -> Answer {
    let request = Request::post("/panel/sign-in").header("content-type", "application/x-www-form-urlencoded");
    shop.send(request.body(Body::from(form(fields))).unwrap()).await
}
