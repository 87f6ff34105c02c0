//! The values the shopper has typed and chosen, and the page's names of the fields. Pure: the page fills them in.

/// The inputs a shopper may get wrong, by their names on the page: the payment option, and the fields.
pub const FIELDS: [&str; 5] = ["way", "name", "email", "phone", "document"];

/// The values the shopper has typed and chosen. They outlive every screen, so that nothing typed is ever lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The way to pay: `spei`, or `cash/` and the store's id.
    pub way: String,
    /// The customer's name.
    pub name: String,
    /// The e-mail address that word of the order is sent to.
    pub email: String,
    /// A phone, as it was typed.
    pub phone: String,
    /// The DNI, where it is asked for.
    pub document: String,
}

impl Typed {
    /// The value of one of [`FIELDS`], by its place there.
    pub fn field(&mut self, place: usize) -> &mut String {
        match place {
            0 => &mut self.way,
            1 => &mut self.name,
            2 => &mut self.email,
            3 => &mut self.phone,
            _ => &mut self.document,
        }
    }
}
