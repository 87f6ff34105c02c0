//! Webhook endpoints at the edge: what a merchant asked for, checked, and what merchants are shown.
//!
//! An address is checked here for its form; where it leads is looked at each time something is sent (`public_http.rs`).

use super::message;
use crate::base::chance;
use crate::base::clock::{Clock, rfc3339};
use crate::base::error::{WorkError, field, why};
use crate::base::id;
use crate::base::public_address::is_private_literal;
use crate::base::short_text::maybe_short_text;
use crate::base::web_address::{around, web};
use crate::db::Db;
use crate::db::endpoints::{self, EndpointRecord};
use crate::db::outbox::{self, DeliveryRecord, EventRecord};
use api::Code;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;

/// For how long events are signed with the old secret too: a day to change it at the shop.
const BOTH: i64 = 24 * 60 * 60;

/// How many endpoints there may be: each costs a request for every event.
const MOST: usize = 10;

/// How many lines a page of the deliveries has, unless the merchant says, and at most.
pub(crate) const LINES: (i64, i64) = (50, 200);

/// The merchant's webhook endpoints, for who sets them up.
pub struct Endpoints {
    db: Arc<dyn Db>,
    clock: Arc<dyn Clock>,
    private_too: bool,
}

impl Endpoints {
    /// With `private_too` an address may lead into a private network and be plain http.
    pub fn new(db: Arc<dyn Db>, clock: Arc<dyn Clock>, private_too: bool) -> Self {
        Self { db, clock, private_too }
    }

    /// Makes an endpoint. Its secret is in the answer, and in no other.
    ///
    /// # Errors
    ///
    /// `invalid_fields` where the address or the description cannot be used or there are ten endpoints already, and `unavailable`
    /// where the db cannot be used.
    pub async fn create(&self, wanted: &api::CreateWebhookEndpoint) -> Result<api::WebhookEndpoint, WorkError> {
        let (url, description) = self.check(Some(&wanted.url), wanted.description.as_deref())?;
        if endpoints::list(&*self.db).await?.len() >= MOST {
            return Err(WorkError::fields(vec![field("url", "there are ten endpoints already: remove one first")]));
        }
        let endpoint = EndpointRecord {
            id: id::endpoint(),
            url: url.unwrap_or_default(),
            description,
            secret: new_secret(),
            old_secret: None,
            disabled: None,
            created_at: self.clock.now(),
        };
        endpoints::save(&*self.db, &endpoint).await?;
        Ok(with_secret(endpoint))
    }

    /// Every endpoint of the shop, newest first.
    ///
    /// # Errors
    ///
    /// `unavailable` where the db cannot be used.
    pub async fn list(&self) -> Result<api::WebhookEndpoints, WorkError> {
        let webhook_endpoints = endpoints::list(&*self.db).await?.into_iter().map(shown).collect();
        Ok(api::WebhookEndpoints { webhook_endpoints })
    }

    /// The endpoint of that id.
    ///
    /// # Errors
    ///
    /// `endpoint_not_found`, and `unavailable` where the db cannot be used.
    pub async fn show(&self, id: &str) -> Result<api::WebhookEndpoint, WorkError> {
        self.find(id).await.map(shown)
    }

    /// Changes an endpoint's address or description, or enables or disables it.
    ///
    /// # Errors
    ///
    /// `endpoint_not_found`, `invalid_fields`, and `unavailable` where the db cannot be used.
    pub async fn change(&self, id: &str, wanted: &api::ChangeWebhookEndpoint) -> Result<api::WebhookEndpoint, WorkError> {
        let (url, description) = self.check(wanted.url.as_deref(), wanted.description.as_deref())?;
        let mut endpoint = self.find(id).await?;
        endpoint.url = url.unwrap_or(endpoint.url);
        endpoint.description = description.or(endpoint.description);
        match wanted.disabled {
            Some(true) if endpoint.disabled.is_none() => {
                endpoint.disabled = Some((self.clock.now(), "by the merchant".to_owned()));
            }
            Some(false) => endpoint.disabled = None,
            Some(true) | None => {}
        }
        endpoints::save(&*self.db, &endpoint).await?;
        Ok(shown(endpoint))
    }

    /// Gives one another secret; for a day events are signed with both.
    ///
    /// # Errors
    ///
    /// `endpoint_not_found`, and `unavailable` where the db cannot be used.
    pub async fn change_secret(&self, id: &str) -> Result<api::WebhookEndpoint, WorkError> {
        let mut endpoint = self.find(id).await?;
        let old = std::mem::replace(&mut endpoint.secret, new_secret());
        endpoint.old_secret = Some((old, self.clock.now().plus_seconds(BOTH)));
        endpoints::save(&*self.db, &endpoint).await?;
        Ok(with_secret(endpoint))
    }

    /// Removes an endpoint, and every delivery on its way there.
    ///
    /// # Errors
    ///
    /// `endpoint_not_found`, and `unavailable` where the db cannot be used.
    pub async fn remove(&self, id: &str) -> Result<(), WorkError> {
        if endpoints::remove(&*self.db, id).await? { Ok(()) } else { Err(Code::EndpointNotFound.into()) }
    }

    /// Sends an event that is about nothing, to see whether the shop hears.
    ///
    /// # Errors
    ///
    /// `endpoint_not_found`, and `unavailable` where the db cannot be used. What the endpoint answers is no failure: it stands in
    /// its deliveries.
    pub async fn ping(&self, id: &str) -> Result<api::Delivery, WorkError> {
        let endpoint = self.find(id).await?;
        let (event_id, now) = (id::event(), self.clock.now());
        let event = EventRecord {
            order_id: event_id.clone(),
            id: event_id,
            order_version: 0,
            kind: api::WebhookPing::KIND.to_owned(),
            body: message::ping(now),
            created_at: now,
        };
        outbox::tell_one(&*self.db, &endpoint.id, &event).await?;
        self.delivery(&endpoint.id, &event.id).await
    }

    /// What was sent to one and what became of it, the newest first.
    ///
    /// # Errors
    ///
    /// `endpoint_not_found`, `invalid_fields` where `cursor` is not one we gave, and `unavailable` where the db cannot be used.
    pub async fn deliveries(&self, id: &str, cursor: Option<&str>, limit: Option<i64>) -> Result<api::Deliveries, WorkError> {
        let endpoint = self.find(id).await?;
        let after = match cursor {
            Some(event) => {
                let found = outbox::find(&*self.db, &endpoint.id, event).await?;
                Some(found.ok_or_else(|| WorkError::fields(vec![field("cursor", "is not one we gave")]))?)
            }
            None => None,
        };
        let (ordinary, most) = LINES;
        let limit = limit.unwrap_or(ordinary).clamp(1, most);
        let mut found = outbox::list(&*self.db, &endpoint.id, after.as_ref(), limit + 1).await?;
        let more = i64::try_from(found.len()).is_ok_and(|found| found > limit);
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = found.last().filter(|_| more).map(|last| last.event.id.clone());
        Ok(api::Deliveries { deliveries: found.into_iter().map(delivery).collect(), next })
    }

    /// Sends one again, whatever became of it.
    ///
    /// # Errors
    ///
    /// `delivery_not_found`, and `unavailable` where the db cannot be used.
    pub async fn resend(&self, endpoint_id: &str, event_id: &str) -> Result<api::Delivery, WorkError> {
        if !outbox::resend(&*self.db, endpoint_id, event_id, self.clock.now()).await? {
            return Err(Code::DeliveryNotFound.into());
        }
        self.delivery(endpoint_id, event_id).await
    }

    async fn delivery(&self, endpoint_id: &str, event_id: &str) -> Result<api::Delivery, WorkError> {
        let found = outbox::find(&*self.db, endpoint_id, event_id).await?.ok_or(Code::DeliveryNotFound)?;
        Ok(delivery(found))
    }

    async fn find(&self, id: &str) -> Result<EndpointRecord, WorkError> {
        Ok(endpoints::find(&*self.db, id).await?.ok_or(Code::EndpointNotFound)?)
    }

    /// What was said of one, tidied.
    fn check(&self, url: Option<&str>, description: Option<&str>) -> Result<(Option<String>, Option<String>), WorkError> {
        let mut wrong = Vec::new();
        let url = url.map(|url| around(url).to_owned());
        if let Some(why) = url.as_deref().and_then(|url| why_not(url, self.private_too)) {
            wrong.push(field("url", why));
        }
        let description = maybe_short_text(description, 200);
        if description.is_err() {
            wrong.push(field("description", why(&description)));
        }
        if wrong.is_empty() { Ok((url, description.unwrap_or_default())) } else { Err(WorkError::fields(wrong)) }
    }
}

/// Why an address cannot be told anything.
fn why_not(url: &str, private_too: bool) -> Option<&'static str> {
    let Some(parsed) = web(url) else { return Some("must be an https address, like https://tienda.example.mx/ficha") };
    if url.len() > 2000 {
        return Some("must be at most 2000 characters");
    }
    if !parsed.username().is_empty() || parsed.password().is_some() || parsed.fragment().is_some() {
        return Some("must have no user name, password or fragment");
    }
    match parsed.scheme() {
        "https" if private_too || !is_private_literal(&parsed) => None,
        "http" if private_too => None,
        "https" | "http" if is_private_literal(&parsed) => Some(
            "leads into a private network or this machine; where that is meant, the setting private_webhooks = true allows it",
        ),
        "http" => Some("must be an https address; over plain http only with the setting private_webhooks = true"),
        _ => Some("must be an https address, like https://tienda.example.mx/ficha"),
    }
}

fn new_secret() -> SecretString {
    let mut random = [0; 32];
    chance::fill(&mut random);
    SecretString::from(format!("whsec_{}", STANDARD.encode(random)))
}

fn with_secret(endpoint: EndpointRecord) -> api::WebhookEndpoint {
    let secret = endpoint.secret.expose_secret().to_owned();
    api::WebhookEndpoint { secret: Some(secret), ..shown(endpoint) }
}

fn shown(endpoint: EndpointRecord) -> api::WebhookEndpoint {
    api::WebhookEndpoint {
        id: endpoint.id,
        url: endpoint.url,
        description: endpoint.description,
        disabled: endpoint.disabled.map(|(_, because)| because),
        secret: None,
        created_at: rfc3339(endpoint.created_at),
    }
}

fn delivery(record: DeliveryRecord) -> api::Delivery {
    let event = record.event;
    api::Delivery {
        order: event.order_id.starts_with(id::ORDER).then_some(event.order_id),
        event: event.id,
        kind: event.kind,
        state: record.state.id().to_owned(),
        attempts: record.attempts,
        tried_at: record.tried_at.map(rfc3339),
        next_at: record.next_at.map(rfc3339),
        status: record.status,
        detail: record.detail,
        body: event.body,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTTPS: &str = "must be an https address, like https://tienda.example.mx/ficha";
    const HTTP: &str = "must be an https address; over plain http only with the setting private_webhooks = true";
    const PRIVATE: &str =
        "leads into a private network or this machine; where that is meant, the setting private_webhooks = true allows it";

    fn check(url: &str, private_too: bool, expected: &str) {
        assert_eq!(why_not(url, private_too).unwrap_or("fine"), expected, "{url}");
    }

    #[test]
    fn only_https_addresses_of_the_public_internet_are_taken() {
        check("https://tienda.example.mx/ficha?key=1", false, "fine");
        check("http://tienda.example.mx/ficha", false, HTTP);
        check("tienda.example.mx", false, HTTPS);
        check("https://ana:secreta@tienda.example.mx/", false, "must have no user name, password or fragment");
        check("https://127.0.0.1/", false, PRIVATE);
        check("https://[::1]/", false, PRIVATE);
        check("https://localhost/", false, PRIVATE);
        check("http://127.0.0.1:3000/ficha", true, "fine");
        check("http://127.0.0.1:3000/ficha", false, PRIVATE);
        check("http://192.168.1.20/ficha", false, PRIVATE);
        check("file:///etc/passwd", true, HTTPS);
    }
}
