//! What is kept in the browser: order ids, the idempotency key of a request that has not been answered, and the way to pay
//! that was chosen last. Nothing else, and never anything about the shopper.
//!
//! It is kept in `localStorage`, so that a reload, another tab and the next day find the same order. Where a browser
//! refuses storage, everything works but the finding again.

use web_sys::Storage;

/// Where the way to pay is kept: `spei`, or `cash/` and a store's id.
const WAY: &str = "ficha:way";

/// The memory of one button or order.
#[derive(Clone)]
pub(crate) struct Memory {
    name: String,
}

impl Memory {
    /// The memory of `subject`: a button's or an order's id.
    pub(crate) fn of(subject: &str) -> Self {
        Self { name: ["ficha:", subject].concat() }
    }

    /// The order made from this button.
    pub(crate) fn order(&self) -> Option<String> {
        self.read(&self.name)
    }

    pub(crate) fn keep_order(&self, id: &str) {
        self.write(&self.name, id);
    }

    pub(crate) fn forget_order(&self) {
        self.remove(&self.name);
        self.forget_key();
    }

    /// The key of the request under way, made and kept now if there is none: two tabs, or a page that was reloaded
    /// in the middle, send the same one.
    pub(crate) fn key(&self) -> String {
        self.read(&self.key_name()).unwrap_or_else(|| {
            let key = random_key();
            self.write(&self.key_name(), &key);
            key
        })
    }

    /// To be called once the request has been answered, well or badly.
    pub(crate) fn forget_key(&self) {
        self.remove(&self.key_name());
    }

    fn key_name(&self) -> String {
        [&self.name, ":key"].concat()
    }

    fn read(&self, name: &str) -> Option<String> {
        storage()?.get_item(name).ok()?
    }

    fn write(&self, name: &str, value: &str) {
        if let Some(storage) = storage() {
            // A full or forbidden storage costs only the finding again.
            let _ = storage.set_item(name, value);
        }
    }

    fn remove(&self, name: &str) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(name);
        }
    }
}

/// The way to pay that was chosen last, at any shop on this page's origin.
pub(crate) fn way() -> Option<String> {
    storage()?.get_item(WAY).ok()?
}

/// Keeps the way to pay that has just been chosen.
pub(crate) fn keep_way(way: &str) {
    if let Some(storage) = storage() {
        // Forgotten, it costs one more tap.
        let _ = storage.set_item(WAY, way);
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// 128 random bits in hex. Not `randomUUID`, which browsers refuse on pages without TLS.
fn random_key() -> String {
    let mut bits = [0u8; 16];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        // Without random bits all keys would be alike, and the backend would say so rather than charge twice.
        let _ = crypto.get_random_values_with_u8_array(&mut bits);
    }
    let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble)]);
    bits.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
