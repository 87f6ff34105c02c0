//! At the counter: what is on the screen and on the paper is read back by somebody else's scanner, which is zbar.

use std::{fs, path::Path, process::Command};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::json;
use tempfile::TempDir;
use views::{Node, barcode::barcode, markup, node::html};

use crate::{browser::Browser, merchant::Merchant, product::Product, shopper::Shopper};

/// What a scanner reads in a picture, each bar code once, in the order of the alphabet.
fn scanned(picture: &Path) -> Vec<String> {
    // Only the one kind we draw: a scanner at a till is told the same.
    let mut zbar = Command::new("zbarimg");
    zbar.args(["--quiet", "--raw", "-Sdisable", "-Scode128.enable", "-Sy-density=4"]).arg(picture);
    let read = zbar.output().expect("zbar is installed: run `cargo xtask test --only browser`");
    let mut read: Vec<_> = String::from_utf8_lossy(&read.stdout).lines().map(str::to_owned).collect();
    read.sort();
    read.dedup();
    read
}

/// References of all the lengths that providers give, some with letters; the same in each run.
fn references(how_many: usize) -> Vec<String> {
    let mut seed = 1_u64;
    let mut next = |below: u64| {
        // Knuth's generator, of which the upper bits are good enough.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut reference = |_| {
        let letters = if next(5) == 0 { "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ-" } else { "0123456789" };
        (0..8 + next(13)).filter_map(|_| letters.chars().nth(usize::try_from(next(letters.len() as u64)).ok()?)).collect()
    };
    (0..how_many).map(&mut reference).collect()
}

/// A sheet of them, drawn as on a slip.
fn sheet(product: &Product, references: &[String]) -> String {
    let bars = references.iter().map(|reference| {
        let bars = barcode(reference, reference).expect("a reference can be drawn");
        html("div").class("bars").child(bars)
    });
    let mut slips = String::new();
    markup::write(&html("div").class("slip").child(bars.map(Node::from).collect::<Vec<_>>()).into(), &mut slips);
    let style = "<style>.slip { filter: none } .bars { margin: 0; padding: 12px 0; background: #fff }</style>";
    format!(r#"<!doctype html><link rel="stylesheet" href="{}/hosted.css">{style}{slips}"#, product.url())
}

#[tokio::test]
async fn five_hundred_references_are_read_back_from_the_screen() {
    let product = Product::open().await;
    let browser = Browser::open().await;
    let folder = TempDir::new().expect("a temporary folder can be made");
    for some in references(500).chunks(50) {
        let page = Merchant::with_page(sheet(&product, some)).await;
        browser.goto(&page.url()).await;
        browser.settle().await;
        let picture = folder.path().join("bars.png");
        fs::write(&picture, browser.whole_page().await).expect("a picture can be kept");
        let mut expected = some.to_vec();
        expected.sort();
        assert_eq!(scanned(&picture), expected);
    }
}

/// The widest row of many bars in a grey picture (PGM, as pdftoppm writes it): from its first dark dot to its last.
fn width_of_bars(picture: &[u8]) -> usize {
    let header: Vec<&[u8]> = picture.splitn(4, |byte| byte.is_ascii_whitespace()).collect();
    let number = |text: &[u8]| std::str::from_utf8(text).ok().and_then(|text| text.parse::<usize>().ok());
    let width = number(header[1]).expect("a PGM says its width");
    // After the height comes the brightest value, and then the dots.
    let rest = header[3];
    let dots = rest.splitn(2, |byte| byte.is_ascii_whitespace()).nth(1).expect("a PGM has dots");
    let bars = |row: &&[u8]| row.windows(2).filter(|pair| (pair[0] < 128) != (pair[1] < 128)).count();
    let row = dots.chunks_exact(width).max_by_key(bars).expect("a page has rows");
    let dark = |dot: &u8| *dot < 128;
    row.iter().rposition(dark).unwrap_or(0) - row.iter().position(dark).unwrap_or(0)
}

#[tokio::test]
async fn the_printed_page_has_bars_of_seven_and_a_half_centimetres_that_scan() {
    let shopper = Shopper::at_a_shop().await;
    // Nobody sees the dialog that asks for a printer, so what would be printed is kept instead.
    let keep = "self.print = () => {
        const styles = document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText));
        parent.printed = `<!doctype html><style>${styles.join('')}</style>${document.body.outerHTML}`;
    }";
    shopper.browser.in_each_document(keep).await;
    shopper.reloads().await;
    let reference = shopper.gets_a_slip_of("7-Eleven").await;
    shopper.presses("Imprimir").await;
    shopper.browser.until("the slip to be printed", "return !!self.printed").await;
    let printed = shopper.browser.ask("return self.printed").await;
    let printed = printed.as_str().expect("a page is text");
    assert!(printed.contains("<h1>SAMSUNG GOLD CURL · Tienda Lupita</h1>"), "it says what it is for, and from whom");
    let paper = Merchant::with_page(printed).await;
    shopper.browser.goto(&paper.url()).await;

    let letter = json!({ "paperWidth": 8.5, "paperHeight": 11, "preferCSSPageSize": true });
    let pdf = shopper.browser.devtools("Page.printToPDF", letter).await;
    let pdf = BASE64_STANDARD.decode(pdf["data"].as_str().expect("it comes as text")).expect("it comes in base 64");
    let folder = TempDir::new().expect("a temporary folder can be made");
    let (file, pages) = (folder.path().join("slip.pdf"), folder.path().join("page"));
    fs::write(&file, pdf).expect("it can be kept");
    let drawn = Command::new("pdftoppm").args(["-gray", "-r", "300"]).arg(&file).arg(&pages).status();
    assert!(drawn.expect("poppler is installed: run `cargo xtask test --only browser`").success());
    let mut drawn: Vec<_> = fs::read_dir(folder.path()).expect("it is there").flatten().map(|entry| entry.path()).collect();
    drawn.retain(|path| path.extension().is_some_and(|kind| kind == "pgm"));
    let [page] = &drawn[..] else { panic!("one clean page, and not {drawn:?}") };

    assert_eq!(scanned(page), [reference]);
    let dots = width_of_bars(&fs::read(page).expect("the page can be read"));
    // 300 dots to 2.54 centimetres.
    assert!(dots * 254 >= 300 * 750, "the bars are {} millimetres wide", dots * 254 / 3000);
}
