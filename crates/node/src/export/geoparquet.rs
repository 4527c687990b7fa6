//! The list as GeoParquet 1.1: one row a vessel with her last place as a WKB point, for analysts' tools.
//!
//! Source: the GeoParquet specification 1.1.0 (OGC). Longitudes are in −180 to 180; the bounding box of a list on both
//! sides of 180° has its west edge east of its east edge, as the specification takes over from RFC 7946.

use std::{io, sync::Arc};

use parquet::{
    basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel},
    data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type},
    errors::{ParquetError, Result},
    file::{
        metadata::KeyValue, properties::WriterProperties, writer::SerializedFileWriter,
        writer::SerializedRowGroupWriter,
    },
    schema::types::Type,
};
use serde_json::json;
use vigie_watch::Ranked;

use super::geojson::bounding_box;
use super::list::{COLUMNS, Cell, Heading, row};
use crate::i18n::Catalogue;

/// Columns of whole numbers.
const WHOLE: [&str; 4] = ["rank", "mmsi", "imo", "ship_type"];
/// Columns of other numbers.
const REAL: [&str; 5] = [
    "last_lat_deg",
    "last_lon_deg",
    "points",
    "points_low",
    "points_high",
];

/// The whole list.
///
/// # Errors
/// None that input can cause; the library's are passed on.
pub fn geoparquet(
    list: &[Ranked],
    heading: &Heading,
    catalogue: &Catalogue,
) -> io::Result<Vec<u8>> {
    write(list, heading, catalogue).map_err(io::Error::other)
}

fn write(list: &[Ranked], heading: &Heading, catalogue: &Catalogue) -> Result<Vec<u8>> {
    let places: Vec<[f64; 2]> = list.iter().map(|one| one.last.position.into()).collect();
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(vec![KeyValue::new("geo".to_owned(), geo(&places))]))
        .build();
    let mut writer =
        SerializedFileWriter::new(Vec::new(), Arc::new(schema()?), Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    let rows: Vec<Vec<Cell>> = list
        .iter()
        .map(|one| row(one, heading, catalogue))
        .collect();
    for (n, name) in COLUMNS.iter().enumerate() {
        column(&mut group, name, rows.iter().map(|row| row.get(n)))?;
    }
    points(&mut group, &places)?;
    group.close()?;
    writer.into_inner()
}

fn schema() -> Result<Type> {
    let mut fields = Vec::new();
    for name in COLUMNS {
        let (physical, logical) = match name {
            name if WHOLE.contains(&name) => (Physical::INT64, None),
            name if REAL.contains(&name) => (Physical::DOUBLE, None),
            _ => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let field = Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()?;
        fields.push(Arc::new(field));
    }
    let geometry = Type::primitive_type_builder("geometry", Physical::BYTE_ARRAY)
        .with_repetition(Repetition::REQUIRED)
        .build()?;
    fields.push(Arc::new(geometry));
    Type::group_type_builder("list").with_fields(fields).build()
}

/// The file's description of its geometry. Without `crs` it is OGC:CRS84, longitude first.
fn geo(places: &[[f64; 2]]) -> String {
    let mut column = json!({"encoding": "WKB", "geometry_types": ["Point"]});
    if let (Some(bbox), Some(members)) = (bounding_box(places), column.as_object_mut()) {
        members.insert("bbox".to_owned(), json!(bbox));
    }
    json!({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}})
        .to_string()
}

fn column<'a>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    name: &str,
    cells: impl Iterator<Item = Option<&'a Cell>> + Clone,
) -> Result<()> {
    let absent = || ParquetError::General(format!("no column {name}"));
    let number = |cell: Option<&Cell>| match cell {
        Some(Cell::Number(number)) => Some(*number),
        _ => None,
    };
    let mut column = group.next_column()?.ok_or_else(absent)?;
    if WHOLE.contains(&name) {
        #[allow(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        let values: Vec<Option<i64>> = cells.map(|c| number(c).map(|n| n as i64)).collect();
        let (levels, values) = levels(values);
        let typed = column.typed::<Int64Type>();
        typed.write_batch(&values, Some(&levels), None)?;
    } else if REAL.contains(&name) {
        let (levels, values) = levels(cells.map(number).collect());
        let typed = column.typed::<DoubleType>();
        typed.write_batch(&values, Some(&levels), None)?;
    } else {
        let text = |cell: Option<&Cell>| match cell {
            Some(Cell::Text(text)) => Some(ByteArray::from(text.as_str())),
            _ => None,
        };
        let (levels, values) = levels(cells.map(text).collect());
        let typed = column.typed::<ByteArrayType>();
        typed.write_batch(&values, Some(&levels), None)?;
    }
    column.close()
}

/// Which cells are there, and the values of those that are.
fn levels<T>(cells: Vec<Option<T>>) -> (Vec<i16>, Vec<T>) {
    let levels = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    (levels, cells.into_iter().flatten().collect())
}

/// Well-known binary: byte order, kind 1 for a point, longitude, latitude.
fn points(group: &mut SerializedRowGroupWriter<'_, Vec<u8>>, places: &[[f64; 2]]) -> Result<()> {
    let absent = || ParquetError::General("no geometry column".to_owned());
    let values: Vec<ByteArray> = places
        .iter()
        .map(|[lon, lat]| {
            let mut wkb = vec![1, 1, 0, 0, 0];
            wkb.extend_from_slice(&lon.to_le_bytes());
            wkb.extend_from_slice(&lat.to_le_bytes());
            ByteArray::from(wkb)
        })
        .collect();
    let mut column = group.next_column()?.ok_or_else(absent)?;
    column
        .typed::<ByteArrayType>()
        .write_batch(&values, None, None)?;
    column.close()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use parquet::{
        file::reader::{FileReader as _, SerializedFileReader},
        record::RowAccessor as _,
    };

    use super::super::list::tests::sample;
    use super::*;

    #[test]
    fn the_file_reads_back_with_its_geometry() {
        let list = [sample(), sample()];
        let bytes = geoparquet(&list, &Heading::default(), &Catalogue::new("ja")).unwrap();
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        let metadata = reader.metadata().file_metadata();
        let geo = metadata.key_value_metadata().unwrap();
        let geo = geo.iter().find(|pair| pair.key == "geo").unwrap();
        let geo: serde_json::Value = serde_json::from_str(geo.value.as_ref().unwrap()).unwrap();
        assert_eq!(geo["columns"]["geometry"]["bbox"][0], -180.0);
        let rows: Vec<_> = reader
            .get_row_iter(None)
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].get_long(1).unwrap(), 416_000_301);
        let wkb = rows[0].get_bytes(COLUMNS.len()).unwrap().data();
        assert_eq!(wkb.len(), 21);
        assert_eq!(f64::from_le_bytes(wkb[5..13].try_into().unwrap()), -180.0);
    }

    #[test]
    fn an_empty_list_is_a_file_too() {
        let bytes = geoparquet(&[], &Heading::default(), &Catalogue::new("en")).unwrap();
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        assert_eq!(reader.metadata().file_metadata().num_rows(), 0);
    }
}
