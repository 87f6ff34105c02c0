//! `ficha-backend db backup|restore|copy`: a copy of the db while it is in use, the way back, and the way to Postgres.

use anyhow::{Context, bail, ensure};
use backend::base::clock::Clock;
use backend::config::Config;
use backend::db::copy::{self, CopyError};
use indicatif::{ProgressBar, ProgressStyle};
use server::backup::{self, BackupError};
use server::clock::SystemClock;
use server::postgres::{self, Postgres};
use server::sqlite::{self, Sqlite};
use std::path::{Path, PathBuf};

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
        /// The copy to restore, a file that `db backup` wrote.
        from: PathBuf,
    },
    /// Copy the whole SQLite db into an empty Postgres. The backend must not run. Interrupted, it goes on where it stopped.
    Copy {
        /// Where to: `postgres://USER:PASSWORD@HOST/NAME`.
        #[arg(long, env = "FICHA_COPY_TO", hide_env_values = true)]
        to: String,
    },
}

pub(crate) async fn run(config: &Config, command: Copies) -> anyhow::Result<()> {
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
        Copies::Copy { to } => to_postgres(&db, &to).await?,
    }
    Ok(())
}

async fn to_postgres(db: &Path, to: &str) -> anyhow::Result<()> {
    let address = postgres::Address::parse(to).map_err(|reason| anyhow::anyhow!("--to: {reason}"))?;
    ensure!(db.exists(), "there is no {}", db.display());
    if backup::in_use(db, SystemClock.now())? {
        return Err(BackupError::InUse.into());
    }
    let (from, to) = (Sqlite::open(db)?, Postgres::open(&address).await.context("--to")?.patient());
    // Drawn only where somebody looks.
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} rows, {eta} left");
    bar.set_style(style.expect("the template is a constant, and right"));
    let copied = copy::copy(&from, &to, |done, all| {
        bar.set_length(u64::try_from(all).unwrap_or_default());
        bar.set_position(u64::try_from(done).unwrap_or_default());
    });
    let rows = match copied.await {
        Err(CopyError::Db(reason)) => bail!("not finished: {reason}; the same command goes on where it stopped"),
        done => done?,
    };
    bar.finish_and_clear();
    println!("{rows} rows copied and counted. From now on: DATABASE_URL=postgres://...");
    Ok(())
}
