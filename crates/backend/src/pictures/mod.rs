//! Pictures a merchant uploads: looked at, and kept. What may be one is `still.rs`; where they are shown is not known here.

mod still;

use crate::Backend;
use crate::db::pictures;
use crate::error::{ApiError, field};
use crate::id;
use api::{Code, Picture};

/// The most a picture may weigh, in bytes.
pub const MOST: usize = 1024 * 1024;

impl Backend {
    /// Keeps a picture.
    pub async fn add_picture(&self, body: &[u8]) -> Result<Picture, ApiError> {
        if body.len() > MOST {
            return Err(Code::BodyTooLarge.into());
        }
        let kind = still::kind(body).map_err(|why| ApiError::fields(vec![field("image", &why)]))?;
        let id = id::picture();
        pictures::add(&*self.db, &id, kind, body, self.clock.now()).await?;
        Ok(Picture { url: format!("{}/pictures/{id}", self.config.public()), id })
    }
}
