//! What the commands of the house and the widget's tool chain (`xtask/widget-build/`) both stand on: where things are, other
//! programs run, and what a built widget is.
//!
//! Every command compiles this, so it knows nothing that is slow to compile.

pub mod process;
pub mod repo;
pub mod rustup;
pub mod widget;
