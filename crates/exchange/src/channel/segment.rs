//! Positions in few bytes: columns, each as offsets from its smallest value in as few bits as needed.
//!
//! A row is what a watch floor shows: who, when (1 s), where (1e-5 degree, about 1 m), speed (0.1 kn),
//! course (0.1 degree). A column is packed as offsets of the values or of their differences, whichever is
//! smaller: a picture of many vessels takes the first (about 14 bytes a position over a whole ocean), the
//! track of one vessel the second (about 5). Measured for comparison: CoT XML 267, GeoJSON 189.
//!
//! A segment of history is of a version of its own: a program from before it refuses the whole segment and counts it,
//! where it would else show an old place as the newest. It holds tracks: of each vessel the first row, and of all the
//! steps from row to row, so that many short tracks go at the price of one (about 5 bytes a position).

use super::Refusal;
use super::wire::{Reader, put_signed, put_varint, unzigzag, zigzag};
use std::collections::BTreeMap;

/// Rows of one segment: a bundle of 192 KiB at 13 bytes a row.
pub const ROWS_MAX: usize = 16_384;
/// Version of the form: positions that were the newest when they were put together.
const VERSION: u8 = 1;
/// Version of the form: positions from before, of which none is the newest of its vessel.
const VERSION_HISTORY: u8 = 2;
/// Speed not known, 0.1 kn (as in AIS).
pub const SOG_UNKNOWN: u16 = 1_023;
/// Course not known, 0.1 degree (as in AIS).
pub const COG_UNKNOWN: u16 = 3_600;
const LAT_E5_MAX: i32 = 9_000_000;
const LON_E5_MAX: i32 = 18_000_000;

/// One position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fix {
    /// Vessel: an MMSI or another number that both sides know.
    pub id: u64,
    /// Unix time, s.
    pub time_s: i64,
    /// Latitude, 1e-5 degree, north positive.
    pub lat_e5: i32,
    /// Longitude, 1e-5 degree, east positive, -180 to 180.
    pub lon_e5: i32,
    /// Speed over ground, 0.1 kn.
    pub sog_dkn: u16,
    /// Course over ground, 0.1 degree.
    pub cog_ddeg: u16,
}

const COLUMNS: usize = 6;
/// A row as numbers: vessel, time, latitude, longitude, speed, course.
type Columns = [i64; COLUMNS];
/// Those that change along a track.
const STEPS: std::ops::Range<usize> = 1..COLUMNS;

impl Fix {
    fn columns(&self) -> Columns {
        [
            self.id as i64,
            self.time_s,
            i64::from(self.lat_e5),
            i64::from(self.lon_e5),
            i64::from(self.sog_dkn),
            i64::from(self.cog_ddeg),
        ]
    }

    fn from_columns([id, time_s, lat, lon, sog, cog]: Columns) -> Result<Self, Refusal> {
        let place =
            |value: i64, max: i32| i32::try_from(value).ok().filter(|value| value.abs() <= max);
        Ok(Self {
            id: id as u64,
            time_s,
            lat_e5: place(lat, LAT_E5_MAX).ok_or(Refusal::Malformed)?,
            lon_e5: place(lon, LON_E5_MAX).ok_or(Refusal::Malformed)?,
            sog_dkn: u16::try_from(sog).or(Err(Refusal::Malformed))?,
            cog_ddeg: u16::try_from(cog).or(Err(Refusal::Malformed))?,
        })
    }
}

/// Positions of one release.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Segment {
    /// Number of the record in the same stream under whose label these positions are.
    terms: u64,
    /// Sorted by vessel and time.
    rows: Vec<Fix>,
    history: bool,
}

impl Segment {
    /// Sorts the rows and drops equal ones.
    ///
    /// # Errors
    /// [`Refusal::Oversized`] above [`ROWS_MAX`]; [`Refusal::Malformed`] for a place off the globe.
    pub fn new(terms: u64, mut rows: Vec<Fix>) -> Result<Self, Refusal> {
        if rows.len() > ROWS_MAX {
            return Err(Refusal::Oversized);
        }
        rows.sort_unstable();
        rows.dedup();
        for row in &rows {
            Fix::from_columns(row.columns())?;
        }
        Ok(Self {
            terms,
            rows,
            history: false,
        })
    }

    /// The same positions, told late: none of them takes the place of the newest of its vessel.
    #[must_use]
    pub fn into_history(self) -> Self {
        Self {
            history: true,
            ..self
        }
    }

    /// Whether these positions were told late.
    pub fn is_history(&self) -> bool {
        self.history
    }

    /// Number of the record in the same stream whose label, kind and purpose hold for these positions.
    pub fn terms(&self) -> u64 {
        self.terms
    }

    /// The rows, sorted by vessel and time.
    pub fn rows(&self) -> &[Fix] {
        &self.rows
    }

    /// The body of an entry of [`Form::Segment`](super::Form::Segment).
    pub fn encode(&self) -> Vec<u8> {
        let version = if self.history {
            VERSION_HISTORY
        } else {
            VERSION
        };
        let mut out = vec![version];
        put_varint(&mut out, self.terms);
        put_varint(&mut out, self.rows.len() as u64);
        if self.history {
            put_tracks(&mut out, &self.rows);
        } else {
            put_rows(&mut out, self.rows.iter());
        }
        out
    }

    /// Reads a body.
    ///
    /// # Errors
    /// [`Refusal::UnknownVersion`], [`Refusal::Oversized`], [`Refusal::Malformed`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(bytes);
        let history = match reader.byte()? {
            VERSION => false,
            VERSION_HISTORY => true,
            _ => return Err(Refusal::UnknownVersion),
        };
        let terms = reader.varint()?;
        let count = reader.bounded(ROWS_MAX as u64)? as usize;
        let table = if history {
            tracks_from(&mut reader, count)?
        } else {
            rows_from(&mut reader, count)?
        };
        reader.finish()?;
        let rows: Vec<Fix> = table
            .into_iter()
            .map(Fix::from_columns)
            .collect::<Result<_, _>>()?;
        if !rows.is_sorted_by(|a, b| a < b) {
            return Err(Refusal::Malformed);
        }
        Ok(Self {
            terms,
            rows,
            history,
        })
    }
}

/// Rows, column by column.
fn put_rows<'a>(out: &mut Vec<u8>, rows: impl Iterator<Item = &'a Fix> + Clone) {
    for column in 0..COLUMNS {
        let values = rows.clone();
        let values = values.filter_map(|row| row.columns().get(column).copied());
        put_column(out, &values.collect::<Vec<i64>>());
    }
}

fn rows_from(reader: &mut Reader<'_>, count: usize) -> Result<Vec<Columns>, Refusal> {
    let mut table = vec![[0; COLUMNS]; count];
    for column in 0..COLUMNS {
        let values = column_from(reader, count)?;
        for (row, value) in table.iter_mut().zip(values) {
            if let Some(cell) = row.get_mut(column) {
                *cell = value;
            }
        }
    }
    Ok(table)
}

/// How many vessels; the length and first row of each one's track; then the steps from row to row of all, column by column.
fn put_tracks(out: &mut Vec<u8>, rows: &[Fix]) {
    let tracks: Vec<&[Fix]> = rows.chunk_by(|a, b| a.id == b.id).collect();
    put_varint(out, tracks.len() as u64);
    let lengths: Vec<i64> = tracks.iter().map(|track| track.len() as i64).collect();
    put_column(out, &lengths);
    put_rows(out, tracks.iter().filter_map(|track| track.first()));
    let pairs = tracks.iter().flat_map(|track| track.windows(2));
    for column in STEPS {
        let values = pairs.clone().map(|pair| {
            let mut at = pair
                .iter()
                .filter_map(|row| row.columns().get(column).copied());
            let (before, after) = (at.next().unwrap_or(0), at.next().unwrap_or(0));
            zigzag(after.wrapping_sub(before)) as i64
        });
        put_column(out, &values.collect::<Vec<i64>>());
    }
}

fn tracks_from(reader: &mut Reader<'_>, count: usize) -> Result<Vec<Columns>, Refusal> {
    let tracks = reader.bounded(count as u64)? as usize;
    let lengths = column_from(reader, tracks)?;
    let firsts = rows_from(reader, tracks)?;
    let is_whole = lengths.iter().all(|length| *length > 0)
        && lengths
            .iter()
            .try_fold(0, |sum: i64, it| sum.checked_add(*it))
            == Some(count as i64);
    // One vessel has one track.
    let is_rising =
        firsts.is_sorted_by(|a, b| a.first().map(|id| *id as u64) < b.first().map(|id| *id as u64));
    if !is_whole || !is_rising {
        return Err(Refusal::Malformed);
    }
    let mut table: Vec<Columns> = Vec::with_capacity(count);
    for (first, length) in firsts.iter().zip(lengths) {
        table.extend(std::iter::repeat_n(*first, length as usize));
    }
    let is_step: Vec<bool> = table
        .iter()
        .scan(None, |before: &mut Option<i64>, row| {
            let same = *before == row.first().copied();
            *before = row.first().copied();
            Some(same)
        })
        .collect();
    for column in STEPS {
        let mut steps = column_from(reader, count - tracks)?.into_iter();
        let mut at = 0_i64;
        for (row, is_step) in table.iter_mut().zip(&is_step) {
            let Some(cell) = row.get_mut(column) else {
                continue;
            };
            if *is_step {
                *cell = at.wrapping_add(unzigzag(steps.next().unwrap_or(0) as u64));
            }
            at = *cell;
        }
    }
    Ok(table)
}

/// A track at the rate that a policy allows: of each vessel the first and last row, and between them none
/// nearer than `interval_s` to the one kept before.
pub fn thin(rows: &[Fix], interval_s: i64) -> Vec<Fix> {
    let mut tracks: BTreeMap<u64, Vec<Fix>> = BTreeMap::new();
    for row in rows {
        tracks.entry(row.id).or_default().push(*row);
    }
    let mut kept = Vec::new();
    for mut track in tracks.into_values() {
        track.sort_unstable();
        let mut last_s = None;
        let end = track.last().copied();
        for row in track {
            let due = last_s.is_none_or(|last: i64| row.time_s.saturating_sub(last) >= interval_s);
            if due || Some(row) == end {
                last_s = Some(row.time_s);
                kept.push(row);
            }
        }
    }
    kept
}

/// The latest position of each vessel that was not sent yet: what a thin link is filled from.
///
/// While a partner is out of reach this holds one row a vessel, however long; afterwards the picture is
/// current as soon as each vessel was sent once. Those that waited longest go first.
#[derive(Debug, Clone, Default)]
pub struct Picture {
    turn: u64,
    rows: BTreeMap<u64, (u64, Fix)>,
    order: BTreeMap<u64, u64>,
}

/// Vessels of one picture: more than all that send AIS at once.
pub const VESSELS_MAX: usize = 1 << 20;

impl Picture {
    /// Takes a newer position; an older one than held is dropped. Gives whether it was taken.
    pub fn update(&mut self, fix: Fix) -> bool {
        if let Some((_, held)) = self.rows.get_mut(&fix.id) {
            let newer = fix.time_s > held.time_s;
            if newer {
                *held = fix;
            }
            return newer;
        }
        if self.rows.len() >= VESSELS_MAX {
            return false;
        }
        self.turn += 1;
        self.rows.insert(fix.id, (self.turn, fix));
        self.order.insert(self.turn, fix.id);
        true
    }

    /// Takes out up to `count` rows, longest waiting first.
    pub fn take(&mut self, count: usize) -> Vec<Fix> {
        let mut taken = Vec::new();
        while taken.len() < count {
            let Some((_, id)) = self.order.pop_first() else {
                break;
            };
            taken.extend(self.rows.remove(&id).map(|(_, fix)| fix));
        }
        taken
    }

    /// How many vessels wait.
    pub fn waiting(&self) -> usize {
        self.rows.len()
    }
}

/// Values, or their differences.
const PLAIN: u8 = 0;
const DIFFERENCES: u8 = 0x40;

fn put_column(out: &mut Vec<u8>, values: &[i64]) {
    let plain = packed(PLAIN, values);
    let mut before = values.first().copied().unwrap_or(0);
    let steps = values
        .iter()
        .map(|value| zigzag(value.wrapping_sub(std::mem::replace(&mut before, *value))) as i64);
    let steps: Vec<i64> = steps.collect();
    let mut differences = packed(DIFFERENCES, &steps);
    put_signed(&mut differences, values.first().copied().unwrap_or(0));
    out.extend_from_slice(if differences.len() < plain.len() {
        &differences
    } else {
        &plain
    });
}

/// Head byte (mode and width), smallest value, offsets of `width` bits.
fn packed(mode: u8, values: &[i64]) -> Vec<u8> {
    let low = values.iter().copied().min().unwrap_or(0);
    let width = values
        .iter()
        .map(|value| 64 - (value.wrapping_sub(low) as u64).leading_zeros())
        .max()
        .unwrap_or(0);
    // Seven bits hold widths up to 64 and the mode: 64 is written as 63 + 1 below.
    let mut out = vec![mode | width.min(63) as u8];
    put_signed(&mut out, low);
    let (mut bits, mut filled) = (0u128, 0u32);
    let width = if width >= 63 { 64 } else { width };
    for value in values {
        bits |= u128::from(value.wrapping_sub(low) as u64) << filled;
        filled += width;
        while filled >= 8 {
            out.push(bits as u8);
            bits >>= 8;
            filled -= 8;
        }
    }
    if filled > 0 {
        out.push(bits as u8);
    }
    out
}

fn column_from(reader: &mut Reader<'_>, count: usize) -> Result<Vec<i64>, Refusal> {
    let head = reader.byte()?;
    let width = match head & 0x3f {
        63 => 64,
        width => u32::from(width),
    };
    if head & 0x80 != 0 {
        return Err(Refusal::Malformed);
    }
    let low = reader.signed()?;
    let bytes = reader.take((count * width as usize).div_ceil(8))?;
    let mut values = unpacked(bytes, count, width, low);
    if head & DIFFERENCES != 0 {
        let mut at = reader.signed()?;
        for value in &mut values {
            at = at.wrapping_add(unzigzag(*value as u64));
            *value = at;
        }
    }
    Ok(values)
}

fn unpacked(bytes: &[u8], count: usize, width: u32, low: i64) -> Vec<i64> {
    let (mut bits, mut filled, mut source) = (0u128, 0u32, bytes.iter());
    let mask = if width == 64 {
        u64::MAX
    } else {
        (1u64 << width) - 1
    };
    (0..count)
        .map(|_| {
            while filled < width {
                bits |= u128::from(source.next().copied().unwrap_or(0)) << filled;
                filled += 8;
            }
            let value = bits as u64 & mask;
            bits >>= width;
            filled -= width;
            low.wrapping_add(value as i64)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fix() -> impl Strategy<Value = Fix> {
        (
            any::<u64>(),
            any::<i64>(),
            -LAT_E5_MAX..=LAT_E5_MAX,
            -LON_E5_MAX..=LON_E5_MAX,
            any::<u16>(),
            any::<u16>(),
        )
            .prop_map(|(id, time_s, lat_e5, lon_e5, sog_dkn, cog_ddeg)| Fix {
                id,
                time_s,
                lat_e5,
                lon_e5,
                sog_dkn,
                cog_ddeg,
            })
    }

    proptest! {
        #[test]
        fn a_segment_comes_back(rows in proptest::collection::vec(fix(), 0..40), late: bool) {
            let segment = Segment::new(3, rows).unwrap();
            let segment = if late { segment.into_history() } else { segment };
            let back = Segment::decode(&segment.encode());
            prop_assert_eq!(back.as_ref().map(Segment::is_history), Ok(late));
            prop_assert_eq!(back, Ok(segment));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), version in 0u8..5) {
            let mut bytes = bytes;
            if let Some(first) = bytes.first_mut() {
                *first = version;
                if ![VERSION, VERSION_HISTORY].contains(&version) {
                    prop_assert_eq!(Segment::decode(&bytes), Err(Refusal::UnknownVersion));
                }
            }
            if let Ok(segment) = Segment::decode(&bytes) {
                prop_assert!(Segment::decode(&segment.encode()).is_ok());
            }
        }

        #[test]
        fn a_thinned_track_keeps_its_ends_and_its_rate(times in proptest::collection::btree_set(0i64..10_000, 1..60), interval_s in 1i64..900) {
            let row = |time_s| Fix { id: 1, time_s, lat_e5: 0, lon_e5: 0, sog_dkn: 0, cog_ddeg: 0 };
            let rows: Vec<Fix> = times.iter().map(|time_s| row(*time_s)).collect();
            let kept = thin(&rows, interval_s);
            prop_assert_eq!(kept.first(), rows.first());
            prop_assert_eq!(kept.last(), rows.last());
            let inner = &kept[..kept.len() - 1];
            prop_assert!(inner.windows(2).all(|pair| pair[1].time_s - pair[0].time_s >= interval_s));
        }
    }

    #[test]
    fn a_track_of_one_vessel_takes_less_than_six_bytes_a_position() {
        let rows: Vec<Fix> = (0..200)
            .map(|n| Fix {
                id: 431_000_001,
                time_s: 1_793_000_000 + n * 60,
                lat_e5: 4_200_000 + n as i32 * 140,
                lon_e5: 17_990_000 - n as i32 * 190,
                sog_dkn: 102 + (n % 3) as u16,
                cog_ddeg: 3_051 + (n % 7) as u16,
            })
            .collect();
        let bytes = Segment::new(3, rows).unwrap().encode().len();
        assert!(bytes < 200 * 6, "{bytes}");
    }

    #[test]
    fn many_short_tracks_cost_what_one_long_one_costs() {
        let row = |ship: u64, n: i64| Fix {
            id: 431_000_000 + ship * 7_919,
            time_s: 1_793_000_000 + ship as i64 % 50 + n * 600,
            lat_e5: 3_000_000 + (ship as i32) * 20_011 + n as i32 * 1_400,
            lon_e5: 17_000_000 - (ship as i32) * 9_973 - n as i32 * 1_900,
            sog_dkn: 102 + (n % 3) as u16,
            cog_ddeg: 3_051 + (n % 7) as u16,
        };
        let rows: Vec<Fix> = (0..30)
            .flat_map(|ship| (0..36).map(move |n| row(ship, n)))
            .collect();
        let count = rows.len();
        let segment = Segment::new(3, rows).unwrap();
        let late = segment.clone().into_history();
        let (plain, tracks) = (segment.encode().len(), late.encode().len());
        assert!(
            tracks < count * 6 && tracks * 2 < plain,
            "{tracks}, {plain}"
        );
        assert_eq!(Segment::decode(&late.encode()), Ok(late));
    }

    #[test]
    fn tracks_that_do_not_add_up_are_refused() {
        let late = |tracks: u64, lengths: &[i64], ids: &[u64]| {
            let mut out = vec![VERSION_HISTORY];
            put_varint(&mut out, 3);
            put_varint(&mut out, 3);
            put_varint(&mut out, tracks);
            put_column(&mut out, lengths);
            let first = |id: &u64| Fix {
                id: *id,
                time_s: 5,
                lat_e5: 0,
                lon_e5: 0,
                sog_dkn: 0,
                cog_ddeg: 0,
            };
            let firsts: Vec<Fix> = ids.iter().map(first).collect();
            put_rows(&mut out, firsts.iter());
            for _ in STEPS {
                put_column(&mut out, &vec![zigzag(1) as i64; 3 - ids.len()]);
            }
            Segment::decode(&out).map(|segment| segment.rows().len())
        };
        assert_eq!(late(2, &[1, 2], &[7, 8]), Ok(3));
        for (lengths, ids) in [
            ([1, 1], [7, 8]),
            ([0, 3], [7, 8]),
            ([4, -1], [7, 8]),
            ([i64::MAX, 2], [7, 8]),
            ([1, 2], [8, 8]),
            ([1, 2], [8, 7]),
        ] {
            assert_eq!(
                late(2, &lengths, &ids),
                Err(Refusal::Malformed),
                "{lengths:?} {ids:?}"
            );
        }
        assert_eq!(late(4, &[1, 2], &[7, 8]), Err(Refusal::Oversized));
    }

    #[test]
    fn a_picture_sends_each_vessel_once_and_newest() {
        let mut picture = Picture::default();
        let fix = |id, time_s| Fix {
            id,
            time_s,
            lat_e5: 0,
            lon_e5: 0,
            sog_dkn: 0,
            cog_ddeg: 0,
        };
        for time_s in 0..10 {
            for id in [3, 1, 2] {
                picture.update(fix(id, time_s));
            }
        }
        assert!(!picture.update(fix(3, 4)));
        assert_eq!(picture.take(2), [fix(3, 9), fix(1, 9)]);
        assert_eq!((picture.waiting(), picture.take(9)), (1, vec![fix(2, 9)]));
    }
}
