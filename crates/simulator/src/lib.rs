//! The backend's whole life, played through from a seed, in one process and one thread.
//!
//! The library is the merchant's own, to the letter; so are its SQL and its rules. Around it everything moves by chance and by a clock
//! that jumps from one thing that happens to the next: shoppers, tills, providers, the shop's own server and the machine itself
//! ([`plan`]). After each write and each answer it is asked whether what must always hold still does ([`rules`]), and once it is quiet,
//! whether everybody agrees ([`quiet`]). The same seed tells the same story; a story that breaks a rule is told as short as it gets
//! ([`shrink`]).

pub mod beyond;
pub mod clock;
pub mod copies;
pub mod db;
pub mod depositors;
pub mod dice;
pub mod network;
pub mod odd;
pub mod people;
pub mod plan;
pub mod quiet;
pub mod rows;
pub mod rules;
pub mod shop;
pub mod shrink;
pub mod story;
pub mod weather;
pub mod world;
