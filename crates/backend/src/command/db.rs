//! `ficha-backend db backup|restore`: a copy of the db while it is in use, and the way back.

use anyhow::{Context, bail};
use backend::clock::{Clock, SystemClock};
use backend::config::Config;
use backend::db::{backup, postgres, sqlite};
use std::path::PathBuf;

/// What to do with the db.
#[derive(clap::Subcommand)]
pub(crate) enum Copies {
    /// Copy the db into a new file, while the backend runs.
    Backup {
        /// Where to. It must not be there yet.
        to: PathBuf,
    },
    /// Put a copy in the place of the db. The backend must not run; the db that was there is kept beside it.
    Restore {
        /// The copy.
        from: PathBuf,
    },
}

pub(crate) fn run(config: &Config, command: Copies) -> anyhow::Result<()> {
    let url = &config.database_url;
    if postgres::is_address(url) {
        bail!("this is for SQLite; Postgres has pg_dump --format=custom and pg_restore, which copy it while it is in use");
    }
    let db = sqlite::path_of(url).context("database_url: only sqlite:PATH and postgres://... are known")?;
    match command {
        Copies::Backup { to } => {
            let bytes = backup::backup(&db, &to).with_context(|| format!("{} was not copied", db.display()))?;
            println!("{}  {bytes} bytes, checked", to.display());
        }
        Copies::Restore { from } => {
            let kept = backup::restore(&from, &db, SystemClock.now()).context("nothing was changed")?;
            println!("{} is what {} was", db.display(), from.display());
            if let Some(kept) = kept {
                println!("what was there before is {}", kept.display());
            }
        }
    }
    Ok(())
}
