//! Identity reports as Parquet, one file a roll, sorted by time: needed to replay the watch exactly, and the
//! history of what each vessel called itself.

use std::path::Path;

use parquet::errors::Result;

use crate::{
    Content, Error, Identity, Kept, Row,
    column::{Columns, Group, read_file, write_file},
    position_file::Wanted,
};

const SCHEMA: &str = "message identity {
    required int64 time (timestamp(millis, true));
    required int64 arrival;
    required int64 clock_ms;
    required int32 mmsi (integer(32, false));
    optional int32 imo;
    optional int32 ship_type;
    optional int32 length_m;
    optional int32 beam_m;
    optional binary name (string);
    optional binary call_sign (string);
    optional binary destination (string);
    optional binary gear (string);
    optional binary flag (string);
    required int32 class;
    required int32 source;
    required int32 reception;
    required int32 feed;
    required int32 receiver (integer(32, false));
}";

const UNITS: &str = "time: of the message, UTC. arrival: number in the order of arrival. \
clock_ms: as in the position files. mmsi: as sent. imo: IMO number. \
ship_type: ITU-R M.1371-5 table 53. length_m, beam_m: metres. gear: registry word. flag: ISO 3166 alpha-3. \
class, source, reception, feed, receiver: as in the position files.";

/// Writes identities already sorted by time.
pub(crate) fn write(path: &Path, kept: &[(&Kept, &Identity)]) -> std::result::Result<(), Error> {
    write_file(path, SCHEMA, UNITS, kept, write_group)
}

#[allow(
    clippy::cast_possible_wrap,
    reason = "unsigned columns are stored by their bits"
)]
fn write_group(columns: &mut Columns<'_>, run: &[(&Kept, &Identity)]) -> Result<()> {
    columns.i64(run.iter().map(|(k, _)| k.row.time_ms))?;
    columns.i64(run.iter().map(|(k, _)| k.arrival as i64))?;
    columns.i64(run.iter().map(|(k, _)| k.clock_ms))?;
    columns.i32(run.iter().map(|(k, _)| k.row.mmsi as i32))?;
    columns.optional_i32(run.iter().map(|(_, i)| i.imo.map(|v| v as i32)))?;
    columns.optional_i32(run.iter().map(|(_, i)| i.ship_type.map(i32::from)))?;
    columns.optional_i32(run.iter().map(|(_, i)| i.length_m.map(i32::from)))?;
    columns.optional_i32(run.iter().map(|(_, i)| i.beam_m.map(i32::from)))?;
    columns.optional_text(run.iter().map(|(_, i)| i.name.as_deref()))?;
    columns.optional_text(run.iter().map(|(_, i)| i.call_sign.as_deref()))?;
    columns.optional_text(run.iter().map(|(_, i)| i.destination.as_deref()))?;
    columns.optional_text(run.iter().map(|(_, i)| i.gear.as_deref()))?;
    columns.optional_text(run.iter().map(|(_, i)| i.flag.as_deref()))?;
    columns.i32(run.iter().map(|(k, _)| i32::from(k.row.class)))?;
    columns.i32(run.iter().map(|(k, _)| i32::from(k.row.source)))?;
    columns.i32(run.iter().map(|(k, _)| i32::from(k.row.reception)))?;
    columns.i32(run.iter().map(|(k, _)| i32::from(k.row.feed)))?;
    columns.i32(run.iter().map(|(k, _)| k.row.receiver as i32))
}

/// Reads the wanted rows, in the order of the file.
pub(crate) fn read(
    path: &Path,
    wanted: Wanted,
    take: &mut impl FnMut(Kept),
) -> std::result::Result<(), Error> {
    read_file(path, |group| read_group(group, wanted, take))
}

#[allow(
    clippy::cast_sign_loss,
    clippy::cast_possible_truncation,
    reason = "unsigned columns are stored by their bits; small codes were widened when written"
)]
fn read_group(group: &Group<'_>, wanted: Wanted, take: &mut impl FnMut(Kept)) -> Result<()> {
    let (time, arrival, clock, mmsi) = (group.i64(0)?, group.i64(1)?, group.i64(2)?, group.i32(3)?);
    let (imo, ship_type) = (group.optional_i32(4)?, group.optional_i32(5)?);
    let (length, beam) = (group.optional_i32(6)?, group.optional_i32(7)?);
    let mut texts = Vec::new();
    for column in 8..13 {
        texts.push(group.optional_text(column)?.into_iter());
    }
    let mut text = |column: usize| texts.get_mut(column).and_then(Iterator::next).flatten();
    let (class, source, reception) = (group.i32(13)?, group.i32(14)?, group.i32(15)?);
    let (feed, receiver) = (group.i32(16)?, group.i32(17)?);
    for n in 0..group.rows() {
        let identity = Identity {
            imo: imo[n].map(|v| v as u32),
            ship_type: ship_type[n].map(|v| v as u8),
            length_m: length[n].map(|v| v as u16),
            beam_m: beam[n].map(|v| v as u16),
            name: text(0),
            call_sign: text(1),
            destination: text(2),
            gear: text(3),
            flag: text(4),
        };
        let row = Row {
            time_ms: time[n],
            mmsi: mmsi[n] as u32,
            source: source[n] as u8,
            feed: feed[n] as u16,
            receiver: receiver[n] as u32,
            reception: reception[n] as u8,
            class: class[n] as u8,
            content: Content::Identity(Box::new(identity)),
        };
        if wanted.holds(&row) {
            take(Kept {
                arrival: arrival[n] as u64,
                clock_ms: clock[n],
                row,
            });
        }
    }
    Ok(())
}
