//! Pictures a merchant uploads: what may be one is told by its first bytes, never by what it says it is. No SVG, for a
//! drawing can carry a script. Where they are shown is not known here.

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
        let wrong = || ApiError::fields(vec![field("image", "must be a PNG, JPEG, WebP or GIF picture")]);
        let kind = kind(body).ok_or_else(wrong)?;
        let id = id::picture();
        pictures::add(&*self.db, &id, kind, body, self.clock.now()).await?;
        Ok(Picture { url: format!("{}/pictures/{id}", self.config.public()), id })
    }
}

/// The media type of a picture that every browser shows, by its signature.
fn kind(body: &[u8]) -> Option<&'static str> {
    match body {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_told_by_its_first_bytes() {
        let check = |body: &[u8], expected: Option<&str>| assert_eq!(kind(body), expected, "{body:?}");
        check(b"\x89PNG\r\n\x1a\nrest", Some("image/png"));
        check(b"\xff\xd8\xff\xe0", Some("image/jpeg"));
        check(b"GIF89a...", Some("image/gif"));
        check(b"RIFF\0\0\0\0WEBPVP8 ", Some("image/webp"));
        check(b"<svg onload='alert(1)'/>", None);
        check(b"<!doctype html>", None);
        check(b"", None);
    }
}
