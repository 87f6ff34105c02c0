//! What was answered to which key: a repeated request is answered as the first was, for a day.

use super::account::AccountId;
use super::errors::Failure;
use crate::fake::Moment;
use http::StatusCode;
use serde_json::Value;
use std::collections::HashMap;

/// For how many seconds a key is known.
const LIVES: i64 = 24 * 60 * 60;

/// What was asked: the call and its fields, whatever their order.
pub(super) type Asked = (String, Vec<(String, String)>);

/// What was answered to which key of which account.
#[derive(Debug, Default)]
pub(super) struct Answers(HashMap<(AccountId, String), Kept>);

#[derive(Debug)]
struct Kept {
    at: Moment,
    asked: Asked,
    status: StatusCode,
    body: Value,
}

impl Answers {
    /// What was answered to this key before, where it was sent before.
    pub(super) fn again(
        &self,
        account: AccountId,
        key: &str,
        asked: &Asked,
        now: Moment,
    ) -> Result<Option<(StatusCode, Value)>, Failure> {
        let kept = self.0.get(&(account, key.to_owned())).filter(|kept| kept.at.plus_seconds(LIVES) > now);
        match kept {
            None => Ok(None),
            Some(kept) if kept.asked == *asked => Ok(Some((kept.status, kept.body.clone()))),
            Some(_) => Err(Failure::other_parameters(key)),
        }
    }

    /// Keeps an answer.
    pub(super) fn keep(&mut self, account: AccountId, key: &str, asked: Asked, answer: (StatusCode, &Value), now: Moment) {
        let (status, body) = (answer.0, answer.1.clone());
        self.0.insert((account, key.to_owned()), Kept { at: now, asked, status, body });
    }
}
