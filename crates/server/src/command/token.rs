//! `ficha-backend token add|list|retire`: what a merchant's server shows to be let in. How one is checked at the door
//! is not known here.

use super::noted;
use anyhow::{anyhow, bail};
use backend::base::clock::{Clock, rfc3339};
use backend::base::scope::Scope;
use backend::config::Config;
use backend::db::tokens;
use backend::shop::token;
use payments::Moment;
use secrecy::ExposeSecret;
use serde_json::json;
use server::clock::SystemClock;
use server::serve;

/// What to do with tokens.
#[derive(clap::Subcommand)]
pub(crate) enum Token {
    /// Make a token and show it: it cannot be shown again.
    Add {
        /// What it is for, so that you know it later.
        #[arg(long)]
        name: String,
        /// What it may do: read (look at everything), orders (what a shop's server does for its customers), all (the panel too).
        #[arg(long, default_value = "all")]
        scope: String,
        /// Until when: 90d, 2027-01-31 (that day still, in UTC), or never.
        #[arg(long, default_value = "never")]
        expires: String,
    },
    /// Show the names of all tokens.
    List,
    /// Let a token open nothing any more.
    Retire {
        /// Its first characters, as the list shows them.
        id: String,
    },
}

pub(crate) async fn run(config: &Config, command: Token) -> anyhow::Result<()> {
    let db = serve::open_db(config).await?;
    match command {
        Token::Add { name, scope, expires } => {
            let now = SystemClock.now();
            let scope = Scope::parse(&scope).map_err(|why| anyhow!("--scope: {why}"))?;
            let expires_at = token::expiry(&expires, now).map_err(|why| anyhow!("--expires: {why}"))?;
            let secret = token::make_for(&*db, &SystemClock, &name, scope, expires_at).await?;
            let id: String = secret.expose_secret().chars().take(token::NAMED_BY).collect();
            let detail = match expires_at {
                Some(end) => json!({"scope": scope.id(), "expires_at": rfc3339(end)}),
                None => json!({"scope": scope.id()}),
            };
            noted(&*db, "token add", &id, &detail.to_string()).await?;
            println!("{}", secret.expose_secret());
        }
        Token::List => {
            let now = SystemClock.now();
            for token in tokens::list(&*db).await? {
                let (made, scope) = (rfc3339(token.created_at), &token.scope);
                println!("{}...  {made}  {}  {scope}  {}", token.id, token.name, state(&token, now));
            }
        }
        Token::Retire { id } => {
            let id = id.trim_end_matches('.');
            if tokens::find(&*db, id).await?.is_none() {
                bail!("there is no token {id}");
            }
            noted(&*db, "token retire", id, "{}").await?;
            tokens::retire(&*db, id, SystemClock.now()).await?;
            println!("{id}... opens nothing any more");
        }
    }
    Ok(())
}

/// Whether it still opens anything, and until when.
fn state(token: &tokens::Token, now: Moment) -> String {
    match (token.retired_at, token.expires_at) {
        (Some(at), _) => format!("retired {}", rfc3339(at)),
        (None, Some(end)) if end <= now => format!("expired {}", rfc3339(end)),
        (None, Some(end)) => format!("open until {}", rfc3339(end)),
        (None, None) => "open".to_owned(),
    }
}
