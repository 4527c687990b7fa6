//! Positions as Parquet: one file per bucket of vessels, sorted by time, so that one vessel's track reads one
//! file of each roll, and a bucket is a unit of parallel work.

use std::path::Path;

use parquet::errors::Result;

use crate::{
    Content, Error, Kept, Place, Row,
    column::{Columns, Group, read_file, write_file},
};

/// Number of buckets: a power of two, enough to give each core of a desktop its own.
pub(crate) const BUCKETS: u32 = 16;

/// Bucket of a vessel: the top four bits of the MMSI times 2654435761 (Knuth's multiplicative hash) modulo
/// 2^32, so that the MMSIs of one country, which share leading digits, spread evenly.
pub(crate) fn bucket(mmsi: u32) -> u32 {
    mmsi.wrapping_mul(2_654_435_761) >> 28
}

const SCHEMA: &str = "message position {
    required int64 time (timestamp(millis, true));
    required int64 arrival;
    required int64 clock_ms;
    required int32 mmsi (integer(32, false));
    required int32 lat_e7;
    required int32 lon_e7;
    optional int32 sog_dkn;
    optional int32 cog_ddeg;
    optional int32 heading_deg;
    optional int32 nav_status;
    required int32 class;
    required int32 source;
    required int32 reception;
    required int32 feed;
    required int32 receiver (integer(32, false));
}";

const UNITS: &str = "time: of the message, UTC. arrival: number in the order of arrival. \
clock_ms: moment to which the watch had been advanced, ms since 1970 UTC; \
-2^63: by the data alone; 2^63-1: everything before had been released. mmsi: as sent. \
lat_e7, lon_e7: WGS 84, 1e-7 degrees. sog_dkn: 0.1 knots. cog_ddeg: 0.1 degrees true. \
heading_deg: degrees true. nav_status: ITU-R M.1371-5 table 45. \
class: 0 unknown, 1 A, 2 B, 3 base station, 4 aid to navigation, 5 search and rescue. \
source: 0 AIS, 1 VMS, 2 detection, 3 sighting. \
reception: 0 unknown, 1 terrestrial, 2 satellite, 3 dynamic. feed, receiver: numbers of the node's own.";

/// What to read: rows outside are skipped, by row group where the statistics allow it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) mmsi: Option<u32>,
    pub(crate) from_ms: i64,
    pub(crate) to_ms: i64,
}

impl Wanted {
    pub(crate) const ALL: Self = Self {
        mmsi: None,
        from_ms: i64::MIN,
        to_ms: i64::MAX,
    };

    pub(crate) fn holds(&self, row: &Row) -> bool {
        self.mmsi.is_none_or(|m| m == row.mmsi)
            && self.from_ms <= row.time_ms
            && row.time_ms <= self.to_ms
    }
}

/// Writes places already sorted by time.
pub(crate) fn write(path: &Path, kept: &[(&Kept, Place)]) -> std::result::Result<(), Error> {
    write_file(path, SCHEMA, UNITS, kept, write_group)
}

#[allow(
    clippy::cast_possible_wrap,
    reason = "unsigned columns are stored by their bits"
)]
fn write_group(columns: &mut Columns<'_>, run: &[(&Kept, Place)]) -> Result<()> {
    columns.i64(run.iter().map(|(k, _)| k.row.time_ms))?;
    columns.i64(run.iter().map(|(k, _)| k.arrival as i64))?;
    columns.i64(run.iter().map(|(k, _)| k.clock_ms))?;
    columns.i32(run.iter().map(|(k, _)| k.row.mmsi as i32))?;
    columns.i32(run.iter().map(|(_, p)| p.lat_e7))?;
    columns.i32(run.iter().map(|(_, p)| p.lon_e7))?;
    columns.optional_i32(run.iter().map(|(_, p)| p.sog_dkn.map(i32::from)))?;
    columns.optional_i32(run.iter().map(|(_, p)| p.cog_ddeg.map(i32::from)))?;
    columns.optional_i32(run.iter().map(|(_, p)| p.heading_deg.map(i32::from)))?;
    columns.optional_i32(run.iter().map(|(_, p)| p.nav_status.map(i32::from)))?;
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
    read_file(path, |group| {
        let outside = |(min, max): (i64, i64)| max < wanted.from_ms || wanted.to_ms < min;
        if group.bounds_i64(0).is_some_and(outside) {
            return Ok(());
        }
        let (arrival, clock) = (group.i64(1)?, group.i64(2)?);
        each_row(group, wanted, |n, row| {
            take(Kept {
                arrival: arrival[n].cast_unsigned(),
                clock_ms: clock[n],
                row,
            });
        })
    })
}

/// Reads all rows, in the order of the file; when and how they arrived is not looked at.
pub(crate) fn read_rows(path: &Path, take: &mut impl FnMut(Row)) -> std::result::Result<(), Error> {
    read_file(path, |group| {
        each_row(group, Wanted::ALL, |_, row| take(row))
    })
}

#[allow(
    clippy::cast_sign_loss,
    clippy::cast_possible_truncation,
    reason = "unsigned columns are stored by their bits; small codes were widened when written"
)]
fn each_row(group: &Group<'_>, wanted: Wanted, mut take: impl FnMut(usize, Row)) -> Result<()> {
    let time = group.i64(0)?;
    let (mmsi, lat, lon) = (group.i32(3)?, group.i32(4)?, group.i32(5)?);
    let (sog, cog) = (group.optional_i32(6)?, group.optional_i32(7)?);
    let (heading, status) = (group.optional_i32(8)?, group.optional_i32(9)?);
    let (class, source, reception) = (group.i32(10)?, group.i32(11)?, group.i32(12)?);
    let (feed, receiver) = (group.i32(13)?, group.i32(14)?);
    for n in 0..group.rows() {
        if wanted.mmsi.is_some_and(|m| m != mmsi[n] as u32) {
            continue;
        }
        let place = Place {
            lat_e7: lat[n],
            lon_e7: lon[n],
            sog_dkn: sog[n].map(|v| v as u16),
            cog_ddeg: cog[n].map(|v| v as u16),
            heading_deg: heading[n].map(|v| v as u16),
            nav_status: status[n].map(|v| v as u8),
        };
        let row = Row {
            time_ms: time[n],
            mmsi: mmsi[n] as u32,
            source: source[n] as u8,
            feed: feed[n] as u16,
            receiver: receiver[n] as u32,
            reception: reception[n] as u8,
            class: class[n] as u8,
            content: Content::Place(place),
        };
        if wanted.holds(&row) {
            take(n, row);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vessels_of_one_country_spread_over_the_buckets() {
        let mut counts = [0u32; BUCKETS as usize];
        for mmsi in 412_000_000..412_016_000u32 {
            counts[bucket(mmsi) as usize] += 1;
        }
        assert!(
            counts.iter().all(|n| (900..1_100).contains(n)),
            "{counts:?}"
        );
    }
}
