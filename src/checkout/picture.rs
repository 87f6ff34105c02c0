//! The slip as a picture: for whoever keeps what matters among their photos, or sends it where text gets lost.
//!
//! Drawn on a canvas in the size of a phone's screen, with the bars sharp; it needs no network and no library. It says
//! what is shared in words too (`views::share`), in the colours of the slip that is shown.

use super::Checkout;
use super::actions::hand_over;
use super::by_name::{call, get, global, make, set};
use super::screen::Page;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

/// The picture's width in its own units, three pixels each.
const WIDTH: u32 = 360;
const PIXELS: u32 = 3;
/// What is left white on both sides.
const MARGIN: u32 = 16;

/// Makes it, and hands it over as a file.
pub(crate) fn save(it: Checkout) {
    let Some(page) = it.page() else { return };
    // A browser that draws nothing leaves the slip to be copied and printed.
    let _ = draw(&page).map(|canvas| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            if let Some(page) = it.page().filter(|_| blob.is_object()) {
                hand_over(&page, &blob, "ficha.png");
            }
        });
        call(&canvas, "toBlob", &[&done])
    });
}

/// A canvas that is drawn on from above to below.
struct Sheet {
    pen: JsValue,
    /// How far it is drawn.
    y: u32,
}

impl Sheet {
    fn set(&self, what: &str, value: &str) {
        set(&self.pen, what, &JsValue::from_str(value));
    }

    fn call(&self, method: &str, numbers: &[u32]) -> Result<JsValue, JsValue> {
        let numbers: Vec<JsValue> = numbers.iter().map(|&number| JsValue::from(number)).collect();
        call(&self.pen, method, &numbers.iter().collect::<Vec<_>>())
    }

    /// A line in the middle, drawn narrower where it would not fit.
    fn line(&mut self, text: &str, font: &str, height: u32) -> Result<(), JsValue> {
        self.y += height;
        self.set("font", &[font, "px system-ui, sans-serif"].concat());
        let (middle, room) = (JsValue::from(WIDTH / 2), JsValue::from(WIDTH - 2 * MARGIN));
        call(&self.pen, "fillText", &[&text.into(), &middle, &self.y.into(), &room]).map(drop)
    }
}

fn draw(page: &Page) -> Result<JsValue, JsValue> {
    let state = page.state.peek();
    let (Some(order), Some(charge)) = (&state.order, state.charge()) else { return Err(JsValue::NULL) };
    let Some(slip) = &charge.voucher else { return Err(JsValue::NULL) };
    let text = views::share::text(&page.locale, order, charge);
    // What is bought, how much and where have places of their own.
    let mut lines = text.split('\n');
    let (what, _) = (lines.next().unwrap_or_default(), lines.next());
    let (label, digits) = lines.next().and_then(|line| line.split_once(": ")).unwrap_or_default();
    let lines: Vec<&str> = lines.flat_map(|line| line.split(" (")).collect();
    let bars = slip.barcode.as_ref().and_then(|code| views::barcode::path(&code.content));

    let canvas = call(&global("document"), "createElement", &[&"canvas".into()])?;
    let rows = u32::try_from(lines.len()).unwrap_or(0);
    let height = 212 + rows * 24 + if bars.is_some() { 88 } else { 0 };
    set(&canvas, "width", &(WIDTH * PIXELS).into());
    set(&canvas, "height", &(height * PIXELS).into());
    let mut sheet = Sheet { pen: call(&canvas, "getContext", &[&"2d".into()])?, y: 0 };
    sheet.call("scale", &[PIXELS, PIXELS])?;
    sheet.set("textAlign", "center");
    let colour = |selector: &str, of: &str| -> String {
        let found = page.root.query_selector(selector).ok().flatten().map_or(JsValue::NULL, JsValue::from);
        let style = call(&global("window"), "getComputedStyle", &[&found]).unwrap_or(JsValue::NULL);
        get(&style, of).as_string().unwrap_or_default()
    };

    sheet.set("fillStyle", &colour(".slip", "backgroundColor"));
    sheet.call("fillRect", &[0, 0, WIDTH, height])?;
    sheet.set("fillStyle", &colour(".band", "backgroundColor"));
    sheet.call("fillRect", &[0, 0, WIDTH, 52])?;
    sheet.set("fillStyle", &colour(".band", "color"));
    sheet.line(&views::voucher::place(&page.locale, charge), "800 22", 34)?;
    sheet.y = 52;
    sheet.set("fillStyle", &colour(".slip", "color"));
    sheet.line(&page.locale.money(&slip.amount), "800 40", 52)?;
    sheet.line(what, "400 14", 28)?;
    sheet.y += 16;
    if let Some((path, modules)) = bars {
        draw_bars(&sheet, &path, modules)?;
        sheet.y += 72;
    }
    sheet.line(label, "400 12", 20)?;
    sheet.line(digits, "700 24", 28)?;
    sheet.y += 4;
    for line in lines {
        sheet.line(line.trim_end_matches(')'), "400 14", 24)?;
    }
    Ok(canvas)
}

/// The bars at whole pixels, as wide as they are on the slip.
fn draw_bars(sheet: &Sheet, path: &str, modules: usize) -> Result<(), JsValue> {
    let modules = u32::try_from(modules).unwrap_or(WIDTH);
    // In pixels rather than units: a module is never between two.
    let module = ((WIDTH - MARGIN) * PIXELS / modules).clamp(1, 2 * PIXELS);
    let left = (WIDTH * PIXELS).saturating_sub(modules * module) / 2;
    sheet.call("save", &[])?;
    sheet.call("resetTransform", &[])?;
    sheet.call("translate", &[left, sheet.y * PIXELS])?;
    sheet.call("scale", &[module, 64 * PIXELS])?;
    call(&sheet.pen, "fill", &[&make("Path2D", &[&path.into()])?])?;
    sheet.call("restore", &[]).map(drop)
}
