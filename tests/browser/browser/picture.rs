//! Pictures of what is in the window, on a phone and on a desk, in the light and in the dark, for people to look at.

use std::{fs, path::PathBuf};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::json;
use thirtyfour::cdp::domains::emulation::{MediaFeature, SetEmulatedMedia};

use super::{Browser, baseline::Sheet};

/// A window's size, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Window {
    /// The narrowest anybody is promised, and a laptop's window at 400 %: 320 by 568.
    Narrow,
    /// A cheap phone, held upright: 360 by 780.
    Phone,
    /// An old phone, with the browser's own bars: 360 by 640.
    Low,
    /// A laptop: 1280 by 900.
    Desk,
}

impl Window {
    fn size(self) -> (u32, u32) {
        match self {
            Self::Narrow => (320, 568),
            Self::Phone => (360, 780),
            Self::Low => (360, 640),
            Self::Desk => (1280, 900),
        }
    }
}

/// Lets every date on the screen be the same one, because a longer name of a day can move all that stands below it.
const ON_ONE_DAY: &str = r#"
    const roots = [document, ...[...document.querySelectorAll('*')].map((it) => it.shadowRoot).filter(Boolean)];
    self.told = [];
    for (const root of roots) {
        const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        for (let text; (text = texts.nextNode()); ) {
            const was = text.data;
            const dated = was
                .replace(/\p{L}+,? \d{1,2} de \p{L}+/u, (date) => (date.length > 16 ? "lunes, 23 de noviembre" : "lun 23 de nov"))
                .replace(/\p{L}+day, \p{L}+ \d{1,2}/u, "Monday, November 23")
                .replace(/\b\p{L}{3}, \p{L}{3} \d{1,2}\b/u, "Mon, Nov 23")
                .replace(/\d{1,2} \p{L}{3} \d{4}, /u, "23 nov 2026, ")
                .replace(/\p{L}{3} \d{1,2} \d{4}, /u, "Nov 23 2026, ");
            if (dated == was && !/lun 23 de nov|lunes, 23 de nov|Mon(day)?, Nov(ember)? 23|23 nov 2026|Nov 23 2026/.test(was)) continue;
            text.data = dated.replace(/\d{1,2}:\d{2}/, "10:30");
            told.push([text, text.data, was]);
        }
    }
    return told.length;"#;

/// And then what they are again, where nothing else has been written meanwhile.
const ON_ITS_DAY: &str = "for (const [text, told, was] of self.told) if (text.data == told) text.data = was; return 0;";

impl Browser {
    /// Makes the window this large, with two pixels of the screen for each of CSS.
    pub(crate) async fn resize(&self, window: Window) {
        let (width, height) = window.size();
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 2, "mobile": false});
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await.expect("Chromium can resize");
    }

    /// Prefers what the shopper prefers, e.g. `("prefers-color-scheme", "dark")`.
    pub(crate) async fn prefer(&self, features: &[(&str, &str)]) {
        let features =
            features.iter().map(|(name, value)| MediaFeature { name: (*name).to_owned(), value: (*value).to_owned() });
        let media = SetEmulatedMedia { media: None, features: Some(features.collect()) };
        self.driver.cdp().send(media).await.expect("Chromium can prefer");
    }

    /// Takes the four pictures `target/pictures/NAME-{360,1280}-{light,dark}.png`, and says what does not look as it did when
    /// somebody last looked. Afterwards the window is a phone, in the light.
    pub(crate) async fn pictures(&self, name: &str) -> Result<(), String> {
        let mut taken = Vec::new();
        self.ask(ON_ONE_DAY).await;
        for (scheme, window) in
            [("dark", Window::Desk), ("dark", Window::Phone), ("light", Window::Desk), ("light", Window::Phone)]
        {
            self.resize(window).await;
            self.prefer(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]).await;
            self.settle().await;
            let file = folder().join(format!("{name}-{}-{scheme}.png", window.size().0));
            fs::create_dir_all(folder()).expect("target/pictures can be made");
            let picture = self.picture().await;
            fs::write(file, &picture).expect("the picture can be kept");
            taken.push(picture);
        }
        self.ask(ON_ITS_DAY).await;
        Sheet::of(&taken).looks_as_before(name)
    }

    /// The window as PNG.
    async fn picture(&self) -> Vec<u8> {
        let encoded = self.driver.cdp().page().capture_screenshot_base64().await.expect("Chromium takes a picture");
        BASE64_STANDARD.decode(encoded).expect("a picture comes in base 64")
    }

    /// The whole of a page that is higher than the window, as PNG, with two dots for each pixel of CSS.
    pub(crate) async fn whole_page(&self) -> Vec<u8> {
        self.resize(Window::Phone).await;
        let size = self.devtools("Page.getLayoutMetrics", json!({})).await["cssContentSize"].clone();
        let clip = json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 });
        let all = json!({ "format": "png", "captureBeyondViewport": true, "optimizeForSpeed": true, "clip": clip });
        let taken = self.devtools("Page.captureScreenshot", all).await;
        BASE64_STANDARD.decode(taken["data"].as_str().expect("it comes as text")).expect("it comes in base 64")
    }

    /// Waits until styles, fonts and pictures are in, and two frames have been drawn with them.
    pub(crate) async fn settle(&self) {
        let script = "const done = arguments[0];
            Promise.all([document.fonts.ready, ...document.getAnimations().map((moving) => moving.finished.catch(() => {}))])
                .then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))));";
        self.driver.execute_async(script, Vec::new()).await.expect("the page draws");
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/pictures")
}
