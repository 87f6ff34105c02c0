//! A NUL in a provider's texts, followed from its answer to the voucher a customer reads, with the provider's own client and on every
//! db: it costs nobody anything.

use crate::cluster;
use axum::body::Body;
use backend::config::Config;
use backend::db::buttons;
use backend::http::router::router;
use backend::{Backend, Parts};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use payments::{Button, Currency, Moment, Money};
use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use server::serve;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tower::ServiceExt;

/// The way to a provider in whose every answer the texts have a NUL.
struct WithNul(Arc<dyn Http>, Arc<AtomicUsize>);

impl Http for WithNul {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Response<Bytes>, TransportError> {
        let sending = self.0.send(request);
        Box::pin(async move {
            let (head, body) = sending.await?.into_parts();
            let Ok(mut said) = serde_json::from_slice::<Value>(&body) else { return Ok(Response::from_parts(head, body)) };
            self.1.fetch_add(spoil(&mut said), Ordering::SeqCst);
            Ok(Response::from_parts(head, said.to_string().into()))
        })
    }
}

/// Puts one into every text of more than one word; how many.
fn spoil(value: &mut Value) -> usize {
    match value {
        Value::String(text) if text.contains(' ') => {
            *text = format!("\0{}\0", text.replacen(' ', " \0", 1));
            1
        }
        Value::Array(values) => values.iter_mut().map(spoil).sum(),
        Value::Object(fields) => fields.values_mut().map(spoil).sum(),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

async fn ask(backend: &Arc<Backend>, path: &str, body: Option<&Value>) -> (u16, String) {
    let request = Request::builder().uri(path).method(if body.is_some() { "POST" } else { "GET" });
    let request = request.header("content-type", "application/json").header("idempotency-key", backend::base::id::request());
    let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
    let answer = router(Arc::clone(backend)).oneshot(request.body(body).unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn a_nul_in_a_providers_texts_costs_nobody_a_voucher() {
    let folder = tempfile::tempdir().unwrap();
    for database in [format!("sqlite:{}", folder.path().join("ficha.db").display()), cluster::cluster().database()] {
        let provider = Sandbox::start(Options::default()).await.unwrap();
        let text = format!(
            "merchant = 'Tienda Lupita'\nallowed_origins = ['loopback']\ndatabase_url = '{database}'\n[compropago]\n\
             public_key = 'pk_test_638e8b14112423a086'\nbase_url = '{}'\n",
            provider.url("compropago")
        );
        let secret = ("FICHA_COMPROPAGO__SECRET_KEY".to_owned(), "sk_test_9c95e149614142822f".to_owned());
        let parts = serve::parts(Config::read(&text, [secret].into()).unwrap()).await.unwrap();
        let spoilt = Arc::new(AtomicUsize::new(0));
        let http = Arc::new(WithNul(Arc::clone(&parts.http), Arc::clone(&spoilt)));
        let backend = Backend::new(Parts { http, ..parts });
        let button = Button {
            id: "btn_demo".to_owned(),
            description: "Silla".to_owned(),
            amount: Money::new(15_000, Currency::Mxn),
            image: None,
            reference: None,
            methods: vec![],
            retired: false,
        };
        buttons::save(&*backend.db, &button, Moment::from_seconds(1)).await.unwrap();
        let customer = json!({"name": "María Núñez", "email": "maria@ejemplo.com.mx"});
        for wish in
            [json!({"method": "cash", "store": "OXXO", "customer": customer}), json!({"method": "spei", "customer": customer})]
        {
            let (status, order) = ask(&backend, "/api/v1/buttons/btn_demo/orders", Some(&json!({}))).await;
            assert_eq!(status, 201, "{order}");
            let order: Value = serde_json::from_str(&order).unwrap();
            let path = format!("/api/v1/orders/{}", order["id"].as_str().unwrap());
            let (status, said) = ask(&backend, &format!("{path}/charges"), Some(&wish)).await;
            assert_eq!(status, 201, "{wish}: {said}");
            let (status, seen) = ask(&backend, &path, None).await;
            assert_eq!(status, 200);
            let seen: Value = serde_json::from_str(&seen).unwrap();
            let voucher = &seen["charges"][0]["voucher"];
            assert!(voucher.is_object(), "{seen}");
            assert!(!voucher.to_string().contains("\\u0000"), "{voucher}");
        }
        assert!(spoilt.load(Ordering::SeqCst) > 0, "no text was spoilt, so nothing was tried");
    }
}
