//! `ficha-backend audit`: what merchants and operators have changed, newest first. What is worth a line is decided
//! where it is written (`http/layer/audit.rs`).

use backend::base::clock::rfc3339;
use backend::config::Config;
use backend::db::audit;
use server::serve;

/// Which lines of the audit trail to show.
#[derive(clap::Args)]
pub(crate) struct Audit {
    /// How many lines at most.
    #[arg(long, default_value_t = 50)]
    limit: i64,
}

pub(crate) async fn run(config: &Config, command: Audit) -> anyhow::Result<()> {
    let db = serve::open_db(config).await?;
    for entry in audit::list(&*db, command.limit).await? {
        let line = format!("{}  {}  {}  {}  {}", rfc3339(entry.at), entry.actor, entry.action, entry.about, entry.detail);
        println!("{}", line.trim_end());
    }
    Ok(())
}
