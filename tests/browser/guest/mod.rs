//! A guest with manners: whatever page Ficha is put into, it looks and works the same there, and leaves that page as it
//! was.

mod leaks;
mod look;
mod once;
mod page_state;
mod pasted;
mod places;
