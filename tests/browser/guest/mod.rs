//! A guest with manners: whatever page Ficha is put into, it looks and works the same there, and leaves that page as it
//! was.

mod leaks;
mod look;
mod manners;
mod once;
mod pasted;
mod places;
