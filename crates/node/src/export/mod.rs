//! Exports of the ranked list: CSV, JSON, GeoJSON, XLSX and GeoParquet, all written whole or not at all.

mod area;
mod geojson;
mod geoparquet;
mod list;
mod table;
mod whole;
mod workbook;

use std::io::{self, Write};
use std::path::Path;

use vigie_watch::Ranked;

use crate::i18n::Catalogue;

pub use area::area_collection;
pub(crate) use area::cut_geometry;
pub use geojson::feature_collection;
pub use geoparquet::geoparquet;
pub use list::{COLUMNS, Cell, Heading, reason_text, row, why};
pub(crate) use table::plain;
pub use table::write_csv;
pub use whole::Whole;
pub use workbook::{ROWS_MAX, workbook};

/// A format of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFormat {
    /// Comma-separated values.
    Csv,
    /// The whole list with all its detail.
    Json,
    /// Points for a map.
    GeoJson,
    /// A spreadsheet workbook.
    Xlsx,
    /// A columnar file with geometry.
    GeoParquet,
}

impl ListFormat {
    /// The format that the ending of a file name stands for.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "geojson" => Some(Self::GeoJson),
            "xlsx" => Some(Self::Xlsx),
            "parquet" => Some(Self::GeoParquet),
            _ => None,
        }
    }
}

/// Writes the list in a format.
///
/// # Errors
/// A full disk.
pub fn write_list(
    out: &mut impl Write,
    format: ListFormat,
    list: &[Ranked],
    heading: &Heading,
    catalogue: &Catalogue,
    byte_order_mark: bool,
) -> io::Result<()> {
    match format {
        ListFormat::Csv => {
            let rows = list.iter().map(|one| row(one, heading, catalogue));
            write_csv(out, &COLUMNS, rows, byte_order_mark)
        }
        ListFormat::Json => {
            serde_json::to_writer(&mut *out, &list_json(list, heading))?;
            out.write_all(b"\n")
        }
        ListFormat::GeoJson => {
            serde_json::to_writer(&mut *out, &feature_collection(list, heading, catalogue))?;
            out.write_all(b"\n")
        }
        ListFormat::Xlsx => {
            let bytes = workbook(list, heading, catalogue).map_err(io::Error::other)?;
            out.write_all(&bytes)
        }
        ListFormat::GeoParquet => out.write_all(&geoparquet(list, heading, catalogue)?),
    }
}

/// The list as one JSON object.
#[must_use]
pub fn list_json(list: &[Ranked], heading: &Heading) -> serde_json::Value {
    serde_json::json!({
        "as_of": heading.as_of,
        "rules_version": heading.rules_version,
        "count": list.len(),
        "vessels": list,
    })
}
