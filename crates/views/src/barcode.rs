//! Code 128 (ISO/IEC 15417): text to bars, and the bars as SVG.
//!
//! It draws what it is given; whether a till can read it is known elsewhere. Pairs of digits go in code set C, two to
//! a symbol, so that a sixteen-digit reference is 143 modules wide with its quiet zones and stays sharp at two
//! pixels a module on the narrowest phone.

use crate::node::{Element, svg};

/// The width of the quiet zone on each side, in modules: ten, as the standard asks.
pub const QUIET: usize = 10;

const START_B: usize = 104;
const START_C: usize = 105;
const TO_B: usize = 100;
const TO_C: usize = 99;
const STOP: usize = 106;

/// The widths of bar, space, bar, space, bar, space of each symbol value, 0 to 105.
const WIDTHS: &[u8; 636] = b"\
212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221\
223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321\
112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131\
311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114\
122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141\
214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232";

/// The stop pattern: thirteen modules, ending in a bar.
const STOP_WIDTHS: &[u8; 7] = b"2331112";

/// The symbol values of a text, from start to stop with the check symbol, or `None` where it is empty, longer than 80
/// characters or holds anything but printable ASCII.
fn symbols(text: &str) -> Option<Vec<usize>> {
    if text.is_empty() || text.len() > 80 || !text.bytes().all(|byte| (32..127).contains(&byte)) {
        return None;
    }
    let bytes = text.as_bytes();
    let digits_from = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let worth_c = |at: usize| {
        let run = digits_from(at);
        let at_an_end = at == 0 || at + run == bytes.len();
        if at_an_end { run >= 4 || (run == 2 && bytes.len() == 2) } else { run >= 6 }
    };
    let mut in_c = worth_c(0);
    let mut values = vec![if in_c { START_C } else { START_B }];
    let mut at = 0;
    while at < bytes.len() {
        if in_c && digits_from(at) >= 2 {
            values.push(usize::from(bytes[at] - b'0') * 10 + usize::from(bytes[at + 1] - b'0'));
            at += 2;
            continue;
        }
        if in_c {
            values.push(TO_B);
            in_c = false;
        } else if worth_c(at) && digits_from(at) % 2 == 0 {
            values.push(TO_C);
            in_c = true;
            continue;
        }
        values.push(usize::from(bytes[at] - 32));
        at += 1;
    }
    let check = values.iter().enumerate().map(|(place, value)| value * place.max(1)).sum::<usize>() % 103;
    values.extend([check, STOP]);
    Some(values)
}

/// The widths of all bars and spaces, beginning with a bar.
fn widths(values: &[usize]) -> impl Iterator<Item = usize> + '_ {
    let of = |value: &usize| if *value == STOP { &STOP_WIDTHS[..] } else { &WIDTHS[value * 6..][..6] };
    values.iter().flat_map(of).map(|width| usize::from(width - b'0'))
}

/// The bars as an SVG path one unit high, with the number of modules across, quiet zones included.
/// ```
/// use views::barcode::path;
///
/// let (bars, modules) = path("1234567890123456").expect("digits can be encoded");
/// assert_eq!(modules, 143, "eight pairs of digits, start, check, stop, and a quiet zone on each side");
/// assert!(bars.starts_with("M10 0h2v1h-2z"), "the first bar stands behind the quiet zone");
/// assert_eq!(path("¡"), None);
/// ```
pub fn path(text: &str) -> Option<(String, usize)> {
    let mut path = String::new();
    let mut at = QUIET;
    for (place, width) in widths(&symbols(text)?).enumerate() {
        if place % 2 == 0 {
            let (at, width) = (at.to_string(), width.to_string());
            path.extend(["M", &at, " 0h", &width, "v1h-", &width, "z"]);
        }
        at += width;
    }
    Some((path, at + QUIET))
}

/// The bar code, black on nothing, named for those who cannot see it; `None` for a text it cannot encode.
pub fn barcode(text: &str, name: &str) -> Option<Element> {
    let (path, modules) = path(text)?;
    let bars = svg("path").attr("d", &path);
    let drawing = svg("svg")
        .attr("part", "barcode")
        .attr("role", "img")
        .attr("aria-label", name)
        .attr("viewBox", &["0 0 ", &modules.to_string(), " 1"].concat())
        .attr("preserveAspectRatio", "none")
        .attr("shape-rendering", "crispEdges")
        .attr("width", &(modules * 2).to_string());
    Some(drawing.child(bars))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_symbol_is_eleven_modules_wide_and_no_two_are_alike() {
        let symbols: Vec<_> = WIDTHS.chunks(6).collect();
        assert!(symbols.iter().all(|widths| widths.iter().map(|width| u32::from(width - b'0')).sum::<u32>() == 11));
        assert_eq!(symbols.iter().collect::<std::collections::BTreeSet<_>>().len(), 106);
    }

    fn check(text: &str, expected: Option<&[usize]>) {
        assert_eq!(symbols(text).as_deref(), expected, "{text:?}");
    }

    #[test]
    fn texts_are_encoded_as_the_standard_says() {
        // The worked example of the literature has check symbol 54 from start code A; from start code B it is one more.
        check("PJJ123C", Some(&[104, 48, 42, 42, 17, 18, 19, 35, 55, 106]));
        check("1234", Some(&[105, 12, 34, 82, 106]));
        check("123", Some(&[104, 17, 18, 19, 8, 106]));
        check("12345", Some(&[105, 12, 34, 100, 21, 54, 106]));
        check("", None);
        check("ñ", None);
    }

    #[test]
    fn sixteen_digits_are_as_narrow_as_promised() {
        assert_eq!(path("1234567890123456").unwrap().1, 143);
    }

    /// An independent reading: the symbols back to text, the check symbol verified.
    fn read(values: &[usize]) -> Option<String> {
        let (check, body) = values[..values.len() - 1].split_last()?;
        let sum: usize = body.iter().enumerate().map(|(place, value)| value * place.max(1)).sum();
        let mut set = body[0];
        let mut text = String::new();
        for &value in &body[1..] {
            match (set, value) {
                (START_C, TO_B) => set = START_B,
                (START_B, TO_C) => set = START_C,
                (START_C, pair) => text.push_str(&format!("{pair:02}")),
                (_, value) => text.push(char::from(u8::try_from(value).ok()? + 32)),
            }
        }
        (sum % 103 == *check).then_some(text)
    }

    proptest! {
        #[test]
        fn what_is_encoded_reads_back(text in "[ -~]{1,80}") {
            prop_assert_eq!(symbols(&text).and_then(|values| read(&values)), Some(text));
        }

        #[test]
        fn references_read_back(text in "[0-9]{1,40}") {
            prop_assert_eq!(symbols(&text).and_then(|values| read(&values)), Some(text));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,100}") {
            let _ = path(&text);
        }
    }
}
