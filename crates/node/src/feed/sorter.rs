//! Recorded observations in order of time, however the files were ordered.
//!
//! Archives come one file per vessel, one per day or sorted by MMSI; the watch, like the live sea,
//! takes time as it goes by and only a small lateness. So recorded feeds are sorted first: in memory
//! up to a bound, beyond it in sorted runs in an unnamed temporary file that are merged. Observations
//! of the same time keep one canonical order, so the order of files never changes the result.

use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use vigie_sea::Time;
use vigie_watch::{Observation, PositionReport, Report, canonical};

use crate::kind_code::{CLASSES, RECEPTIONS, SOURCES, code};

/// Observations sorted in memory at once: about 150 MB.
const RUN_MAX: usize = 2_000_000;

/// Takes observations in any order and gives them back in order of time.
#[derive(Debug)]
pub struct Sorter {
    run: Vec<Observation>,
    run_max: usize,
    runs: Vec<File>,
}

impl Default for Sorter {
    fn default() -> Self {
        Self::with_run(RUN_MAX)
    }
}

impl Sorter {
    fn with_run(run_max: usize) -> Self {
        Self {
            run: Vec::new(),
            run_max,
            runs: Vec::new(),
        }
    }

    /// Takes observations.
    ///
    /// # Errors
    /// No room for temporary files.
    pub fn push(&mut self, observations: impl IntoIterator<Item = Observation>) -> io::Result<()> {
        for observation in observations {
            self.run.push(observation);
            if self.run.len() >= self.run_max {
                self.spill()?;
            }
        }
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        self.run.sort_unstable_by(canonical);
        let mut writer = BufWriter::with_capacity(1 << 20, tempfile::tempfile()?);
        for observation in self.run.drain(..) {
            write(&mut writer, &observation)?;
        }
        let mut file = writer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        self.runs.push(file);
        Ok(())
    }

    /// Gives every observation to `each`, in order; `each` says whether to go on.
    ///
    /// # Errors
    /// The temporary files cannot be read back.
    pub fn finish(mut self, mut each: impl FnMut(Observation) -> bool) -> io::Result<()> {
        self.run.sort_unstable_by(canonical);
        if self.runs.is_empty() {
            self.run.into_iter().all(&mut each);
            return Ok(());
        }
        let mut sources: Vec<Run> = self.runs.into_iter().map(Run::of_file).collect();
        sources.push(Run::Memory(self.run.into_iter()));
        let mut heads = BinaryHeap::new();
        for (index, source) in sources.iter_mut().enumerate() {
            heads.extend(
                source
                    .next()?
                    .map(|observation| Head { observation, index }),
            );
        }
        while let Some(Head { observation, index }) = heads.pop() {
            if let Some(source) = sources.get_mut(index) {
                heads.extend(
                    source
                        .next()?
                        .map(|observation| Head { observation, index }),
                );
            }
            if !each(observation) {
                break;
            }
        }
        Ok(())
    }
}

/// One sorted run.
enum Run {
    Memory(std::vec::IntoIter<Observation>),
    Disk(BufReader<File>),
}

impl Run {
    fn of_file(file: File) -> Self {
        Self::Disk(BufReader::with_capacity(1 << 18, file))
    }

    fn next(&mut self) -> io::Result<Option<Observation>> {
        match self {
            Self::Memory(run) => Ok(run.next()),
            Self::Disk(reader) => read(reader),
        }
    }
}

/// The first observation of a run; the heap gives the earliest.
struct Head {
    observation: Observation,
    index: usize,
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        canonical(&other.observation, &self.observation).then(other.index.cmp(&self.index))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head {}

/// Bytes of a position in a run; an identity is its length and JSON.
const POSITION_BYTES: usize = 37;
const ABSENT_U16: u16 = u16::MAX;
const ABSENT_U8: u8 = u8::MAX;

fn write(out: &mut impl Write, observation: &Observation) -> io::Result<()> {
    let Report::Position(p) = &observation.report else {
        let text = serde_json::to_vec(observation)?;
        let length = u32::try_from(text.len()).map_err(|_too_long| io::ErrorKind::InvalidData)?;
        out.write_all(&[1])?;
        out.write_all(&length.to_le_bytes())?;
        return out.write_all(&text);
    };
    let mut bytes = [0; POSITION_BYTES];
    let mut at = Cursor {
        bytes: &mut bytes,
        at: 0,
    };
    at.put(&[0]);
    at.put(&observation.time.ms().to_le_bytes());
    at.put(&observation.mmsi.to_le_bytes());
    at.put(&[code(&SOURCES, &observation.source)]);
    at.put(&observation.feed.to_le_bytes());
    at.put(&observation.receiver.to_le_bytes());
    at.put(&[code(&RECEPTIONS, &observation.reception)]);
    at.put(&p.lat_e7.to_le_bytes());
    at.put(&p.lon_e7.to_le_bytes());
    at.put(&p.sog_dkn.unwrap_or(ABSENT_U16).to_le_bytes());
    at.put(&p.cog_ddeg.unwrap_or(ABSENT_U16).to_le_bytes());
    at.put(&p.heading_deg.unwrap_or(ABSENT_U16).to_le_bytes());
    at.put(&[p.nav_status.unwrap_or(ABSENT_U8), code(&CLASSES, &p.class)]);
    out.write_all(&bytes)
}

struct Cursor<'a> {
    bytes: &'a mut [u8; POSITION_BYTES],
    at: usize,
}

impl Cursor<'_> {
    fn put(&mut self, piece: &[u8]) {
        if let Some(room) = self.bytes.get_mut(self.at..self.at + piece.len()) {
            room.copy_from_slice(piece);
        }
        self.at += piece.len();
    }
}

fn at_place<T: Copy>(all: &[T], index: u8) -> io::Result<T> {
    all.get(usize::from(index))
        .copied()
        .ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn read(from: &mut impl Read) -> io::Result<Option<Observation>> {
    let mut kind = [0];
    match from.read_exact(&mut kind) {
        Err(fault) if fault.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        done => done?,
    }
    if kind == [1] {
        let mut text = vec![0; u32::from_le_bytes(take(from)?) as usize];
        from.read_exact(&mut text)?;
        return Ok(Some(serde_json::from_slice(&text)?));
    }
    let time = Time::from_ms(i64::from_le_bytes(take(from)?));
    let mmsi = u32::from_le_bytes(take(from)?);
    let source = at_place(&SOURCES, u8::from_le_bytes(take(from)?))?;
    let feed = u16::from_le_bytes(take(from)?);
    let receiver = u32::from_le_bytes(take(from)?);
    let reception = at_place(&RECEPTIONS, u8::from_le_bytes(take(from)?))?;
    let position = PositionReport {
        lat_e7: i32::from_le_bytes(take(from)?),
        lon_e7: i32::from_le_bytes(take(from)?),
        sog_dkn: Some(u16::from_le_bytes(take(from)?)).filter(|v| *v != ABSENT_U16),
        cog_ddeg: Some(u16::from_le_bytes(take(from)?)).filter(|v| *v != ABSENT_U16),
        heading_deg: Some(u16::from_le_bytes(take(from)?)).filter(|v| *v != ABSENT_U16),
        nav_status: Some(u8::from_le_bytes(take(from)?)).filter(|v| *v != ABSENT_U8),
        class: at_place(&CLASSES, u8::from_le_bytes(take(from)?))?,
    };
    let report = Report::Position(position);
    Ok(Some(Observation {
        time,
        mmsi,
        source,
        feed,
        receiver,
        reception,
        report,
    }))
}

fn take<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;
    use vigie_watch::{IdentityReport, Reception, SourceKind};

    fn observation() -> impl Strategy<Value = Observation> {
        let identity = "[A-Z]{0,3}".prop_map(|name| {
            let name = Some(name);
            Report::Identity(Box::new(IdentityReport {
                name,
                ..IdentityReport::default()
            }))
        });
        let optional = || proptest::option::of(0..1_000_u16);
        let position = (
            any::<i32>(),
            any::<i32>(),
            optional(),
            optional(),
            optional(),
            0..6_usize,
        )
            .prop_map(|(lat_e7, lon_e7, sog_dkn, cog_ddeg, heading_deg, class)| {
                Report::Position(PositionReport {
                    lat_e7,
                    lon_e7,
                    sog_dkn,
                    cog_ddeg,
                    heading_deg,
                    nav_status: sog_dkn.map(|v| (v % 16) as u8),
                    class: CLASSES[class],
                })
            });
        let report = prop_oneof![1 => identity, 4 => position];
        (
            0..20_i64,
            0..5_u32,
            any::<u16>(),
            any::<u32>(),
            0..4_usize,
            report,
        )
            .prop_map(|(s, mmsi, feed, receiver, kind, report)| Observation {
                time: Time::from_s(s),
                mmsi,
                source: SOURCES[kind],
                feed,
                receiver,
                reception: RECEPTIONS[kind],
                report,
            })
    }

    fn sorted(run_max: usize, observations: &[Observation]) -> Vec<Observation> {
        let mut sorter = Sorter::with_run(run_max);
        sorter.push(observations.iter().cloned()).unwrap();
        let mut out = Vec::new();
        sorter
            .finish(|o| {
                out.push(o);
                true
            })
            .unwrap();
        out
    }

    proptest! {
        #[test]
        fn runs_on_disk_change_nothing(
            observations in proptest::collection::vec(observation(), 0..60), run_max in 1..30_usize,
        ) {
            let in_memory = sorted(1_000, &observations);
            prop_assert!(in_memory.is_sorted_by(|a, b| a.time <= b.time));
            prop_assert_eq!(in_memory.len(), observations.len());
            prop_assert_eq!(sorted(run_max, &observations), in_memory);
        }
    }

    #[test]
    fn a_position_fills_its_bytes_exactly() {
        let mut out = Vec::new();
        let report = Report::Position(PositionReport::default());
        let (time, source) = (Time::from_s(1), SourceKind::Ais);
        let one = Observation {
            time,
            mmsi: 1,
            source,
            feed: 1,
            receiver: 1,
            reception: Reception::Unknown,
            report,
        };
        write(&mut out, &one).unwrap();
        write(&mut out, &one).unwrap();
        assert_eq!(out.len(), 2 * POSITION_BYTES);
        let mut from = &out[..];
        assert_eq!(read(&mut from).unwrap(), Some(one.clone()));
        assert_eq!(read(&mut from).unwrap(), Some(one));
        assert_eq!(read(&mut from).unwrap(), None);
    }
}
