//! The numbered files of `migrations/`, oldest first, and how to tell which have been run. Every db runs each once,
//! forward only; how it does so is its own.

use super::DbError;

/// The files. A new one is added at the end, and adds: an older version of the program may still be running.
pub(super) const MIGRATIONS: &[(i64, &str)] = &[
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
];

/// Makes the list of those that have been run.
pub(super) const VERSIONS: &str = "create table if not exists schema_versions (version bigint primary key)";

/// Reads the newest of them; nought where there is none.
pub(super) const NEWEST: &str = "select coalesce(max(version), 0) from schema_versions";

/// Notes that one has been run.
pub(super) const DONE: &str = "insert into schema_versions (version) values ($1)";

/// Those a db of this version has not seen, or that it is of a later program.
pub(super) fn missing(version: i64) -> Result<impl Iterator<Item = &'static (i64, &'static str)>, DbError> {
    let newest = MIGRATIONS.last().map_or(0, |(version, _)| *version);
    if version > newest {
        return Err(DbError::Unusable(format!("its tables are of a later version ({version}) than this program ({newest})")));
    }
    Ok(MIGRATIONS.iter().filter(move |(number, _)| *number > version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_numbered_file_is_run_in_the_order_of_its_number() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        let names = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut numbers: Vec<i64> = names.filter_map(|name| name.split_once('_')?.0.parse().ok()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, MIGRATIONS.iter().map(|(number, _)| *number).collect::<Vec<_>>());
    }
}
