//! Our three values in Postgres' words, and back. Which columns there are is not known here.

use backend::db::{Row, Rows, Value};
use std::error::Error;
use std::sync::Arc;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

/// What a placeholder is told to be.
pub(super) fn type_of(value: &Value) -> Type {
    match value {
        Value::Null => Type::UNKNOWN,
        Value::Integer(_) => Type::INT8,
        Value::Text(_) => Type::TEXT,
    }
}

/// A value as a placeholder is given it.
#[derive(Debug)]
pub(super) struct Given<'a>(pub(super) &'a Value);

impl ToSql for Given<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Integer(integer) => integer.to_sql(ty, out),
            Value::Text(text) => text.to_sql(ty, out),
        }
    }

    /// The types were said when the statement was prepared.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// Rows as every db answers them.
pub(super) fn read_all(found: Vec<tokio_postgres::Row>) -> Result<Rows, tokio_postgres::Error> {
    let Some(first) = found.first() else { return Ok(Rows::new()) };
    let columns: Arc<[String]> = first.columns().iter().map(|column| column.name().to_owned()).collect();
    let row = |row: &tokio_postgres::Row| {
        let values = (0..columns.len()).map(|at| read(row, at)).collect::<Result<_, _>>()?;
        Ok(Row::new(Arc::clone(&columns), values))
    };
    found.iter().map(row).collect()
}

/// A column that is none of these was made by no migration of ours, and is told as an error.
fn read(row: &tokio_postgres::Row, at: usize) -> Result<Value, tokio_postgres::Error> {
    match *row.columns()[at].type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(at).map(Value::from),
        Type::INT4 => row.try_get::<_, Option<i32>>(at).map(|integer| integer.map(i64::from).into()),
        _ => row.try_get::<_, Option<String>>(at).map(Value::from),
    }
}
