//! `ficha-backend button add|list|retire`: saved offers, until there is a panel to make them in.

use super::noted;
use anyhow::{Context, bail, ensure};
use backend::base::clock::Clock;
use backend::base::id;
use backend::base::short_text::{maybe_short_text, short_text};
use backend::base::web_address::{is_web, web};
use backend::config::Config;
use backend::db::buttons;
use payments::{Button as Saved, Currency, Method, Money};
use server::clock::SystemClock;
use server::serve;

/// What to do with buttons.
#[derive(clap::Subcommand)]
pub(crate) enum Button {
    /// Save a button, or change the one of that id. Orders already made keep what they were made with.
    Add(Box<Add>),
    /// Show every button.
    List,
    /// Let a button make no more orders.
    Retire {
        /// The button's id.
        id: String,
    },
}

/// A button to save.
#[derive(clap::Args)]
pub(crate) struct Add {
    /// What the page will say: btn_ and 4 to 40 letters, digits or _. One is made up where it is left out.
    #[arg(long)]
    id: Option<String>,
    /// The price in minor units: 15000 is 150.00.
    #[arg(long)]
    amount: i64,
    /// MXN, PEN, USD, EUR or GBP.
    #[arg(long, default_value = "MXN")]
    currency: String,
    /// What is sold, as customers read it.
    #[arg(long)]
    description: String,
    /// A picture of it: an https address, or one on this machine.
    #[arg(long)]
    image: Option<String>,
    /// Your own id of what is sold.
    #[arg(long)]
    reference: Option<String>,
    /// The ways to pay it: cash, spei; all where it is left out.
    #[arg(long, value_delimiter = ',')]
    methods: Vec<String>,
}

pub(crate) async fn run(config: &Config, button: Button) -> anyhow::Result<()> {
    let db = serve::open_db(config).await?;
    let now = SystemClock.now();
    match button {
        Button::Add(add) => {
            let button = checked(*add)?;
            let detail = format!(r#"{{"amount":{},"currency":"{}"}}"#, button.amount.minor(), button.amount.currency());
            noted(&*db, "button add", &button.id, &detail).await?;
            buttons::save(&*db, &button, now).await?;
            println!("{}", button.id);
        }
        Button::List => {
            for button in buttons::list(&*db).await? {
                let retired = if button.retired { "  (retired)" } else { "" };
                println!(
                    "{}  {} {}  {}{retired}",
                    button.id,
                    button.amount.to_decimal(),
                    button.amount.currency(),
                    button.description
                );
            }
        }
        Button::Retire { id } => {
            let Some(button) = buttons::find(&*db, &id).await? else { bail!("there is no button {id}") };
            noted(&*db, "button retire", &id, "{}").await?;
            buttons::save(&*db, &Saved { retired: true, ..button }, now).await?;
            println!("{id} makes no more orders");
        }
    }
    Ok(())
}

fn checked(add: Add) -> anyhow::Result<Saved> {
    let id = add.id.unwrap_or_else(id::button);
    let letters = id.strip_prefix("btn_").context("--id: it must begin with btn_")?;
    let fine = (4..=40).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    ensure!(fine, "--id: btn_ and 4 to 40 letters, digits or _");
    let currency: Currency = add.currency.parse().map_err(|error| anyhow::anyhow!("--currency: {error}"))?;
    ensure!((1..=Money::MAX_MINOR).contains(&add.amount), "--amount: a whole number of minor units, at least 1");
    let description = short_text(&add.description, 200).map_err(|why| anyhow::anyhow!("--description: {why}"))?;
    let reference = maybe_short_text(add.reference.as_deref(), 100).map_err(|why| anyhow::anyhow!("--reference: {why}"))?;
    if let Some(image) = &add.image {
        ensure!(web(image).is_some_and(|url| is_web(&url, false)), "--image: an https address, or one on this machine");
    }
    let methods: Result<Vec<Method>, _> = add.methods.iter().map(|word| word.parse()).collect();
    Ok(Saved {
        id,
        description,
        amount: Money::new(add.amount, currency),
        image: add.image,
        reference,
        methods: methods.map_err(|error| anyhow::anyhow!("--methods: {error}"))?,
        retired: false,
    })
}
