//! Evidence: what of a case goes into a package, how it is written, and how any package is checked.

pub(crate) mod gather;
pub(crate) mod letter;
pub(crate) mod pack;
pub(crate) mod paper;
mod raw_check;
mod raw_decode;
mod raw_find;
mod raw_pack;
mod raw_sought;
#[cfg(test)]
mod raw_tests;
mod raw_words;
pub mod sheet;
mod summary;
pub mod tables;
pub mod verify;

pub(crate) use raw_find::raw_evidence;
pub(crate) use raw_pack::RawEvidence;
