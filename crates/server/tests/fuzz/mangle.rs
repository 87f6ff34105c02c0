//! What comes in place of what was expected: real examples, cut, bent and stretched, and things that never were one. Which parser
//! reads it is not known here.

use proptest::prelude::*;
use std::sync::Arc;

/// One thing that is done to an example. Places are counted modulo what there is.
#[derive(Clone, Debug)]
enum Bend {
    Cut(usize),
    Byte(usize, u8),
    Insert(usize, &'static [u8]),
    /// In the place of a value: from here to the next comma, bracket or ampersand.
    Value(usize, &'static [u8]),
    Delete(usize, usize),
    Repeat(usize, usize, usize),
    Move(usize, usize, usize),
}

/// What parsers have stumbled over, elsewhere.
const STONES: &[&[u8]] = &[
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"null",
    b"true",
    b"\"\"",
    b"{}",
    b"[]",
    b"[[[[[[[[",
    b"0",
    b"-0",
    b"-1",
    b"0.005",
    b"1e309",
    b"-1e-400",
    b"1E999999999",
    b"9223372036854775807",
    b"9223372036854775808",
    b"-9223372036854775808",
    b"99999999999999999999999999",
    b"0x10",
    b"NaN",
    b"Infinity",
    b"\"1e308\"",
    b"\"-9223372036854775808\"",
    b"\"0,01\"",
    b"\\u0000",
    b"\\ud800",
    b"\\udfff\\ud800",
    b"\\u202e",
    b"\0",
    b"\xff",
    b"\xc3\x28",
    b"\xed\xa0\x80",
    b"\xf0\x9f\x92\xa9",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
    b"\r\n",
    b"\n ",
    b"\t",
    b" ",
    b"%00",
    b"%ff",
    b"%2e%2e%2f",
    b"../",
    b"//",
    b"&",
    b"=",
    b"+",
    b";",
    b"'",
    b"<script>",
    b"]]>",
    b"$1",
    b"{{7*7}}",
    b"\"2026-13-45T99:99:99Z\"",
    b"\"9999-12-31T23:59:59Z\"",
    b"\"-9999-01-01T00:00:00Z\"",
    b"253402300800",
    b"\"a\":1,\"a\":2",
    b"#",
    b"?",
    b"@",
    b"[::]",
    b"::ffff:1.2.3.4",
    b"0/0",
    b"https://",
    b"XXX",
    b"MXN",
    b"ch_",
    b"whsec_",
    b"ord_",
];

fn bend() -> impl Strategy<Value = Bend> {
    let place = || 0usize..8192;
    let stone = || prop::sample::select(STONES);
    prop_oneof![
        1 => place().prop_map(Bend::Cut),
        3 => (place(), any::<u8>()).prop_map(|(at, byte)| Bend::Byte(at, byte)),
        3 => (place(), stone()).prop_map(|(at, stone)| Bend::Insert(at, stone)),
        4 => (place(), stone()).prop_map(|(at, stone)| Bend::Value(at, stone)),
        2 => (place(), 1usize..40).prop_map(|(at, length)| Bend::Delete(at, length)),
        1 => (place(), 1usize..60, 1usize..30).prop_map(|(at, length, times)| Bend::Repeat(at, length, times)),
        1 => (place(), place(), 1usize..60).prop_map(|(from, to, length)| Bend::Move(from, to, length)),
    ]
}

impl Bend {
    fn apply(&self, text: &mut Vec<u8>) {
        let length = text.len();
        if length == 0 {
            return;
        }
        let piece = |at: usize, length: usize| at % text.len()..(at % text.len() + length).min(text.len());
        match *self {
            Self::Cut(at) => text.truncate(at % length),
            Self::Byte(at, byte) => text[at % length] = byte,
            Self::Insert(at, stone) => drop(text.splice(at % length..at % length, stone.iter().copied())),
            Self::Value(at, stone) => {
                let begin = (at % length..length).find(|&at| b":=[".contains(&text[at])).map_or(0, |at| at + 1);
                let end = (begin..length).find(|&at| b",}]&\n".contains(&text[at])).unwrap_or(length);
                drop(text.splice(begin..end, stone.iter().copied()));
            }
            Self::Delete(at, many) => drop(text.drain(piece(at, many))),
            Self::Repeat(at, many, times) => {
                let piece = text[piece(at, many)].repeat(times);
                drop(text.splice(at % length..at % length, piece));
            }
            Self::Move(from, to, many) => {
                let moved: Vec<u8> = text.drain(piece(from, many)).collect();
                let to = to % (text.len() + 1);
                drop(text.splice(to..to, moved));
            }
        }
    }
}

/// The examples, most of them bent; and, now and then, any bytes and any text.
pub(crate) fn mangled(examples: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let examples = Arc::new(examples);
    let bent = (any::<prop::sample::Index>(), prop::collection::vec(bend(), 0..5)).prop_map(move |(which, bends)| {
        let mut text = which.get(&examples).clone();
        bends.iter().for_each(|bend| bend.apply(&mut text));
        text
    });
    prop_oneof![
        8 => bent,
        1 => prop::collection::vec(any::<u8>(), 0..100),
        1 => prop::collection::vec(any::<char>(), 0..50).prop_map(|text| text.into_iter().collect::<String>().into_bytes()),
    ]
}
