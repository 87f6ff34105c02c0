//! The shop's own server: what it was told, in the order in which it came, and how it answers.

use crate::weather::{Trouble, Weather};
use bytes::Bytes;
use http::{Request, Response};
use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Where the shop wants to be told.
pub const ADDRESS: &str = "https://tienda.example.mx/ficha";

/// The shop's server.
pub struct Shop {
    weather: Arc<Weather>,
    heard: Mutex<Vec<String>>,
}

impl Shop {
    /// A shop that has heard nothing.
    pub fn new(weather: Arc<Weather>) -> Self {
        Self { weather, heard: Mutex::default() }
    }

    /// The ids of all webhook events it took, in the order in which they came.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn hear(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let dice = self.weather.dice();
        if self.weather.brings(Trouble::ShopDown) {
            return Err(TransportError::Connect("nobody answers".to_owned()));
        }
        let slow = self.weather.brings(Trouble::ShopSlow);
        tokio::time::sleep(Duration::from_millis(if slow { dice.spread(1_000, 60_000) } else { dice.between(5, 300) })).await;
        let mut response = Response::new(Bytes::new());
        if self.weather.brings(Trouble::ShopFails) {
            *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
            return Ok(response);
        }
        let id = request.headers().get("webhook-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).push(id.to_owned());
        Ok(response)
    }
}

impl Http for Shop {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Response<Bytes>, TransportError> {
        Box::pin(self.hear(request))
    }
}
