//! `ficha-backend customer export|erase`: what is kept of a person, for them to read or to have forgotten. Which
//! tables that is, only `db/people.rs` knows.

use super::noted;
use anyhow::{bail, ensure};
use backend::base::clock::rfc3339;
use backend::config::Config;
use backend::db::people::{self, ERASED, Known, Person};
use serde_json::json;
use server::serve;
use server::{postgres, sqlite};

/// What to do for a customer.
#[derive(clap::Subcommand)]
pub(crate) enum Customer {
    /// Show everything that is kept of somebody, as JSON.
    Export(Who),
    /// Forget who somebody is. Orders, charges and amounts stay, for the books.
    Erase(Who),
}

/// By what somebody is found: one of the two.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Who {
    /// Their e-mail address.
    #[arg(long)]
    email: Option<String>,
    /// Their phone.
    #[arg(long)]
    phone: Option<String>,
}

pub(crate) async fn run(config: &Config, command: Customer) -> anyhow::Result<()> {
    let db = serve::open_db(config).await?;
    match command {
        Customer::Export(who) => {
            let known = people::find(&*db, &person(who)?).await?;
            let orders: Vec<_> = known.iter().map(|known| known.order_id.clone()).collect();
            noted(&*db, "customer export", &orders.join(","), "{}").await?;
            for known in &known {
                if let Some(reason) = &known.unreadable {
                    eprintln!(
                        "{} {} cannot be read as a whole, and is shown as far as it can be: {reason}",
                        known.what, known.id
                    );
                }
            }
            let kept: Vec<_> = known.iter().map(shown).collect();
            println!("{}", serde_json::to_string_pretty(&kept)?);
        }
        Customer::Erase(who) => {
            let person = person(who)?;
            let known = people::find(&*db, &person).await?;
            ensure!(!known.is_empty(), "nothing is kept of this person");
            let orders: Vec<_> = known.iter().map(|known| known.order_id.clone()).collect();
            noted(&*db, "customer erase", &orders.join(","), "{}").await?;
            let erased = people::erase(&*db, &person).await?;
            println!("{erased} orders and charges no longer say who paid");
            if let Some(path) = sqlite::path_of(&config.database_url).filter(|_| !postgres::is_address(&config.database_url)) {
                let mut said: Vec<String> = known.iter().flat_map(Known::said).map(str::to_owned).collect();
                said.sort_unstable();
                said.dedup();
                sqlite::purge::purge(&path, &said)?;
            }
            println!("not touched: what the provider keeps, and your backups");
        }
    }
    Ok(())
}

fn person(who: Who) -> anyhow::Result<Person> {
    match (who.email, who.phone) {
        (Some(email), None) if email.contains('@') && !email.contains(ERASED) => Ok(Person::Email(email)),
        (None, Some(phone)) if phone.chars().filter(char::is_ascii_digit).count() >= 7 => Ok(Person::Phone(phone)),
        (_, _) => bail!("say --email with an address, or --phone with a number"),
    }
}

fn shown(known: &Known) -> serde_json::Value {
    let amount = known.amount.as_ref().map(|(amount, currency)| json!({"amount": amount, "currency": currency}));
    json!({
        "what": known.what,
        "id": known.id,
        "order": known.order_id,
        "name": known.name,
        "email": known.email,
        "phone": known.phone,
        "document": known.document,
        "amount": amount,
        "description": known.description,
        "state": known.state,
        "created_at": known.created_at.map(rfc3339),
    })
}
