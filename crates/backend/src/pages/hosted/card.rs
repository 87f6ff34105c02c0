//! The picture a messenger shows beside an address of ours where what is sold has none: a slip, drawn by us. It knows no
//! offer.

use crate::base::files::{File, Files};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Where it is served.
pub const PATH: &str = "/card.png";

/// The picture, ready to send: 1200 by 630 pixels, as messengers like it.
pub fn picture() -> Option<&'static File> {
    static PICTURE: LazyLock<Files> = LazyLock::new(|| {
        let picture: &[u8] = include_bytes!("card.png");
        Files::from_contents(BTreeMap::from([(PATH.to_owned(), picture.into())]))
    });
    PICTURE.get(PATH)
}
