//! A link as messengers, mail programs and paper carry it, and the address it stands for.
//!
//! A full stop or a bracket of the sentence around it, a slash too many, spaces, quotes, characters nobody sees, capitals, what
//! is added to count clicks: none of it is part of an id. What is at the address is not known here.

use crate::base::id;
use payments::typed::{is_hidden, plain};
use percent_encoding::percent_decode_str;

/// The address of ours that a path stands for, where it is written otherwise: `/pay//btn_demo).` is `/pay/btn_demo`. Nothing where
/// it is right already, or cannot be told.
pub fn meant(path: &str) -> Option<String> {
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    // A line that ends in the middle is no end of a link, but somebody's try.
    if decoded.trim_end_matches(['\r', '\n', '\t', ' ']).chars().any(char::is_control) {
        return None;
    }
    let seen: String = decoded.chars().filter(|c| !is_hidden(*c)).map(plain).collect();
    let mut segments = seen.split('/').map(str::trim).filter(|segment| !segment.is_empty());
    let place = segments.next()?.to_ascii_lowercase();
    if place != "pay" && place != "o" {
        return None;
    }
    let id = cut(segments.next()?);
    // What follows an id may be rubbish, and may be a place of its own.
    if id.is_empty() || segments.any(|more| more.contains(is_of_id)) {
        return None;
    }
    let meant = format!("/{place}/{}", lowered(id));
    (meant != path).then_some(meant)
}

/// Whether a path is text that somebody may have typed: nothing in it that is no character, or none to be seen.
pub fn is_text(path: &str) -> bool {
    percent_decode_str(path).decode_utf8().is_ok_and(|path| !path.chars().any(char::is_control))
}

/// The id in what stands where an id should.
fn cut(segment: &str) -> &str {
    let from = segment.trim_start_matches(|c: char| !is_of_id(c));
    from.split(|c: char| !is_of_id(c)).next().unwrap_or_default()
}

fn is_of_id(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// The id as we write it: those we make have no capitals, a merchant's own may.
fn lowered(id: &str) -> String {
    let begins = |prefix: &str| id.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    if begins(id::ORDER) || begins(id::CLABE) {
        return id.to_ascii_lowercase();
    }
    match id.get(4..).filter(|_| begins("btn_")) {
        Some(rest) => format!("btn_{rest}"),
        None => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_link_is_found_in_what_stands_around_it() {
        for carried in [
            "/pay/btn_demo/",
            "/pay//btn_demo",
            "//pay/btn_demo//",
            "/pay/btn_demo.",
            "/pay/btn_demo,",
            "/pay/btn_demo)",
            "/pay/btn_demo).",
            "/pay/btn_demo%3E",
            "/pay/btn_demo>",
            "/pay/btn_demo%20",
            "/pay/%20btn_demo",
            "/pay/btn_demo%0A",
            "/pay/btn_demo%22",
            "/pay/btn_demo'",
            "/pay/btn_demo%E2%80%9D",
            "/pay/btn_demo%E2%80%8B",
            "/pay/btn%E2%80%8B_de%C2%ADmo",
            "/pay/%E2%80%AAbtn_demo%E2%80%AC",
            "/pay/btn_demo%C2%A0",
            "/pay/btn_demo*",
            "/pay/btn_demo!",
            "/pay/btn_demo;",
            "/pay/btn_demo%3Futm_source=whatsapp",
            "/pay/btn_demo&fbclid=x1",
            "/pay/btn_demo.html",
            "/pay/btn_demo/).",
            "/pay/btn_demo%20es%20tuyo",
            "/PAY/btn_demo",
            "/Pay/BTN_demo",
            "/pay/%3Cbtn_demo%3E",
            "/pay/btn_demo%EF%BC%89",
            "/pay/btn_demo%E3%80%82",
            "/pa%79/btn_demo",
        ] {
            assert_eq!(meant(carried).as_deref(), Some("/pay/btn_demo"), "{carried}");
        }
        assert_eq!(meant("/o/ORD_7Q2M4K9X.").as_deref(), Some("/o/ord_7q2m4k9x"));
        assert_eq!(meant("/O/ord_7q2m/").as_deref(), Some("/o/ord_7q2m"));
        assert_eq!(meant("/pay/btn_7Q2M)").as_deref(), Some("/pay/btn_7Q2M"));
    }

    #[test]
    fn what_is_right_or_no_link_stays() {
        for other in [
            "/pay/btn_demo",
            "/o/ord_7q2m",
            "/o/ord_7q2m/cancel/chg_1",
            "/pay/",
            "/pay",
            "/pay/).",
            "/",
            "",
            "/api/v1/orders/ord_1.",
            "/panel/orders/",
            "/pay/ord_%7f",
            "/pay/btn_demo%00",
            "/pay/btn_demo%ff",
            "/o/ord_%c2%85",
            "/pay/btn_demo%0d%0aset-cookie:%20a=b",
            "/pay/btn_demo/index.html",
        ] {
            assert_eq!(meant(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn what_is_meant_is_right_already(path in "/(pay|o|PAY)/[ -~]{0,30}") {
            if let Some(meant) = meant(&path) {
                prop_assert_eq!(super::meant(&meant), None);
                prop_assert!(meant.bytes().all(|b| b.is_ascii_alphanumeric() || b"/_-".contains(&b)));
            }
        }
    }
}
