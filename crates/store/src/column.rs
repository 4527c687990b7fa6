//! Columns of a Parquet file, written and read one at a time with the library's low-level interface.

use std::{fs::File, path::Path, sync::Arc};

use parquet::{
    basic::{Compression, ZstdLevel},
    column::reader::get_typed_column_reader,
    data_type::{ByteArray, ByteArrayType, DataType, Int32Type, Int64Type},
    errors::{ParquetError, Result},
    file::{
        metadata::KeyValue,
        properties::WriterProperties,
        reader::{FileReader, RowGroupReader, SerializedFileReader},
        statistics::Statistics,
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
    schema::parser::parse_message_type,
};

use crate::Error;

/// Rows in a row group: small enough that reading one vessel's day reads little else.
pub(crate) const GROUP_ROWS: usize = 65_536;

/// Writer of one row group, column by column in the order of the schema.
pub(crate) struct Columns<'a> {
    group: SerializedRowGroupWriter<'a, File>,
}

impl Columns<'_> {
    fn write<T: DataType>(&mut self, values: &[T::T], present: Option<&[i16]>) -> Result<()> {
        let mut column = self
            .group
            .next_column()?
            .ok_or_else(|| ParquetError::General("more columns than the schema has".to_owned()))?;
        column.typed::<T>().write_batch(values, present, None)?;
        column.close()
    }

    pub(crate) fn i64(&mut self, values: impl Iterator<Item = i64>) -> Result<()> {
        self.write::<Int64Type>(&values.collect::<Vec<_>>(), None)
    }

    pub(crate) fn i32(&mut self, values: impl Iterator<Item = i32>) -> Result<()> {
        self.write::<Int32Type>(&values.collect::<Vec<_>>(), None)
    }

    pub(crate) fn optional_i32(&mut self, values: impl Iterator<Item = Option<i32>>) -> Result<()> {
        let (present, values) = split(values);
        self.write::<Int32Type>(&values, Some(&present))
    }

    pub(crate) fn optional_text<'t>(
        &mut self,
        values: impl Iterator<Item = Option<&'t str>>,
    ) -> Result<()> {
        let (present, values) = split(values.map(|v| v.map(ByteArray::from)));
        self.write::<ByteArrayType>(&values, Some(&present))
    }
}

fn split<T>(values: impl Iterator<Item = Option<T>>) -> (Vec<i16>, Vec<T>) {
    let (mut present, mut kept) = (Vec::new(), Vec::new());
    for value in values {
        present.push(i16::from(value.is_some()));
        kept.extend(value);
    }
    (present, kept)
}

/// Writes a whole file, calling `group` once for each run of [`GROUP_ROWS`] rows, and flushes it to the disk.
pub(crate) fn write_file<R>(
    path: &Path,
    schema: &str,
    units: &str,
    rows: &[R],
    group: impl Fn(&mut Columns<'_>, &[R]) -> Result<()>,
) -> std::result::Result<(), Error> {
    let file = File::create(path).map_err(Error::disk(path))?;
    let finished = fill(file, schema, units, rows, group).map_err(Error::parquet(path))?;
    finished.sync_all().map_err(Error::disk(path))
}

fn fill<R>(
    file: File,
    schema: &str,
    units: &str,
    rows: &[R],
    group: impl Fn(&mut Columns<'_>, &[R]) -> Result<()>,
) -> Result<File> {
    let schema = Arc::new(parse_message_type(schema)?);
    let note = KeyValue::new("vigie.columns".to_owned(), units.to_owned());
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_created_by(concat!("vigie ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(vec![note]))
        .build();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties))?;
    for run in rows.chunks(GROUP_ROWS) {
        let mut columns = Columns {
            group: writer.next_row_group()?,
        };
        group(&mut columns, run)?;
        columns.group.close()?;
    }
    writer.into_inner()
}

/// Reader of one row group, any column by its number.
pub(crate) struct Group<'a> {
    reader: Box<dyn RowGroupReader + 'a>,
    rows: usize,
}

impl Group<'_> {
    fn read<T: DataType>(&self, column: usize, optional: bool) -> Result<(Vec<T::T>, Vec<i16>)> {
        let mut reader = get_typed_column_reader::<T>(self.reader.get_column_reader(column)?);
        // What the file says of itself is not believed: a damaged one may tell any number.
        let room = self.rows.min(GROUP_ROWS);
        let mut values = Vec::with_capacity(room);
        let mut present = Vec::with_capacity(if optional { room } else { 0 });
        let mut read = 0;
        while read < self.rows {
            let levels = optional.then_some(&mut present);
            let (records, _, _) =
                reader.read_records(self.rows - read, levels, None, &mut values)?;
            if records == 0 {
                return Err(ParquetError::EOF("a column ends early".to_owned()));
            }
            read += records;
        }
        Ok((values, present))
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) fn i64(&self, column: usize) -> Result<Vec<i64>> {
        Ok(self.read::<Int64Type>(column, false)?.0)
    }

    pub(crate) fn i32(&self, column: usize) -> Result<Vec<i32>> {
        Ok(self.read::<Int32Type>(column, false)?.0)
    }

    pub(crate) fn optional_i32(&self, column: usize) -> Result<Vec<Option<i32>>> {
        let (values, present) = self.read::<Int32Type>(column, true)?;
        Ok(join(values, &present))
    }

    pub(crate) fn optional_text(&self, column: usize) -> Result<Vec<Option<String>>> {
        let (values, present) = self.read::<ByteArrayType>(column, true)?;
        let texts = values
            .iter()
            .map(|bytes| bytes.as_utf8().map(str::to_owned));
        Ok(join(texts.collect::<Result<Vec<_>>>()?, &present))
    }

    /// Smallest and largest value of a 64-bit column, from the file's statistics.
    pub(crate) fn bounds_i64(&self, column: usize) -> Option<(i64, i64)> {
        match self.reader.metadata().column(column).statistics()? {
            Statistics::Int64(s) => Some((*s.min_opt()?, *s.max_opt()?)),
            _ => None,
        }
    }
}

fn join<T>(values: Vec<T>, present: &[i16]) -> Vec<Option<T>> {
    let mut values = values.into_iter();
    present
        .iter()
        .map(|level| if *level == 0 { None } else { values.next() })
        .collect()
}

/// Opens a file and calls `take` for every row group.
pub(crate) fn read_file(
    path: &Path,
    mut take: impl FnMut(&Group<'_>) -> Result<()>,
) -> std::result::Result<(), Error> {
    let file = File::open(path).map_err(Error::disk(path))?;
    let each = || -> Result<()> {
        let reader = SerializedFileReader::new(file)?;
        for n in 0..reader.num_row_groups() {
            let group = reader.get_row_group(n)?;
            let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            take(&Group {
                reader: group,
                rows,
            })?;
        }
        Ok(())
    };
    each().map_err(Error::parquet(path))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_number_of_rows_that_the_file_does_not_have_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f.parquet");
        let schema = "message f { required int64 a; optional int32 b; }";
        write_file(&path, schema, "", &[1_i64, 2, 3], |columns, rows| {
            columns.i64(rows.iter().copied())?;
            columns.optional_i32(rows.iter().map(|_| Some(7)))
        })
        .unwrap();
        let file = SerializedFileReader::new(File::open(&path).unwrap()).unwrap();
        let told = |rows| Group {
            reader: file.get_row_group(0).unwrap(),
            rows,
        };
        assert_eq!(told(3).i64(0).unwrap(), [1, 2, 3]);
        for damaged in [4, 1 << 40, usize::try_from(i64::MAX).unwrap()] {
            assert!(told(damaged).i64(0).is_err(), "{damaged}");
            assert!(told(damaged).optional_i32(1).is_err(), "{damaged}");
        }
    }
}
