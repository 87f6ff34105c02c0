//! The slip as a picture: for whoever keeps what matters among their photos, or sends it where text gets lost.
//!
//! Drawn on a canvas in the size of a phone's screen, with the bars sharp; it needs no network and no library. What
//! stands on it where is known to `views::picture`; the colours are those of the slip that is shown.

use super::js::{call, get, global, make, set};
use super::page::{Checkout, Page};
use super::slip::{facts, hand_over, note};
use views::picture::{self, BAND, BARS, Piece};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

/// The picture's width in its own units, three pixels each.
const WIDTH: u32 = 360;
const PIXELS: u32 = 3;
/// The white margin on both sides, in the same units.
const MARGIN: u32 = 16;

/// Draws the picture, and hands it over as a file.
pub(crate) fn save(it: Checkout) {
    let Some(page) = it.page() else { return };
    let drawn = draw(&page).and_then(|canvas| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            if let Some(page) = it.page() {
                note(&page, blob.is_object() && hand_over(&page, &blob, "ficha.png"));
            }
        });
        call(&canvas, "toBlob", &[&done])
    });
    note(&page, drawn.is_ok());
}

/// A canvas that is drawn on from above to below.
struct Sheet {
    pen: JsValue,
    /// The height that is drawn already.
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
    let facts = facts(page).ok_or(JsValue::NULL)?;
    let pieces = picture::pieces(&page.locale, &facts);
    let height = picture::height(&pieces);

    let canvas = call(&global("document"), "createElement", &[&"canvas".into()])?;
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
    sheet.call("fillRect", &[0, 0, WIDTH, BAND])?;
    sheet.set("fillStyle", &colour(".band", "color"));
    sheet.line(&facts.place, "800 22", 34)?;
    sheet.y = BAND;
    sheet.set("fillStyle", &colour(".slip", "color"));
    for piece in pieces {
        match piece {
            Piece::Line(text, font, height) => sheet.line(&text, font, height)?,
            Piece::Bars(content) => {
                if let Some((path, modules)) = views::barcode::path(&content) {
                    draw_bars(&sheet, &path, modules)?;
                }
                sheet.y += BARS.1;
            }
        }
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
    sheet.call("translate", &[left, (sheet.y + BARS.1 - BARS.0) * PIXELS])?;
    sheet.call("scale", &[module, BARS.0 * PIXELS])?;
    call(&sheet.pen, "fill", &[&make("Path2D", &[&path.into()])?])?;
    sheet.call("restore", &[]).map(drop)
}
