//! Evidence: what of a case goes into a package, how it is written, and how any package is checked.

pub(crate) mod gather;
pub(crate) mod letter;
pub(crate) mod pack;
pub mod sheet;
pub mod verify;
