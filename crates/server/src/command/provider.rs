//! `ficha-backend provider register-webhook|webhooks|remove-webhook`: where a provider says that something happened.
//! What it says there is believed by nobody, and not known here. `provider try` tries an account with its test keys.

use anyhow::bail;
use backend::config::Config;
use providers::capability::Registration;
use secrecy::ExposeSecret;
use server::announce::Announce;
use server::network::Network;
use server::trial;
use std::time::Duration;

/// What to tell a provider, and what to try with one.
#[derive(clap::Args)]
pub(crate) struct Provider {
    /// Which; not needed where there is only one.
    #[arg(long, global = true)]
    provider: Option<String>,
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Tell the provider where to send webhooks, about everything a charge can come to. Repeating it changes nothing; one that is told
    /// of less is told of everything from then on.
    RegisterWebhook {
        /// Where to; public_url and /webhooks/ with the provider's name where it is left out.
        #[arg(long)]
        url: Option<String>,
    },
    /// Show the addresses the provider sends webhooks to.
    Webhooks,
    /// Let the provider send webhooks to an address no more.
    RemoveWebhook {
        /// Its id, as the list shows it.
        id: String,
    },
    /// Try an account with its test keys against the real service, and print what was seen beside what its facts say: a report to be
    /// sent to us. Live keys are refused.
    Try {
        /// Which account.
        account: String,
        /// For how many seconds what the service does by itself is waited for.
        #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=600))]
        patience: u64,
    },
}

pub(crate) async fn run(config: &Config, command: Provider) -> anyhow::Result<()> {
    let (action, http) = (command.action, Network::new()?);
    let announce = || Announce::to(config, command.provider.as_deref());
    match action {
        Action::RegisterWebhook { url } => {
            let announce = announce()?;
            let Registration { webhook, secret } = announce.register(&http, url.as_deref()).await?;
            println!("{}  {}  registered with {}", webhook.id, webhook.url, announce.provider());
            if let Some(secret) = secret {
                // The provider tells it this once, and whoever asked for it has to keep it.
                let variable = format!("FICHA_{}__WEBHOOK_SECRET", announce.provider().to_uppercase());
                println!("its webhooks are signed: set {variable}={}", secret.expose_secret());
            }
        }
        Action::Webhooks => {
            for webhook in announce()?.list(&http).await? {
                let less = if webhook.is_whole { "" } else { "  (not told of everything: register-webhook mends it)" };
                println!("{}{less}", format!("{}  {}  {}", webhook.id, webhook.url, webhook.status).trim_end());
            }
        }
        Action::RemoveWebhook { id } => {
            let announce = announce()?;
            announce.remove(&http, &id).await?;
            println!("{} sends no more webhooks to {id}", announce.provider());
        }
        Action::Try { account, patience } => {
            let report = trial::run(config, &account, Duration::from_secs(patience)).await?;
            print!("{report}");
            match report.differences() {
                0 => {}
                some => bail!("{some} of what was seen is not what the facts of {account} say"),
            }
        }
    }
    Ok(())
}
