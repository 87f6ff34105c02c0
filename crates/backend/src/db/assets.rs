//! What pages load, of this release and of those before, in the db: whole files by their names, and when a program last had
//! each among its own. What a name must be like is not known here.

use super::{Db, DbError, Statement};
use payments::Moment;
use std::collections::BTreeSet;

/// For how many seconds a file is kept after the last program that had it: 90 days.
pub const KEPT: i64 = 90 * 24 * 60 * 60;

/// How many bytes are kept: dozens of releases.
pub const BYTES: i64 = 64 << 20;

/// How many are noted at once.
const AT_ONCE: usize = 50;

/// A file as it is kept: each form in base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAsset {
    /// The file's bytes in base64, uncompressed.
    pub plain: String,
    /// The file's bytes compressed with brotli, in base64, where that was worth it.
    pub brotli: Option<String>,
    /// The file's bytes compressed with gzip, in base64, where that was worth it.
    pub gzip: Option<String>,
}

/// Notes that a program has these among its own; gives those of them that are kept.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn seen(db: &dyn Db, paths: &[&str], now: Moment) -> Result<BTreeSet<String>, DbError> {
    let sql = "update assets set seen_at = $1 where path = $2 returning path";
    let mut kept = BTreeSet::new();
    for some in paths.chunks(AT_ONCE) {
        let notes = some.iter().map(|path| Statement::new(sql, vec![now.into(), (*path).into()])).collect();
        for row in db.batch(notes).await?.iter().flatten() {
            kept.insert(row.text("path")?.to_owned());
        }
    }
    Ok(kept)
}

/// Keeps one. One that another copy has just kept is the same.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn keep(db: &dyn Db, path: &str, asset: &KeptAsset, now: Moment) -> Result<(), DbError> {
    let sql = "insert into assets (path, plain, brotli, gzip, bytes, seen_at) values ($1, $2, $3, $4, $5, $6) \
               on conflict (path) do update set seen_at = excluded.seen_at";
    let coded = [&asset.brotli, &asset.gzip].into_iter().flatten().map(String::len).sum::<usize>();
    let values = vec![
        path.into(),
        asset.plain.as_str().into(),
        asset.brotli.clone().into(),
        asset.gzip.clone().into(),
        i64::try_from(asset.plain.len() + coded).unwrap_or(i64::MAX).into(),
        now.into(),
    ];
    db.batch(vec![Statement::new(sql, values)]).await.map(drop)
}

/// The one of that name, unless one of its forms is longer than any we keep.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the row cannot be read by this version.
pub async fn find(db: &dyn Db, path: &str, longest: i64) -> Result<Option<KeptAsset>, DbError> {
    let sql = "select plain, brotli, gzip from assets where path = $1 and length(plain) <= $2 \
               and length(coalesce(brotli, '')) <= $2 and length(coalesce(gzip, '')) <= $2";
    let rows = db.batch(vec![Statement::new(sql, vec![path.into(), longest.into()])]).await?.remove(0);
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some(KeptAsset {
        plain: row.text("plain")?.to_owned(),
        brotli: row.maybe_text("brotli")?.map(str::to_owned),
        gzip: row.maybe_text("gzip")?.map(str::to_owned),
    }))
}

/// Forgets those no program has had since a moment, and the oldest of those that are more than so many bytes together.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. What was forgotten before that stays forgotten.
pub async fn forget(db: &dyn Db, before: Moment, at_most: i64) -> Result<usize, DbError> {
    let old = "delete from assets where seen_at < $1 returning path";
    let left = "select path, bytes, seen_at from assets order by seen_at desc, path";
    let mut forgotten = db.batch(vec![Statement::new(old, vec![before.into()])]).await?.remove(0).len();
    let mut bytes = 0_i64;
    for row in db.batch(vec![Statement::new(left, vec![])]).await?.remove(0) {
        bytes = bytes.saturating_add(row.integer("bytes")?);
        if bytes > at_most {
            // Unless a program has noted it meanwhile.
            let sql = "delete from assets where path = $1 and seen_at = $2 returning path";
            let values = vec![row.text("path")?.into(), row.integer("seen_at")?.into()];
            forgotten += db.batch(vec![Statement::new(sql, values)]).await?.remove(0).len();
        }
    }
    Ok(forgotten)
}
