//! A merchant's endpoint that writes down what it is told. It waits for what a test expects; it never sleeps.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use http::StatusCode;
use serde_json::Value;
use tokio::sync::watch;

#[derive(Clone)]
struct Memory {
    told: Arc<watch::Sender<Vec<Value>>>,
    status: Arc<AtomicU16>,
}

/// An open shop.
pub(crate) struct Shop {
    url: String,
    memory: Memory,
}

impl Shop {
    pub(crate) async fn open() -> Shop {
        let memory = Memory { told: Arc::new(watch::Sender::default()), status: Arc::new(AtomicU16::new(200)) };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/webhook", listener.local_addr().unwrap());
        let router =
            Router::new().route("/webhook", post(hear)).route("/webhook/{provider}", post(hear)).with_state(memory.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Shop { url, memory }
    }

    pub(crate) fn url(&self) -> String {
        self.url.clone()
    }

    pub(crate) fn answer_with(&self, status: u16) {
        self.memory.status.store(status, Ordering::SeqCst);
    }

    pub(crate) fn count(&self) -> usize {
        self.memory.told.borrow().len()
    }

    pub(crate) fn bodies(&self) -> Vec<Value> {
        self.memory.told.borrow().clone()
    }

    /// Waits until it was told so many events; their types, in order.
    pub(crate) async fn told(&self, count: usize) -> Vec<String> {
        let mut told = self.memory.told.subscribe();
        told.wait_for(|events| events.len() >= count).await.unwrap();
        self.bodies().iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    }
}

async fn hear(State(memory): State<Memory>, Json(event): Json<Value>) -> StatusCode {
    memory.told.send_modify(|events| events.push(event));
    StatusCode::from_u16(memory.status.load(Ordering::SeqCst)).unwrap()
}
