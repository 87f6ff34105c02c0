//! Still: whether bytes are one whole still picture that every browser shows, and how large it is. Told by its parts, never by what it
//! says it is.
//!
//! A picture of a few kilobytes may be gigabytes once it is drawn, on the phone of whoever wants to pay; one that is cut off or has
//! another thing behind its end is none. No pixel is looked at. No SVG: a drawing can carry a script.

/// The longest side, in pixels: more than any page shows of what is sold.
pub(super) const LONGEST: u32 = 4096;

/// Reads what a picture of one kind says of itself; nothing where it is not whole.
type Reader = fn(&[u8]) -> Option<Found>;

/// The media type of a picture, or what is wrong with it, for the merchant.
pub(super) fn kind(body: &[u8]) -> Result<&'static str, String> {
    let (kind, read): (_, Reader) = match body {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => ("image/png", png),
        [0xff, 0xd8, 0xff, ..] => ("image/jpeg", jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => ("image/gif", gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => ("image/webp", webp),
        _ => return Err("must be a PNG, JPEG, WebP or GIF picture".to_owned()),
    };
    match read(body) {
        None => Err("is cut off or damaged".to_owned()),
        Some(Found { moves: true, .. }) => Err("moves; it must be a still picture".to_owned()),
        Some(Found { width, height, .. }) if width == 0 || height == 0 => Err("has no pixels".to_owned()),
        Some(Found { width, height, .. }) if width > LONGEST || height > LONGEST => {
            Err(format!("is {width} by {height} pixels; at most {LONGEST} by {LONGEST} are taken"))
        }
        Some(_) => Ok(kind),
    }
}

/// What a whole picture says of itself.
#[derive(Clone, Copy, Default)]
struct Found {
    width: u32,
    height: u32,
    moves: bool,
}

fn big(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    Some(bytes.get(at..at.checked_add(length)?)?.iter().fold(0, |number, byte| (number << 8) | u32::from(*byte)))
}

fn little(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    Some(bytes.get(at..at.checked_add(length)?)?.iter().rev().fold(0, |number, byte| (number << 8) | u32::from(*byte)))
}

/// PNG (W3C, third edition): chunks with a checksum each, the head first, the end last.
fn png(body: &[u8]) -> Option<Found> {
    let (mut found, mut at, mut pixels) = (Found::default(), 8, false);
    loop {
        let length = usize::try_from(big(body, at, 4)?).ok()?;
        let end = at.checked_add(8)?.checked_add(length)?;
        let kind = body.get(at + 4..at + 8)?;
        let data = body.get(at + 8..end)?;
        if crc(body.get(at + 4..end)?) != big(body, end, 4)? {
            return None;
        }
        match (kind, at) {
            (b"IHDR", 8) if length == 13 => (found.width, found.height) = (big(data, 0, 4)?, big(data, 4, 4)?),
            (_, 8) | (b"IHDR", _) => return None,
            (b"acTL", _) => found.moves = true,
            (b"IDAT", _) => pixels |= !data.is_empty(),
            (b"IEND", _) => return (pixels && end + 4 == body.len()).then_some(found),
            (_, _) => {}
        }
        at = end + 4;
    }
}

/// CRC-32 of ISO 3309, as PNG has it.
fn crc(bytes: &[u8]) -> u32 {
    let one = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    };
    !bytes.iter().fold(!0, one)
}

/// JPEG (ITU T.81): segments up to the scan, one of them a frame's head, and an end after it.
fn jpeg(body: &[u8]) -> Option<Found> {
    let (mut found, mut at) = (Found::default(), 2);
    loop {
        while body.get(at)? == &0xff && body.get(at + 1)? == &0xff {
            at += 1;
        }
        let (0xff, marker) = (*body.get(at)?, *body.get(at + 1)?) else { return None };
        let length = usize::try_from(big(body, at + 2, 2)?).ok()?;
        let data = body.get(at + 4..(at + 2).checked_add(length.max(2))?)?;
        match marker {
            0x00..=0x01 | 0xd0..=0xd9 => return None,
            0xc4 | 0xc8 | 0xcc => {}
            0xc0..=0xcf => (found.height, found.width) = (big(data, 1, 2)?, big(data, 3, 2)?),
            0xda => {
                let scan = body.get(at..)?;
                let ends = scan.windows(2).any(|two| two == [0xff, 0xd9]);
                return (ends && found.width > 0).then_some(found);
            }
            _ => {}
        }
        at += 2 + length;
    }
}

/// GIF (89a): a screen, then blocks; more than one of them a picture makes it move.
fn gif(body: &[u8]) -> Option<Found> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut found = Found { width: little(body, 6, 2)?, height: little(body, 8, 2)?, moves: false };
    let (mut at, mut pictures) = (13 + table(*body.get(10)?), 0);
    loop {
        at = match *body.get(at)? {
            0x21 => blocks(body, at + 2)?,
            0x2c => {
                pictures += 1;
                found.width = found.width.max(little(body, at + 1, 2)?.saturating_add(little(body, at + 5, 2)?));
                found.height = found.height.max(little(body, at + 3, 2)?.saturating_add(little(body, at + 7, 2)?));
                blocks(body, at + 11 + table(*body.get(at + 9)?))?
            }
            0x3b if pictures > 0 => return Some(Found { moves: pictures > 1, ..found }),
            _ => return None,
        };
    }
}

/// Behind a row of blocks of GIF, each with its length before it, the last of none.
fn blocks(body: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match usize::from(*body.get(at)?) {
            0 => return Some(at + 1),
            length => at += 1 + length,
        }
    }
}

/// WebP (RFC 9649): chunks in a file of a length it says, one of them a frame.
fn webp(body: &[u8]) -> Option<Found> {
    let end = usize::try_from(little(body, 4, 4)?).ok()?.checked_add(8)?;
    let body = body.get(..end)?;
    let (mut found, mut at, mut frame) = (Found::default(), 12, false);
    while at < body.len() {
        let length = usize::try_from(little(body, at + 4, 4)?).ok()?;
        let data = body.get(at + 8..(at + 8).checked_add(length)?)?;
        match body.get(at..at + 4)? {
            b"VP8X" => {
                found.moves = data.first()? & 2 != 0;
                (found.width, found.height) = (little(data, 4, 3)? + 1, little(data, 7, 3)? + 1);
            }
            b"VP8 " if data.get(3..6)? == [0x9d, 0x01, 0x2a] => {
                frame = true;
                found.width = found.width.max(little(data, 6, 2)? & 0x3fff);
                found.height = found.height.max(little(data, 8, 2)? & 0x3fff);
            }
            b"VP8L" if data.first()? == &0x2f => {
                frame = true;
                let sizes = little(data, 1, 4)?;
                found.width = found.width.max((sizes & 0x3fff) + 1);
                found.height = found.height.max(((sizes >> 14) & 0x3fff) + 1);
            }
            b"VP8 " | b"VP8L" => return None,
            b"ANIM" | b"ANMF" => found.moves = true,
            _ => {}
        }
        at += 8 + length + length % 2;
    }
    (frame || found.moves).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    /// One pixel of each kind, as other programs wrote them.
    const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    const GIF: &str = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
    const WEBP: &str = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA";
    const JPEG: &[u8] =
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\
        \x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x7f\xff\xd9";

    fn bytes(base64: &str) -> Vec<u8> {
        STANDARD.decode(base64).unwrap()
    }

    /// The PNG with another size, and its checksum put right.
    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut png = bytes(PNG);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = crc(&png[12..29]);
        png[29..33].copy_from_slice(&sum.to_be_bytes());
        png
    }

    fn check(body: &[u8], expected: Result<&str, &str>) {
        assert_eq!(kind(body).as_ref().copied().map_err(String::as_str), expected);
    }

    #[test]
    fn a_whole_still_picture_is_taken() {
        check(&bytes(PNG), Ok("image/png"));
        check(JPEG, Ok("image/jpeg"));
        check(&bytes(GIF), Ok("image/gif"));
        check(&bytes(WEBP), Ok("image/webp"));
        check(&png_of(4096, 4096), Ok("image/png"));
    }

    #[test]
    fn what_is_no_picture_or_too_large_or_cut_off_is_refused_with_the_reason() {
        for other in [b"<svg onload='alert(1)'/>".as_slice(), b"<!doctype html>", b"", b"BM", b"%PDF-1.7"] {
            check(other, Err("must be a PNG, JPEG, WebP or GIF picture"));
        }
        let damaged = Err("is cut off or damaged");
        check(b"\x89PNG\r\n\x1a\n", damaged);
        check(b"\xff\xd8\xff\xe0", damaged);
        check(b"GIF89a...", damaged);
        check(b"RIFF\0\0\0\0WEBPVP8 ", damaged);
        check(&png_of(12_000, 12_000), Err("is 12000 by 12000 pixels; at most 4096 by 4096 are taken"));
        check(&png_of(4097, 1), Err("is 4097 by 1 pixels; at most 4096 by 4096 are taken"));
        check(&png_of(0, 1), Err("has no pixels"));
        let mut wide = bytes(GIF);
        wide[6..8].copy_from_slice(&9000u16.to_le_bytes());
        check(&wide, Err("is 9000 by 1 pixels; at most 4096 by 4096 are taken"));
        let mut high = JPEG.to_vec();
        high[25..27].copy_from_slice(&9000u16.to_be_bytes());
        check(&high, Err("is 1 by 9000 pixels; at most 4096 by 4096 are taken"));
        let mut behind = bytes(PNG);
        behind.extend_from_slice(b"<script>");
        check(&behind, damaged);
        let mut bent = bytes(PNG);
        bent[45] ^= 1;
        check(&bent, damaged);
        for whole in [bytes(PNG), JPEG.to_vec(), bytes(GIF), bytes(WEBP)] {
            assert!((3..whole.len() - 1).all(|length| kind(&whole[..length]).is_err()), "cut off");
        }
    }

    #[test]
    fn what_moves_is_refused() {
        let mut gif = bytes(GIF);
        let picture = gif[gif.len() - 15..gif.len() - 1].to_vec();
        gif.splice(gif.len() - 1..gif.len() - 1, picture);
        check(&gif, Err("moves; it must be a still picture"));
        let mut png = bytes(PNG);
        let mut control = b"\0\0\0\x08acTL\0\0\0\x02\0\0\0\0".to_vec();
        let sum = crc(&control[4..]);
        control.extend_from_slice(&sum.to_be_bytes());
        png.splice(33..33, control);
        check(&png, Err("moves; it must be a still picture"));
    }

    proptest! {
        #[test]
        fn nothing_sent_makes_it_panic(start in 0usize..4, rest in prop::collection::vec(any::<u8>(), 0..80), at in 0usize..80) {
            let mut body = vec![bytes(PNG), JPEG.to_vec(), bytes(GIF), bytes(WEBP)].swap_remove(start);
            let at = at.min(body.len());
            body.splice(at.., rest);
            let _ = kind(&body);
        }
    }
}
