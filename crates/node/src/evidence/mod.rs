//! Evidence: what of a case goes into a package, how it is written, and how any package is checked.

pub(crate) mod gather;
pub(crate) mod letter;
pub(crate) mod pack;
pub(crate) mod paper;
pub mod sheet;
mod summary;
pub mod tables;
pub mod verify;
