//! What a screen looked like when somebody last looked at it and was content: a small grey sheet of its four pictures, kept in
//! `tests/browser/baselines/`. Small, so that a date, a reference or a bar code of another day changes nothing, and a line that
//! moves, a button that goes or a colour that turns does. What the screen is, this does not know.
//!
//! `FICHA_ACCEPT_PICTURES=1` keeps what is seen now as the new baseline: look at it first, in `target/pictures`.

use std::{env, fs, path::PathBuf};

use image::{GenericImage as _, GrayImage, ImageReader, imageops};

/// How many dots of a picture become one of the sheet: 16, which are eight pixels of CSS.
const SHRINK: u32 = 16;

/// How far apart two greys are that anybody tells apart, of 255.
const APART: u8 = 36;

/// How many dots of a thousand may be others. A run's own dates and digits change up to four.
const OTHERS: usize = 15;

/// The pictures of one screen, small and side by side.
pub(super) struct Sheet(GrayImage);

impl Sheet {
    /// Puts them together, in this order.
    pub(super) fn of(pictures: &[Vec<u8>]) -> Self {
        let small = |png: &Vec<u8>| {
            let picture = image::load_from_memory(png).expect("a browser's picture can be read").into_luma8();
            imageops::resize(&picture, picture.width() / SHRINK, picture.height() / SHRINK, imageops::FilterType::Triangle)
        };
        let small: Vec<_> = pictures.iter().map(small).collect();
        let height = small.iter().map(GrayImage::height).max().unwrap_or_default();
        let mut sheet = GrayImage::new(small.iter().map(GrayImage::width).sum(), height);
        let mut left = 0;
        for picture in &small {
            sheet.copy_from(picture, left, 0).expect("there is room for each");
            left += picture.width();
        }
        Self(sheet)
    }

    /// Whether it looks as it did, else how much of it does not.
    pub(super) fn looks_as_before(&self, name: &str) -> Result<(), String> {
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/browser/baselines").join(format!("{name}.png"));
        if env::var_os("FICHA_ACCEPT_PICTURES").is_some() {
            fs::create_dir_all(file.parent().expect("it is in a folder")).expect("the folder can be made");
            self.0.save(&file).expect("a baseline can be kept");
            return Ok(());
        }
        let advice = "look at target/pictures, and keep what is right with FICHA_ACCEPT_PICTURES=1";
        let kept = ImageReader::open(&file).map_err(|_| format!("{name} has no baseline: {advice}"))?;
        let kept = kept.decode().expect("a baseline is a picture").into_luma8();
        if kept.dimensions() != self.0.dimensions() {
            return Err(format!("{name} has another size than its baseline: {advice}"));
        }
        let all = (kept.width() * kept.height()) as usize;
        let others = self.0.enumerate_pixels().filter(|(x, y, seen)| !is_near(&kept, *x, *y, seen.0[0])).count();
        if others * 1000 > all * OTHERS {
            return Err(format!("{name}: {} of 1000 dots are not as they were; {advice}", others * 1000 / all));
        }
        Ok(())
    }
}

/// Whether there was such a grey there, or right beside it.
fn is_near(kept: &GrayImage, x: u32, y: u32, grey: u8) -> bool {
    let (columns, rows) = (x.saturating_sub(1)..(x + 2).min(kept.width()), y.saturating_sub(1)..(y + 2).min(kept.height()));
    columns.flat_map(|x| rows.clone().map(move |y| (x, y))).any(|(x, y)| kept.get_pixel(x, y).0[0].abs_diff(grey) <= APART)
}
