//! Pictures a merchant uploads: looked at, and kept. What may be one is `still.rs`; where they are shown is not known here.

mod still;

use crate::base::error::{WorkError, field};
use crate::base::id;
use crate::db::{Db, pictures};
use api::{Code, Picture};
use payments::Moment;

/// The most a picture may weigh, in bytes.
pub const MOST: usize = 1024 * 1024;

/// Keeps a picture, and gives the address it is served at, below the `public` one.
///
/// # Errors
///
/// `body_too_large`, `invalid_fields` where it is no picture we take, and `unavailable` where the db cannot be used.
pub async fn add(db: &dyn Db, public: &str, body: &[u8], now: Moment) -> Result<Picture, WorkError> {
    if body.len() > MOST {
        return Err(Code::BodyTooLarge.into());
    }
    let kind = still::kind(body).map_err(|why| WorkError::fields(vec![field("image", &why)]))?;
    let id = id::picture();
    pictures::add(db, &id, kind, body, now).await?;
    Ok(Picture { url: format!("{public}/pictures/{id}"), id })
}
