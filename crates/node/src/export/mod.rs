//! Exports of the ranked list: CSV, JSON, GeoJSON and XLSX, all written whole or not at all.

mod whole;

pub use whole::Whole;
