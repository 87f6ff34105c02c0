//! Rows as the judges read them: what is not there is empty or nought, and a rule says what that means.

use backend::db::Row;

/// A text column.
pub fn text(row: &Row, column: &str) -> String {
    row.maybe_text(column).ok().flatten().unwrap_or_default().to_owned()
}

/// A number column.
pub fn number(row: &Row, column: &str) -> i64 {
    row.integer(column).unwrap_or_default()
}
