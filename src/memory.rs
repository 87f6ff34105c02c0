//! The memory in the browser: order ids, the idempotency keys of what was asked, and the way to pay that was chosen last.
//! Nothing else, and never anything about the shopper.
//!
//! Its place is `localStorage`, so that a reload, another tab and the next day find the same order. Where a browser
//! refuses storage, everything works but the finding again.

use web_sys::Storage;

/// The key of the way to pay, whose value is `spei`, or `cash/` and a store's id.
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
        read(&self.name)
    }

    pub(crate) fn keep_order(&self, id: &str) {
        write(&self.name, id);
    }

    /// Forgets the order, and the keys of all that was asked for it.
    pub(crate) fn forget_order(&self) {
        if let Some(order) = self.order() {
            (0..)
                .map(|slips| Key::of_charge(&order, slips))
                .take_while(|key| read(&key.name).is_some())
                .for_each(|key| key.forget());
        }
        remove(&self.name);
        self.key().forget();
    }

    /// The key under which an order is asked of this button, as long as that order is kept.
    pub(crate) fn key(&self) -> Key {
        Key { name: [&self.name, ":key"].concat() }
    }
}

/// An idempotency key, under a name that says what it is for. It outlives the answer, so that a second tab, however late its
/// request, and a page that was reloaded in the middle ask for the same thing and are given the same.
pub(crate) struct Key {
    name: String,
}

impl Key {
    /// The key of an order's next charge, when there are `slips` vouchers already: each is asked for once.
    pub(crate) fn of_charge(order: &str, slips: usize) -> Self {
        Self { name: ["ficha:", order, ":key", &slips.to_string()].concat() }
    }

    /// The key, made and kept now if there is none.
    pub(crate) fn value(&self) -> String {
        read(&self.name).unwrap_or_else(|| {
            let key = random_key();
            write(&self.name, &key);
            key
        })
    }

    /// Forgets the key; called when the request was refused for good: the next try is another one.
    pub(crate) fn forget(&self) {
        remove(&self.name);
    }
}

fn read(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

fn write(name: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden storage costs only the finding again.
        let _ = storage.set_item(name, value);
    }
}

fn remove(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(name);
    }
}

/// The way to pay that was chosen last, at any shop on this page's origin.
pub(crate) fn way() -> Option<String> {
    read(WAY)
}

/// Keeps the way to pay that has just been chosen.
pub(crate) fn keep_way(way: &str) {
    write(WAY, way);
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
