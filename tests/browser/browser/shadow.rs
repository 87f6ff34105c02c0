//! The commands of the W3C's WebDriver that look into a shadow root, and at an element's accessible role and name.
//!
//! thirtyfour has none of them that works in every engine, so they are sent as they stand in the standard.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::{
    WebElement,
    common::command::{Command, ExtensionCommand},
    error::{WebDriverError, WebDriverErrorInner, WebDriverResult},
    session::handle::SessionHandle,
};

/// The key under which the standard sends the id of a shadow root.
const SHADOW: &str = "shadow-6066-11e4-a52e-4f735466cecf";

/// Every element inside `host`'s open shadow root that `selector` finds, in the order of the document.
pub(super) async fn find_all(host: &WebElement, selector: &str) -> WebDriverResult<Vec<WebElement>> {
    let root: Value = get(host, "shadow").await?;
    let root = root[SHADOW].as_str().unwrap_or_default();
    let request =
        Request { path: format!("/shadow/{root}/elements"), body: Some(json!({"using": "css selector", "value": selector})) };
    let found: Vec<Value> = send(host.handle(), request).await?;
    found.into_iter().map(|element| WebElement::from_json(element, Arc::clone(host.handle()))).collect()
}

/// What a screen reader calls this kind of thing; `none` when it is not there for one.
pub(super) async fn role(element: &WebElement) -> WebDriverResult<String> {
    match get(element, "computedrole").await {
        // WebKit fails, without a word, for what is hidden.
        Err(error) if is_unknown(&error) => Ok("none".to_owned()),
        answer => answer,
    }
}

/// What a screen reader says it is called.
pub(super) async fn name(element: &WebElement) -> WebDriverResult<String> {
    let name: String = match get(element, "computedlabel").await {
        Err(error) if is_unknown(&error) => String::new(),
        answer => answer?,
    };
    Ok(name.trim().to_owned())
}

/// Role and name where the driver knows neither, from what the rules of HTML give our few kinds of elements.
pub(super) async fn guessed(element: &WebElement) -> WebDriverResult<(String, String)> {
    let script = r#"const [it] = arguments;
        if (!it.checkVisibility?.() && !it.getClientRects().length) return ["none", ""];
        const tag = it.localName;
        const kinds = { a: "link", h1: "heading", h2: "heading", h3: "heading", svg: "img", summary: "button", textarea: "textbox" };
        const inputs = { radio: "radio", submit: "button", checkbox: "checkbox", hidden: "none" };
        const role = it.getAttribute("role") ?? (tag == "input" ? inputs[it.type] ?? "textbox" : kinds[tag] ?? tag);
        const said = (node) => (node.nodeType == 3 ? node.data : node.ariaHidden == "true" ? "" : [...node.childNodes].map(said).join(""));
        const label = it.labels?.[0];
        const name = it.ariaLabel ?? (label ? said(label) : tag == "input" && role == "button" ? it.value : said(it));
        return [role, name];"#;
    let [role, name]: [String; 2] = element.handle().execute(script, vec![element.to_json()?]).await?.convert()?;
    Ok((role, name.trim().to_owned()))
}

fn is_unknown(error: &WebDriverError) -> bool {
    matches!(&**error, WebDriverErrorInner::UnknownError(_))
}

async fn get<T: DeserializeOwned>(element: &WebElement, property: &str) -> WebDriverResult<T> {
    let path = format!("/element/{}/{property}", element.element_id());
    send(element.handle(), Request { path, body: None }).await
}

async fn send<T: DeserializeOwned>(session: &SessionHandle, request: Request) -> WebDriverResult<T> {
    session.cmd(Command::ExtensionCommand(Box::new(request))).await?.value()
}

/// `GET` without a body, `POST` with one.
#[derive(Debug)]
struct Request {
    path: String,
    body: Option<Value>,
}

impl ExtensionCommand for Request {
    fn parameters_json(&self) -> Option<Value> {
        self.body.clone()
    }

    fn method(&self) -> http::Method {
        if self.body.is_some() { http::Method::POST } else { http::Method::GET }
    }

    fn endpoint(&self) -> Arc<str> {
        self.path.as_str().into()
    }
}
