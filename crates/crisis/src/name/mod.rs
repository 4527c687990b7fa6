//! One name in many writings: which record is meant by 佐藤裕子, さとう ゆうこ, SATOH YUKO, Satō Yūko and SATO<<YUKO.
//!
//! Every writing is brought to *sound keys*: kana by their sounds, kanji by the readings that the built-in list gives
//! (`data/names-japanese.tsv`), Latin letters without accents and with the spellings of Hepburn, Kunrei, passports (`OH`,
//! `OU`) and ICAO 9303-3 (`AE`, `OE`, `UE`) made one. Keys only find; people decide.

mod form;
mod index;
mod kana;
mod key;
mod latin;
mod query;
mod reading;

pub use form::{FORMS_MAX, comparison_forms};
pub use index::{Hit, NameIndex};
pub use key::NameKeys;
pub use latin::{folded, to_mrz};
pub use query::HITS_MAX;
pub use reading::Readings;
