//! The numbered files of `migrations/`, oldest first, and how to tell which have been run. Every db runs each once,
//! forward only; how it does so is its own.

use super::DbError;

/// The files. A new one is added at the end, and adds: an older version of the program may still be running.
pub const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("../../migrations/0001_orders.sql")),
    (2, include_str!("../../migrations/0002_standing.sql")),
    (3, include_str!("../../migrations/0003_notify.sql")),
    (4, include_str!("../../migrations/0004_country.sql")),
    (5, include_str!("../../migrations/0005_claims.sql")),
    (6, include_str!("../../migrations/0006_audit.sql")),
    (7, include_str!("../../migrations/0007_in_line.sql")),
    (8, include_str!("../../migrations/0008_panel.sql")),
    (9, include_str!("../../migrations/0009_search.sql")),
    (10, include_str!("../../migrations/0010_rare.sql")),
    (11, include_str!("../../migrations/0011_of_a_button.sql")),
    (12, include_str!("../../migrations/0012_alerts.sql")),
    (13, include_str!("../../migrations/0013_of_an_endpoint.sql")),
    (14, include_str!("../../migrations/0014_deposits.sql")),
    (15, include_str!("../../migrations/0015_unasked.sql")),
    (16, include_str!("../../migrations/0016_followed.sql")),
    (17, include_str!("../../migrations/0017_minimum.sql")),
    (18, include_str!("../../migrations/0018_folded.sql")),
    (19, include_str!("../../migrations/0019_amended.sql")),
    (20, include_str!("../../migrations/0020_assets.sql")),
    (21, include_str!("../../migrations/0021_scopes.sql")),
    (22, include_str!("../../migrations/0022_abandoned.sql")),
    (23, include_str!("../../migrations/0023_vouchers.sql")),
    (24, include_str!("../../migrations/0024_refunds.sql")),
    (25, include_str!("../../migrations/0025_alerts_over.sql")),
    (26, include_str!("../../migrations/0026_due.sql")),
];

/// Makes the list of those that have been run.
pub const VERSIONS: &str = "create table if not exists schema_versions (version bigint primary key)";

/// Reads the newest of them; nought where there is none.
pub const NEWEST: &str = "select coalesce(max(version), 0) from schema_versions";

/// Notes that one has been run.
pub const DONE: &str = "insert into schema_versions (version) values ($1)";

/// Reads the newest migration a program must know to run on tables of a later version; nought where they only grew.
pub const NEEDED: &str = "select coalesce(max(minimum), 0) from schema_versions";

/// The newest of the files.
pub fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |(version, _)| *version)
}

/// Those a db of this version has not seen: none of a later one.
pub fn missing(version: i64) -> impl Iterator<Item = &'static (i64, &'static str)> {
    MIGRATIONS.iter().filter(move |(number, _)| *number > version)
}

/// Whether this program may run on tables of a later version, which need one that knows the migration `needed`. Migrations
/// add, so it may, unless the later program has written down that it may not.
///
/// # Errors
///
/// [`DbError::Unusable`], with a sentence for the operator, where this program is too old for the tables.
pub fn may_run(version: i64, needed: i64) -> Result<(), DbError> {
    let ours = newest();
    if needed > ours {
        let said =
            format!("its tables are of version {version}, which needs a program of version {needed} or later; this is {ours}");
        return Err(DbError::Unusable(said));
    }
    tracing::warn!(version, ours, "the db is of a later program: its tables only grew, so this one runs on them");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_only_add() {
        for (number, sql) in MIGRATIONS {
            let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
            let words = lines.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            for taken in ["drop table", "drop column", "rename", "alter column", "set not null", "drop default"] {
                assert!(!words.contains(taken), "{number}: an older program may still need what `{taken}` takes");
            }
            let added = words.split(';').filter(|one| one.contains("add column"));
            for one in added.filter(|one| one.contains("not null")) {
                assert!(one.contains("default"), "{number}: an older program writes rows without it:{one}");
            }
        }
    }

    #[test]
    fn a_program_runs_on_later_tables_unless_they_say_that_it_may_not() {
        assert_eq!(may_run(newest() + 3, 0), Ok(()));
        assert_eq!(may_run(newest() + 3, newest()), Ok(()));
        assert!(matches!(may_run(newest() + 3, newest() + 1), Err(DbError::Unusable(_))));
    }

    #[test]
    fn every_numbered_file_is_run_in_the_order_of_its_number() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        let names = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut numbers: Vec<i64> = names.filter_map(|name| name.split_once('_')?.0.parse().ok()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, MIGRATIONS.iter().map(|(number, _)| *number).collect::<Vec<_>>());
    }
}
