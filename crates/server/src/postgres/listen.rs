//! What other copies of the backend change is heard here: Postgres' LISTEN, on a connection of its own.
//!
//! A trigger (`migrations/postgres.sql`) tells the id of every order and reusable CLABE whose version grows, once the change
//! is committed. What is told while nobody listens is lost, so after every interruption everybody who watches reads again.

use super::{Address, explain};
use backend::base::change_feed::ChangeFeed;
use backend::db::DbError;
use futures_util::StreamExt;
use futures_util::stream::poll_fn;
use std::time::Duration;
use tokio_postgres::AsyncMessage;

/// The channel is the one the trigger tells on.
const LISTEN: &str = "listen ficha_changed";

/// How long to wait before listening again, after the connection broke.
const PAUSE: Duration = Duration::from_secs(1);

/// Listens for ever, and tells `live`.
pub async fn forever(address: Address, live: ChangeFeed) {
    loop {
        if let Err(error) = until_it_breaks(&address, &live).await {
            tracing::warn!(%error, "not hearing what other copies change");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn until_it_breaks(address: &Address, live: &ChangeFeed) -> Result<(), DbError> {
    let (client, mut connection) = address.connect().await?;
    let mut messages = poll_fn(move |context| connection.poll_message(context));
    // The connection is what carries the client's own question too, so both go on together.
    let listening = client.batch_execute(LISTEN);
    tokio::pin!(listening);
    let mut asked = false;
    loop {
        tokio::select! {
            answer = &mut listening, if !asked => {
                answer.map_err(explain)?;
                asked = true;
                live.all_changed();
            }
            message = messages.next() => match message {
                Some(Ok(AsyncMessage::Notification(told))) => live.changed(told.payload()),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(explain(error)),
                None => return Ok(()),
            },
        }
    }
}
