//! `ficha-backend token add|list|retire`: what a merchant's server shows to be let in. How one is checked at the door
//! is not known here.

use super::noted;
use anyhow::bail;
use backend::clock::{Clock, SystemClock, rfc3339};
use backend::config::Config;
use backend::db::tokens;
use backend::{serve, token};
use secrecy::ExposeSecret;

/// What to do with tokens.
#[derive(clap::Subcommand)]
pub(crate) enum Token {
    /// Make a token and show it: it cannot be shown again.
    Add {
        /// What it is for, so that you know it later.
        #[arg(long)]
        name: String,
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
        Token::Add { name } => {
            let secret = token::make(&*db, &SystemClock, &name).await?;
            let id: String = secret.expose_secret().chars().take(token::NAMED_BY).collect();
            noted(&*db, "token add", &id, "{}").await?;
            println!("{}", secret.expose_secret());
        }
        Token::List => {
            for token in tokens::list(&*db).await? {
                let state = token.retired_at.map_or("open".to_owned(), |at| format!("retired {}", rfc3339(at)));
                println!("{}...  {}  {}  {state}", token.id, rfc3339(token.created_at), token.name);
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
